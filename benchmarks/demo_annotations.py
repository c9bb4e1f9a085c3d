"""Annotations of the sample paper and of others, for the pictures."""

from __future__ import annotations

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.passage import Passage, Rectangle
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel

_MADE: tuple[tuple[int, AnnotationKind, Colour, str, tuple[str, ...]], ...] = (
    (3, AnnotationKind.HIGHLIGHT, Colour.YELLOW, "Compare with the SeqBoat eval", ("evaluation",)),
    (6, AnnotationKind.HIGHLIGHT, Colour.GREEN, "", ()),
    (9, AnnotationKind.UNDERLINE, Colour.BLUE, "", ("definition",)),
    (16, AnnotationKind.HIGHLIGHT, Colour.PINK, "Is this so for long papers too?", ("question",)),
    (24, AnnotationKind.HIGHLIGHT, Colour.VIOLET, "", ("evaluation",)),
)


def sample_paper(carrel: Carrel) -> int:
    """The sample's id; 0 where it is not there."""
    return next(iter(carrel.reading.ids(LibraryQuery(text="checking a summary"))), 0)


def add(carrel: Carrel) -> int:
    """Annotate the sample; return its paper's id."""
    paper_id = sample_paper(carrel)
    if not paper_id or carrel.annotations.of_paper(paper_id):
        return paper_id
    file = carrel.reading.files(paper_id)[-1]
    passages = carrel.reading.document(file.id).passages
    body = [one for one in passages if len(one.text) > 60]
    made = [
        Annotation(paper_id, kind, colour, _anchor(body[number]), text=text, tags=tags, file_id=file.id)
        for number, kind, colour, text, tags in _MADE
        if number < len(body)
    ]
    low = max(line.bottom for one in body if one.page == 0 for line in one.rectangles if line.page == 0)
    area = Rectangle(0, 300, low - 60, 540, low - 6)
    made.append(Annotation(paper_id, AnnotationKind.AREA, Colour.VIOLET, Anchor(0, (area,)), file_id=file.id))
    note = Rectangle(0, 30, 300, 50, 320)
    made.append(
        Annotation(paper_id, AnnotationKind.NOTE, Colour.YELLOW, Anchor(0, (note,)), text="Ask Mira.", file_id=file.id)
    )
    carrel.annotations.add_all(made, "Annotated the sample")
    return paper_id


def _anchor(passage: Passage) -> Anchor:
    return Anchor(passage.page, passage.rectangles, passage.text)
