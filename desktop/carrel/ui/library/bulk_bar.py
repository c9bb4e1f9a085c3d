"""What can be done with several papers at once, laid over the table's foot so that no row moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.ui.widgets import Button, IconButton, KeyCap, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from carrel.ui.theme import Theme

_COMMANDS = (
    ("paper.read", "Mark read", "check", "e"),
    ("paper.star", "Star", "star", "s"),
    ("paper.tag", "Tag", "tag", "t"),
    ("paper.collect", "Collect", "folder", "c"),
    ("paper.redo", "Write digests", "cpu", ""),
)


class BulkBar(QWidget):
    """`command_chosen` carries the id of a command; `cleared` asks to select nothing."""

    command_chosen = Signal(str)
    cleared = Signal()

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._host = host
        self._count = Label(theme, "", "label", weight=600)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), 1, theme.px(12), 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._count)
        layout.addSpacing(theme.px(4))
        self._buttons: dict[str, Button] = {}
        for name, text, icon, key in _COMMANDS:
            self._buttons[name] = self._button(name, text, icon, key)
            layout.addWidget(self._buttons[name])
        self._restore = self._button("paper.restore", "Restore", "undo-2", "")
        self._trash = Button(theme, "Trash", "trash-2", look="danger")
        self._trash.clicked.connect(lambda: self.command_chosen.emit("paper.trash"))
        layout.addWidget(self._restore)
        layout.addWidget(self._trash)
        layout.addStretch(1)
        layout.addWidget(IconButton(theme, "x", "Select none", small=True, clicked=self.cleared.emit))
        self._escape = KeyCap(theme, "Esc")
        layout.addWidget(self._escape)
        self.setAccessibleName("Selected papers")
        host.installEventFilter(self)
        self.hide()

    def show_count(self, count: int, *, trash: bool, all_read: bool = False, all_starred: bool = False) -> None:
        """Show the bar for `count` papers, or hide it for none. In Trash papers can only be restored."""
        self._count.setText(f"{count:,} selected")
        for button in self._buttons.values():
            button.setVisible(not trash)
        self._trash.setVisible(not trash)
        self._restore.setVisible(trash)
        self._buttons["paper.read"].setText("Mark to read" if all_read else "Mark read")
        self._buttons["paper.star"].setText("Unstar" if all_starred else "Star")
        self.setVisible(count > 0)
        self._place()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the table."""
        if watched is self._host and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar's ground and its upper line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("line"))
        painter.end()

    def _button(self, name: str, text: str, icon: str, key: str) -> Button:
        button = Button(self._theme, text, icon, key)
        button.clicked.connect(lambda: self.command_chosen.emit(name))
        return button

    def button(self, name: str) -> Button:
        """The button of a command: what its choices open at."""
        return self._buttons[name]

    def _place(self) -> None:
        height = self._theme.px(47)
        self._show_keys(shown=True)
        if self.sizeHint().width() > self._host.width():
            self._show_keys(shown=False)
        self.setGeometry(0, self._host.height() - height, self._host.width(), height)

    def _show_keys(self, *, shown: bool) -> None:
        """Keys are left out where the whole bar has no room."""
        for name, _text, _icon, key in _COMMANDS:
            self._buttons[name].set_key(key if shown else "")
        self._escape.setVisible(shown)
