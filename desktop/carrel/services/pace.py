"""How fast equal pieces of work go, many of them at once, and so how long the rest takes."""

from __future__ import annotations

import time
from collections import deque

_LAST = 24


class Pace:
    """What counts is how many pieces ended in the time that the last ones took, not how long each of them took."""

    def __init__(self) -> None:
        """The work begins now."""
        self._ends: deque[float] = deque([time.monotonic()], maxlen=_LAST + 1)

    def ended(self) -> None:
        """A piece is done."""
        self._ends.append(time.monotonic())

    def left(self, pieces: int, together: int = 1) -> float:
        """About how many seconds so many pieces take, those begun included, where so many are done `together`.

        0 while that is not known: before as many have ended as are done together.
        """
        count = len(self._ends) - 1
        if not pieces or count < together:
            return 0.0
        each = (self._ends[-1] - self._ends[0]) / count
        return each * pieces - min(each, time.monotonic() - self._ends[-1])
