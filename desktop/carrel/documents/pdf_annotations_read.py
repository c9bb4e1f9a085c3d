"""Annotations that a PDF holds, as other readers wrote them. Whatever a file says there is bounded and may be nonsense."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from carrel.documents import pdf_colours, pdf_keys, pdf_values, preflight
from carrel.documents.nearby import Surroundings
from carrel.documents.page_characters import Boxes, PageCharacters, characters_of, opened
from carrel.documents.pdf_appearance import NOTE_SIZE
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.errors import DocumentError
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

_MOST_LOOKED = 500_000
_MOST_QUADS = 1_000
_MOST_TAGS = 100
_DEEPEST = 200
_LONGEST_TAG = 200
_MOST_CHARACTERS = 100_000
_MOST_QUOTED = 20_000
_MOST_RECTANGLES = 60_000
_MOST_TEXT = 8_000_000


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
        except preflight.BROKEN as error:
            raise DocumentError(
                "The annotations of this PDF cannot be read.",
                "The file is damaged. A copy saved by another program may work.",
                details=str(error),
            ) from error


def held_by(page: DictionaryObject) -> Sequence[PdfObject]:
    """A page's list of annotations, whatever stands in it."""
    held = page.get("/Annots")
    held = held.get_object() if held is not None else None
    return held if isinstance(held, ArrayObject) else ()


def annotations_on(page: DictionaryObject) -> Iterator[tuple[int, PdfObject, DictionaryObject]]:
    """A page's annotations that can be read: their places in its list, as they stand there, and as dictionaries."""
    for place, one in enumerate(held_by(page)[:MOST]):
        try:
            annotation = one.get_object()
        except preflight.BROKEN:
            continue
        if isinstance(annotation, DictionaryObject):
            yield place, one, annotation


class _Full(Exception):
    """A file says more than is read of it."""


class _Room:
    """How much is still read of what a file says in annotations, whether anything is made of it or not."""

    def __init__(self) -> None:
        self._left = {
            "looked": _MOST_LOOKED,
            "annotations": MOST,
            "rectangles": _MOST_RECTANGLES,
            "characters": _MOST_TEXT,
        }

    def take(self, what: str, count: int = 1) -> None:
        """Take so much of it.

        Raises:
            _Full: there is not so much left.
        """
        if count > self._left[what]:
            raise _Full
        self._left[what] -= count


def _all(reader: PdfReader, document: pypdfium2.PdfDocument) -> Iterator[Annotation]:
    surroundings, room = Surroundings(document), _Room()
    for index in range(min(len(reader.pages), len(document))):
        try:
            found, whole = _of_page(reader.pages[index], index, document, room)
        except preflight.BROKEN as error:
            _log.warning("the annotations on page %d cannot be read: %s", index + 1, error)
            continue
        for one in found:
            anchor = surroundings.anchor(one.anchor.rectangles)
            quote = "" if one.kind is AnnotationKind.NOTE else anchor.quote[:_MOST_QUOTED]
            try:
                room.take("characters", len(quote))
            except _Full:
                return
            yield replace(one, anchor=replace(anchor, quote=quote))
        if not whole:
            return


def _of_page(
    page: DictionaryObject, index: int, document: pypdfium2.PdfDocument, room: _Room
) -> tuple[list[Annotation], bool]:
    """The annotations of a page with replies to them in their texts, without the words under them; whether they are all.

    Replies to what Carrel wrote are notes of their own: a library has that already, and takes in only what is new to it.
    """
    found: dict[int, Annotation] = {}
    own: set[int] = set()
    replies: dict[int, _Reply] = {}
    whole, broken = True, ""
    with characters_of(document, index) as characters:
        for place, held, annotation in annotations_on(page):
            number = held.idnum if isinstance(held, IndirectObject) else -place
            try:
                room.take("looked")
                reply = _reply(annotation, room)
                one = _read(annotation, index, characters, room)
            except _Full:
                whole = False
                break
            except preflight.BROKEN as error:
                # One that makes no sense is left out; the others are as good as they were.
                broken = repr(error)
                continue
            if reply is not None:
                replies.setdefault(number, replace(reply, note=one))
            elif one is not None:
                found.setdefault(number, one)
                own |= {number} if pdf_keys.is_own(annotation) else set()
    if broken:
        _log.warning("an annotation on page %d cannot be read: %s", index + 1, broken)
    for number, reply in replies.items():
        to = _answered(reply, replies)
        if not reply.text or to not in found:
            continue
        if to in own and reply.note is not None:
            found[number] = reply.note
        else:
            text = f"{found[to].text}\n\n{reply.text}".strip()[:_MOST_CHARACTERS]
            found[to] = replace(found[to], text=text)
    return list(found.values()), whole


