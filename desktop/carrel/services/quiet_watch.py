"""Work that is looked for when nothing has come for a while."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from carrel.domain.errors import CarrelError
from carrel.services.events import Event, Events

_log = logging.getLogger(__name__)
_JOIN_SECONDS = 2.0


class QuietWatch:
    """Calls `look` in a thread of its own, a while from the start and whenever something that `concerns` it came to rest."""

    def __init__(
        self,
        events: Events,
        name: str,
        concerns: Callable[[Event], bool],
        look: Callable[[bool], object],
        quiet: float,
        *,
        first: float | None = None,
    ) -> None:
        """`look` is told whether it is the first time; it is called when nothing came for `quiet` seconds, `first` at first."""
        self._events = events
        self._name = name
        self._concerns = concerns
        self._look = look
        self.quiet = quiet
        self._first = first
        self._came = threading.Event()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._unsubscribe: Callable[[], None] | None = None

    def start(self) -> None:
        """Look a while from now, when the window stands, and then whenever something came."""
        self._unsubscribe = self._events.subscribe(self._note)
        self._came.set()
        self._thread = threading.Thread(target=self._watch, name=self._name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._ending.set()
        self._came.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def ending(self) -> bool:
        """Whether it was closed, so that a look should end."""
        return self._ending.is_set()

    def _note(self, event: Event) -> None:
        if self._concerns(event):
            self._came.set()

    def _watch(self) -> None:
        first = True
        while not self._ending.is_set():
            self._came.wait()
            while self._came.is_set() and not self._ending.is_set():
                self._came.clear()
                self._ending.wait(self._first if first and self._first is not None else self.quiet)
            if self._ending.is_set():
                return
            try:
                self._look(first)
            except CarrelError as error:
                _log.warning("what is missing cannot be told (%s): %s", self._name, error)
            except RuntimeError:
                # Carrel ended in the middle: the database is closed.
                if not self._ending.is_set():
                    raise
            first = False
