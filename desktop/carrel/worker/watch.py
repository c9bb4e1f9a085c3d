"""The clocks and the cancel check of one call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from carrel.domain.errors import Cancelled, TimeLimit

CancelCheck = Callable[[], bool] | threading.Event

_ACKNOWLEDGE = 2.0


class Watch:
    """Decides when a call has to end before its answer came."""

    def __init__(
        self,
        seconds: float | None,
        silence: float | None,
        cancelled: CancelCheck | None,
        *,
        tell: Callable[[], None],
    ) -> None:
        """`seconds` limits the call, `silence` the time between two lines; `tell` sends the wish to cancel, once."""
        self._seconds = seconds
        self._silence = silence
        self._is_cancelled = as_function(cancelled)
        self._tell = tell
        self._began = self._heard = time.monotonic()
        self._give_up: float | None = None

    @property
    def cancelling(self) -> bool:
        """Whether the child was told to stop."""
        return self._give_up is not None

    def heard(self) -> None:
        """Note that the child sent a line."""
        self._heard = time.monotonic()

    def check(self) -> None:
        """Tell the child to stop where that is wished, and raise where it has to be ended.

        Raises:
            Cancelled: it was told to stop and did not within two seconds.
            TimeLimit: a limit has passed.
        """
        now = time.monotonic()
        if self._give_up is not None:
            if now > self._give_up:
                raise stopped()
        elif self._is_cancelled():
            self._tell()
            self._give_up = now + _ACKNOWLEDGE
        elif self._seconds is not None and now - self._began > self._seconds:
            raise _too_long(f"The work took longer than {self._seconds:g} seconds and was stopped.")
        elif self._silence is not None and now - self._heard > self._silence:
            raise _too_long(f"The work made no progress for {self._silence:g} seconds and was stopped.")


def stopped() -> Cancelled:
    """What a cancelled call raises."""
    return Cancelled("The work was stopped.")


def as_function(cancelled: CancelCheck | None) -> Callable[[], bool]:
    """`cancelled` as a function; None is never cancelled."""
    if cancelled is None:
        return lambda: False
    return cancelled.is_set if isinstance(cancelled, threading.Event) else cancelled


def _too_long(message: str) -> TimeLimit:
    return TimeLimit(message, "Try again when the computer is less busy.")
