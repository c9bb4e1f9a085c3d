"""Small pictures of the pages; only those in view are rendered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from carrel.ui.reader import pieces
from carrel.ui.reader.layout import PageLayout
from carrel.ui.reader.tiles import Tiles
from carrel.ui.reader.tint import Tint, page_color
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring

_WIDTH = 120


class Thumbnails(QAbstractScrollArea):
    """`chosen` carries the page that was clicked, counted from 0."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout = PageLayout((), 1.0, (1, 1))
        self._tiles: Tiles | None = None
        self._tint = Tint.PAPER
        self._page = 0
        self._tallest = 1.0
        self._small: dict[int, tuple[int, QImage]] = {}
        self.setAccessibleName("Pages")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.viewport().update)

    def show_pages(self, layout: PageLayout, tiles: Tiles | None, tint: Tint) -> None:
        """Show the pages of a layout from images that `tiles` renders when nothing more urgent is to do."""
        if tiles is not self._tiles and tiles is not None:
            tiles.ready.connect(self.viewport().update)
            tiles.outdated.connect(self._want)
        self._tiles, self._layout, self._tint = tiles, layout, tint
        self._small.clear()
        self._tallest = max(
            (height / width for width, height in map(layout.shown_size, range(len(layout.sizes)))), default=1.0
        )
        self._arrange()

    def show_page(self, page: int) -> None:
        """Mark the page that is read and bring it into view."""
        self._page = page
        self.setAccessibleDescription(f"Page {page + 1} of {len(self._layout.sizes)}")
        bar, row = self.verticalScrollBar(), self._row
        if row and not bar.value() <= page * row <= bar.value() + self.viewport().height() - row:
            bar.setValue(page * row - self.viewport().height() // 3)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages in view."""
        theme = self._theme
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("subtle"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(theme.font("meta", tabular=True))
        for page in self._in_view():
            box = self._box(page)
            if not QRectF(event.rect()).intersects(box.adjusted(-6, -6, 6, 30)):
                continue
            image = self._picture(page, box)
            if image is not None:
                painter.drawImage(box, image, QRectF(image.rect()))
            else:
                painter.fillRect(box, page_color(self._tint, theme))
            current = page == self._page
            painter.setPen(QPen(theme.color("accent" if current else "line-strong"), 2 if current else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
            painter.setPen(theme.color("accent" if current else "text-3"))
            painter.drawText(
                QRectF(0, box.bottom() + 3, self.viewport().width(), theme.line("meta")),
                Qt.AlignmentFlag.AlignHCenter,
                str(page + 1),
            )
            if current and self.hasFocus():
                paint_focus_ring(painter, box.adjusted(-5, -5, 5, 5), theme)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the page under the pointer."""
        row = self._row
        page = (int(event.position().y()) + self.verticalScrollBar().value()) // row if row else 0
        if event.button() is Qt.MouseButton.LeftButton and 0 <= page < len(self._layout.sizes):
            self.chosen.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from page to page."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and 0 <= self._page + step < len(self._layout.sizes):
            self.chosen.emit(self._page + step)
        elif step is None:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the pages that came into view."""
        super().resizeEvent(event)
        self._arrange()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Ask for the pages that came into view."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()
        self._want()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for pictures only now."""
        super().showEvent(event)
        self._arrange()

    def _picture(self, page: int, box: QRectF) -> QImage | None:
        preview = self._tiles.preview(page) if self._tiles is not None else None
        if preview is None:
            return None
        # Averaged down once: a painter's own scaling would drop most of the print.
        key, small = self._small.get(page, (0, None))
        if key != preview.cacheKey() or small is None:
            size = (box.size() * self.devicePixelRatioF()).toSize()
            small = preview.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._small[page] = (preview.cacheKey(), small)
        return small

    @property
    def _row(self) -> int:
        if not self._layout.sizes:
            return 0
        return round(self._theme.px(_WIDTH) * min(1.6, self._tallest)) + self._theme.px(38)

    def _box(self, page: int) -> QRectF:
        width, height = self._layout.shown_size(page)
        row = self._row
        room = row - self._theme.px(38)
        scale = min(self._theme.px(_WIDTH) / width, room / height)
        left = (self.viewport().width() - width * scale) / 2
        return QRectF(
            round(left), page * row - self.verticalScrollBar().value() + 10, round(width * scale), round(height * scale)
        )

    def _in_view(self) -> range:
        row = self._row
        if not row:
            return range(0)
        top = self.verticalScrollBar().value()
        last = min(len(self._layout.sizes), (top + self.viewport().height()) // row + 1)
        return range(max(0, top // row), last)

    def _arrange(self) -> None:
        self.verticalScrollBar().setRange(0, max(0, self._row * len(self._layout.sizes) - self.viewport().height()))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(24)
        self._want()
        self.viewport().update()

    def _want(self) -> None:
        if self._tiles is not None and self.isVisible():
            self._tiles.want_later([pieces.preview(self._layout, page) for page in self._in_view()])
