"""A copy of a PDF with annotations that every reader shows and can change. The original's bytes are its beginning.

Only where the original is encrypted or damaged, so that nothing can be added to its end, is the copy written anew.
"""

from __future__ import annotations

import ctypes
import secrets
import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from pypdf import PasswordType, PdfReader, PdfWriter
from pypdf.constants import UserAccessPermissions
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from pypdfium2 import raw

from carrel.documents import pdf_colours, pdf_keys, pdf_leaving_out, pdf_values, preflight
from carrel.documents.page_characters import PageCharacters, characters_of, opened
from carrel.documents.pdf_annotations_read import held_by
from carrel.documents.pdf_appearance import NOTE_SIZE, Quad, form, numbers
from carrel.documents.pdf_increment import append_changes
from carrel.documents.pdf_leaving_out import Places
from carrel.domain.annotation import Annotation, AnnotationKind
from carrel.domain.errors import DocumentError
from carrel.domain.passage import Rectangle

_SUBTYPES = {
    AnnotationKind.HIGHLIGHT: "/Highlight",
    AnnotationKind.UNDERLINE: "/Underline",
    AnnotationKind.NOTE: "/Text",
    AnnotationKind.AREA: "/Square",
}
_WITH_QUADS = (AnnotationKind.HIGHLIGHT, AnnotationKind.UNDERLINE)
_PRINTED = 4
_OWNER = "Carrel"

_HEADER = b"%PDF-"
_NEWEST = "%PDF-2.0"


class _Passwords(NamedTuple):
    """Of the user and the owner of an encrypted file."""

    user: str
    owner: str


_Placed = Mapping[int, Sequence[tuple[Annotation, tuple[Quad, ...]]]]


def write(
    path: Path,
    target: Path,
    annotations: Sequence[Annotation],
    *,
    author: str = "",
    password: str = "",
    known: Collection[str] = (),
    unedited: Collection[str] = (),
) -> int:
    """Copy the PDF at `path` to `target` with annotations that stand at their anchors; return how many are in the copy.

    One that runs over a page break becomes one on each page. Those that the file holds already, by their keys, are replaced;
    what else it holds of the keys that are `known` is left out, for the library has it elsewhere or no more. Text typed on a
    page stays as it is in place of its note, where that is `unedited`. `author` is named where an annotation names none.

    Raises:
        DocumentError: the file cannot be copied so, or does not allow it; PasswordNeeded: not without the right password.
    """
    try:
        with preflight.reader_of(path) as reader:
            keys = _unlocked(reader, path, password) if reader.is_encrypted else None
            typed = pdf_leaving_out.typed_on(reader, unedited)
            placed = _placed(path, password, [one for one in annotations if one.key not in typed])
            gone = pdf_leaving_out.places(reader, {*known, *(one.key for one in annotations)}, typed)
            if keys is not None or not _added(reader, path, target, placed, gone, author):
                _rewritten(reader, target, placed, gone, author, keys)
    except preflight.BROKEN as error:
        raise _damaged(str(error)) from error
    count = sum(map(len, placed.values()))
    if _count(target, password, placed) < count:
        raise _damaged("the copy lacks annotations")
    return count + len(typed)


def _added(reader: PdfReader, path: Path, target: Path, placed: _Placed, gone: Places, author: str) -> bool:
    """Write the original and what is added to its end; False where that does not make a sound file."""
    shutil.copyfile(path, target)
    if not placed and not gone:
        return True
    with path.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            # Where something stands before it, programs do not agree from where places in the file are counted.
            return False
    try:
        writer = PdfWriter(reader, incremental=True)
        _put(writer, placed, gone, author)
        append_changes(writer, reader, target)
        return _count(target, "", placed) >= sum(map(len, placed.values()))
    except (*preflight.BROKEN, AssertionError, DocumentError):
        return False


def _rewritten(
    reader: PdfReader, target: Path, placed: _Placed, gone: Places, author: str, keys: _Passwords | None
) -> None:
    writer = PdfWriter(clone_from=reader)
    # Transparency needs 1.4 and this encryption 1.7; pypdf would say 1.3.
    writer.pdf_header = _NEWEST if reader.pdf_header == _NEWEST else "%PDF-1.7"
    _put(writer, placed, gone, author)
    if keys is not None:
        allowed = reader.user_access_permissions
        writer.encrypt(
            keys.user,
            owner_password=keys.owner,
            permissions_flag=allowed if allowed is not None else UserAccessPermissions.all(),
            algorithm="AES-256",
        )
    with target.open("wb") as file:
        writer.write(file)


def _unlocked(reader: PdfReader, path: Path, password: str) -> _Passwords:
    """Open an encrypted file; return the passwords that its copy gets.

    The user's stays. Where only the owner's is known it opens the copy, too, unless the file opens without any.
    """
    opened_by = reader.decrypt(password)
    if not opened_by:
        raise preflight.locked(password)
    if opened_by is PasswordType.OWNER_PASSWORD:
        with preflight.reader_of(path) as other:
            free = bool(other.decrypt(""))
        return _Passwords("", password) if free else _Passwords(password, password)
    allowed = reader.user_access_permissions
    if allowed is not None and not allowed & UserAccessPermissions.ADD_OR_MODIFY:
        raise DocumentError(
            "Whoever made this PDF does not allow annotations in it.",
            "Your annotations stay in the library. The owner's password, if you have it, allows a copy.",
        )
    return _Passwords(password, secrets.token_urlsafe(24))


