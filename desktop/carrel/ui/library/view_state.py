"""The small things a view remembers: widths, columns, row height. Kept in the library, written when they rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.services.reading import Reading
    from carrel.ui.background import Background

_REST = 700


class ViewState(QObject):
    """Named values; `load` gives all of them at once, `keep` writes one a moment later.

    They are written beside the window, one after the other, so that an older one never overtakes.
    """

    def __init__(self, reading: Reading, background: Background, parent: QObject, *, rest: int = _REST) -> None:
        """Values are written when none came for `rest` milliseconds."""
        super().__init__(parent)
        self._reading = reading
        self._background = background.of(self)
        self._waiting: dict[str, str] = {}
        self._writing = False
        self._rest = QTimer(self, singleShot=True, interval=rest)
        self._rest.timeout.connect(self._write)

    def load(self, names: Sequence[str], then: Callable[[dict[str, str]], object]) -> None:
        """Give `then` the values kept under `names`, "" where there is none."""
        self._background.run(lambda: {name: self._reading.value(name) for name in names}, then)

    def keep(self, name: str, value: str) -> None:
        """Keep a value."""
        self._waiting[name] = value
        self._rest.start()

    def _write(self) -> None:
        if self._writing:
            return
        waiting, self._waiting = self._waiting, {}
        self._writing = True

        def write() -> None:
            for name, value in waiting.items():
                self._reading.set_value(name, value)

        self._background.run(write, lambda _done: self._written(), failed=self._failed)

    def _written(self) -> None:
        self._writing = False
        if self._waiting:
            self._rest.start()

    def _failed(self, error: Exception) -> None:
        self._written()
        raise error


def encoded(state: QByteArray) -> str:
    """Qt's saved state as text."""
    return bytes(state.toBase64().data()).decode("ascii")


def decoded(text: str) -> QByteArray:
    """Text as Qt's saved state."""
    return QByteArray.fromBase64(QByteArray(text.encode("ascii")))
