"""What a person decided about announcements. Each function returns those that changed, so that exactly that can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

_PAPERS = "paper_id IN (SELECT value FROM json_each(?))"
_THESE = "id IN (SELECT value FROM json_each(?))"


def set_seen(connection: sqlite3.Connection, papers: Iterable[int], seen: bool) -> list[int]:
    """Mark all announcements of papers read or unread; return those that were not."""
    sql = f"UPDATE announcements SET seen = ? WHERE {_PAPERS} AND seen <> ? RETURNING id"
    return _ids(connection, sql, seen, json.dumps(list(papers)), seen)


def mark(connection: sqlite3.Connection, announcements: Iterable[int], seen: bool) -> frozenset[int]:
    """Mark single announcements read or unread; return the papers they are of."""
    sql = f"UPDATE announcements SET seen = ? WHERE {_THESE} RETURNING paper_id"
    return frozenset(_ids(connection, sql, seen, json.dumps(list(announcements))))


def hide(connection: sqlite3.Connection, papers: Iterable[int]) -> list[int]:
    """Take papers off every page; return their announcements that were not hidden."""
    sql = f"UPDATE announcements SET hidden = 1, shown = 0 WHERE {_PAPERS} AND hidden = 0 RETURNING id"
    return _ids(connection, sql, json.dumps(list(papers)))


def unhide(connection: sqlite3.Connection, announcements: Iterable[int]) -> None:
    """Bring hidden announcements back; those that a feed admits are shown again."""
    connection.execute(
        "UPDATE announcements SET hidden = 0, shown ="
        f" EXISTS (SELECT 1 FROM announcement_feeds WHERE announcement_id = announcements.id) WHERE {_THESE}",
        (json.dumps(list(announcements)),),
    )


def _ids(connection: sqlite3.Connection, sql: str, *parameters: object) -> list[int]:
    return [row[0] for row in connection.execute(sql, parameters).fetchall()]
