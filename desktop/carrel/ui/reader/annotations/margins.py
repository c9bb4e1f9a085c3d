"""Where notes stand beside the print: in the margin that is nearer to what they are written on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carrel.domain.passage import Rectangle
from carrel.ui.reader.layout import PagePoint

_DISTANCE = 24.0
_LEFT_SHARE = 0.54


class Margins:
    """The edges of print on each page, and where beside it a note's sign stands."""

    def __init__(self, sizes: Sequence[tuple[float, float]] = (), lines: Iterable[Rectangle] = ()) -> None:
        """`sizes` are those of the pages in points, `lines` the lines of print."""
        self._sizes = tuple(sizes)
        self._edges: dict[int, tuple[float, float]] = {}
        for line in lines:
            left, right = self._edges.get(line.page, (line.left, line.right))
            self._edges[line.page] = min(left, line.left), max(right, line.right)

    def beside(self, rectangles: Sequence[Rectangle]) -> PagePoint:
        """The middle of the sign for an annotation that stands at these rectangles of one page, in points."""
        first = rectangles[0]
        width = self._sizes[first.page][0] if first.page < len(self._sizes) else first.right
        left, right = self._edges.get(first.page, (min(one.left for one in rectangles), first.right))
        y = (first.top + first.bottom) / 2 if first.bottom - first.top < 3 * _DISTANCE else first.top + _DISTANCE / 2
        if max(one.right for one in rectangles) <= width * _LEFT_SHARE < right:
            return PagePoint(first.page, max(left - _DISTANCE, left / 2), y)
        return PagePoint(first.page, min(right + _DISTANCE, (right + width) / 2), y)
