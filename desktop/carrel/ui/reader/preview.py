"""What an internal reference leads to, seen without going there: a small crop of its target, or a web link's address."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from carrel.ui.reader import pieces
from carrel.ui.reader.image_cache import Piece
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.links import Link
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.tint import page_color
from carrel.ui.theme import Theme
from carrel.ui.widgets import ElidedLabel, Label

_SIZE = QSize(540, 200)
_INSET = 8
_GAP = 8
_RADIUS = 10
_LEAST_ZOOM, _GREATEST_ZOOM = 0.9, 1.1


class _Crop(QWidget):
    """A part of a page, or empty paper until it is rendered."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        super().__init__()
        self._theme = theme
        self._view = view
        self.image: QImage | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), page_color(self._view.tint, self._theme))
        if self.image is not None:
            ratio = self.devicePixelRatioF()
            size = QRectF(0, 0, self.image.width() / ratio, self.image.height() / ratio)
            painter.drawImage(size, self.image, QRectF(self.image.rect()))
        painter.end()


class ReferencePreview(QFrame):
    """Lies over the pages beside the link that it is about. The pointer goes through it."""

    def __init__(self, theme: Theme, view: PageView, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        self._piece: Piece | None = None
        self.setProperty("look", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._crop = _Crop(theme, view)
        self._where = Label(theme, "", "meta", "text-2", tabular=True)
        self._address = ElidedLabel(theme, "", "mono", "text")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_INSET, _INSET, _INSET, _INSET)
        layout.setSpacing(5)
        layout.addWidget(self._crop, 1)
        layout.addWidget(self._address)
        layout.addWidget(self._where)
        self.hide()

    @property
    def image(self) -> QImage | None:
        """The crop shown; None while it is not rendered, and for a web address."""
        return self._crop.image

    @property
    def words(self) -> str:
        """What is written under the crop."""
        return self._where.text()

    def show_link(self, link: Link) -> None:
        """Show where a link leads, beside it."""
        self._crop.image, self._piece = None, None
        self._crop.setVisible(link.target is not None)
        self._address.setVisible(link.target is None)
        width = min(self._theme.px(_SIZE.width()), self._view.viewport().width() - 4 * _GAP)
        if link.target is not None:
            self._where.setText(f"Page {link.target.page + 1}")
            self.setAccessibleName(f"Leads to page {link.target.page + 1}")
            self._ask(link.target, width - 2 * _INSET, self._theme.px(_SIZE.height()))
            height = self._theme.px(_SIZE.height()) + self._theme.line("meta") + 2 * _INSET + 5
        else:
            self._address.setText(link.address)
            self._where.setText("On the web: shown whole before it is opened")
            self.setAccessibleName(f"Leads to {link.address}")
            height = self._theme.line("mono") + self._theme.line("meta") + 2 * _INSET + 9
        self.setGeometry(self._place(link, QSize(width, height)))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line stronger than a panel's own: it lies on paper of its own colour."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("text-3"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.end()

    def leave(self) -> None:
        """Show nothing any more."""
        self._piece = None
        self.hide()

    def _ask(self, target: PagePoint, width: int, height: int) -> None:
        tiles = self._view.tiles
        if tiles is None:
            return
        zoom = min(_GREATEST_ZOOM, max(_LEAST_ZOOM, self._view.zoom))
        layout = self._view.geometry_of_pages
        self._piece = pieces.crop(layout, target, zoom, (width, height), self.devicePixelRatioF())
        tiles.want_at_once(self._piece, self._rendered(self._piece))

    def _rendered(self, piece: Piece) -> Callable[[QImage], None]:
        def show(image: QImage) -> None:
            if piece == self._piece:
                self._crop.image = image
                self._crop.update()

        return show

    def _place(self, link: Link, size: QSize) -> QRect:
        """Under the link or, without room there, over it."""
        view = self._view
        host = self.parentWidget()
        corner = view.viewport().mapTo(host, QPoint(0, 0)) if host is not None else QPoint(0, 0)
        area = view.area_of(link.page, link.rectangles[0]).translated(-view.visible_content().topLeft())
        here = area.toAlignedRect().translated(corner)
        shown = QRect(corner, view.viewport().size()).adjusted(_GAP, _GAP, -_GAP, -_GAP)
        left = min(max(shown.left(), here.center().x() - size.width() // 2), shown.right() - size.width())
        top = here.bottom() + _GAP
        if top + size.height() > shown.bottom():
            top = max(shown.top(), here.top() - _GAP - size.height())
        return QRect(QPoint(left, top), size)
