"""How many requests a server gets at once, and who goes first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from carrel.domain.errors import Cancelled

_POLL = 0.1


class Places:
    """So many places at once; urgent ones are given away first, else in the order in which they were asked for.

    `asked` is how often one was asked for.
    """

    def __init__(self, most: Callable[[], int]) -> None:
        """`most` is asked each time: a person may change it."""
        self._most = most
        self._changed = threading.Condition()
        self._taken = 0
        self.asked = 0
        self._waiting: list[tuple[bool, int]] = []

    @contextmanager
    def one(self, *, urgent: bool, stopping: Callable[[], bool]) -> Iterator[None]:
        """Wait for a place and hold it.

        Raises:
            Cancelled: `stopping` said so while waiting.
        """
        with self._changed:
            self.asked += 1
            ticket = (not urgent, self.asked)
            self._waiting.append(ticket)
            try:
                while self._taken >= max(1, self._most()) or min(self._waiting) != ticket:
                    if stopping():
                        raise Cancelled("The work was stopped.")
                    self._changed.wait(_POLL)
                self._taken += 1
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._taken -= 1
                self._changed.notify_all()
