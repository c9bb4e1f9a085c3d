"""The focus ring: two pixels in the token `focus`, on exactly one element."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QProxyStyle, QStyle, QStyleOption, QWidget

from carrel.ui.theme.theme import Theme


def paint_focus_ring(painter: QPainter, rect: QRectF, theme: Theme, radius: float = 6.0) -> None:
    """Draw the ring just inside `rect`, with a thin gap in the surface's colour so that it shows on filled controls too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("surface"), 1))
    painter.drawRoundedRect(rect.adjusted(2.5, 2.5, -2.5, -2.5), max(1.0, radius - 2), max(1.0, radius - 2))
    painter.setPen(QPen(theme.color("focus"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


class FocusStyle(QProxyStyle):
    """Fusion with Carrel's ring in place of the dotted rectangle. Lists and text fields draw their own focus."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("Fusion")
        self._theme = theme

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw the ring for the focus rectangle, everything else as Fusion does."""
        if element is not QStyle.PrimitiveElement.PE_FrameFocusRect:
            super().drawPrimitive(element, option, painter, widget)
        elif not isinstance(widget, QAbstractItemView | QLineEdit):
            paint_focus_ring(painter, QRectF(option.rect), self._theme)
