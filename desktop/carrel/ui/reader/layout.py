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
    """Pages one under another, or one page alone, at one zoom in a viewport of one width. Never changes."""

    def __init__(
        self, sizes: Sequence[tuple[float, float]], zoom: float, viewport: tuple[int, int], *, only: int | None = None
    ) -> None:
        """Lay out pages of `sizes` points for a viewport of (width, height) logical pixels; `only` shows one page alone."""
        self.sizes = tuple(sizes)
        self.zoom = clamp_zoom(zoom)
        self.only = only
        shown = range(len(self.sizes)) if only is None else range(only, only + 1) if self.sizes else range(0)
        widths = [max(1, round(self.sizes[page][0] * self.zoom)) for page in shown]
        heights = [max(1, round(self.sizes[page][1] * self.zoom)) for page in shown]
        self.width = max([viewport[0], *(width + 2 * GAP for width in widths)])
        boxes = []
        top = GAP
        if only is not None and heights:
            top = max(GAP, (viewport[1] - heights[0]) // 2)
        for width, height in zip(widths, heights, strict=True):
            boxes.append(Box((self.width - width) // 2, top, width, height))
            top += height + GAP
        self._boxes = boxes
        self._first = only or 0
        self._tops = [box.top for box in boxes]
        self._bottoms = [box.bottom for box in boxes]
        self.height = max(top, viewport[1]) if only is not None else top

    @property
    def pages(self) -> range:
        """The pages laid out."""
        return range(self._first, self._first + len(self._boxes))

    def box(self, page: int) -> Box:
        """Where a page lies.

        Raises:
            IndexError: the page is not laid out.
        """
        if page not in self.pages:
            raise IndexError(page)
        return self._boxes[page - self._first]

    def pages_between(self, top: float, bottom: float) -> range:
        """The pages that any row from `top` up to `bottom` crosses."""
        first = bisect_right(self._bottoms, top)
        last = bisect_left(self._tops, bottom)
        return range(self._first + first, self._first + max(first, last))

    def nearest_page(self, y: float) -> int | None:
        """The page at height `y`, or the closest one; None without pages."""
        if not self._boxes:
            return None
        index = min(bisect_right(self._bottoms, y), len(self._boxes) - 1)
        if index and self._tops[index] - y > y - self._bottoms[index - 1]:
            index -= 1
        return self._first + index

    def page_at(self, x: float, y: float) -> int | None:
        """The page under a content point, or None between pages."""
        page = self.nearest_page(y)
        if page is None:
            return None
        box = self.box(page)
        return page if box.left <= x < box.right and box.top <= y < box.bottom else None

    def to_page(self, x: float, y: float, page: int | None = None) -> PagePoint | None:
        """The point on `page` (else on the nearest page) under a content point; it may lie off the page's edge."""
        page = self.nearest_page(y) if page is None else page
        if page is None:
            return None
        box = self.box(page)
        across, down = self._scale(page)
        return PagePoint(page, (x - box.left) / across, (y - box.top) / down)

    def to_content(self, point: PagePoint) -> tuple[float, float]:
        """The content point over a point on a page."""
        box = self.box(point.page)
        across, down = self._scale(point.page)
        return box.left + point.x * across, box.top + point.y * down

    def rectangle(self, rectangle: Rectangle) -> tuple[float, float, float, float]:
        """A passage's rectangle in content coordinates, as (left, top, width, height)."""
        left, top = self.to_content(PagePoint(rectangle.page, rectangle.left, rectangle.top))
        right, bottom = self.to_content(PagePoint(rectangle.page, rectangle.right, rectangle.bottom))
        return left, top, right - left, bottom - top

    def _scale(self, page: int) -> tuple[float, float]:
        box = self.box(page)
        width, height = self.sizes[page]
        return box.width / width, box.height / height


def clamp_zoom(zoom: float) -> float:
    """The nearest zoom the reader allows."""
    return min(GREATEST_ZOOM, max(LEAST_ZOOM, zoom))


def fit_zoom(fit: Fit, sizes: Sequence[tuple[float, float]], page: int, viewport: tuple[int, int]) -> float:
    """The zoom at which the paper's usual page width, or the whole of `page`, fills the viewport.

    One fold-out among portrait pages does not make all the others small: width goes by the commonest one.
    """
    if not sizes:
        return 1.0
    side = min(SIDE, viewport[0] // 20)
    width = Counter(round(size[0], 1) for size in sizes).most_common(1)[0][0]
    if fit is Fit.PAGE:
        width = sizes[page][0]
    across = (viewport[0] - 2 * side) / width
    if fit is Fit.WIDTH:
        return clamp_zoom(across)
    return clamp_zoom(min(across, (viewport[1] - 2 * GAP) / sizes[page][1]))


_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)


def next_zoom(zoom: float, direction: int) -> float:
    """The next round zoom above (`direction` 1) or below (-1)."""
    if direction > 0:
        return next((step for step in _STEPS if step > zoom * 1.005), GREATEST_ZOOM)
    return next((step for step in reversed(_STEPS) if step < zoom * 0.995), LEAST_ZOOM)
