"""Annotations that a PDF holds, as other readers wrote them. Whatever a file says there is bounded and may be nonsense."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from carrel.documents import pdf_colours, pdf_keys, preflight
from carrel.documents.nearby import Surroundings
from carrel.documents.page_characters import PageCharacters, characters_of, opened
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle

_log = logging.getLogger(__name__)

_KINDS = {
    "/Highlight": AnnotationKind.HIGHLIGHT,
    "/Underline": AnnotationKind.UNDERLINE,
    "/Squiggly": AnnotationKind.UNDERLINE,
    "/StrikeOut": AnnotationKind.UNDERLINE,
    "/Text": AnnotationKind.NOTE,
    "/FreeText": AnnotationKind.NOTE,
    "/Square": AnnotationKind.AREA,
}
_WITH_QUADS = (AnnotationKind.HIGHLIGHT, AnnotationKind.UNDERLINE)
MOST = 20_000
"""So many annotations of a file, and of a page, are looked at."""

_MOST_QUADS = 1_000
_MOST_CHARACTERS = 100_000
_MOST_QUOTED = 20_000
_MOST_RECTANGLES = 60_000
_MOST_TEXT = 8_000_000
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([Zz+-])(?:(\d\d)'?(\d\d)?'?)?)?")


def read(path: Path, *, password: str = "") -> list[Annotation]:
    """The annotations of a PDF that Carrel has a kind for, page by page, without paper and file.

    Their quotes are the text under them; replies follow the text of what they reply to. What is damaged is left out, and what
    comes after more of them than any person makes.

    Raises:
        DocumentError: the file cannot be opened; PasswordNeeded: not without the right password.
    """
    with opened(path, password) as document:
        try:
            with preflight.reader_of(path) as reader:
                if reader.is_encrypted and not reader.decrypt(password):
                    raise preflight.locked(password)
                return _joined(_all(reader, document))
        except preflight.BROKEN:
            return []


def annotations_on(page: DictionaryObject) -> Iterator[tuple[object, DictionaryObject]]:
    """A page's annotations that can be read: as they stand in its list, and as dictionaries."""
    held = page.get("/Annots")
    held = held.get_object() if held is not None else None
    if not isinstance(held, ArrayObject):
        return
    for one in held[:MOST]:
        try:
            annotation = one.get_object()
        except preflight.BROKEN:
            continue
        if isinstance(annotation, DictionaryObject):
            yield one, annotation


def _all(reader: PdfReader, document: pypdfium2.PdfDocument) -> Iterator[Annotation]:
    surroundings = Surroundings(document)
    left, rectangles, characters = MOST, _MOST_RECTANGLES, _MOST_TEXT
    for index, page in enumerate(reader.pages):
        if index >= len(document):
            return
        for one in _of_page(page, index, document):
            left -= 1
            rectangles -= len(one.anchor.rectangles)
            characters -= len(one.text)
            if min(left, rectangles, characters) < 0:
                return
            anchor = surroundings.anchor(one.anchor.rectangles)
            quote = "" if one.kind is AnnotationKind.NOTE else anchor.quote[:_MOST_QUOTED]
            characters -= len(quote)
            yield replace(one, anchor=replace(anchor, quote=quote))


def _of_page(page: DictionaryObject, index: int, document: pypdfium2.PdfDocument) -> list[Annotation]:
    """The annotations of a page with replies to them in their texts, without the words under them."""
    found: dict[int, Annotation] = {}
    replies: list[tuple[int, str]] = []
    with characters_of(document, index) as characters:
        for place, (held, annotation) in enumerate(annotations_on(page)):
            number = held.idnum if isinstance(held, IndirectObject) else -place
            try:
                reply = _reply(annotation)
                one = _read(annotation, index, characters) if reply is None else None
            except preflight.BROKEN as error:
                # One that makes no sense is left out; the others are as good as they were.
                _log.warning("an annotation on page %d cannot be read: %s", index + 1, error)
                continue
            if reply is not None:
                replies.append(reply)
            elif one is not None:
                found.setdefault(number, one)
    for number, text in replies:
        if text and number in found:
            known = found[number]
            found[number] = replace(known, text=f"{known.text}\n\n{text}".strip()[:_MOST_CHARACTERS])
    return list(found.values())


