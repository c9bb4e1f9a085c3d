"""Which annotations that a file itself holds were taken into the library, also where they were deleted there for good."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import NamedTuple


class Held(NamedTuple):
    """The keys of what was taken in from a file; `unedited` are the notes among them that are as they were taken in."""

    keys: frozenset[str]
    unedited: frozenset[str]


def in_file(connection: sqlite3.Connection, file_id: int) -> Held:
    """What was taken in from a file."""
    rows = connection.execute(
        "SELECT h.key, a.id FROM held_annotations h JOIN files f ON f.id = h.file_id"
        " LEFT JOIN annotations a ON a.paper_id = f.paper_id AND a.key = h.key AND a.kind = 'note'"
        " AND a.deleted IS NULL AND a.edited = h.edited WHERE h.file_id = ?",
        (file_id,),
    ).fetchall()
    return Held(frozenset(row[0] for row in rows), frozenset(row[0] for row in rows if row[1] is not None))


def files(connection: sqlite3.Connection) -> list[int]:
    """The files from which annotations were taken in."""
    return [row[0] for row in connection.execute("SELECT DISTINCT file_id FROM held_annotations ORDER BY 1")]


def put(connection: sqlite3.Connection, file_id: int, ids: Collection[int]) -> int:
    """Note that a file holds these annotations of the library; return of how many that was not known."""
    return connection.execute(
        "INSERT OR IGNORE INTO held_annotations (file_id, key, edited)"
        " SELECT ?, key, edited FROM annotations WHERE id IN (SELECT value FROM json_each(?))",
        (file_id, json.dumps(list(ids))),
    ).rowcount


def forget(connection: sqlite3.Connection, file_id: int, keys: Iterable[str]) -> None:
    """Forget that these were taken in from a file: it is drawn with its own again."""
    connection.executemany(
        "DELETE FROM held_annotations WHERE file_id = ? AND key = ?", [(file_id, key) for key in keys]
    )
