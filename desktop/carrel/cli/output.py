"""What a command gives back, to be printed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from carrel.domain.job import Job, JobState

# Control characters but tabs and ends of lines, and those that turn the direction of what follows.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WAYS = {
    JobState.PAUSED: "It was paused by another window.",
    JobState.CANCELLED: "It was stopped by another window.",
}


@dataclass(frozen=True, slots=True)
class Output:
    """`data` for ``--json``, `text` for people, `problems` for stderr, which make the exit code 1, and `notes`, which do not."""

    data: object
    text: str
    problems: Sequence[str] = field(default=())
    notes: Sequence[str] = field(default=())


def as_json(data: object) -> str:
    """Data as JSON, set for reading; what would steer a terminal is escaped."""
    told = json.dumps(msgspec.to_builtins(data), ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", told)


def unarmed(text: str) -> str:
    """Text without characters that would steer a terminal: papers and what is marked in them may hold any."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def problems(jobs: Sequence[Job]) -> list[str]:
    """Why jobs that were waited for are not done, in words."""
    return [_problem(job) for job in jobs if job.state is not JobState.DONE]


def _problem(job: Job) -> str:
    if job.error:
        return f"{job.title}: {job.error} {job.advice}".strip()
    return f"{job.title}: {_WAYS.get(job.state, 'It is not done yet.')}"
