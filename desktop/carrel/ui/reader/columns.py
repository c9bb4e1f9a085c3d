"""The columns of print that passages stand in, so that bars and tags stand beside the print and not in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from carrel.domain.passage import Rectangle

_WORD_SPACE = 9.0
_LINE_GAP = 1.2

Lines = Callable[[int], Sequence[Rectangle]]


def columns(rectangles: Iterable[Rectangle], lines: Lines) -> tuple[Rectangle, ...]:
    """One rectangle for each stretch of lines in one column: as high as the lines, as wide as the column.

    `lines` gives all lines of print of a page. The stretch with the first rectangle comes first.
    """
    found: list[Rectangle] = []
    for rectangle in rectangles:
        column = _widened(rectangle, lines(rectangle.page))
        place = len(found)
        for index in range(len(found) - 1, -1, -1):
            if _continues(found[index], column):
                column = _union(found.pop(index), column)
                place = index
        found.insert(place, column)
    return tuple(found)


def _widened(line: Rectangle, lines: Sequence[Rectangle]) -> Rectangle:
    """A part of a line, as wide as its column: the whole line, and the lines right above and below it."""
    height = line.bottom - line.top
    left, right = line.left, line.right
    beside = [one for one in lines if min(one.bottom, line.bottom) - max(one.top, line.top) > 0.5 * height]
    grown = True
    while grown:
        before = left, right
        for one in beside:
            if one.left < right + _WORD_SPACE and one.right > left - _WORD_SPACE:
                left, right = min(left, one.left), max(right, one.right)
        grown = (left, right) != before
    for one in lines:
        gap = max(one.top - line.bottom, line.top - one.bottom)
        if 0 <= gap + 0.3 * height <= height and one.left < right and one.right > left:
            left, right = min(left, one.left), max(right, one.right)
    return Rectangle(line.page, left, line.top, right, line.bottom)


def _continues(one: Rectangle, other: Rectangle) -> bool:
    if one.page != other.page:
        return False
    shared = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom - one.top, other.bottom - other.top)
    gap = max(one.top - other.bottom, other.top - one.bottom)
    return shared > 0.5 * min(one.right - one.left, other.right - other.left) and gap <= _LINE_GAP * height


def _union(one: Rectangle, other: Rectangle) -> Rectangle:
    return Rectangle(
        one.page,
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
