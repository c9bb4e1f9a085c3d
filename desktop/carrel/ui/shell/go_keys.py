"""`g`, then a letter: goes to a place. The sidebar shows the letters meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from carrel.ui.actions import Actions
from carrel.ui.commands import COMMANDS

_MILLISECONDS = 2000


class GoKeys(QObject):
    """Listens for `g` in `window`; `waiting` tells when a letter is awaited and when that ends, 2 s later at most.

    Every key is looked at only while a letter is awaited, so that typing costs nothing otherwise.
    """

    waiting = Signal(bool)

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window)
        self._actions = actions
        self._letters = {command.letter: command.id for command in COMMANDS if command.letter}
        self._letter: str | None = None
        self._shortcut = QShortcut(QKeySequence("G"), window)
        self._shortcut.activated.connect(self._begin)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self._end)

    def set_enabled(self, on: bool) -> None:
        """Listen or not, as single letters are commands or not."""
        self._shortcut.setEnabled(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the next key, whatever it is, as the second one."""
        if not isinstance(event, QKeyEvent) or event.key() in {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt}:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride:
            self._letter = event.text().lower()
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            letter = self._letter if self._letter is not None else event.text().lower()
            self._end()
            if letter in self._letters:
                self._actions.trigger(self._letters[letter])
            return True
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        application = QApplication.instance()
        if application is not None and not self._timer.isActive():
            self._letter = None
            application.installEventFilter(self)
            self._timer.start()
            self.waiting.emit(True)

    def _end(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._timer.stop()
        self.waiting.emit(False)
