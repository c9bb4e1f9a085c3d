"""Reading order.

The order of a page's content is the order in which its program wrote it, and nearly always that of reading. Only
where it runs backwards is the page put in order by its geometry: bands cut by lines over the full width, and within
a band the left column before the right one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.documents.line import Line, Page

_TOLERATED = 0.06


def in_reading_order(lines: Sequence[Line], page: Page) -> list[Line]:
    """The page's lines as people read them."""
    if len(lines) < 3 or _backward(lines) <= max(1, _TOLERATED * len(lines)):
        return list(lines)
    gutter = _gutter(lines, page)
    if gutter is None:
        return sorted(lines, key=lambda line: (round(line.bottom / 3), line.left))
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: line.top):
        if line.left < gutter - 6 and line.right > gutter + 6:
            ordered += [*left, *right, line]
            left, right = [], []
        elif line.left + line.right < 2 * gutter:
            left.append(line)
        else:
            right.append(line)
    return [*ordered, *left, *right]


def _backward(lines: Sequence[Line]) -> int:
    """How often a line is followed by one that stands above it in the same column."""
    count = 0
    previous = lines[0]
    for line in lines[1:]:
        if line.bottom < previous.top - 2 and line.left < previous.right and previous.left < line.right:
            count += 1
        previous = line
    return count


def _gutter(lines: Sequence[Line], page: Page) -> float | None:
    """The middle of the empty strip between two columns, or None."""
    wide = [line for line in lines if line.right - line.left > 0.2 * page.width]
    if len(wide) < 8:
        return None
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        at = page.width * step / 100
        crossing = sum(line.left < at < line.right for line in wide)
        if best is None or (crossing, abs(at - page.width / 2)) < (best[0], abs(best[1] - page.width / 2)):
            best = crossing, at
    if best is None or best[0] > 0.3 * len(wide):
        return None
    sides = sum(line.right < best[1] for line in wide), sum(line.left > best[1] for line in wide)
    return best[1] if min(sides) >= 0.2 * len(wide) else None
