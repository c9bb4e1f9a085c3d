"""Where pages lie: pure geometry between points on a page and logical pixels of the scrolled area.

Content coordinates are logical pixels from the top-left corner of the whole scrolled area. A zoom of 1 draws one point
as one logical pixel. Pages keep whole pixels, so that their images are copied and not resampled.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from carrel.domain.passage import Rectangle
from carrel.ui.reader.spreads import Spread, row_of, rows

LEAST_ZOOM = 0.25
GREATEST_ZOOM = 4.0
GAP = 16
SIDE = 40


class Fit(StrEnum):
    """How the zoom follows the window; *free* does not."""

    WIDTH = "width"
    PAGE = "page"
    FREE = "free"


class Box(NamedTuple):
    """A page's place in content coordinates."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """One past the last column."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """One past the last row."""
        return self.top + self.height


class PagePoint(NamedTuple):
    """A point on a page, in points from its top-left corner."""

    page: int
    x: float
    y: float


class PageLayout:
    """Pages in rows one under another, or one row alone, at one zoom in a viewport of one width. Never changes.

    `turn` is how many quarters every page is turned clockwise. `sizes` and all page points are those of the pages as the
    file shows them, unturned; boxes and content coordinates are of the pages as they lie here.
    """

    def __init__(
        self,
        sizes: Sequence[tuple[float, float]],
        zoom: float,
        viewport: tuple[int, int],
        *,
        only: int | None = None,
        turn: int = 0,
        spread: Spread = Spread.SINGLE,
    ) -> None:
        """Lay out pages of `sizes` points for a viewport of (width, height) logical pixels; `only` shows one page's row alone."""
        self.sizes = tuple(sizes)
        self.zoom = clamp_zoom(zoom)
        self.only = only
        self.turn = turn % 4
        self.spread = spread
        count = len(self.sizes)
        if only is None:
            self._rows = rows(count, spread)
        else:
            self._rows = [row_of(only, count, spread)] if count else []
        extents = [[self._extent(page) for page in row] for row in self._rows]
        heights = [max(height for _, height in row) for row in extents]
        self.width = max([viewport[0], *(_row_width(row, spread) + 2 * GAP for row in extents)])
        top = GAP
        if only is not None and heights:
            top = max(GAP, (viewport[1] - heights[0]) // 2)
        self._boxes: list[Box] = []
        self._tops: list[int] = []
        self._bottoms: list[int] = []
        for row, row_extents, height in zip(self._rows, extents, heights, strict=True):
            left = self._row_left(row, row_extents)
            for width, page_height in row_extents:
                self._boxes.append(Box(left, top, width, page_height))
                left += width + GAP
            self._tops.append(top)
            self._bottoms.append(top + height)
            top += height + GAP
        self._first = self._rows[0].start if self._rows else 0
        self.height = max(top, viewport[1]) if only is not None else top

    @property
    def pages(self) -> range:
        """The pages laid out."""
        return range(self._first, self._first + len(self._boxes))

    def shown_size(self, page: int) -> tuple[float, float]:
        """(width, height) in points of a page as it lies here."""
        width, height = self.sizes[page]
        return (height, width) if self.turn % 2 else (width, height)

    def box(self, page: int) -> Box:
        """Where a page lies.

        Raises:
            IndexError: the page is not laid out.
        """
        if page not in self.pages:
            raise IndexError(page)
        return self._boxes[page - self._first]

    def pages_between(self, top: float, bottom: float) -> range:
        """The pages in rows that any line from `top` up to `bottom` crosses."""
        first = bisect_right(self._bottoms, top)
        last = bisect_left(self._tops, bottom)
        if first >= last:
            return range(self._first, self._first)
        return range(self._rows[first].start, self._rows[last - 1].stop)

    def nearest_page(self, y: float, x: float | None = None) -> int | None:
        """The page at height `y`, or the closest one: the first of its row, or the one nearest to `x`; None without pages."""
        if not self._boxes:
            return None
        index = min(bisect_right(self._bottoms, y), len(self._rows) - 1)
        if index and self._tops[index] - y > y - self._bottoms[index - 1]:
            index -= 1
        row = self._rows[index]
        if x is None:
            return row.start
        return min(row, key=lambda page: max(self.box(page).left - x, x - self.box(page).right))

    def page_at(self, x: float, y: float) -> int | None:
        """The page under a content point, or None between pages."""
        page = self.nearest_page(y, x)
        if page is None:
            return None
        box = self.box(page)
        return page if box.left <= x < box.right and box.top <= y < box.bottom else None

    def to_page(self, x: float, y: float, page: int | None = None) -> PagePoint | None:
        """The point on `page` (else on the nearest page) under a content point; it may lie off the page's edge."""
        page = self.nearest_page(y, x) if page is None else page
        if page is None:
            return None
        box = self.box(page)
        width, height = self.sizes[page]
        across, down = (x - box.left) / box.width, (y - box.top) / box.height
        if self.turn == 1:
            across, down = down, 1 - across
        elif self.turn == 2:
            across, down = 1 - across, 1 - down
        elif self.turn == 3:
            across, down = 1 - down, across
        return PagePoint(page, across * width, down * height)

    def to_content(self, point: PagePoint) -> tuple[float, float]:
        """The content point over a point on a page."""
        box = self.box(point.page)
        width, height = self.sizes[point.page]
        across, down = point.x / width, point.y / height
        if self.turn == 1:
            across, down = 1 - down, across
        elif self.turn == 2:
            across, down = 1 - across, 1 - down
        elif self.turn == 3:
            across, down = down, 1 - across
        return box.left + across * box.width, box.top + down * box.height

    def rectangle(self, rectangle: Rectangle) -> tuple[float, float, float, float]:
        """A passage's rectangle in content coordinates, as (left, top, width, height)."""
        x, y = self.to_content(PagePoint(rectangle.page, rectangle.left, rectangle.top))
        other_x, other_y = self.to_content(PagePoint(rectangle.page, rectangle.right, rectangle.bottom))
        return min(x, other_x), min(y, other_y), abs(other_x - x), abs(other_y - y)

    def _extent(self, page: int) -> tuple[int, int]:
        width, height = self.shown_size(page)
        return max(1, round(width * self.zoom)), max(1, round(height * self.zoom))

    def _row_left(self, row: range, extents: Sequence[tuple[int, int]]) -> int:
        if self.spread is Spread.SINGLE:
            return (self.width - extents[0][0]) // 2
        # As in a bound book: the fold is in the middle, and a cover lies to the right of it.
        if row.start == 0 and self.spread is Spread.COVER:
            return (self.width + GAP) // 2
        return (self.width - GAP) // 2 - extents[0][0]


def _row_width(extents: Sequence[tuple[int, int]], spread: Spread) -> int:
    if spread is Spread.SINGLE:
        return extents[0][0]
    # The fold stays in the middle, so the wider page has as much room on either side.
    return 2 * max(width for width, _ in extents) + GAP


def clamp_zoom(zoom: float) -> float:
    """The nearest zoom the reader allows."""
    return min(GREATEST_ZOOM, max(LEAST_ZOOM, zoom))


def fit_zoom(
    fit: Fit,
    sizes: Sequence[tuple[float, float]],
    page: int,
    viewport: tuple[int, int],
    spread: Spread = Spread.SINGLE,
) -> float:
    """The zoom at which the paper's usual page width, or the whole of `page`'s row, fills the viewport.

    `sizes` are those of the pages as they lie, turned or not. One fold-out among portrait pages does not make all the
    others small: width goes by the commonest one.
    """
    if not sizes:
        return 1.0
    side = min(SIDE, viewport[0] // 20)
    row = row_of(page, len(sizes), spread)
    width = Counter(round(size[0], 1) for size in sizes).most_common(1)[0][0]
    if fit is Fit.PAGE:
        width = max(sizes[one][0] for one in row)
    across = (viewport[0] - 2 * side) / width
    if spread is not Spread.SINGLE:
        across = (viewport[0] - 2 * side - GAP) / (2 * width)
    if fit is Fit.WIDTH:
        return clamp_zoom(across)
    return clamp_zoom(min(across, (viewport[1] - 2 * GAP) / max(sizes[one][1] for one in row)))


_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)


def next_zoom(zoom: float, direction: int) -> float:
    """The next round zoom above (`direction` 1) or below (-1)."""
    if direction > 0:
        return next((step for step in _STEPS if step > zoom * 1.005), GREATEST_ZOOM)
    return next((step for step in reversed(_STEPS) if step < zoom * 0.995), LEAST_ZOOM)
