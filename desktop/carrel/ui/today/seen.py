"""When a card becomes read: once the person opened it, looked at it for a moment, and went on. Never while it is shown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK = 1.0
"""For how many seconds a paper is shown before it counts as looked at."""


class SeenRule(QObject):
    """`seen` carries a paper that was opened and left."""

    seen = Signal(int)

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._paper = 0
        self._opened = False
        self._since = 0.0

    def show(self, paper_id: int) -> None:
        """Another paper is shown (0: none): the one before was left."""
        if paper_id == self._paper:
            return
        self.leave()
        self._paper, self._since = paper_id, self._clock()

    def open(self, paper_id: int) -> None:
        """The person chose a paper, or opened the one that is shown."""
        self.show(paper_id)
        self._opened = True

    def keep(self) -> None:
        """The person decided about the paper that is shown: leaving it changes nothing."""
        self._opened = False

    def leave(self) -> None:
        """What was shown is shown no longer."""
        if self._paper and self._opened and self._clock() - self._since >= LOOK:
            self.seen.emit(self._paper)
        self._paper, self._opened = 0, False
