"""What is read of papers to tell which are alike."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from carrel.domain.digest import Field, Status
from carrel.domain.related import Among
from carrel.storage import search

_TEXTS = """
SELECT p.id, p.title, coalesce(a.abstract, '') FROM papers p LEFT JOIN abstracts a ON a.paper_id = p.id
WHERE p.id IN (SELECT value FROM json_each(?))
"""
_STATEMENTS = f"""
SELECT p.id, s.field, s.text FROM papers p JOIN statements s ON s.digest_id = p.digest_id
WHERE p.id IN (SELECT value FROM json_each(?)) AND coalesce(s.verdict, s.status) <> '{Status.NOT_FOUND}'
ORDER BY p.id, s.position
"""
_ANNOUNCED = "coalesce((SELECT max(day) FROM announcements WHERE paper_id = p.id AND shown = 1), '')"
_SEEN = f"""
SELECT id, kept, day FROM (
    SELECT p.id, p.kept, {_ANNOUNCED} AS day FROM papers p
    WHERE p.id IN (SELECT value FROM json_each(?)) AND p.trashed IS NULL
) WHERE kept = 1 OR day <> ''
"""
_KEPT = "SELECT id FROM papers WHERE trashed IS NULL AND kept = 1"
_SPREAD = 3
"""So many times more numbers are tried than papers are wanted of a sample, for some numbers are nobody's."""


def texts(connection: sqlite3.Connection, papers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Titles and abstracts of these papers; those that are gone are left out."""
    found = connection.execute(_TEXTS, (json.dumps(list(papers)),))
    return {paper: (title, abstract) for paper, title, abstract in found}


def statements(connection: sqlite3.Connection, papers: Iterable[int]) -> Mapping[int, list[tuple[Field, str]]]:
    """What the digests of these papers say, but for what their papers do not: fields and texts, in order."""
    found: defaultdict[int, list[tuple[Field, str]]] = defaultdict(list)
    for paper, field, text in connection.execute(_STATEMENTS, (json.dumps(list(papers)),)):
        found[paper].append((Field(field), text))
    return found


def seen(connection: sqlite3.Connection, papers: Iterable[int], among: Among) -> dict[int, tuple[bool, str]]:
    """Those of these papers that a person sees in the library or in the news: whether kept, and when announced last ("").

    Papers in Trash, hidden ones, and those that a search at arXiv brought are not among them.
    """
    found = connection.execute(_SEEN, (json.dumps(list(papers)),))
    wanted = {Among.ALL: (True, False), Among.LIBRARY: (True,), Among.NEWS: (False,)}[among]
    return {paper: (bool(kept), day) for paper, kept, day in found if bool(kept) in wanted}


def kept(connection: sqlite3.Connection) -> list[int]:
    """The papers of the library."""
    return [row[0] for row in connection.execute(_KEPT)]


def last(connection: sqlite3.Connection) -> int:
    """The largest number of a paper, 0 where there is none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM papers").fetchone()[0])


def sample(connection: sqlite3.Connection, count: int) -> list[str]:
    """Titles with abstracts of at most some three times `count` papers, taken evenly from all."""
    end = last(connection) + 1
    step = max(1, end // (count * _SPREAD))
    return [f"{title}\n{abstract}" for title, abstract in texts(connection, range(1, end, step)).values()]


def having_words(
    connection: sqlite3.Connection, words: Sequence[str], without: Collection[int], most: int
) -> list[int]:
    """Papers with some of these words in title or abstract, at most `most` of the library and as many of the others."""
    if not words:
        return []
    some = " OR ".join(search.quoted(word, beginning=True) for word in words)
    asked = f"{{title abstract}} : ({some})"
    found = [
        row[0]
        for table, weights in (("paper_words", "3, 0, 1, 0, 0, 0"), ("news_words", "3, 0, 1, 0"))
        for row in connection.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}, {weights}) LIMIT ?",
            (asked, most + len(without)),
        )
    ]
    return [paper for paper in found if paper not in without]
