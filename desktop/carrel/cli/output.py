"""What a command gives back, to be printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from carrel.domain.job import Job, JobState

_WAYS = {
    JobState.PAUSED: "It was paused by another window.",
    JobState.CANCELLED: "It was stopped by another window.",
}


@dataclass(frozen=True, slots=True)
class Output:
    """`data` for ``--json``, `text` for people, and `problems` for stderr, which make the exit code 1."""

    data: object
    text: str
    problems: Sequence[str] = field(default=())


def as_json(data: object) -> str:
    """Data as JSON, set for reading."""
    return json.dumps(msgspec.to_builtins(data), ensure_ascii=False, indent=2)


def problems(jobs: Sequence[Job]) -> list[str]:
    """Why jobs that were waited for are not done, in words."""
    return [_problem(job) for job in jobs if job.state is not JobState.DONE]


def _problem(job: Job) -> str:
    if job.error:
        return f"{job.title}: {job.error} {job.advice}".strip()
    return f"{job.title}: {_WAYS.get(job.state, 'It is not done yet.')}"
