"""Which papers of the library were compared with the others, as they are now, and what each is compared by.

A write that changes what is compared of a paper takes it out by `forget`: metadata (`papers.rewrite`) and text
(`passages.save`). What is not in it is looked at anew, so that nothing has to be noted of papers that come.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from carrel.domain.duplicates import Described
from carrel.domain.paper import Paper
from carrel.domain.text_sketch import Sketch, sketch
from carrel.storage.rows import parts

_IN_LIBRARY = "kept = 1 AND trashed IS NULL"
_STALE = f"FROM papers p WHERE {_IN_LIBRARY} AND NOT EXISTS (SELECT 1 FROM compared WHERE paper_id = p.id)"
_UNREAD = """
FROM files f LEFT JOIN text_sketches s ON s.file_id = f.id
WHERE f.text_sha256 <> '' AND s.text_sha256 IS NOT f.text_sha256
    AND EXISTS (SELECT 1 FROM papers WHERE id = f.paper_id AND kept = 1)
"""


def forget(connection: sqlite3.Connection, paper_id: int) -> None:
    """Have a paper compared anew."""
    connection.execute("DELETE FROM compared WHERE paper_id = ?", (paper_id,))


def stale(connection: sqlite3.Connection, limit: int, *, after: int = 0) -> list[int]:
    """The next papers of the library behind the paper `after` that are to be compared, at most `limit`."""
    found = connection.execute(f"SELECT p.id {_STALE} AND p.id > ? ORDER BY p.id LIMIT ?", (after, limit))
    return [row[0] for row in found]


def counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many papers of the library are to be compared, and how many there are."""
    [left] = connection.execute(f"SELECT count(*) {_STALE}").fetchone()
    [of] = connection.execute(f"SELECT count(*) FROM papers WHERE {_IN_LIBRARY}").fetchone()
    return left, of


def files_without_sketch(connection: sqlite3.Connection, limit: int, *, after: int = 0) -> list[tuple[int, str]]:
    """The next files of the library behind the file `after` whose text has no sketch, with the hash of that, at most `limit`."""
    found = f"SELECT f.id, f.text_sha256 {_UNREAD} AND f.id > ? ORDER BY f.id LIMIT ?"
    return connection.execute(found, (after, limit)).fetchall()


def sketch_of(connection: sqlite3.Connection, file_id: int) -> Sketch:
    """The sketch of a file's text as it is; reads no more of it than is sketched."""
    found = connection.execute("SELECT text FROM passages WHERE file_id = ? ORDER BY position", (file_id,))
    return sketch(text for (text,) in found)


def put_sketch(connection: sqlite3.Connection, file_id: int, text_sha256: str, made: Sketch) -> None:
    """Keep the sketch of a text, where the file still has that; its paper is compared anew."""
    row = connection.execute(
        "INSERT OR REPLACE INTO text_sketches (file_id, text_sha256, sketch)"
        " SELECT id, text_sha256, ? FROM files WHERE id = ? AND text_sha256 = ? RETURNING"
        " (SELECT paper_id FROM files WHERE id = file_id)",
        (made, file_id, text_sha256),
    ).fetchone()
    if row is not None:
        forget(connection, row[0])


def described(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Described]:
    """What papers are compared by; those that are gone are left out."""
    wanted = list(ids)
    these = json.dumps(wanted)
    authors = parts(connection, "authors", "name", wanted)
    texts: defaultdict[int, set[str]] = defaultdict(set)
    sketches: defaultdict[int, list[Sketch]] = defaultdict(list)
    for paper_id, text_sha256, made in connection.execute(
        "SELECT f.paper_id, f.text_sha256, s.sketch FROM files f LEFT JOIN text_sketches s"
        " ON s.file_id = f.id AND s.text_sha256 = f.text_sha256"
        " WHERE f.paper_id IN (SELECT value FROM json_each(?)) AND f.text_sha256 <> '' AND f.state = 'ready' ORDER BY f.id",
        (these,),
    ):
        texts[paper_id].add(text_sha256)
        if made:
            sketches[paper_id].append(made)
    found = connection.execute(
        "SELECT id, title, coalesce(abstract, ''), coalesce(arxiv_id, ''), doi, year FROM papers"
        " LEFT JOIN abstracts ON paper_id = id WHERE id IN (SELECT value FROM json_each(?))",
        (these,),
    )
    return {
        one: Described(
            Paper(title, tuple(authors[one]), abstract, arxiv_id=arxiv_id, doi=doi, year=year, id=one),
            frozenset(texts[one]),
            tuple(sketches[one]),
        )
        for one, title, abstract, arxiv_id, doi, year in found
    }
