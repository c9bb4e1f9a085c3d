"""Choosing a tag or a collection: type, complete, Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from carrel.ui.widgets import Label, Popover
from carrel.ui.widgets.checked_row import COUNT, KEY, TAKEN, CheckedRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.ui.theme import Theme

_SHOWN = 8
_ROW = 26


class NamePicker(Popover):
    """A field over a list of names. `picked` carries the name taken, an old one or a new one.

    `choices` are (name, count, taken): what a paper has already is ticked and is taken off when picked.
    """

    picked = Signal(str)

    def __init__(self, theme: Theme, host: QWidget, name: str, placeholder: str, new: str) -> None:
        """`new` says what Enter does with a name that does not exist, such as "New tag"."""
        super().__init__(theme, host, name)
        self._new = new
        self._choices: list[tuple[str, int, bool]] = []
        self._anchor: QWidget | None = None
        self.title = Label(theme, name, "label", weight=600)
        self.field = QLineEdit()
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(CheckedRow(theme, self.list, _ROW))
        body = QVBoxLayout()
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(8)
        body.addWidget(self.title)
        body.addWidget(self.field)
        body.addWidget(self.list)
        self.content.addLayout(body)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._take_item)

    def offer(self, choices: Sequence[tuple[str, int, bool]], *, title: str, anchor: QWidget | None = None) -> None:
        """Open below `anchor`, or in the middle, with these choices."""
        self._choices = list(choices)
        self._anchor = anchor if anchor is not None and anchor.isVisible() else None
        self.title.setText(title)
        self.field.clear()
        self._fill("")
        self.open(self.field)

    def place(self, host: QRect) -> QRect:
        """Below the anchor where there is room, else above it."""
        self.content.invalidate()
        self.content.activate()
        size = QSize(self._theme.px(280), self.content.sizeHint().height())
        if self._anchor is None:
            rect = QRect(QPoint(0, 0), size)
            rect.moveCenter(host.center())
            rect.moveTop(max(0, host.height() // 5))
            return rect
        corner = self._anchor.mapTo(self._host, QPoint(0, self._anchor.height() + 4))
        if corner.y() + size.height() > host.height():
            corner = self._anchor.mapTo(self._host, QPoint(0, -size.height() - 4))
        left = max(8, min(corner.x(), host.width() - size.width() - 8))
        return QRect(QPoint(left, max(8, corner.y())), size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list from the field; Enter takes."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = event.key()
            if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
                row = self.list.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._take()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        typed = typed.strip()
        lower = typed.lower()
        found = [choice for choice in self._choices if lower in choice[0].lower()]
        found.sort(key=lambda choice: not choice[0].lower().startswith(lower))
        self.list.clear()
        for name, count, taken in found[:50]:
            self._add(name, name, count, taken=taken)
        if typed and not any(name.lower() == lower for name, _, _ in self._choices):
            self._add(f"{self._new} “{typed}”", typed)
        self.list.setCurrentRow(0)
        rows = min(max(self.list.count(), 1), _SHOWN)
        self.list.setFixedHeight(rows * self._theme.px(_ROW))
        if self.isVisible():
            self.arrange()

    def _add(self, words: str, name: str, count: int = 0, *, taken: bool = False) -> None:
        item = QListWidgetItem(words)
        item.setData(KEY, name)
        item.setData(COUNT, count)
        item.setData(TAKEN, taken)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}, taken" if taken else words)
        self.list.addItem(item)

    def _take_item(self, item: QListWidgetItem) -> None:
        self.list.setCurrentItem(item)
        self._take()

    def _take(self) -> None:
        if self.list.currentRow() < 0:
            return
        name = str(self.list.currentItem().data(KEY))
        self.close_popover()
        self.picked.emit(name)
