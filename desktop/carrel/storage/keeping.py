"""Which papers stand in the library: keeping one, taking that back, and the end of those that only passed by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from carrel.storage import annotation_words, compared, words

PLACE = "reader.place."
"""What stands before a paper's number in the name of the setting that says where the person was reading."""
_THESE = "id IN (SELECT value FROM json_each(?))"


def is_kept(connection: sqlite3.Connection, paper_id: int) -> bool:
    """Whether a paper stands in the library, or in its Trash."""
    return connection.execute("SELECT 1 FROM papers WHERE id = ? AND kept = 1", (paper_id,)).fetchone() is not None


def kept_of(connection: sqlite3.Connection, ids: Iterable[int]) -> frozenset[int]:
    """Those of some papers that stand in the library, or in its Trash."""
    found = connection.execute(f"SELECT id FROM papers WHERE {_THESE} AND kept = 1", (json.dumps(list(ids)),))
    return frozenset(row[0] for row in found)


def keep(connection: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """Take papers into the library, as added now; return those that were not in it."""
    taken = connection.execute(
        "UPDATE papers SET kept = 1, added = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
        f" WHERE {_THESE} AND kept = 0 RETURNING id",
        (json.dumps(list(ids)),),
    ).fetchall()
    return _described(connection, taken)


def unkeep(connection: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """Take back that papers were kept; return those that were.

    Those in Trash stay kept, and those of which something came into the library since: a star, tag, note, annotation, file, collection.
    """
    left = connection.execute(
        f"UPDATE papers SET kept = 0 WHERE {_THESE} AND kept = 1 AND trashed IS NULL"
        " AND starred = 0 AND has_pdf = 0 AND has_note = 0 AND has_highlight = 0"
        " AND NOT EXISTS (SELECT 1 FROM paper_tags WHERE paper_id = papers.id)"
        " AND NOT EXISTS (SELECT 1 FROM collection_papers WHERE paper_id = papers.id) RETURNING id",
        (json.dumps(list(ids)),),
    ).fetchall()
    return _described(connection, left)


def release(connection: sqlite3.Connection, paper_id: int) -> None:
    """Delete a paper, or, where it was announced, all that was kept of it; its announcements are then hidden.

    Its passages must be out of the index of words already.
    """
    annotation_words.forget_of_paper(connection, paper_id)
    # Numbers are given again: a paper that comes later would open where this one was read.
    connection.execute("DELETE FROM settings WHERE name = ?", (f"{PLACE}{paper_id}",))
    announced = "UPDATE announcements SET hidden = 1, shown = 0 WHERE paper_id = ?"
    if not connection.execute(announced, (paper_id,)).rowcount:
        words.forget_description(connection, paper_id)
        connection.execute("DELETE FROM papers WHERE id = ?", (paper_id,))
        return
    for table in ("digests", "annotations", "files", "notes", "paper_tags", "collection_papers"):
        connection.execute(f"DELETE FROM {table} WHERE paper_id = ?", (paper_id,))
    compared.forget(connection, paper_id)
    connection.execute(
        "UPDATE papers SET kept = 0, trashed = NULL, starred = 0, state = 'unread', digest_id = NULL, evidence = 'none',"
        " topics = '[]' WHERE id = ?",
        (paper_id,),
    )
    words.describe(connection, paper_id)


def forget_passing(connection: sqlite3.Connection, before: str) -> list[int]:
    """Delete papers that were found by a search at arXiv before an instant and neither kept nor announced; return them."""
    passed = connection.execute(
        "SELECT id FROM papers WHERE kept = 0 AND added < ?"
        " AND NOT EXISTS (SELECT 1 FROM announcements WHERE paper_id = papers.id) ORDER BY id",
        (before,),
    ).fetchall()
    for (paper_id,) in passed:
        release(connection, paper_id)
    return [row[0] for row in passed]


def _described(connection: sqlite3.Connection, found: list[tuple[int]]) -> list[int]:
    ids = sorted(row[0] for row in found)
    for paper_id in ids:
        words.describe(connection, paper_id)
    return ids
