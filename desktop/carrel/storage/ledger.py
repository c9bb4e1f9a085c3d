"""The ledger: every request that Carrel made to the network."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from carrel.domain.request import Request

_COLUMNS = "time, host, path, purpose, who, status, bytes, outcome"
_TEXT = "(time || ' ' || host || path || ' ' || purpose || ' ' || who || ' ' || status || ' ' || outcome)"
_LITERAL = re.compile(r"[!%_]")
_ESCAPED = r"!\g<0>"


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


def recent(connection: sqlite3.Connection, limit: int, text: str = "") -> list[Request]:
    """The newest requests, newest first, at most `limit`; with `text` those that hold each of its words somewhere."""
    words = [f"%{_LITERAL.sub(_ESCAPED, word)}%" for word in text.split()]
    where = " AND ".join([f"{_TEXT} LIKE ? ESCAPE '!'"] * len(words)) or "1"
    found = connection.execute(f"SELECT {_COLUMNS} FROM ledger WHERE {where} ORDER BY id DESC LIMIT ?", (*words, limit))
    return [Request(*row) for row in found]


def whole(connection: sqlite3.Connection) -> Iterator[Request]:
    """All requests, newest first, one after the other."""
    return (Request(*row) for row in connection.execute(f"SELECT {_COLUMNS} FROM ledger ORDER BY id DESC"))


def count_since(connection: sqlite3.Connection, time: str) -> int:
    """How many requests were made at the instant `time` or later."""
    (count,) = connection.execute("SELECT count(*) FROM ledger WHERE time >= ?", (time,)).fetchone()
    return int(count)


def last(connection: sqlite3.Connection) -> Request | None:
    """The newest request, None where there was never one."""
    return next(iter(recent(connection, 1)), None)
