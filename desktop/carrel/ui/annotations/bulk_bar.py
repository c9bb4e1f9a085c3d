"""What can be done with several annotations at once, laid over the list's foot so that no row moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.domain.annotation import Colour
from carrel.ui.reader.annotations.colour_buttons import ColourButtons
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, IconButton, KeyCap, Label


class AnnotationsBulkBar(QWidget):
    """`coloured` carries a colour, `command_chosen` the id of a command; `cleared` asks to select one alone."""

    coloured = Signal(Colour)
    command_chosen = Signal(str)
    cleared = Signal()

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._host = host
        self._count = Label(theme, "", "label", weight=600)
        self.colours = ColourButtons(theme)
        self.tag = self._button("paper.tag", "Tag", "tag", "t")
        self.restore = self._button("paper.restore", "Restore", "undo-2", "")
        self.trash = Button(theme, "Trash", "trash-2", look="danger")
        self.trash.clicked.connect(lambda: self.command_chosen.emit("paper.trash"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), 1, theme.px(12), 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._count)
        layout.addSpacing(theme.px(4))
        for widget in (self.colours, self.tag, self.restore, self.trash):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(IconButton(theme, "x", "Select one alone", small=True, clicked=self.cleared.emit))
        layout.addWidget(KeyCap(theme, "Esc"))
        self.setAccessibleName("Selected annotations")
        self.colours.chosen.connect(self.coloured)
        host.installEventFilter(self)
        self.hide()

    def show_count(self, count: int, *, trash: bool) -> None:
        """Show the bar for so many, or hide it for none. In Trash they can only be restored."""
        self._count.setText(f"{count:,} selected")
        for widget in (self.colours, self.tag, self.trash):
            widget.setVisible(not trash)
        self.restore.setVisible(trash)
        self.setVisible(count > 0)
        self._place()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the list."""
        if watched is self._host and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar's ground and its upper line."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("line"))
        painter.end()

    def _button(self, name: str, text: str, icon: str, key: str) -> Button:
        button = Button(self._theme, text, icon, key)
        button.clicked.connect(lambda: self.command_chosen.emit(name))
        return button

    def _place(self) -> None:
        height = self._theme.px(47)
        self.setGeometry(0, self._host.height() - height, self._host.width(), height)
