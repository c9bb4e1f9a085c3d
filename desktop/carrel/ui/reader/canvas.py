"""The scrolled area pages lie on: zoom, fitting, paging and places, with nothing painted yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QWidget

from carrel.ui.reader.layout import GAP, Fit, PageLayout, PagePoint, fit_zoom, next_zoom

SCROLL_MILLISECONDS = 160
LINE_STEP = 48


class PageCanvas(QAbstractScrollArea):
    """Pages under one another, or one alone, at a zoom that keeps the point it was changed at where it is."""

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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll = QVariantAnimation(self)
        self._scroll.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._scroll.valueChanged.connect(lambda value: self.verticalScrollBar().setValue(round(value)))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._settled)

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
    def animated(self) -> bool:
        """Whether pages are on their way to another place."""
        return self._scroll.state() is QVariantAnimation.State.Running or self._settle.isActive()

    @property
    def animation_milliseconds(self) -> int:
        """How long a scroll to a passage takes: 0 where the system asks for less motion."""
        hint = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        return SCROLL_MILLISECONDS if hint else 0

    def set_pages(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Show pages of these sizes in points, from the first."""
        self._page = 0
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

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom; the point of the page under `anchor` (viewport coordinates, else the middle) stays there."""
        self._fit = Fit.FREE
        self._keep(anchor or QRectF(self.viewport().rect()).center(), zoom)

    def zoom_step(self, direction: int, anchor: QPointF | None = None) -> None:
        """Zoom to the next round value above (1) or below (-1)."""
        self.set_zoom(next_zoom(self.zoom, direction), anchor)

    def place(self, down: float = 0.0) -> PagePoint:
        """The point of a page at the top of the view, or some share of its height `down`."""
        top = self.to_content(self._top() + QPointF(0, down * self.viewport().height()))
        return self._layout.to_page(top.x(), top.y()) or PagePoint(0, 0.0, 0.0)

    def go_to(self, place: PagePoint, *, animated: bool = False) -> None:
        """Scroll `place` to the top of the view."""
        if not 0 <= place.page < self.pages:
            return
        self._turn_to(place.page)
        _, y = self._layout.to_content(place)
        self._scroll_to(round(y), animated=animated)

    def go_to_page(self, page: int) -> None:
        """Scroll to the top of a page."""
        page = min(max(0, page), self.pages - 1)
        if page < 0:
            return
        self._turn_to(page)
        self._scroll_to(self._layout.box(page).top - GAP // 2, animated=False)

    def reveal(self, area: QRectF, *, animated: bool) -> None:
        """Scroll as little as shows a content rectangle with room above; already in view, nothing moves."""
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        room = min(96.0, height / 6)
        if area.top() - 24 >= bar.value() and area.bottom() + 24 <= bar.value() + height:
            target = bar.value()
        else:
            target = round(area.top() - max(room, (height - area.height()) / 3))
        across = self.horizontalScrollBar()
        if not across.value() <= area.left() - 16 <= across.value() + self.viewport().width() - 64:
            across.setValue(round(area.left() - 32))
        self._scroll_to(target, animated=animated)

    def to_content(self, point: QPointF) -> QPointF:
        """Viewport to content coordinates."""
        return point + QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def visible_content(self) -> QRectF:
        """The part of the content in view."""
        return QRectF(self.to_content(QPointF(0, 0)), self.viewport().size().toSizeF())

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
            self.go_to_page(self._page + (1 if key == Qt.Key.Key_PageDown else -1))
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
            zoom = fit_zoom(self._fit, sizes, min(self._page, len(sizes) - 1), size)
        if only is None and not self._continuous:
            only = self._page
        self._layout = PageLayout(sizes, before if zoom is None else zoom, size, only=only)
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
        if not self._continuous and page not in self._layout.pages:
            self._page = page
            self._arrange(self._layout.sizes, None, page)
            self.page_changed.emit(page)

    def _turn_at_end(self, direction: int) -> bool:
        bar = self.verticalScrollBar()
        at_end = bar.value() == (bar.maximum() if direction > 0 else bar.minimum())
        page = self._page + direction
        if not at_end or not 0 <= page < self.pages:
            return False
        self._turn_to(page)
        bar.setValue(bar.minimum() if direction > 0 else bar.maximum())
        return True

    def _scroll_to(self, value: int, *, animated: bool) -> None:
        bar = self.verticalScrollBar()
        value = min(max(bar.minimum(), value), bar.maximum())
        self._scroll.stop()
        # A jump over many screens would only be a blur: it starts close to its end.
        duration = self.animation_milliseconds if animated and self.isVisible() else 0
        if not duration or value == bar.value():
            bar.setValue(value)
            self._settle.start()
            return
        far = 2 * self.viewport().height()
        start = max(value - far, min(value + far, bar.value()))
        self._scroll.setDuration(duration)
        self._scroll.setStartValue(float(start))
        self._scroll.setEndValue(float(value))
        self._scroll.start()

    def _settled(self) -> None:
        y = self.verticalScrollBar().value() + self.viewport().height() * 0.4
        page = self._layout.nearest_page(y)
        if page is not None and page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.moved.emit()
