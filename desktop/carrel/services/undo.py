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
        self._stack: deque[tuple[str, Callable[[], None]]] = deque(maxlen=_MOST)

    @property
    def label(self) -> str:
        """What `undo` would take back ("Moved 3 papers to Trash"), or ""."""
        with self._lock:
            return self._stack[-1][0] if self._stack else ""

    def record(self, label: str, inverse: Callable[[], None]) -> None:
        """Remember how to take back what `label` names."""
        with self._lock:
            self._stack.append((label, inverse))

    def undo(self) -> str:
        """Take the last write back and tell what it was; "" when there is nothing."""
        with self._lock:
            if not self._stack:
                return ""
            label, inverse = self._stack.pop()
        inverse()
        return label
