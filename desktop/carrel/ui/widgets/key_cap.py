"""A key in a small box, as it stands on buttons and in the list of all keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from carrel.ui.theme import Theme

_NAMES = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Delete": "Del", "Return": "Enter"}


def key_name(key: str) -> str:
    """What stands on the cap of `key` ("Left" → "←")."""
    return _NAMES.get(key, key)


def key_size(theme: Theme, key: str) -> QSize:
    """How large the box for `key` is."""
    width = QFontMetricsF(theme.font("mark", weight=500)).horizontalAdvance(key_name(key))
    height = theme.px(18)
    return QSize(max(height - 1, round(width) + theme.px(10)), height)


def paint_key(painter: QPainter, rect: QRectF, key: str, theme: Theme, *, ink: QColor | None = None) -> None:
    """Draw the box of `key` into `rect`; `ink` is its colour on a filled button."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    border = QColor(ink) if ink is not None else theme.color("line-strong")
    if ink is not None:
        border.setAlphaF(0.55)
    painter.setPen(QPen(border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if ink is not None else theme.color("surface"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(ink if ink is not None else theme.color("text-2"))
    painter.setFont(theme.font("mark", weight=500))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key_name(key))
    painter.restore()


class KeyCap(QWidget):
    """One key in its box."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(key)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """The box."""
        return key_size(self._theme, self._key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        del event
        painter = QPainter(self)
        paint_key(painter, QRectF(self.rect()), self._key, self._theme)
