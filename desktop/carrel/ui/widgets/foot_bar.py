"""What can be done with several rows at once, laid over the foot of their list so that no row moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.ui.widgets.button import Button, Look
from carrel.ui.widgets.icon_button import IconButton
from carrel.ui.widgets.key_cap import KeyCap
from carrel.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent

    from carrel.ui.theme import Theme


class FootBar(QWidget):
    """A bar in `host`, with `name` for screen readers. `command_chosen` carries the id of a command, `cleared` asks for no selection."""

    command_chosen = Signal(str)
    cleared = Signal()

    def __init__(self, theme: Theme, host: QWidget, name: str) -> None:
        super().__init__(host)
        self._theme = theme
        self._host = host
        self._count = Label(theme, "", "label", weight=600)
        self.escape = KeyCap(theme, "Esc")
        self.setAccessibleName(name)
        host.installEventFilter(self)
        self.hide()

    def fill(self, widgets: Iterable[QWidget], clearing: str) -> None:
        """Lay out the bar, once: how many are selected, these, and a cross that clears, in the words `clearing`."""
        px = self._theme.px
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(12), 1, px(12), 0)
        layout.setSpacing(px(8))
        layout.addWidget(self._count)
        layout.addSpacing(px(4))
        for widget in widgets:
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(IconButton(self._theme, "x", clearing, small=True, clicked=self.cleared.emit))
        layout.addWidget(self.escape)

    def command(self, name: str, text: str, icon: str, key: str = "", *, look: Look = "plain") -> Button:
        """A button that chooses a command."""
        button = Button(self._theme, text, icon, key, look)
        button.clicked.connect(lambda: self.command_chosen.emit(name))
        return button

    def stand(self, count: int) -> None:
        """Be there for so many rows, or not for none."""
        self._count.setText(f"{count:,} selected")
        self.setVisible(count > 0)
        self.place()
        self.raise_()

    def place(self) -> None:
        """Lie over the host's foot."""
        height = self._theme.px(47)
        self.setGeometry(0, self._host.height() - height, self._host.width(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot."""
        if watched is self._host and event.type() is QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar's ground and its upper line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("line"))
        painter.end()
