"""A word in a quiet box: a topic, a tag, a state."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring

Kind = Literal["neutral", "accent", "supported", "partly", "not-found"]
_COLORS = {
    "neutral": ("hover", "text-2"),
    "accent": ("accent-soft", "accent"),
    "supported": ("supported-soft", "supported"),
    "partly": ("partly-soft", "partly"),
    "not-found": ("not-found-soft", "not-found"),
}


class Chip(QWidget):
    """A chip. `clicked` when pressed; a removable one has a cross and emits `removed` (also on Delete or Backspace)."""

    clicked = Signal()
    removed = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        kind: Kind = "neutral",
        icon: str = "",
        removable: bool = False,
        clickable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._kind: Kind = kind
        self._icon = icon
        self._removable = removable
        self._clickable = clickable
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        if removable or clickable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if removable:
            self.setToolTip(f"Remove {text}")
        theme.changed.connect(self.updateGeometry)

    def text(self) -> str:
        """The word."""
        return self._text

    def sizeHint(self) -> QSize:
        """Word, icon and cross with their padding."""
        theme = self._theme
        width = QFontMetricsF(theme.font("meta", weight=500)).horizontalAdvance(self._text) + theme.px(14)
        width += theme.px(18) * (bool(self._icon) + self._removable)
        return QSize(round(width + 0.5), theme.px(22))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remove at the cross, else tell."""
        if not self.rect().contains(event.position().toPoint()):
            return
        if self._removable and event.position().x() > self.width() - self._theme.px(22):
            self.removed.emit()
        else:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Space and Enter press."""
        if self._removable and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        elif event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        del event
        theme = self._theme
        ground, ink = _COLORS[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setBrush(theme.color(ground))
        painter.setPen(QPen(theme.color("line"), 1) if self._kind == "neutral" else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        left = float(theme.px(7))
        size = theme.px(12)
        if self._icon:
            painter.drawPixmap(QPointF(left, (rect.height() - size) / 2), theme.pixmap(self._icon, 12, ink, stroke=2.2))
            left += theme.px(18)
        painter.setFont(theme.font("meta", weight=500))
        painter.setPen(theme.color(ink))
        painter.drawText(QRectF(left, 0, rect.width() - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, self._text)
        if self._removable:
            cross = QPointF(rect.width() - theme.px(6) - size, (rect.height() - size) / 2)
            painter.drawPixmap(cross, theme.pixmap("x", 12, "text-3"))
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme, 4)
