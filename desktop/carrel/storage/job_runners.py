"""Which process runs a job: what another one queued or ran, taking that over, and giving back what a dead one left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable

from carrel.domain.job import JobState
from carrel.storage.jobs import OPEN

MOST_ATTEMPTS = 3
"""How often a job may be running when its process dies before it has failed."""


def elsewhere(connection: sqlite3.Connection, ids: Iterable[int], runner: str) -> list[tuple[str, JobState]]:
    """Of these jobs, those that another than `runner` runs or may run now: its name ("": any) and the state of the job."""
    found = connection.execute(
        "SELECT coalesce(runner, ''), state FROM jobs WHERE id IN (SELECT value FROM json_each(?))"
        " AND state IN ('running', 'waiting') AND due = '' AND runner IS NOT ?",
        (json.dumps(list(ids)), runner),
    )
    return [(other, JobState(state)) for other, state in found]


def ended_elsewhere(connection: sqlite3.Connection, runner: str, since: str) -> list[tuple[int, int | None]]:
    """(job, its paper) of the jobs that others than `runner` ended at this moment or later."""
    return connection.execute(
        "SELECT id, paper_id FROM jobs WHERE finished >= ? AND finished <> '' AND runner IS NOT ?", (since, runner)
    ).fetchall()


def take_over(connection: sqlite3.Connection, ids: Iterable[int], runner: str) -> None:
    """Let `runner` alone run those of these jobs that wait and are due."""
    connection.execute(
        "UPDATE jobs SET runner = ? WHERE id IN (SELECT value FROM json_each(?)) AND state = 'waiting' AND due = ''",
        (runner, json.dumps(list(ids))),
    )


def recover(connection: sqlite3.Connection, alive: Callable[[str], bool], now: str) -> list[int]:
    """Give back the open jobs of runners that are dead, so that any may run them; return their ids.

    A job that ran when its runner died the third time has failed: it may be what kills it.
    """
    runners = connection.execute(f"SELECT DISTINCT runner FROM jobs WHERE runner IS NOT NULL AND {OPEN}").fetchall()
    found: list[int] = []
    for (runner,) in runners:
        if alive(runner):
            continue
        connection.execute(
            "UPDATE jobs SET state = 'failed', finished = ?, error_code = 'worker', error = ?, advice = ?"
            " WHERE runner = ? AND state = 'running' AND attempts >= ?",
            (
                now,
                f"Carrel ended {MOST_ATTEMPTS} times while this ran.",
                "Try it again on its own; if Carrel ends again, leave this one out.",
                runner,
                MOST_ATTEMPTS,
            ),
        )
        freed = connection.execute(
            "UPDATE jobs SET runner = NULL,"
            " state = CASE state WHEN 'running' THEN 'waiting' ELSE state END"
            f" WHERE runner = ? AND {OPEN} RETURNING id",
            (runner,),
        ).fetchall()
        found += (row[0] for row in freed)
    return sorted(found)
