"""Checks before a file is read: its size, its first bytes, its page tree; and what it says about itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

from carrel.domain.errors import DocumentError, PasswordNeeded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAXIMUM_BYTES = 1024**3
_HEADER_WITHIN = 1024
_MAXIMUM_NODES = 200_000
_MAXIMUM_DEPTH = 200
_REPAIRED_BYTES = 64 * 1024**2
BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OSError,
    ArithmeticError,
    NotImplementedError,
)
"""What pypdf raises on files that break its assumptions, besides its own kind."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says about itself, as text; "" where it says nothing. `texts` are all its metadata's values.

    `pages` counts the page tree's leaves; None where it could not be walked.
    """

    title: str = ""
    author: str = ""
    texts: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    problem: str = ""
    pages: int | None = None


def check_bytes(path: Path) -> None:
    """Raise DocumentError unless the file is there, of a bearable size, and begins like a PDF."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEADER_WITHIN)
    except OSError as error:
        raise DocumentError(
            "The file cannot be opened.", "Check that it still exists and that you may read it.", details=str(error)
        ) from error
    if not size:
        raise DocumentError("The file is empty.", "Download it again, or choose another file.")
    if size > MAXIMUM_BYTES:
        raise DocumentError(
            f"The file is larger than {MAXIMUM_BYTES // 1024**2:,} MB.", "Split it, or choose a smaller version of it."
        )
    if b"%PDF-" not in head:
        if b"<html" in head.lower() or b"<!doctype" in head.lower():
            raise DocumentError(
                "This is a web page, not a PDF.", "Open the link in a browser and download the PDF itself."
            )
        raise DocumentError("This is not a PDF file.", "Choose a file that is a PDF.")


def describe(path: Path, password: str) -> Description:
    """Walk the page tree and read the metadata with pypdf.

    Raises PasswordNeeded, and DocumentError for a page tree that runs in circles or without end: viewers hang on it.
    What pypdf cannot parse is left to PDFium to judge: the description is then empty and names the problem.
    """
    try:
        with reader_of(path) as reader:
            if reader.is_encrypted and not reader.decrypt(password):
                raise locked(password)
            return _description(reader, _walk(reader))
    except DocumentError:
        raise
    except BROKEN as error:
        return Description(problem=f"its structure is damaged ({type(error).__name__})")


def reader_of(path: Path) -> PdfReader:
    """Open with pypdf, which finds the objects of a damaged file again only where the file says where they should be."""
    try:
        return PdfReader(path, strict=False)
    except PdfReadError:
        if path.stat().st_size > _REPAIRED_BYTES:
            raise
        return PdfReader(BytesIO(path.read_bytes() + b"\nstartxref\n0\n%%EOF\n"), strict=False)


def locked(password: str) -> PasswordNeeded:
    """The error for an encrypted file, with a wrong password or with none."""
    if password:
        return PasswordNeeded("The password does not open this PDF.", "Check the password and try again.")
    return PasswordNeeded("This PDF is protected with a password.", "Enter its password to read it.")


def _walk(reader: PdfReader) -> int:
    """Count the page tree's leaves. Raises DocumentError for a tree that is cyclic, too deep or too large."""
    root = reader.trailer["/Root"]["/Pages"]  # type: ignore[index]  # a damaged trailer raises, and the caller tells
    seen: set[int] = set()
    stack: list[tuple[object, int]] = [(root, 0)]
    nodes = leaves = 0
    while stack:
        node, depth = stack.pop()
        nodes += 1
        if nodes > _MAXIMUM_NODES or depth > _MAXIMUM_DEPTH:
            raise DocumentError(
                "The PDF's page tree is too large to be a paper's.",
                "Do not open it unless you trust where it comes from.",
            )
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                raise DocumentError(
                    "The PDF's page tree runs in circles.",
                    "The file is damaged or made to harm; get it again from its source.",
                )
            node = node.get_object()
        if not isinstance(node, DictionaryObject):
            continue
        if "/Kids" not in node:
            leaves += 1
            continue
        reference = node.indirect_reference
        if reference is not None:
            seen.add(reference.idnum)
        kids = node["/Kids"]
        if isinstance(kids, ArrayObject):
            stack += [(kid, depth + 1) for kid in kids]
    return leaves


def _description(reader: PdfReader, pages: int) -> Description:
    information: Mapping[str, object] = reader.metadata or {}
    texts = tuple(str(value) for value in information.values() if not isinstance(value, NullObject))
    return Description(
        title=str(information.get("/Title") or "").strip(),
        author=str(information.get("/Author") or "").strip(),
        texts=texts,
        attachments=tuple(reader.attachments),
        pages=pages,
    )
