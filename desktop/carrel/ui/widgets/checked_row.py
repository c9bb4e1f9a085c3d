"""How a list of choices paints its rows: a check where one is taken, its words, and how many there are of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

if TYPE_CHECKING:
    from carrel.ui.theme import Theme

KEY = Qt.ItemDataRole.UserRole
"""The role of what the choice is, for whoever asks."""
TAKEN = KEY + 1
"""The role of whether it is taken."""
COUNT = KEY + 2
"""The role of how many there are of it; nothing is shown where it is not set, or 0."""


class CheckedRow(QStyledItemDelegate):
    """Rows of `height` in pixels at 100 %."""

    def __init__(self, theme: Theme, parent: QObject, height: int) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the list makes it."""
        return QSize(100, self._theme.px(self._height))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a choice."""
        theme, rect, count = self._theme, option.rect, index.data(COUNT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            selected = option.state & QStyle.StateFlag.State_Selected
            painter.setBrush(theme.color("selection" if selected else "hover"))
            painter.drawRoundedRect(rect, 4, 4)
        if index.data(TAKEN):
            top = rect.center().y() - theme.px(14) // 2 + 1
            painter.drawPixmap(rect.left() + 8, top, theme.pixmap("check", 14, "accent"))
        painter.setFont(theme.font("body", tabular=True))
        painter.setPen(theme.color("text"))
        words = rect.adjusted(8 + theme.px(20), 0, -40 if count else -8, 0)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        if count:
            painter.setPen(theme.color("text-3"))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(rect.adjusted(0, 0, -8, 0), right, str(count))
        painter.restore()
