"""Read a PDF: checked first, then taken apart into sections and passages that know where they are printed."""

from __future__ import annotations

import ctypes
import hashlib
import re
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from carrel.documents import blocks, front, furniture, headings, identifiers, preflight
from carrel.documents.assemble import Assembly
from carrel.documents.characters import normalise, squeeze
from carrel.documents.flow import Vocabulary
from carrel.documents.legible import legible
from carrel.documents.order import in_reading_order
from carrel.documents.outline_walk import check_outline
from carrel.documents.page import PageReader
from carrel.documents.typography import Typography
from carrel.domain.errors import DocumentError
from carrel.domain.passage import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from carrel.documents.line import Line, Page
    from carrel.documents.preflight import Description

MAXIMUM_PAGES = 5000
_FILE_NAME = re.compile(r"\.(?:dvi|tex|ps|pdf|docx?|odt|rtf|indd|pptx?)$", re.IGNORECASE)
_NAMED = re.compile(r"[^\W\d_]")


def read(path: Path, *, password: str = "", on_page: Callable[[int, int], None] | None = None) -> Document:
    """Check a PDF and extract it. `on_page` is told (pages done, pages) as it goes.

    Raises PasswordNeeded for an encrypted file that `password` does not open, and DocumentError for one that
    cannot be read or is not safe to open. A page that cannot be read is named in the document's problems.
    """
    preflight.check_bytes(path)
    description = preflight.describe(path, password)
    document = _open(path, password, description)
    try:
        count = len(document)
        if not count:
            raise _empty(description)
        check_outline(document)
        sizes, pages, problems = _pages(document, min(count, MAXIMUM_PAGES), on_page)
    finally:
        document.close()
    if not pages:
        raise DocumentError(
            "No page of the PDF can be read.", "Get the file again from its source.", details="; ".join(problems[:3])
        )
    if count > MAXIMUM_PAGES:
        problems.append(f"only the first {MAXIMUM_PAGES:,} of {count:,} pages were read")
    return _document(pages, sizes, problems, description)


def _open(path: Path, password: str, description: Description) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path, password=password or None)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise preflight.locked(password) from error
        if description.pages == 0:
            raise _empty(description) from error
        raise DocumentError(
            "The PDF is damaged and cannot be opened.",
            "Get the file again from its source.",
            details=description.problem or str(error),
        ) from error


def _empty(description: Description) -> DocumentError:
    return DocumentError("The PDF has no pages.", "Get the file again from its source.", details=description.problem)


def _pages(
    document: pypdfium2.PdfDocument, count: int, on_page: Callable[[int, int], None] | None
) -> tuple[list[tuple[float, float]], list[Page], list[str]]:
    reader = PageReader(ctypes.cast(document.raw, ctypes.c_void_p).value or 0)
    sizes: list[tuple[float, float]] = []
    pages: list[Page] = []
    problems: list[str] = []
    for index in range(count):
        try:
            page = reader.read(index, draw=index == 0)
        except ValueError as error:
            problems.append(f"page {index + 1}: {error}")
            sizes.append((0.0, 0.0))
        else:
            pages.append(page)
            sizes.append((round(page.width, 2), round(page.height, 2)))
        if on_page:
            on_page(index + 1, count)
    return sizes, pages, problems


def _document(
    pages: Sequence[Page], sizes: Sequence[tuple[float, float]], problems: list[str], description: Description
) -> Document:
    kept, stamps = furniture.remove(pages)
    ordered = [in_reading_order(lines, page) for lines, page in zip(kept, pages, strict=True)]
    typography = Typography.of(ordered)
    headings.part_abstract(ordered)
    found = headings.find(ordered, typography)
    assembly = Assembly({page.index: page for page in pages}, Vocabulary(line for lines in ordered for line in lines))
    for number, (lines, page) in enumerate(zip(ordered, pages, strict=True)):
        assembly.add(blocks.of_page(lines, page, number, found, typography))
    assembly.finish()
    if not legible(passage.text for passage in assembly.passages):
        return _illegible(sizes, problems, description)
    passages = tuple(assembly.passages)
    first_page = "\n".join(line.text for line in ordered[0]) if ordered else ""
    title, authors = _front(ordered[0] if ordered else [], pages, found, description)
    return Document(
        title=title,
        authors=authors,
        abstract=front.abstract_of(assembly.sections, passages),
        sections=tuple(assembly.sections),
        passages=passages,
        page_sizes=tuple(sizes),
        text_sha256=hashlib.sha256("\n".join(passage.text for passage in passages).encode()).hexdigest(),
        hidden_characters=sum(page.hidden for page in pages),
        problems=tuple(problems),
        arxiv_id=identifiers.arxiv_id(stamps, description.texts),
        doi=identifiers.doi(first_page, description.texts),
        year=identifiers.year(stamps, first_page),
        attachments=description.attachments,
    )


def _illegible(sizes: Sequence[tuple[float, float]], problems: list[str], description: Description) -> Document:
    """A file whose letters cannot be told is like a scanned one: its pages can be looked at."""
    return Document(
        title=_told_title(description),
        authors=_told_authors(description),
        abstract="",
        sections=(),
        passages=(),
        page_sizes=tuple(sizes),
        text_sha256=hashlib.sha256(b"").hexdigest(),
        problems=(*problems, "the fonts do not say which letters their shapes are, so the text was left out"),
        arxiv_id=identifiers.arxiv_id((), description.texts),
        doi=identifiers.doi("", description.texts),
        attachments=description.attachments,
    )


def _told_title(description: Description) -> str:
    """The title of the metadata, "" where a program put a file's name there."""
    title = squeeze(normalise(description.title))
    return "" if _FILE_NAME.search(title) else title


def _told_authors(description: Description) -> tuple[str, ...]:
    return tuple(squeeze(name) for name in description.author.replace(" and ", ";").split(";") if _NAMED.search(name))


def _front(
    lines: Sequence[Line],
    pages: Sequence[Page],
    found: dict[tuple[int, int], headings.Heading],
    description: Description,
) -> tuple[str, tuple[str, ...]]:
    """Title and authors: as printed on the first page, else as the file's metadata says."""
    told = _told_authors(description)
    if not lines:
        return _told_title(description), told
    title = front.title_lines(lines, pages[0])
    if not title:
        return _told_title(description), told
    begin = lines.index(title[-1]) + 1
    ends = [index for number, index in found if number == 0 and index >= begin]
    return front.title_of(title), front.authors_of(lines[begin : min(ends, default=begin + 12)]) or told
