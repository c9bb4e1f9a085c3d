"""When a call over which the child died is begun again, when alone, and when it is given up."""

from __future__ import annotations

from carrel.domain.errors import WorkerDied
from carrel.worker.client import WorkerCrashed

_FAULTS = 3
_ENDS = 8
_TOGETHER = 2


class Deaths:
    """The deaths of the child over one call.

    A process that ends by a fault of its own most likely does so again: three times, the last time with nothing else to
    do, are enough to blame the call. One that was ended from outside (by the system or a person, or because another call
    hung in it) says little about this call, so it is begun again until the eighth time.
    """

    def __init__(self) -> None:
        self._faults = 0
        self._all = 0

    def note(self, error: WorkerDied) -> bool:
        """Count `error`; whether the call is to be given up."""
        self._all += 1
        self._faults += isinstance(error, WorkerCrashed)
        return self._faults >= _FAULTS or self._all >= _ENDS

    @property
    def alone(self) -> bool:
        """Whether the call should have the child for itself the next time, for it may be the one that ends it."""
        return self._all >= _TOGETHER
