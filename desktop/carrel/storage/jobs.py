"""The queue of jobs: unique while open, claimed by one runner at a time, never lost by a crash."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from carrel.domain.job import Job, JobKind, JobState, Lane

_KEPT_FINISHED = 1000
_COLUMNS = (
    "id, kind, key, state, payload, title, paper_id, priority, attempts, error_code, error, advice,"
    " created, started, finished, due, retries"
)
OPEN = "state IN ('waiting', 'running', 'paused')"
"""What is true of jobs that can still run, in SQL."""

# A job that is due in more than a day was put back under another clock: no pause is that long.
_DUE = "(due = '' OR due <= :now OR due > strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+25 hours'))"
_IMPORTANT = "(:least IS NULL OR priority >= :least)"


def enqueue(
    connection: sqlite3.Connection,
    kind: JobKind,
    key: str,
    payload: Mapping[str, object],
    *,
    title: str = "",
    paper_id: int | None = None,
    priority: int = 0,
    runner: str | None = None,
    created: str,
) -> Job:
    """Queue a job and return it, or the open job of the same kind and key where there is one.

    Only `runner` may run it; None: whoever claims it first. An open job that does not run yet becomes what is asked for
    now, also its runner, its payload and, where it was paused or waits for its time, its state: it may run at once; it
    has the higher of both priorities.
    """
    row = connection.execute(
        "UPDATE jobs SET priority = max(priority, ?), runner = CASE state WHEN 'running' THEN runner ELSE ? END,"
        " payload = CASE state WHEN 'running' THEN payload ELSE ? END,"
        " state = CASE state WHEN 'running' THEN state ELSE 'waiting' END, due = ''"
        f" WHERE kind = ? AND key = ? AND {OPEN} RETURNING {_COLUMNS}",
        (priority, runner, json.dumps(payload), kind.value, key),
    ).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO jobs (kind, lane, key, state, payload, title, paper_id, priority, runner, created)"
            f" VALUES (?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
            (
                kind.value,
                kind.lane.value,
                key,
                json.dumps(payload),
                title,
                paper_id,
                priority,
                runner,
                created,
            ),
        ).fetchone()
    return _job(row)


def claim(
    connection: sqlite3.Connection,
    lane: Lane,
    runner: str,
    now: str,
    *,
    least: int | None = None,
    only_own: bool = False,
) -> Job | None:
    """Take the next waiting job of a lane that is due for `runner`: it is then running, and counted as tried once more.

    The highest priority goes first, then what was tried least, then the oldest. Jobs of a priority below `least`, and
    those that another runner alone may run, are left; with `only_own` so are those that any may run.
    """
    row = connection.execute(
        f"""
        UPDATE jobs SET state = 'running', runner = :runner, started = :now, attempts = attempts + 1, due = '',
            error_code = '', error = '', advice = ''
        WHERE id = (SELECT id FROM jobs WHERE {_claimable(only_own)} AND {_DUE} AND {_IMPORTANT}
            ORDER BY priority DESC, attempts, id LIMIT 1)
        RETURNING {_COLUMNS}
        """,
        {"lane": lane.value, "runner": runner, "now": now, "least": least},
    ).fetchone()
    return _job(row) if row else None


def outranked(connection: sqlite3.Connection, job: Job, runner: str, now: str, *, only_own: bool = False) -> bool:
    """Whether a job of a higher priority waits in the lane that `job` runs in, and could be claimed by `runner`."""
    return (
        connection.execute(
            f"SELECT 1 FROM jobs WHERE {_claimable(only_own)} AND {_DUE} AND priority > :priority LIMIT 1",
            {"lane": job.kind.lane.value, "runner": runner, "now": now, "priority": job.priority},
        ).fetchone()
        is not None
    )


def next_due(
    connection: sqlite3.Connection, lane: Lane, runner: str, *, least: int | None = None, only_own: bool = False
) -> str:
    """When the first of a lane's jobs that were put back may be claimed by `runner`, "" where none waits for its time.

    Those of a priority below `least` are left.
    """
    (due,) = connection.execute(
        f"SELECT min(due) FROM jobs WHERE {_claimable(only_own)} AND due <> '' AND {_IMPORTANT}",
        {"lane": lane.value, "runner": runner, "least": least},
    ).fetchone()
    return due or ""


def put_back(
    connection: sqlite3.Connection,
    job_id: int,
    due: str,
    error_code: str,
    error: str,
    advice: str,
    *,
    counts: bool = True,
) -> bool:
    """A running job met an error that may pass: it waits until `due`, for any runner; return whether it was running.

    It is counted as a retry where `counts`, never as an attempt.
    """
    changed = connection.execute(
        "UPDATE jobs SET state = 'waiting', due = ?, retries = retries + ?, error_code = ?, error = ?, advice = ?,"
        " attempts = max(attempts - 1, 0), started = '', runner = NULL WHERE id = ? AND state = 'running'",
        (due, int(counts), error_code, error, advice, job_id),
    )
    return changed.rowcount == 1


def make_due(connection: sqlite3.Connection, job_id: int) -> bool:
    """Let a job that was put back be claimed at once; return whether it was waiting for its time."""
    changed = connection.execute("UPDATE jobs SET due = '' WHERE id = ? AND state = 'waiting' AND due <> ''", (job_id,))
    return changed.rowcount == 1


def make_all_due(connection: sqlite3.Connection, error_code: str) -> list[int]:
    """Let all jobs that were put back for this reason be claimed at once; return their ids."""
    changed = connection.execute(
        "UPDATE jobs SET due = '' WHERE state IN ('waiting', 'paused') AND due <> '' AND error_code = ? RETURNING id",
        (error_code,),
    )
    return sorted(row[0] for row in changed.fetchall())


def finish(connection: sqlite3.Connection, job_id: int, now: str, *, paper_id: int | None = None) -> bool:
    """A running job is done, for this paper where it was not known before; return whether it was running.

    A paper that has been merged into another one since is left out.
    """
    changed = connection.execute(
        "UPDATE jobs SET state = 'done', finished = ?,"
        " paper_id = coalesce(paper_id, (SELECT id FROM papers WHERE id = ?)) WHERE id = ? AND state = 'running'",
        (now, paper_id, job_id),
    ).rowcount
    return changed == 1


def fail(connection: sqlite3.Connection, job_id: int, error_code: str, error: str, advice: str, now: str) -> bool:
    """A running job met an error and has failed; return whether it was running."""
    changed = connection.execute(
        "UPDATE jobs SET state = 'failed', error_code = ?, error = ?, advice = ?, finished = ?"
        " WHERE id = ? AND state = 'running'",
        (error_code, error, advice, now, job_id),
    ).rowcount
    return changed == 1


def cancel(connection: sqlite3.Connection, job_id: int, now: str) -> bool:
    """End an open job; return whether it was open. What runs it must be told to stop."""
    changed = connection.execute(
        f"UPDATE jobs SET state = 'cancelled', finished = ? WHERE id = ? AND {OPEN}",
        (now, job_id),
    ).rowcount
    return changed == 1


def pause(connection: sqlite3.Connection, job_id: int) -> bool:
    """Hold a waiting job back; return whether it was waiting. A running one is released first."""
    changed = connection.execute("UPDATE jobs SET state = 'paused' WHERE id = ? AND state = 'waiting'", (job_id,))
    return changed.rowcount == 1


def resume(connection: sqlite3.Connection, job_id: int) -> bool:
    """Let a paused job wait for its turn; return whether it was paused."""
    changed = connection.execute("UPDATE jobs SET state = 'waiting' WHERE id = ? AND state = 'paused'", (job_id,))
    return changed.rowcount == 1


def release(connection: sqlite3.Connection, job_id: int) -> bool:
    """Put a running job back, to be done from the start later; the attempt does not count. Returns whether it ran."""
    changed = connection.execute(
        "UPDATE jobs SET state = 'waiting', attempts = max(attempts - 1, 0),"
        " started = '' WHERE id = ? AND state = 'running'",
        (job_id,),
    )
    return changed.rowcount == 1


def get(connection: sqlite3.Connection, job_id: int) -> Job | None:
    """A job, None where there is none (any more)."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return _job(row) if row else None


