"""Which process runs a job: what another one queued or ran, and taking that over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from carrel.domain.job import JobState


def elsewhere(connection: sqlite3.Connection, ids: Iterable[int], runner: str) -> list[tuple[str, JobState]]:
    """Of these jobs, those that another than `runner` runs or may run now: its name ("": any) and the state of the job."""
    found = connection.execute(
        "SELECT coalesce(runner, ''), state FROM jobs WHERE id IN (SELECT value FROM json_each(?))"
        " AND state IN ('running', 'waiting') AND due = '' AND runner IS NOT ?",
        (json.dumps(list(ids)), runner),
    )
    return [(other, JobState(state)) for other, state in found]


def take_over(connection: sqlite3.Connection, ids: Iterable[int], runner: str) -> None:
    """Let `runner` alone run those of these jobs that wait and are due."""
    connection.execute(
        "UPDATE jobs SET runner = ? WHERE id IN (SELECT value FROM json_each(?)) AND state = 'waiting' AND due = ''",
        (runner, json.dumps(list(ids))),
    )
