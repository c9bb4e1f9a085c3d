"""What is printed around a place that holds no words of its own: a note, an area. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from carrel.domain.annotation import CONTEXT, Anchor
from carrel.domain.passage import Passage, Rectangle

NOTE_SIDE = 20.0


def note_at(page: int, x: float, y: float, size: tuple[float, float]) -> Rectangle:
    """The rectangle of a note stuck at a point of a page of `size` points, all of it on the page."""
    left = min(max(0.0, x - NOTE_SIDE / 2), max(0.0, size[0] - NOTE_SIDE))
    top = min(max(0.0, y - NOTE_SIDE / 2), max(0.0, size[1] - NOTE_SIDE))
    return Rectangle(page, left, top, left + NOTE_SIDE, top + NOTE_SIDE)


def anchor_at(rectangle: Rectangle, passages: Sequence[Passage]) -> Anchor:
    """The anchor of a note or an area: its rectangle, the print that ends above its middle and what follows."""
    middle = (rectangle.top + rectangle.bottom) / 2
    before = after = ""
    for passage in passages:
        lines = [line for line in passage.rectangles if line.page == rectangle.page]
        if not lines:
            continue
        if lines[0].top <= middle:
            before = passage.text
        elif not after:
            after = passage.text
    return Anchor(rectangle.page, (rectangle,), "", before[-CONTEXT:].lstrip(), after[:CONTEXT].rstrip())
