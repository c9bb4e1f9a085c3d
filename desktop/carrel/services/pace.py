"""How fast equal pieces of work go, and so how long the rest takes."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

_LAST = 9


class Pace:
    """The middle one of the last durations counts, so that one piece that hung, or began slowly, does not."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=_LAST)
        self._began = 0.0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Take the time of one piece; one that failed is not counted."""
        self._began = time.monotonic()
        yield
        self._seconds.append(time.monotonic() - self._began)

    def left(self, pieces: int) -> float:
        """About how many seconds so many pieces take, the one begun included; 0 while that is not known."""
        if not self._seconds or not pieces:
            return 0.0
        each = statistics.median(self._seconds)
        return each * pieces - min(each, time.monotonic() - self._began)