def open_jobs(connection: sqlite3.Connection) -> list[Job]:
    """The jobs that can still run: running ones first, then in the order in which they will be claimed, paused last."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE {OPEN}"
        " ORDER BY state <> 'running', state = 'paused', due, priority DESC, attempts, id"
    )
    return [_job(row) for row in found]


def recent(connection: sqlite3.Connection, limit: int) -> list[Job]:
    """The jobs that ended, the last one first, at most `limit`."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE finished <> '' ORDER BY finished DESC, id DESC LIMIT ?",
        (limit,),
    )
    return [_job(row) for row in found]


def latest(connection: sqlite3.Connection, kind: JobKind, key: str) -> Job | None:
    """The last job of this kind and key that was queued, None where there was never one."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE kind = ? AND key = ? ORDER BY id DESC LIMIT 1", (kind.value, key)
    ).fetchone()
    return _job(row) if row else None


def prune(connection: sqlite3.Connection) -> None:
    """Forget all but the last thousand jobs that ended."""
    connection.execute(
        "DELETE FROM jobs WHERE finished <> '' AND id NOT IN"
        " (SELECT id FROM jobs WHERE finished <> '' ORDER BY finished DESC, id DESC LIMIT ?)",
        (_KEPT_FINISHED,),
    )


def _claimable(only_own: bool) -> str:
    mine = "runner = :runner" if only_own else "(runner IS NULL OR runner = :runner)"
    return f"state = 'waiting' AND lane = :lane AND {mine}"


def _job(row: tuple[Any, ...]) -> Job:
    number, kind, key, state, payload, title, paper_id, priority, attempts, *told = row
    error_code, error, advice, created, started, finished, due, retries = told
    return Job(
        id=number,
        kind=JobKind(kind),
        key=key,
        state=JobState(state),
        payload=json.loads(payload),
        title=title,
        paper_id=paper_id,
        priority=priority,
        attempts=attempts,
        error_code=error_code,
        error=error,
        advice=advice,
        created=created,
        started=started,
        finished=finished,
        due=due,
        retries=retries,
    )
