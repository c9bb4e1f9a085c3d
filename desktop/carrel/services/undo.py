"""Undo instead of confirmation: what was done last can be taken back, newest first."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

_MOST = 200


class Undo:
    """A stack of inverse writes, kept while Carrel runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stack: deque[tuple[int, str, Callable[[], None]]] = deque(maxlen=_MOST)
        self._recorded = 0

    @property
    def label(self) -> str:
        """What `undo` would take back ("Moved 3 papers to Trash"), or ""."""
        with self._lock:
            return self._stack[-1][1] if self._stack else ""

    @property
    def newest(self) -> int:
        """The number of what `undo` would take back, as `record` gave it; 0 when there is nothing."""
        with self._lock:
            return self._stack[-1][0] if self._stack else 0

    def record(self, label: str, inverse: Callable[[], None]) -> int:
        """Remember how to take back what `label` names; return its number, which no other has."""
        with self._lock:
            self._recorded += 1
            self._stack.append((self._recorded, label, inverse))
            return self._recorded

    def undo(self) -> str:
        """Take the last write back and tell what it was; "" when there is nothing."""
        with self._lock:
            if not self._stack:
                return ""
            _, label, inverse = self._stack.pop()
        inverse()
        return label
