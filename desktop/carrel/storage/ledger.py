"""The ledger: every request that Carrel made to the network."""

from __future__ import annotations

import sqlite3

from carrel.domain.request import Request


def add(connection: sqlite3.Connection, request: Request) -> int:
    """Write a request down and return its id."""
    cursor = connection.execute(
        "INSERT INTO ledger (time, host, path, purpose, who, status, bytes, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            request.time,
            request.host,
            request.path,
            request.purpose,
            request.who,
            request.status,
            request.bytes,
            request.outcome,
        ),
    )
    return cursor.lastrowid or 0


def recent(connection: sqlite3.Connection, limit: int) -> list[Request]:
    """The newest requests, newest first, at most `limit`."""
    found = connection.execute(
        "SELECT time, host, path, purpose, who, status, bytes, outcome FROM ledger ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [Request(*row) for row in found]


def count_since(connection: sqlite3.Connection, time: str) -> int:
    """How many requests were made at the instant `time` or later."""
    (count,) = connection.execute("SELECT count(*) FROM ledger WHERE time >= ?", (time,)).fetchone()
    return int(count)


def last(connection: sqlite3.Connection) -> Request | None:
    """The newest request, None where there was never one."""
    return next(iter(recent(connection, 1)), None)
