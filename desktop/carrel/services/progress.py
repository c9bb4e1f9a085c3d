"""How far running jobs are. It lives in memory: not worth a write, for a job that is interrupted starts anew."""

from __future__ import annotations

import time
from dataclasses import replace

from carrel.domain.job import Job

_TELL_SECONDS = 0.1


class Progress:
    """Progress by job, told at most ten times a second for each."""

    def __init__(self) -> None:
        self._now: dict[int, tuple[int, int, str, float]] = {}
        self._told: dict[int, float] = {}

    def set(self, job_id: int, done: int, total: int, stage: str, left: float) -> bool:
        """Remember how far a job is; whether it is time to tell."""
        self._now[job_id] = (done, total, stage, left)
        moment = time.monotonic()
        if moment - self._told.get(job_id, 0.0) < _TELL_SECONDS:
            return False
        self._told[job_id] = moment
        return True

    def on(self, job: Job) -> Job:
        """The job's row with its progress."""
        done, total, stage, left = self._now.get(job.id, (0, 0, "", 0.0))
        return replace(job, done=done, total=total, stage=stage, left=left)

    def forget(self, job_id: int) -> None:
        """The job does not run any more."""
        self._now.pop(job_id, None)
        self._told.pop(job_id, None)