def _joined(annotations: Iterator[Annotation]) -> list[Annotation]:
    """Annotations by key, each once: what Carrel wrote on both sides of a page break is one.

    Programs that give several of a page one name are not believed: those that differ get keys of their own.
    """
    found: dict[str, Annotation] = {}
    for one in annotations:
        known = found.get(one.key)
        if known is None:
            found[one.key] = one
        elif one.anchor.page not in {rectangle.page for rectangle in known.anchor.rectangles}:
            quote = f"{known.anchor.quote} {one.anchor.quote}".strip()
            rectangles = known.anchor.rectangles + one.anchor.rectangles
            anchor = replace(known.anchor, quote=quote, rectangles=rectangles, after=one.anchor.after)
            found[one.key] = replace(max(known, one, key=lambda half: half.edited), anchor=anchor)
        elif (one.anchor.rectangles, one.text) != (known.anchor.rectangles, known.text):
            key = pdf_keys.apart(one.key, f"{one.anchor.rectangles} {one.text}")
            found[key] = replace(one, key=key)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply: the number of the object it replies to, its text with who said it, and what it is by itself."""

    to: int
    text: str
    note: Annotation | None = None


def _reply(annotation: DictionaryObject, room: _Room) -> _Reply | None:
    """What an annotation is as a reply; None where it is none, such as one that is grouped with another."""
    to = annotation.raw_get("/IRT") if "/IRT" in annotation and annotation.get("/RT") != "/Group" else None
    if not isinstance(to, IndirectObject):
        return None
    text = "" if "/StateModel" in annotation else _text(annotation, "/Contents", room)
    author = _text(annotation, "/T", room)
    return _Reply(to.idnum, f"{author}: {text}" if author and text else text)


def _answered(reply: _Reply, replies: Mapping[int, _Reply]) -> int:
    """The number of the object at the head of what a reply belongs to, as far as people answer one another."""
    to = reply.to
    for _ in range(_DEEPEST):
        if to not in replies:
            return to
        to = replies[to].to
    return 0


def _read(annotation: DictionaryObject, index: int, page: PageCharacters, room: _Room) -> Annotation | None:
    kind = _KINDS.get(str(annotation.get("/Subtype")))
    if kind is None:
        return None
    room.take("annotations")
    rectangles = _quads(annotation, page, room) if kind in _WITH_QUADS else ()
    rectangles = rectangles or _rectangle(annotation, page, kind)
    if not rectangles:
        return None
    tags = _text(annotation, "/Subj", room).split(", ") if pdf_keys.is_own(annotation) else ()
    created, edited = pdf_values.instant(annotation.get("/CreationDate")), pdf_values.instant(annotation.get("/M"))
    return Annotation(
        paper_id=0,
        kind=kind,
        colour=_colour(annotation),
        anchor=Anchor(index, rectangles),
        text=_text(annotation, "/Contents", room),
        tags=tuple(tag for tag in tags if 0 < len(tag) <= _LONGEST_TAG)[:_MOST_TAGS],
        author=_text(annotation, "/T", room)[:200],
        created=created or edited,
        edited=edited or created,
        key=pdf_keys.key_of(annotation, index),
    )


def _quads(annotation: DictionaryObject, page: PageCharacters, room: _Room) -> tuple[Rectangle, ...]:
    numbers = pdf_values.numbers(annotation.get("/QuadPoints"), 8 * _MOST_QUADS)
    points = np.array(numbers[: len(numbers) // 8 * 8]).reshape(-1, 4, 2)
    room.take("rectangles", len(points))
    return _on_page(page, np.concatenate((points.min(axis=1), points.max(axis=1)), axis=1))


def _rectangle(annotation: DictionaryObject, page: PageCharacters, kind: AnnotationKind) -> tuple[Rectangle, ...]:
    numbers = pdf_values.numbers(annotation.get("/Rect"), 4)
    if len(numbers) < 4:
        return ()
    stored = np.array([numbers])
    return _on_page(page, stored) or (_beside(page, stored) if kind is AnnotationKind.NOTE else ())


def _beside(page: PageCharacters, stored: Boxes) -> tuple[Rectangle, ...]:
    """The place nearest to one beside the page, or without size, that is large enough for a note: its text is not lost."""
    left, top = page.shown(stored)[0, :2].tolist()
    left, top = (
        min(max(one, 0.0), max(size - NOTE_SIZE, 0.0)) for one, size in ((left, page.width), (top, page.height))
    )
    return _on_page(
        page, np.array([[*page.stored_point(left, top), *page.stored_point(left + NOTE_SIZE, top + NOTE_SIZE)]])
    )


def _on_page(page: PageCharacters, stored: Boxes) -> tuple[Rectangle, ...]:
    """Rectangles of the page's own space as displayed, as far as they are on the page; those that are not are left out."""
    shown = page.shown(stored)
    shown = np.clip(shown, 0.0, (page.width, page.height, page.width, page.height)).round(2)
    seen = shown[(shown[:, 0] < shown[:, 2]) & (shown[:, 1] < shown[:, 3])]
    return tuple(Rectangle(page.index, *one) for one in seen.tolist())


def _colour(annotation: DictionaryObject) -> Colour:
    try:
        return pdf_colours.nearest(pdf_values.numbers(annotation.get("/C"), 4))
    except preflight.BROKEN:
        return Colour.YELLOW


def _text(annotation: DictionaryObject, name: str, room: _Room) -> str:
    found = pdf_values.text(annotation.get(name), _MOST_CHARACTERS)
    room.take("characters", len(found))
    return found