def _joined(annotations: Iterator[Annotation]) -> list[Annotation]:
    """Annotations by key, each once: what Carrel wrote on both sides of a page break is one."""
    found: dict[str, Annotation] = {}
    for one in annotations:
        known = found.get(one.key)
        if known is None:
            found[one.key] = one
            continue
        quote = f"{known.anchor.quote} {one.anchor.quote}".strip()
        rectangles = known.anchor.rectangles + one.anchor.rectangles
        anchor = replace(known.anchor, quote=quote, rectangles=rectangles, after=one.anchor.after)
        found[one.key] = replace(known, anchor=anchor)
    return list(found.values())


def _reply(annotation: DictionaryObject) -> tuple[int, str] | None:
    """For a reply: the number of the object it replies to, and its text."""
    to = annotation.raw_get("/IRT") if "/IRT" in annotation else None
    if not isinstance(to, IndirectObject):
        return None
    text = "" if "/StateModel" in annotation else _text(annotation, "/Contents")
    author = _text(annotation, "/T")
    return to.idnum, f"{author}: {text}" if author and text else text


def _read(annotation: DictionaryObject, index: int, page: PageCharacters) -> Annotation | None:
    kind = _KINDS.get(str(annotation.get("/Subtype")))
    if kind is None:
        return None
    rectangles = _quads(annotation, page) if kind in _WITH_QUADS else ()
    rectangles = rectangles or _rectangle(annotation, page)
    if not rectangles:
        return None
    tags = _text(annotation, "/Subj").split(", ") if pdf_keys.is_own(annotation) else ()
    created, edited = _date(annotation.get("/CreationDate")), _date(annotation.get("/M"))
    return Annotation(
        paper_id=0,
        kind=kind,
        colour=_colour(annotation),
        anchor=Anchor(index, rectangles),
        text=_text(annotation, "/Contents"),
        tags=tuple(filter(None, tags)),
        author=_text(annotation, "/T")[:200],
        created=created or edited,
        edited=edited or created,
        key=pdf_keys.key_of(annotation, index),
    )


def _quads(annotation: DictionaryObject, page: PageCharacters) -> tuple[Rectangle, ...]:
    held = annotation.get("/QuadPoints")
    numbers = _numbers(held.get_object())[: 8 * _MOST_QUADS] if held is not None else []
    found: list[Rectangle] = []
    for start in range(0, len(numbers) - 7, 8):
        xs, ys = numbers[start : start + 8 : 2], numbers[start + 1 : start + 8 : 2]
        found += _bounded(page, min(xs), min(ys), max(xs), max(ys))
    return tuple(found)


def _rectangle(annotation: DictionaryObject, page: PageCharacters) -> tuple[Rectangle, ...]:
    held = annotation.get("/Rect")
    numbers = _numbers(held.get_object()) if held is not None else []
    return tuple(_bounded(page, *numbers[:4])) if len(numbers) >= 4 else ()


def _bounded(page: PageCharacters, x0: float, y0: float, x1: float, y1: float) -> Iterator[Rectangle]:
    """A rectangle of the page's own space as displayed, as far as it is on the page; none where it is not."""
    left, top, right, bottom = page.shown(x0, y0, x1, y1)
    left, top = max(left, 0.0), max(top, 0.0)
    right, bottom = min(right, page.width), min(bottom, page.height)
    if left < right and top < bottom:
        yield Rectangle(page.index, *(round(one, 2) for one in (left, top, right, bottom)))


def _numbers(held: object) -> list[float]:
    if not isinstance(held, ArrayObject):
        return []
    numbers = [float(one.get_object()) for one in held[: 8 * _MOST_QUADS]]
    if not all(math.isfinite(one) for one in numbers):
        raise ValueError("a number is none")
    return numbers


def _colour(annotation: DictionaryObject) -> Colour:
    held = annotation.get("/C")
    try:
        return pdf_colours.nearest(_numbers(held.get_object())[:4] if held is not None else ())
    except preflight.BROKEN:
        return Colour.YELLOW


def _text(annotation: DictionaryObject, name: str) -> str:
    """A text of an annotation, without control characters and with newlines of one kind."""
    held = annotation.get(name)
    held = held.get_object() if held is not None else None
    text = held.decode("utf-8", "replace") if isinstance(held, bytes) else held if isinstance(held, str) else ""
    text = text[:_MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return "".join(one for one in text if one in "\n\t" or one.isprintable() or not one.isascii()).strip()


def _date(held: object) -> str:
    """A date of a PDF as an instant, or ""."""
    match = _DATE.match(str(held or ""))
    if match is None:
        return ""
    year, month, day, hour, minute, second = (int(one) if one else None for one in match.groups()[:6])
    sign, hours, minutes = match.groups()[6:]
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        zone = timezone(offset)
        moment = datetime(year or 1, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=zone)
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""
