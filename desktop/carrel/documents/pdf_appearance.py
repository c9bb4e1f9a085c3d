"""What an annotation looks like, drawn: every reader then shows it alike."""

from __future__ import annotations

from collections.abc import Sequence

from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject

from carrel.documents.pdf_colours import RGB
from carrel.domain.annotation import AnnotationKind

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners of a rectangle as displayed, upper left, upper right, lower left, lower right, in the page's own space."""

UNDERLINE = 1.2
FRAME = 1.5
"""Widths of lines in points."""

NOTE_SIZE = 18.0
"""How wide and high a note is, in points."""


def numbers(*values: float) -> ArrayObject:
    """Numbers as a PDF's array, to a thousandth of a point."""
    return ArrayObject(FloatObject(f"{value:.3f}") for value in values)


def form(kind: AnnotationKind, quads: Sequence[Quad], rgb: RGB, box: Sequence[float]) -> DecodedStreamObject:
    """The appearance of an annotation: a form whose space is the page's own. `box` is the annotation's rectangle."""
    drawn = DecodedStreamObject()
    drawn.set_data(" ".join(_drawing(kind, quads, rgb)).encode("ascii"))
    state = {NameObject("/Type"): NameObject("/ExtGState"), NameObject("/BM"): NameObject("/Multiply")}
    resources = {NameObject("/ExtGState"): DictionaryObject({NameObject("/G0"): DictionaryObject(state)})}
    drawn.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): numbers(*box),
            NameObject("/Resources"): DictionaryObject(resources),
        }
    )
    return drawn


def _drawing(kind: AnnotationKind, quads: Sequence[Quad], rgb: RGB) -> list[str]:
    colour = " ".join(f"{one:.4f}" for one in rgb)
    match kind:
        case AnnotationKind.HIGHLIGHT:
            # One path: where lines overlap the colour is laid on once.
            return ["/G0 gs", f"{colour} rg", *map(_path, quads), "f"]
        case AnnotationKind.UNDERLINE:
            lines = (f"{_xy(_raised(quad[2], quad[0]))} m {_xy(_raised(quad[3], quad[1]))} l S" for quad in quads)
            return [f"{colour} RG {UNDERLINE} w", *lines]
        case AnnotationKind.AREA:
            return [f"{colour} RG {FRAME} w", *(f"{_path(_within(quad))} S" for quad in quads)]
        case AnnotationKind.NOTE:
            return [
                f"{colour} rg 0.35 0.35 0.35 RG 0.7 w",
                *(f"{_path(_within(quad))} B" for quad in quads),
                *_lines(quads),
            ]


def _path(quad: Quad) -> str:
    upper_left, upper_right, lower_left, lower_right = quad
    return f"{_xy(upper_left)} m {_xy(upper_right)} l {_xy(lower_right)} l {_xy(lower_left)} l h"


def _lines(quads: Sequence[Quad]) -> list[str]:
    """The lines of writing on a note."""
    drawn = []
    for upper_left, upper_right, lower_left, lower_right in quads:
        for down in (0.35, 0.55, 0.75):
            left, right = _between(upper_left, lower_left, down), _between(upper_right, lower_right, down)
            drawn.append(f"{_xy(_between(left, right, 0.25))} m {_xy(_between(left, right, 0.75))} l S")
    return drawn


def _within(quad: Quad) -> Quad:
    """A rectangle half a line's width inside another one, so that its frame stays in there."""
    x0, x1 = min(x for x, _ in quad), max(x for x, _ in quad)
    y0, y1 = min(y for _, y in quad), max(y for _, y in quad)
    by = min(FRAME / 2, (x1 - x0) / 2, (y1 - y0) / 2)
    return (x0 + by, y1 - by), (x1 - by, y1 - by), (x0 + by, y0 + by), (x1 - by, y0 + by)


def _raised(point: Point, towards: Point) -> Point:
    """A point of the lower edge, raised so far that the line through it stays inside."""
    height = max(abs(towards[0] - point[0]), abs(towards[1] - point[1]))
    return _between(point, towards, min(UNDERLINE / 2 / height, 1.0) if height else 0.0)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _xy(point: Point) -> str:
    return f"{point[0]:.3f} {point[1]:.3f}"
