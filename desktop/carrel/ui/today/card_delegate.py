"""What Qt asks about one row of the card list: how high it is, and to draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter


class Rows(Protocol):
    """Who knows the rows."""

    def height_of(self, row: int) -> int:
        """How high a row is."""

    def paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        """Draw a row."""


class CardDelegate(QStyledItemDelegate):
    """Asks the list, which keeps what was laid out."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The list's width is the view's."""
        return QSize(40, self._rows.height_of(index.row()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row."""
        self._rows.paint_row(painter, option.rect, index.row())
