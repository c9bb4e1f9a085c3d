"""Grey bars where cards will be: they stand still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from carrel.ui.theme import Theme

_BARS = ((9, 0.29), (12, 0.89), (12, 0.62), (9, 0.78))
"""A card's bars: how high, and which share of the width."""
_CARD, _INSET, _TOP, _GAP = 98, 32, 14, 8


class Placeholders(QWidget):
    """As many cards as there is room for; `text` says what is awaited."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        px = self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = self.width() - 2 * px(_INSET)
        for card in range(self.height() // px(_CARD) + 1):
            top = card * px(_CARD) + px(_TOP)
            painter.setBrush(self._theme.color("track"))
            for number, (height, share) in enumerate(_BARS):
                width = room * (share - 0.13 * ((card + number) % 3) * (number > 0))
                painter.drawRoundedRect(QRectF(px(_INSET), top, width, px(height)), 3, 3)
                top += px(height + _GAP)
            painter.fillRect(QRectF(0, (card + 1) * px(_CARD) - 1, self.width(), 1), self._theme.color("line"))
        painter.end()
