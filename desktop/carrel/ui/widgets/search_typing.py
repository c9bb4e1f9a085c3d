"""What both search fields do with what is typed: wait for a pause, take Enter, leave with Esc."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_PAUSE = 150
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_OWN_KEYS = {Qt.Key.Key_Escape, *_ENTER}
_ELSEWHERE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class SearchTyping(QObject):
    """`searched` tells the text 150 ms after the last key, and at once on Enter or when cleared; Esc clears, then `left`, as Down does.

    `entered` tells that Enter was pressed, `entered_elsewhere` that it was with Ctrl or Shift; then nothing is searched here.
    """

    searched = Signal(str)
    entered = Signal()
    entered_elsewhere = Signal()
    left = Signal()

    def __init__(self, field: QWidget, text: Callable[[], str], empty: Callable[[], object]) -> None:
        """`text` is what stands in the field, `empty` takes it out."""
        super().__init__(field)
        self._text = text
        self._empty = empty
        self._told = ""
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE)
        self._wait.timeout.connect(self.tell)
        field.installEventFilter(self)

    def typed(self) -> None:
        """The text is another one: tell it after a pause."""
        self._wait.start()

    def show_told(self, text: str) -> None:
        """The field shows `text`, of which nobody needs to be told."""
        self._told = text
        self._wait.stop()

    def tell(self) -> None:
        """Tell the text now, unless it was told."""
        self._wait.stop()
        if self._text() != self._told:
            self._told = self._text()
            self.searched.emit(self._told)

    def clear(self) -> None:
        """Empty the field and tell at once."""
        self._empty()
        self.tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Esc and Enter for the field, and take them and Down."""
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self._press(event):
                return True
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Down}:
            self.left.emit()
        elif event.key() not in _ENTER:
            return False
        elif event.modifiers() & _ELSEWHERE:
            self.entered_elsewhere.emit()
        else:
            self.tell()
            self.entered.emit()
        return True
