"""What a person did with papers, as For you reads it: marks by hand, and stars, notes and the rest as they stand elsewhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from carrel.domain.for_you import Act, ActKind, Wish

_LIBRARY = "kept = 1 AND trashed IS NULL AND source <> 'sample'"
# What was merged with another paper and stays in the news is hidden there, though nobody did not want it.
_MERGED = "SELECT p.id FROM other_identifiers o CROSS JOIN papers p ON p.arxiv_id = o.value WHERE o.kind = 'arxiv'"
_TIMELESS = f"""
SELECT id AS paper_id, 'starred' AS kind, added FROM papers WHERE starred = 1 AND {_LIBRARY}
UNION ALL SELECT id, 'read', added FROM papers WHERE state = 'read' AND {_LIBRARY}
UNION ALL SELECT id, 'kept', added FROM papers WHERE {_LIBRARY} AND id IN (SELECT paper_id FROM announcements)
UNION ALL SELECT DISTINCT paper_id, 'hidden', day FROM announcements WHERE hidden = 1 AND paper_id NOT IN ({_MERGED})
"""
_ALL = f"""
WITH library AS MATERIALIZED (SELECT id, added FROM papers WHERE {_LIBRARY})
SELECT paper_id, kind, since FROM acts WHERE kind = 'hidden' OR paper_id IN (SELECT id FROM library)
UNION ALL SELECT paper_id, wish, since FROM wishes
UNION ALL SELECT id, 'kept', added FROM library WHERE id NOT IN (SELECT paper_id FROM announcements)
UNION ALL SELECT paper_id, 'collected', max(added) FROM collection_papers
    WHERE paper_id IN (SELECT id FROM library) GROUP BY paper_id
UNION ALL SELECT paper_id, 'noted', edited FROM notes WHERE paper_id IN (SELECT id FROM library)
UNION ALL SELECT paper_id, 'annotated', max(created) FROM annotations
    WHERE deleted IS NULL AND author = '' AND paper_id IN (SELECT id FROM library) GROUP BY paper_id
"""


def note_acts(connection: sqlite3.Connection, now: str) -> None:
    """Note when stars, reads, keeps and hides that are there now were first seen, and forget those that are gone.

    Those of a library in which nothing was ever noted count since their papers came.
    """
    (first,) = connection.execute("SELECT NOT EXISTS (SELECT 1 FROM acts)").fetchone()
    connection.execute(f"DELETE FROM acts WHERE (paper_id, kind) NOT IN (SELECT paper_id, kind FROM ({_TIMELESS}))")
    connection.execute(
        f"INSERT OR IGNORE INTO acts (paper_id, kind, since)"
        f" SELECT paper_id, kind, CASE WHEN ? THEN min(added) ELSE ? END FROM ({_TIMELESS}) GROUP BY paper_id, kind",
        (first, now),
    )


def acts_stale(connection: sqlite3.Connection) -> bool:
    """Whether `note_acts` would change anything."""
    (stale,) = connection.execute(
        f"WITH now AS MATERIALIZED (SELECT DISTINCT paper_id, kind FROM ({_TIMELESS}))"
        " SELECT EXISTS (SELECT paper_id, kind FROM now EXCEPT SELECT paper_id, kind FROM acts)"
        " OR EXISTS (SELECT paper_id, kind FROM acts EXCEPT SELECT paper_id, kind FROM now)"
    ).fetchone()
    return bool(stale)


def acts(connection: sqlite3.Connection, after: str = "") -> list[Act]:
    """All that counts and began after the instant `after`, in the order of papers."""
    found = connection.execute(f"SELECT * FROM ({_ALL}) WHERE since > ? ORDER BY paper_id, kind", (after,))
    return [Act(paper_id, ActKind(kind), since) for paper_id, kind, since in found]


def wishes(connection: sqlite3.Connection, papers: Iterable[int] | None = None) -> dict[int, tuple[Wish, str]]:
    """The marks by hand on these papers (None: all), with their instants."""
    where, values = (
        ("", ()) if papers is None else ("WHERE paper_id IN (SELECT value FROM json_each(?))", _json(papers))
    )
    found = connection.execute(f"SELECT paper_id, wish, since FROM wishes {where}", values)
    return {paper_id: (Wish(wish), since) for paper_id, wish, since in found}


def set_wish(connection: sqlite3.Connection, papers: Iterable[int], wish: Wish | None, now: str) -> None:
    """Mark papers, in place of what they were marked with; None takes the marks off."""
    wanted = list(papers)
    connection.execute("DELETE FROM wishes WHERE paper_id IN (SELECT value FROM json_each(?))", _json(wanted))
    if wish is not None:
        connection.executemany(
            "INSERT INTO wishes (paper_id, wish, since) SELECT id, ?, ? FROM papers WHERE id = ?",
            [(wish, now, paper_id) for paper_id in wanted],
        )


def put_wishes(connection: sqlite3.Connection, papers: Iterable[int], before: Mapping[int, tuple[Wish, str]]) -> None:
    """Let papers be marked again as `before` has them, those it lacks not at all."""
    set_wish(connection, papers, None, "")
    for paper_id, (wish, since) in before.items():
        set_wish(connection, [paper_id], wish, since)


def _json(papers: Iterable[int]) -> tuple[str]:
    return (json.dumps(list(papers)),)
