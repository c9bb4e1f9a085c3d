"""A button that shows which of many choices is taken, and opens a list of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from carrel.ui.theme import Theme
from carrel.ui.widgets.button import Button
from carrel.ui.widgets.checked_row import KEY, TAKEN, CheckedRow
from carrel.ui.widgets.popover import Popover

_ROW = 28
_SHOWN = 12


class ChoiceButton(Button):
    """Choices as (key, words). `chosen` tells the key when the person takes another; typed letters find one in the list."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, choices: Sequence[tuple[str, str]], *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", "chevron-down", parent=parent)
        self._name = name
        self._choices = dict(choices)
        self._current = next(iter(self._choices), "")
        self._list: ChoiceList | None = None
        self.clicked.connect(lambda _checked=False: self._offer())
        self.set_current(self._current)

    def current(self) -> str:
        """The key taken."""
        return self._current

    def set_current(self, key: str) -> None:
        """Take `key` without telling; one that is none of the choices is shown as it is."""
        self._current = key
        self.setText(self._choices.get(key, key))
        self.setAccessibleName(f"{self._name}: {self.text()}")

    def _offer(self) -> None:
        if self._list is None:
            self._list = ChoiceList(self._theme, self.window(), self._name, self)
            self._list.picked.connect(self._take)
        self._list.offer(list(self._choices.items()), self._current)

    def _take(self, key: str) -> None:
        if key != self._current:
            self.set_current(key)
            self.chosen.emit(key)


class ChoiceList(Popover):
    """The list, under its button where there is room. `picked` carries a key."""

    picked = Signal(str)

    def __init__(self, theme: Theme, host: QWidget, name: str, anchor: QWidget) -> None:
        super().__init__(theme, host, name)
        self._anchor = anchor
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(CheckedRow(theme, self.list, _ROW))
        self.list.itemClicked.connect(self._take)
        self.list.installEventFilter(self)
        self.content.setContentsMargins(5, 5, 5, 5)
        self.content.addWidget(self.list)

    def offer(self, choices: Sequence[tuple[str, str]], current: str) -> None:
        """Open with these choices, the current one ticked and under the cursor."""
        self.list.clear()
        for key, words in choices:
            item = QListWidgetItem(words)
            item.setData(KEY, key)
            item.setData(TAKEN, key == current)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}, chosen" if key == current else words)
            self.list.addItem(item)
            if key == current:
                self.list.setCurrentItem(item)
        rows = min(len(choices), _SHOWN)
        self.list.setFixedHeight(rows * self._theme.px(_ROW))
        self.open(self.list)
        self.list.scrollToItem(self.list.currentItem(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def place(self, host: QRect) -> QRect:
        """Under the button, its right edge at the button's; above it where there is no room."""
        self.content.activate()
        size = QSize(max(self._theme.px(220), self._anchor.width()), self.content.sizeHint().height())
        corner = self._anchor.mapTo(self._host, QPoint(self._anchor.width() - size.width(), self._anchor.height() + 4))
        if corner.y() + size.height() > host.height():
            corner.setY(self._anchor.mapTo(self._host, QPoint(0, -size.height() - 4)).y())
        left = max(8, min(corner.x(), host.width() - size.width() - 8))
        return QRect(QPoint(left, max(8, corner.y())), size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes what is under the cursor; letters find a choice, and are no commands of the window."""
        if watched is self.list and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and event.text().isprintable() and event.text():
                event.accept()
                return True
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if event.type() is QEvent.Type.KeyPress and enter:
                self._take(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            key = str(item.data(KEY))
            self.close_popover()
            self.picked.emit(key)
