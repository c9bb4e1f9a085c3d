"""Which annotations still have to be looked for in which of their papers' files."""

from __future__ import annotations

import sqlite3

_MISSING = """
FROM annotations a JOIN files f ON f.paper_id = a.paper_id AND f.state IN ('ready', 'no_text')
WHERE a.deleted IS NULL
    AND NOT EXISTS (SELECT 1 FROM annotation_places WHERE annotation_id = a.id AND file_id = f.id)
"""


def missing(connection: sqlite3.Connection, paper_id: int) -> dict[int, list[int]]:
    """The files of a paper with the annotations that were not looked for in them yet, by their ids."""
    found: dict[int, list[int]] = {}
    for file_id, annotation_id in connection.execute(
        f"SELECT f.id, a.id {_MISSING} AND a.paper_id = ? ORDER BY f.id, a.page, a.top, a.id", (paper_id,)
    ):
        found.setdefault(file_id, []).append(annotation_id)
    return found


def papers_missing(connection: sqlite3.Connection) -> list[int]:
    """The papers that have annotations which were not looked for in one of their files yet."""
    # Only a paper with two files can have some, and those are few.
    several = "SELECT paper_id FROM files WHERE state IN ('ready', 'no_text') GROUP BY paper_id HAVING count(*) > 1"
    found = connection.execute(f"SELECT DISTINCT a.paper_id {_MISSING} AND a.paper_id IN ({several}) ORDER BY 1")
    return [row[0] for row in found]


def forget_lost(connection: sqlite3.Connection, paper_id: int) -> int:
    """Have the annotations of a paper that were not found looked for again; return how many there are."""
    return connection.execute(
        "DELETE FROM annotation_places WHERE state = 'lost'"
        " AND annotation_id IN (SELECT id FROM annotations WHERE paper_id = ?)",
        (paper_id,),
    ).rowcount
