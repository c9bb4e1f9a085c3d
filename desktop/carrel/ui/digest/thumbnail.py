"""A page in small with the passage framed. Pages are drawn by QtPdf in a thread of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from carrel.domain.passage import Rectangle
    from carrel.ui.theme import Theme


class PageThumbnail(QWidget):
    """One page of a PDF. Only files that a limited child process has opened before may be given to it."""

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._path = ""
        self._page = -1
        self._size = (612.0, 792.0)
        self._rectangles: tuple[Rectangle, ...] = ()
        self._images: dict[tuple[str, int, int], QImage] = {}
        self._document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(self._document)
        self._renderer.pageRendered.connect(self._rendered)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._restyle)

    def show_page(self, path: Path, page: int, size: tuple[float, float], rectangles: Sequence[Rectangle]) -> None:
        """Show `page` (counted from 0) of `size` points, framing those of `rectangles` that stand on it."""
        if str(path) != self._path:
            self._images.clear()
            self._document.load(str(path))
            self._path = str(path)
        self._page, self._size = page, size
        self._rectangles = tuple(rectangle for rectangle in rectangles if rectangle.page == page)
        self.setAccessibleName(f"Page {page + 1} with the passage framed")
        self.updateGeometry()
        self._ask()

    def close_file(self) -> None:
        """Let go of the file."""
        self._document.close()
        self._path, self._page = "", -1
        self._images.clear()
        self.update()

    def sizeHint(self) -> QSize:
        """112 pixels high, as wide as the page's shape asks for."""
        height = self._theme.px(112)
        width, points = self._size
        return QSize(min(round(height * width / points), self._theme.px(120)), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page, or a blank one until it is there, and the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect())
        painter.fillRect(area, self._theme.color("page"))
        image = self._images.get(self._key())
        if image is not None:
            painter.drawImage(area, image)
        painter.setPen(QPen(self._theme.color("line-strong"), 1))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._rectangles:
            scale = area.width() / self._size[0], area.height() / self._size[1]
            frame = QRectF()
            tint = self._theme.color("focus")
            tint.setAlphaF(0.22)
            for rectangle in self._rectangles:
                place = QRectF(
                    rectangle.left * scale[0],
                    rectangle.top * scale[1],
                    (rectangle.right - rectangle.left) * scale[0],
                    (rectangle.bottom - rectangle.top) * scale[1],
                )
                frame = frame.united(place)
            frame = frame.adjusted(-2, -1.5, 2, 1.5)
            painter.fillRect(frame, tint)
            painter.setPen(QPen(self._theme.color("focus"), 1.25))
            painter.drawRect(frame)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def _ask(self) -> None:
        if self._key() not in self._images and 0 <= self._page < self._document.pageCount():
            self._renderer.requestPage(self._page, self._pixels(), QPdfDocumentRenderOptions())
        self.update()

    def _restyle(self) -> None:
        self._images.clear()
        self.updateGeometry()
        self._ask()

    def _key(self) -> tuple[str, int, int]:
        return self._path, self._page, self._pixels().height()

    def _pixels(self) -> QSize:
        return self.sizeHint() * self.devicePixelRatioF()

    def _rendered(
        self, page: int, size: QSize, image: QImage, _options: QPdfDocumentRenderOptions, _request: int
    ) -> None:
        if image.isNull() or page != self._page:
            return
        opaque = QImage(size, QImage.Format.Format_RGB32)
        opaque.fill(Qt.GlobalColor.white)
        painter = QPainter(opaque)
        painter.drawImage(0, 0, image)
        painter.end()
        if self._theme.dark:
            opaque.invertPixels()
            painter.begin(opaque)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
            painter.fillRect(opaque.rect(), self._theme.color("page"))
            painter.end()
        if len(self._images) > 24:
            self._images.clear()
        self._images[self._key()] = opaque
        self.update()
