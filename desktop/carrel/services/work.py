"""What a job is made of: what is queued, what does it, and what the doer is given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from carrel.domain.changes import Changes
from carrel.domain.errors import Cancelled
from carrel.domain.job import Job, JobKind


class GiveWay(Exception):
    """Raised by a handler to let a job of higher priority go first; it is started anew afterwards."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be queued; the fields are those of `Job`."""

    kind: JobKind
    key: str
    payload: dict[str, object]
    title: str
    paper_id: int | None = None
    priority: int = 0


class Running:
    """What a handler is given: its job, a way to tell progress, and whether it should stop or give way."""

    def __init__(
        self,
        job: Job,
        tell: Callable[[int, int, int, str, float], None],
        stop: threading.Event,
        outranked: Callable[[Job], bool],
    ) -> None:
        self.job = job
        self._tell = tell
        self._stop = stop
        self._outranked = outranked

    def progress(self, done: int, total: int, stage: str = "", *, left: float = 0.0) -> None:
        """Tell how far it is (`total` 0: not known), in words what it does, and about how many seconds it takes yet."""
        self._tell(self.job.id, done, total, stage, left)

    def stopped(self) -> bool:
        """Whether the person, or the end of Carrel, stopped it."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Cancelled` where it should stop."""
        if self._stop.is_set():
            raise Cancelled("Stopped.")

    def outranked(self) -> bool:
        """Whether a job of higher priority waits for this one's lane; one that can go on later raises `GiveWay` then."""
        return self._outranked(self.job)


Handler = Callable[[Running], Changes]
