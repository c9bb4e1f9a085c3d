"""Every command there is: its words, its key, its group, and which page does it now.

Menus, tooltips and the list of all keys come from here. A page binds a command to a function; the command can be used
while that page is to be seen. Single letters act when no text field has the focus, and can be turned off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from carrel.ui.commands import COMMANDS, Command

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


@dataclass(frozen=True, slots=True)
class _Binding:
    function: Callable[[], object]
    context: QWidget | None
    available: Callable[[], bool] | None

    def active(self) -> bool:
        if self.context is not None and (not isValid(self.context) or not self.context.isVisible()):
            return False
        return self.available is None or self.available()

    def alive(self) -> bool:
        return self.context is None or isValid(self.context)


class Actions(QObject):
    """The registry, with one QAction a command, added to `window` so that their shortcuts work all over it.

    `used` counts the commands done.
    """

    changed = Signal()

    def __init__(self, window: QWidget, *, single_keys: bool = True) -> None:
        super().__init__(window)
        self._bindings: dict[str, list[_Binding]] = {command.id: [] for command in COMMANDS}
        self._actions: dict[str, QAction] = {}
        self._single_keys = single_keys
        self.used = 0
        for command in COMMANDS:
            action = QAction(command.text, self)
            action.setEnabled(False)
            action.triggered.connect(lambda _checked=False, name=command.id: self.trigger(name))
            self._actions[command.id] = action
            window.addAction(action)
        self._give_keys()

    def command(self, name: str) -> Command:
        """A command by its id.

        Raises:
            StopIteration: there is none.
        """
        return next(command for command in COMMANDS if command.id == name)

    def action(self, name: str) -> QAction:
        """The QAction of a command, for menus."""
        return self._actions[name]

    def bind(
        self,
        name: str,
        function: Callable[[], object],
        *,
        context: QWidget | None = None,
        available: Callable[[], bool] | None = None,
    ) -> None:
        """Let `function` do the command while `context` is visible (always without one) and `available` says so.

        Of several that could, the last bound does it.

        Raises:
            KeyError: there is no such command.
        """
        self._bindings[name].append(_Binding(function, context, available))
        self._actions[name].setEnabled(self.enabled(name))

    def unbind(self, context: QWidget) -> None:
        """Forget what a page bound."""
        for name, bindings in self._bindings.items():
            self._bindings[name] = [binding for binding in bindings if binding.context is not context]
        self.refresh()

    def enabled(self, name: str) -> bool:
        """Whether a command can be used now. Esc is the text field's own while one has the focus."""
        if name == "close" and isinstance(QApplication.focusWidget(), _FIELDS):
            return False
        return any(binding.active() for binding in self._bindings[name])

    def trigger(self, name: str) -> bool:
        """Do a command; whether anyone did it."""
        for binding in reversed(self._bindings[name]):
            if binding.active():
                self.used += 1
                binding.function()
                return True
        return False

    def refresh(self) -> None:
        """Enable what can be used now: called when another page is shown, and by pages whose selection changed."""
        for name, bindings in self._bindings.items():
            bindings[:] = [binding for binding in bindings if binding.alive()]
            self._actions[name].setEnabled(self.enabled(name))
        self.changed.emit()

    def tooltip(self, name: str) -> str:
        """A command's words with its key, for a tooltip."""
        command = self.command(name)
        keys = " ".join(command.caps)
        return f"{command.text} ({keys})" if keys else command.text

    def focus_moved(self) -> None:
        """Look anew at what depends on the focus."""
        self._actions["close"].setEnabled(self.enabled("close"))

    @property
    def single_keys(self) -> bool:
        """Whether single letters are commands."""
        return self._single_keys

    def set_single_keys(self, on: bool) -> None:
        """Let single letters be commands or not."""
        self._single_keys = on
        self._give_keys()

    def _give_keys(self) -> None:
        for command in COMMANDS:
            keys = [key for key in command.shortcuts if self._single_keys or not is_single(key)]
            self._actions[command.id].setShortcuts([QKeySequence(key) for key in keys])


def is_single(key: str) -> bool:
    """Whether a shortcut is typed as a character alone ("j", "?", "Shift+J")."""
    return len(key.removeprefix("Shift+")) == 1
