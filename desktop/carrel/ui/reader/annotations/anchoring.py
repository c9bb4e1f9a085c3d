"""Where a selection of text is, as an annotation keeps it: rectangles a line of print, the words, and those around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtPdf import QPdfDocument

from carrel.domain.annotation import CONTEXT, Anchor
from carrel.domain.passage import Rectangle
from carrel.ui.reader.copied_text import running_text
from carrel.ui.reader.page_text import PageText, SelectedPart, joined

_AROUND = 2 * CONTEXT
_ABOVE, _BELOW = 0.15, 0.3


def anchor_of(
    document: QPdfDocument, text: PageText, parts: Sequence[SelectedPart], lines: Iterable[Rectangle]
) -> Anchor:
    """The anchor of `parts` that were selected in `text`, of which there is one at least. Ask between renderings.

    `lines` are the paper's lines of print on these pages: rectangles take their height.
    """
    printed = list(lines)
    rectangles = [
        Rectangle(part.page, box.left(), box.top(), box.right(), box.bottom())
        for part in parts
        for box in part.rectangles
    ]
    first, last = parts[0], parts[-1]
    return Anchor(
        first.page,
        tuple(_as_high_as_print(one, printed) for one in lines_of(rectangles)),
        joined(tuple(parts)),
        running_text(text.between(document, first.page, first.start - _AROUND, first.start))[-CONTEXT:].lstrip(),
        running_text(text.between(document, last.page, last.end, last.end + _AROUND))[:CONTEXT].rstrip(),
    )


def lines_of(rectangles: Iterable[Rectangle]) -> tuple[Rectangle, ...]:
    """Rectangles of runs of text joined to one a line, in their order: runs end where a font does, words do not."""
    lines: list[Rectangle] = []
    for one in rectangles:
        if one.right <= one.left or one.bottom <= one.top:
            continue
        before = lines[-1] if lines else None
        if before is not None and _same_line(before, one):
            lines[-1] = Rectangle(
                one.page,
                min(before.left, one.left),
                min(before.top, one.top),
                max(before.right, one.right),
                max(before.bottom, one.bottom),
            )
        else:
            lines.append(one)
    return tuple(lines)


def _same_line(one: Rectangle, other: Rectangle) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    height = min(one.bottom - one.top, other.bottom - other.top)
    apart = max(one.left, other.left) - min(one.right, other.right)
    return one.page == other.page and shared > height / 2 and apart < 2 * max(one.bottom - one.top, height)


def _as_high_as_print(one: Rectangle, lines: Sequence[Rectangle]) -> Rectangle:
    """PDFium's boxes end at the letters; a mark covers the line."""
    height = one.bottom - one.top
    middle_x, middle_y = (one.left + one.right) / 2, (one.top + one.bottom) / 2
    for line in lines:
        over = line.page == one.page and line.left - 2 <= middle_x <= line.right + 2
        if over and line.top <= middle_y <= line.bottom and line.bottom - line.top < 3 * height:
            return Rectangle(one.page, one.left, min(one.top, line.top), one.right, max(one.bottom, line.bottom))
    return Rectangle(one.page, one.left, one.top - _ABOVE * height, one.right, one.bottom + _BELOW * height)
