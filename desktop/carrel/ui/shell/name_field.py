"""A name being typed where it will stand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from carrel.ui.theme import Theme


class NameField(QLineEdit):
    """Enter or leaving takes the name, told by `named`; Esc does not. `ended` tells that it is to go."""

    named = Signal(str)
    ended = Signal()

    def __init__(self, theme: Theme, text: str, name: str) -> None:
        super().__init__(text)
        self._before = text
        self._done = False
        self.setFixedHeight(max(28, theme.px(28)))
        self.setPlaceholderText("Name")
        self.setAccessibleName(name)
        self.setMaxLength(120)
        self.returnPressed.connect(self._take)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes the name."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._take()

    def _take(self) -> None:
        name = self.text().strip()
        if not self._done and name and name != self._before:
            self._done = True
            self.named.emit(name)
        self._end()

    def _end(self) -> None:
        self._done = True
        self.ended.emit()
