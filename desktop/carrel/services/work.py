"""What a job is made of: what is queued, what does it, and what the doer is given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from carrel.domain.changes import Changes
from carrel.domain.errors import Cancelled
from carrel.domain.job import Job, JobKind, Lane

INTERACTIVE = 1
"""The least priority of a job that a person waits for."""

PLACES: Mapping[Lane, int] = {Lane.MODEL: 4}
"""How many jobs of a lane run at once, where that is not one: behind the model's stands an engine that does many things at once."""

KEPT_PLACES = 1
"""So many places are kept for what a person waits for, so that it never stands behind work that nobody waits for."""


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
        outranked: Callable[[Job], bool],
        held: Callable[[Lane], bool],
    ) -> None:
        self.job = job
        self._tell = tell
        self._stop = threading.Event()
        self._outranked = outranked
        self._held = held

    @property
    def interactive(self) -> bool:
        """Whether a person waits for it, so that it goes ahead of what nobody waits for."""
        return self.job.priority >= INTERACTIVE

    def progress(self, done: int, total: int, stage: str = "", *, left: float = 0.0) -> None:
        """Tell how far it is (`total` 0: not known), in words what it does, and about how many seconds it takes yet."""
        self._tell(self.job.id, done, total, stage, left)

    def stop(self) -> None:
        """Have it stop as soon as it can."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether the person, or the end of Carrel, stopped it."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Cancelled` where it should stop."""
        if self._stop.is_set():
            raise Cancelled("Stopped.")

    def held(self) -> bool:
        """Whether it should not go on now because nobody waits for it and it would use up the battery."""
        return not self.interactive and self._held(self.job.kind.lane)

    def outranked(self) -> bool:
        """Whether it should let others go first; one that can go on later raises `GiveWay` then.

        A job of higher priority waits for this one's lane, or this one is held.
        """
        return self.held() or self._outranked(self.job)


Handler = Callable[[Running], Changes]
