"""The scrolled area pages lie on: zoom, fitting, paging and places, with nothing painted yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from carrel.ui.reader.layout import GAP, Fit, PageLayout, PagePoint, fit_zoom, next_zoom
from carrel.ui.reader.scrolling import GlidingArea
from carrel.ui.reader.spreads import Spread, row_of

LINE_STEP = 48


class PageCanvas(GlidingArea):
    """Pages or pairs of them under one another, or one alone, turned or not.

    Whatever changes how they lie keeps the point it was changed at where it is.
    """

    page_changed = Signal(int)
    """The page being read, counted from 0."""

    zoom_changed = Signal(float)

    moved = Signal()
    """Pages were scrolled, zoomed or laid out again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = PageLayout((), 1.0, (1, 1))
        self._fit = Fit.WIDTH
        self._continuous = True
        self._page = 0
        self._arranging = False
        self._turn = 0
        self._spread = Spread.SINGLE
        self._meant = 0

    @property
    def geometry_of_pages(self) -> PageLayout:
        """Where pages lie now."""
        return self._layout

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._layout.sizes)

    @property
    def page(self) -> int:
        """The page being read, counted from 0."""
        return self._page

    @property
    def zoom(self) -> float:
        """Logical pixels a point."""
        return self._layout.zoom

    @property
    def fit(self) -> Fit:
        """How the zoom follows the window."""
        return self._fit

    @property
    def continuous(self) -> bool:
        """Whether pages follow one another instead of standing alone."""
        return self._continuous

    @property
    def turn(self) -> int:
        """How many quarters clockwise pages are turned."""
        return self._turn

    @property
    def spread(self) -> Spread:
        """How pages stand beside one another."""
        return self._spread

    def set_pages(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Show pages of these sizes in points, from the first."""
        self._page = self._meant = 0
        self._arrange(tuple(sizes), None, None)
        self.verticalScrollBar().setValue(0)
        self.page_changed.emit(0)

    def set_fit(self, fit: Fit) -> None:
        """Let the zoom follow the window, or keep it as it is."""
        self._fit = fit
        self._keep(self._top())

    def set_continuous(self, continuous: bool) -> None:
        """Show all pages under one another, or the current one alone."""
        if continuous != self._continuous:
            place = self.place()
            self._continuous = continuous
            self._arrange(self._layout.sizes, None, None)
            self.go_to(place)

    def set_spread(self, spread: Spread) -> None:
        """Show pages one by one, two side by side, or two as in a book whose cover stands alone."""
        if spread is not self._spread:
            place = self.place()
            self._spread = spread
            self._arrange(self._layout.sizes, None, None)
            self.go_to(place)

    def set_turn(self, turn: int) -> None:
        """Turn all pages to so many quarters clockwise; what is in the middle of the view stays there."""
        self._turn = turn % 4
        self._keep(QRectF(self.viewport().rect()).center())

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom; the point of the page under `anchor` (viewport coordinates, else the middle) stays there."""
        self._fit = Fit.FREE
        self._keep(anchor or QRectF(self.viewport().rect()).center(), zoom)

    def zoom_step(self, direction: int, anchor: QPointF | None = None) -> None:
        """Zoom to the next round value above (1) or below (-1)."""
        self.set_zoom(next_zoom(self.zoom, direction), anchor)

    def place(self, down: float = 0.0) -> PagePoint:
        """The point of a page at the top of the view, or some share of its height `down`.

        Where two pages are beside one another there, of the one that is read, else of the left one.
        """
        across = 0.5 if self._spread is Spread.SINGLE else 0.25
        top = self.to_content(QPointF(across * self.viewport().width(), down * self.viewport().height()))
        page = self._layout.nearest_page(top.y(), top.x())
        if page is not None and self._page in row_of(page, self.pages, self._spread):
            page = self._page
        return self._layout.to_page(top.x(), top.y(), page) or PagePoint(0, 0.0, 0.0)

    def go_to(self, place: PagePoint, *, animated: bool = False, room: int = 0) -> None:
        """Scroll `place` to the top of the view, with so many pixels of its page above it."""
        if not 0 <= place.page < self.pages:
            return
        self._turn_to(place.page)
        y = round(self._layout.to_content(place)[1])
        top = self._layout.box(place.page).top
        self._scroll_to(max(min(y, top), y - room), animated=animated)

    def go_to_page(self, page: int) -> None:
        """Scroll to the top of a page."""
        page = min(max(0, page), self.pages - 1)
        if page < 0:
            return
        self._turn_to(page)
        self._scroll_to(self._layout.box(page).top - GAP // 2, animated=False)

    def step_page(self, direction: int) -> None:
        """Go to the row of pages after (1) or before (-1) the one that is read."""
        row = row_of(self._page, self.pages, self._spread)
        self.go_to_page(row.stop if direction > 0 else row.start - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window's width."""
        super().resizeEvent(event)
        self._keep(self._top())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom at the pointer; with Shift, sideways; a page alone turns at its ends."""
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if steps:
                self.set_zoom(self.zoom * 1.15**steps, event.position())
            event.accept()
            return
        if not self._continuous and steps and self._turn_at_end(1 if steps < 0 else -1):
            event.accept()
            return
        self._scroll.stop()
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by lines, screens, pages and ends."""
        bar = self.verticalScrollBar()
        screen = self.viewport().height() - LINE_STEP
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        distance = {
            Qt.Key.Key_Down: LINE_STEP,
            Qt.Key.Key_Up: -LINE_STEP,
            Qt.Key.Key_PageDown: screen,
            Qt.Key.Key_PageUp: -screen,
            Qt.Key.Key_Space: -screen if shifted else screen,
        }.get(key)
        if control and key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self.step_page(1 if key == Qt.Key.Key_PageDown else -1)
        elif distance is not None:
            self._scroll.stop()
            if self._continuous or not self._turn_at_end(1 if distance > 0 else -1):
                bar.setValue(bar.value() + distance)
        elif key == Qt.Key.Key_Home:
            self.go_to_page(0)
        elif key == Qt.Key.Key_End:
            self.go_to_page(self.pages - 1)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            across = self.horizontalScrollBar()
            across.setValue(across.value() + (LINE_STEP if key == Qt.Key.Key_Right else -LINE_STEP))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; only the strip that came into view is painted anew."""
        if dx or self._arranging:
            self.viewport().update()
        else:
            self.viewport().scroll(0, dy)
        self._settle.start()

    def _top(self) -> QPointF:
        return QPointF(self.viewport().width() / 2, 0)

    def _keep(self, anchor: QPointF, zoom: float | None = None) -> None:
        content = self.to_content(anchor)
        point = self._layout.to_page(content.x(), content.y())
        self._arrange(self._layout.sizes, zoom, None)
        if point is not None:
            x, y = self._layout.to_content(point)
            self.horizontalScrollBar().setValue(round(x - anchor.x()))
            self.verticalScrollBar().setValue(round(y - anchor.y()))

    def _arrange(self, sizes: tuple[tuple[float, float], ...], zoom: float | None, only: int | None) -> None:
        self._scroll.stop()
        size = self.viewport().size().toTuple()
        before = self._layout.zoom
        if self._fit is not Fit.FREE and sizes:
            lying = [(height, width) for width, height in sizes] if self._turn % 2 else sizes
            zoom = fit_zoom(self._fit, lying, min(self._page, len(sizes) - 1), size, self._spread)
        if only is None and not self._continuous:
            only = self._page
        self._layout = PageLayout(
            sizes, before if zoom is None else zoom, size, only=only, turn=self._turn, spread=self._spread
        )
        self._arranging = True
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, self._layout.width - size[0])
        across.setPageStep(size[0])
        down.setRange(0, max(0, self._layout.height - size[1]))
        down.setPageStep(size[1])
        down.setSingleStep(LINE_STEP // 3)
        self._arranging = False
        self.viewport().update()
        self._settle.start()
        if self._layout.zoom != before:
            self.zoom_changed.emit(self._layout.zoom)

    def _turn_to(self, page: int) -> None:
        self._meant = page
        if not self._continuous and page not in self._layout.pages:
            self._page = page
            self._arrange(self._layout.sizes, None, page)
            self.page_changed.emit(page)

    def _turn_at_end(self, direction: int) -> bool:
        bar = self.verticalScrollBar()
        at_end = bar.value() == (bar.maximum() if direction > 0 else bar.minimum())
        page = self._layout.pages.stop if direction > 0 else self._layout.pages.start - 1
        if not at_end or not 0 <= page < self.pages:
            return False
        self._turn_to(page)
        bar.setValue(bar.minimum() if direction > 0 else bar.maximum())
        return True

    def _settled(self) -> None:
        y = self.verticalScrollBar().value() + self.viewport().height() * 0.4
        page = self._layout.nearest_page(y)
        # In a row of two, the one that was gone to is the one that is read.
        if page is not None and self._meant in row_of(page, self.pages, self._spread):
            page = self._meant
        if page is not None and page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.moved.emit()
