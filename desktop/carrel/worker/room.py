"""Who may be inside at once: those of one kind, or somebody alone; in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from carrel.domain.errors import Cancelled

_POLL = 0.05


class Room:
    """Holds any number of callers of one kind at once. Whoever is of another kind waits until it is empty.

    Callers go in as they came: one who waits is not passed by those who come later, even where they could go in at once,
    so nobody starves.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._inside = 0
        self._kind: Hashable = None

    @contextmanager
    def inside(self, kind: Hashable, cancelled: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Be inside with others of `kind`; None: alone. `cancelled` is asked about twenty times a second while waiting.

        Raises:
            Cancelled: `cancelled` said so while waiting.
        """
        self._enter(kind, cancelled)
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def _enter(self, kind: Hashable, cancelled: Callable[[], bool]) -> None:
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            try:
                while self._waiting[0] is not ticket or not self._admits(kind):
                    self._changed.wait(_POLL)
                    if cancelled():
                        raise Cancelled("The work was stopped.")
                self._inside += 1
                self._kind = kind
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()

    def _admits(self, kind: Hashable) -> bool:
        return not self._inside or (kind is not None and kind == self._kind)