def _placed(path: Path, password: str, annotations: Sequence[Annotation]) -> _Placed:
    """Annotations with their rectangles in the pages' own space, page by page; what is off the pages is left out."""
    found: defaultdict[int, list[tuple[Annotation, tuple[Quad, ...]]]] = defaultdict(list)
    with opened(path, password) as document:
        by_page: defaultdict[int, list[tuple[Annotation, list[Rectangle]]]] = defaultdict(list)
        for one in annotations:
            rectangles: defaultdict[int, list[Rectangle]] = defaultdict(list)
            for rectangle in one.anchor.rectangles:
                rectangles[rectangle.page].append(rectangle)
            for index, some in rectangles.items():
                if 0 <= index < len(document):
                    by_page[index].append((one, some))
        for index in sorted(by_page):
            with characters_of(document, index) as page:
                for one, some in by_page[index]:
                    found[index].append((one, tuple(_quad(page, _drawn(one, rectangle)) for rectangle in some)))
    return found


def _drawn(annotation: Annotation, one: Rectangle) -> Rectangle:
    """The rectangle that is written: a note has the size of an icon."""
    if annotation.kind is not AnnotationKind.NOTE:
        return one
    return Rectangle(one.page, one.left, one.top, one.left + NOTE_SIZE, one.top + NOTE_SIZE)


def _quad(page: PageCharacters, one: Rectangle) -> Quad:
    return (
        page.stored_point(one.left, one.top),
        page.stored_point(one.right, one.top),
        page.stored_point(one.left, one.bottom),
        page.stored_point(one.right, one.bottom),
    )


def _put(writer: PdfWriter, placed: _Placed, gone: Places, author: str) -> None:
    for index in sorted(placed.keys() | gone.keys()):
        page, leaving = writer.pages[index], gone.get(index, frozenset())
        kept = [one for place, one in enumerate(held_by(page)) if place not in leaving]
        added = [_written(writer, page.indirect_reference, one, quads, author) for one, quads in placed.get(index, ())]
        page[NameObject("/Annots")] = ArrayObject([*kept, *added])


def _written(
    writer: PdfWriter, page: IndirectObject | None, one: Annotation, quads: Sequence[Quad], author: str
) -> IndirectObject:
    xs = [x for quad in quads for x, _ in quad]
    ys = [y for quad in quads for _, y in quad]
    box = (min(xs), min(ys), max(xs), max(ys))
    rgb = pdf_colours.rgb(one.colour, one.kind)
    appearance = writer._add_object(form(one.kind, quads, rgb, box))  # noqa: SLF001 - pypdf has no other way
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(_SUBTYPES[one.kind]),
            NameObject("/Rect"): numbers(*box),
            NameObject("/NM"): TextStringObject(pdf_keys.name_of(one.key)),
            NameObject("/T"): pdf_values.string(one.author or author or _OWNER),
            NameObject("/Contents"): pdf_values.string(one.text),
            NameObject("/M"): TextStringObject(_date(one.edited)),
            NameObject("/CreationDate"): TextStringObject(_date(one.created)),
            NameObject("/C"): ArrayObject(FloatObject(f"{part:.4f}") for part in rgb),
            NameObject("/F"): NumberObject(_PRINTED),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): appearance}),
        }
    )
    if page is not None:
        annotation[NameObject("/P")] = page
    if one.tags:
        annotation[NameObject("/Subj")] = pdf_values.string(", ".join(one.tags))
    if one.kind in _WITH_QUADS:
        annotation[NameObject("/QuadPoints")] = numbers(*(part for quad in quads for point in quad for part in point))
        annotation[NameObject("/CA")] = NumberObject(1)
    elif one.kind is AnnotationKind.NOTE:
        annotation[NameObject("/Name")] = NameObject("/Comment")
    else:
        annotation[NameObject("/BS")] = DictionaryObject({NameObject("/W"): FloatObject("1.5")})
    return writer._add_object(annotation)  # noqa: SLF001 - as above


def _date(instant: str) -> str:
    """An instant in UTC as a PDF has it."""
    digits = "".join(one for one in instant if one.isdigit())
    return f"D:{digits}Z" if digits else ""


def _count(path: Path, password: str, pages: Collection[int]) -> int:
    """How many annotations of Carrel's some pages of a written copy hold, as PDFium reads it."""
    with opened(path, password) as document:
        return sum(_own_on(document, index) for index in pages if index < len(document))


def _own_on(document: pypdfium2.PdfDocument, index: int) -> int:
    page = document[index]
    own = 0
    try:
        for place in range(raw.FPDFPage_GetAnnotCount(page.raw)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, place)
            size = raw.FPDFAnnot_GetStringValue(annotation, b"NM", None, 0)
            name = ctypes.create_string_buffer(max(size, 2))
            raw.FPDFAnnot_GetStringValue(annotation, b"NM", ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort)), size)
            own += name.raw.decode("utf-16-le", "replace").startswith(pdf_keys.name_of(""))
            raw.FPDFPage_CloseAnnot(annotation)
    finally:
        page.close()
    return own


def _damaged(details: str) -> DocumentError:
    return DocumentError(
        "This PDF is too damaged for annotations to be written into a copy of it.",
        "A copy saved by another program may work. Your annotations stay in the library.",
        details=details,
    )
