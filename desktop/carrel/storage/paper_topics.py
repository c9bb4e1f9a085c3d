"""The topics of papers, named anew among other topics. All digests of a paper have the same, and its row repeats them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from carrel.domain.digest import Subject

_STALE = "FROM papers p JOIN digests d ON d.id = p.digest_id WHERE d.topics_of <> ?"


def stale(connection: sqlite3.Connection, topics_of: str, *, after: int = 0, limit: int) -> dict[int, Subject]:
    """The next papers behind the paper `after` whose topics were chosen among others than those that `topics_of` names.

    A paper without an abstract is told from its digest's sentences. Only papers with a digest have topics; those that were only announced, and those in Trash, are among them.
    """
    found = connection.execute(
        f"""
        SELECT p.id, p.title,
            coalesce((SELECT nullif(abstract, '') FROM abstracts WHERE paper_id = p.id),
                (SELECT group_concat(text, ' ') FROM
                    (SELECT text FROM statements WHERE digest_id = d.id ORDER BY position)), ''),
            (SELECT json_group_array(category) FROM
                (SELECT category FROM categories WHERE paper_id = p.id ORDER BY position))
        {_STALE} AND p.id > ? ORDER BY p.id LIMIT ?
        """,
        (topics_of, after, limit),
    )
    return {paper_id: Subject(title, text, tuple(json.loads(names))) for paper_id, title, text, names in found}


def carried(connection: sqlite3.Connection) -> frozenset[str]:
    """The topics that papers of the library have, also those that are no topic any more."""
    lists = connection.execute("SELECT topics FROM papers WHERE trashed IS NULL AND kept = 1 GROUP BY topics")
    return frozenset(name for (text,) in lists for name in json.loads(text))


def counts(connection: sqlite3.Connection, topics_of: str) -> tuple[int, int]:
    """How many papers with a digest have topics that were chosen among those of `topics_of`, and how many there are."""
    (left,) = connection.execute(f"SELECT count(*) {_STALE}", (topics_of,)).fetchone()
    (of,) = connection.execute("SELECT count(*) FROM papers WHERE digest_id IS NOT NULL").fetchone()
    return of - left, of


def put(connection: sqlite3.Connection, topics_of: str, named: Mapping[int, tuple[str, ...]]) -> list[int]:
    """Give papers, by their ids, the topics that were chosen for them; return those whose topics are others now."""
    changed: list[int] = []
    for paper_id, names in named.items():
        topics = json.dumps(names, ensure_ascii=False)
        connection.execute(
            "UPDATE digests SET topics = ?, topics_of = ? WHERE paper_id = ?", (topics, topics_of, paper_id)
        )
        written = "UPDATE papers SET topics = ? WHERE id = ? AND digest_id IS NOT NULL AND topics <> ?"
        if connection.execute(written, (topics, paper_id, topics)).rowcount:
            changed.append(paper_id)
    return changed
