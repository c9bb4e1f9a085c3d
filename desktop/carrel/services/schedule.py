"""Does something when it is due, however often that changes: a thread that waits, without polling."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from carrel.domain.errors import CarrelError

T = TypeVar("T")

_log = logging.getLogger(__name__)
_JOIN_SECONDS = 3.0
# Clocks are set and machines sleep: the time until something is due is looked at anew once a minute.
_LONGEST_WAIT = 60.0


def seconds_until_refresh(checked: str, tried: str, hours: int, now: datetime) -> float | None:
    """Seconds until the feeds are to be read again, 0 where that is due, None where they never are.

    `checked` and `tried` are when they were last read, and when that last failed, or "". An instant that is yet to come was
    written under a wrong clock and says nothing.
    """
    if hours <= 0:
        return None
    past = [moment for text in (checked, tried) if text and (moment := datetime.fromisoformat(text)) <= now]
    if not past:
        return 0.0
    return max(0.0, (max(past) + timedelta(hours=hours) - now).total_seconds())


class Schedule:
    """Calls `act` whenever `left()` says that no second is left (None: nothing is to be waited for)."""

    def __init__(self, left: Callable[[], float | None], act: Callable[[], object]) -> None:
        self._left = left
        self._act = act
        self._changed = threading.Condition()
        self._looks = True
        self._ending = False
        self._thread: threading.Thread | None = None

    def start(self, first: Callable[[], object]) -> None:
        """Do `first`, then begin to wait."""
        self._thread = threading.Thread(target=self._run, args=(first,), name="schedule", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the waiting."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def look_again(self) -> None:
        """Something that the time depends on has changed."""
        with self._changed:
            self._looks = True
            self._changed.notify_all()

    def _run(self, first: Callable[[], object]) -> None:
        self._try(first)
        while not self._ending:
            with self._changed:
                self._looks = False
            left = self._try(self._look)
            with self._changed:
                if not self._looks and not self._ending:
                    self._changed.wait(None if left is None else min(left or _LONGEST_WAIT, _LONGEST_WAIT))

    def _look(self) -> float | None:
        left = self._left()
        if left == 0:
            self._act()
            left = self._left()
        return left

    def _try(self, step: Callable[[], T]) -> T | float:
        """What `step` gives; where the library cannot be read or written, the longest time to wait."""
        try:
            return step()
        except CarrelError as error:
            _log.warning("the schedule could not look: %s", error)
            return _LONGEST_WAIT
