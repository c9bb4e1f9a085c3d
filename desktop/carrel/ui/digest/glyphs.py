"""The four marks of evidence, drawn by hand so that they stay sharp at any size.

The shape carries the status (disc with a check, half disc, slashed ring, dotted ring); colour only repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from carrel.domain.digest import Status
from carrel.ui.digest.wording import status_word

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPaintEvent

    from carrel.ui.theme import Theme

COLOR_TOKENS = {
    Status.SUPPORTED: "supported",
    Status.PARTLY: "partly",
    Status.NOT_FOUND: "not-found",
    Status.CHECKING: "text-3",
}
"""The token each status is drawn and written in."""


def paint_mark(painter: QPainter, rect: QRectF, status: Status, theme: Theme, *, hole: str = "surface") -> None:
    """Draw the mark of `status` centred in `rect`; `hole` is the token of the check inside the disc."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(side / 12, side / 12)
    color = theme.color(COLOR_TOKENS[status])
    if status is Status.SUPPORTED:
        _disc(painter, color, theme.color(hole))
    elif status is Status.PARTLY:
        _half_disc(painter, color)
    elif status is Status.NOT_FOUND:
        _slashed_ring(painter, color)
    else:
        _dotted_ring(painter, color)
    painter.restore()


def paint_quotation(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Draw two quotation marks centred in `rect`: the paper's own words, which are no statement of a model's."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(side / 12, side / 12)
    color = theme.color("text-2")
    for left in (-4.6, 1.0):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QRectF(left, -0.4, 3.8, 3.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(left + 0.65, -3.6, 5.4, 7.0), 100 * 16, 80 * 16)
    painter.restore()


def _disc(painter: QPainter, color: QColor, hole: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(0, 0), 5.75, 5.75)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(hole, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF([QPointF(-2.5, 0.2), QPointF(-0.7, 2.0), QPointF(2.6, -1.7)]))


def _half_disc(painter: QPainter, color: QColor) -> None:
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = QRectF(-5, -5, 10, 10)
    painter.drawEllipse(ring)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawChord(ring, 90 * 16, 180 * 16)


def _slashed_ring(painter: QPainter, color: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawEllipse(QPointF(0, 0), 5, 5)
    painter.drawLine(QPointF(-3.2, 3.2), QPointF(3.2, -3.2))


def _dotted_ring(painter: QPainter, color: QColor) -> None:
    pen = QPen(color, 1.6, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
    # Eight dots on a circle of radius 4.9, given in pen widths: a dot of no length and the gap after it.
    pen.setDashPattern([0.01, 2 * 3.14159 * 4.9 / 8 / 1.6 - 0.01])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawEllipse(QPointF(0, 0), 4.9, 4.9)


class StatusGlyph(QWidget):
    """A mark alone, `size` pixels wide and high at 100 % text size."""

    def __init__(
        self, theme: Theme, status: Status = Status.CHECKING, size: int = 14, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._status = status
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._theme_changed)
        self.set_status(status)

    @property
    def status(self) -> Status:
        """The status drawn."""
        return self._status

    def set_status(self, status: Status) -> None:
        """Draw another status."""
        self._status = status
        self.setAccessibleName(status_word(status))
        self.update()

    def sizeHint(self) -> QSize:
        """The mark's own size."""
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark."""
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self._status, self._theme)
        painter.end()

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
