"""Papers: their metadata, what a person decided about them, and their end.

A paper that is kept stands in the library. One that is not was announced by arXiv, or found by a search there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from carrel.domain.arxiv_id import month_of
from carrel.domain.paper import Paper, PaperState, ReadingState
from carrel.domain.web_links import is_code
from carrel.storage import compared, words
from carrel.storage.collation import author_key, title_key
from carrel.storage.keeping import forget_passing, is_kept, keep, kept_of, release, unkeep
from carrel.storage.rows import rows
from carrel.storage.versions import latex, save_latex, save_version, version, versions

__all__ = [
    "add",
    "all_in",
    "all_starred",
    "columns",
    "delete",
    "expired",
    "find",
    "forget_passing",
    "get",
    "is_code",
    "is_kept",
    "keep",
    "kept_of",
    "release",
    "restore",
    "rewrite",
    "rows",
    "save_version",
    "set_reading",
    "set_starred",
    "state",
    "trash",
    "unkeep",
    "update",
    "version",
    "versions",
]

_THESE = "id IN (SELECT value FROM json_each(?))"


def add(connection: sqlite3.Connection, paper: Paper, *, added: str, kept: bool = True) -> int:
    """Write a new paper down and return its id; `paper.id` is not looked at. Its arXiv id must be new: see `find`."""
    cursor = connection.execute(
        """
        INSERT INTO papers (arxiv_id, version, doi, title, title_sort, author_sort, published, updated, year,
            comment, journal_reference, source, added, kept)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (*columns(paper), added, kept),
    )
    paper_id = cursor.lastrowid
    assert paper_id is not None  # noqa: S101 - an INSERT that did not raise has one
    _save_parts(connection, paper_id, paper)
    words.describe(connection, paper_id)
    return paper_id


def update(connection: sqlite3.Connection, paper_id: int, paper: Paper) -> Paper:
    """Replace the metadata of a paper; return what it was.

    Raises:
        KeyError: there is no such paper.
    """
    before = get(connection, paper_id)
    if before is None:
        raise KeyError(paper_id)
    rewrite(connection, paper_id, paper)
    words.describe(connection, paper_id)
    return before


def rewrite(connection: sqlite3.Connection, paper_id: int, paper: Paper) -> None:
    """Replace the metadata of a paper in its rows alone; `words.describe` is to follow."""
    compared.forget(connection, paper_id)
    connection.execute(
        """
        UPDATE papers SET arxiv_id = ?, version = ?, doi = ?, title = ?, title_sort = ?, author_sort = ?,
            published = ?, updated = ?, year = ?, comment = ?, journal_reference = ?, source = ?
        WHERE id = ?
        """,
        (*columns(paper), paper_id),
    )
    for table in ("abstracts", "authors", "categories", "links"):
        connection.execute(f"DELETE FROM {table} WHERE paper_id = ?", (paper_id,))
    _save_parts(connection, paper_id, paper)


def get(connection: sqlite3.Connection, paper_id: int) -> Paper | None:
    """A paper's metadata, also of one in Trash; None where there is no such paper."""
    row = connection.execute(
        """
        SELECT title, coalesce(abstract, ''), arxiv_id, version, doi, published, updated, comment, journal_reference, source, year
        FROM papers LEFT JOIN abstracts ON paper_id = id WHERE id = ?
        """,
        (paper_id,),
    ).fetchone()
    if row is None:
        return None
    title, abstract, arxiv_id, version, doi, published, updated, comment, journal_reference, source, year = row
    latex_title, latex_abstract = latex(connection, paper_id, version)
    return Paper(
        title=title,
        authors=_list(connection, "SELECT name FROM authors WHERE paper_id = ? ORDER BY position", paper_id),
        abstract=abstract,
        arxiv_id=arxiv_id or "",
        version=version,
        doi=doi,
        categories=_list(connection, "SELECT category FROM categories WHERE paper_id = ? ORDER BY position", paper_id),
        published=published,
        updated=updated,
        comment=comment,
        journal_reference=journal_reference,
        links=_list(connection, "SELECT url FROM links WHERE paper_id = ? ORDER BY position", paper_id),
        source=source,
        year=year,
        latex_title=latex_title,
        latex_abstract=latex_abstract,
        id=paper_id,
    )


def find(connection: sqlite3.Connection, *, arxiv_id: str = "", doi: str = "") -> int | None:
    """The paper with this arXiv identifier (without version), else with this DOI, also in Trash; None where none is.

    A paper that was merged with another one is known by the identifiers of both.
    """
    row = None
    other = "SELECT paper_id FROM other_identifiers WHERE kind = ? AND value = ?"
    if arxiv_id:
        row = connection.execute(other, ("arxiv", arxiv_id)).fetchone()
        row = row or connection.execute("SELECT id FROM papers WHERE arxiv_id = ?", (arxiv_id,)).fetchone()
    if row is None and doi:
        row = connection.execute("SELECT id FROM papers WHERE doi = ? AND doi <> '' LIMIT 1", (doi,)).fetchone()
        row = row or connection.execute(other, ("doi", doi)).fetchone()
    return row and int(row[0])


def state(connection: sqlite3.Connection, paper_id: int) -> PaperState:
    """What the person decided about a paper; tags by name, collections by id.

    Raises:
        KeyError: there is no such paper.
    """
    row = connection.execute(
        """
        SELECT p.state, p.starred, p.added, p.trashed, n.body, n.edited
        FROM papers p LEFT JOIN notes n ON n.paper_id = p.id WHERE p.id = ?
        """,
        (paper_id,),
    ).fetchone()
    if row is None:
        raise KeyError(paper_id)
    reading, starred, added, trashed, note, edited = row
    tags = "SELECT t.name FROM paper_tags JOIN tags t ON t.id = tag_id WHERE paper_id = ? ORDER BY t.name"
    collections = "SELECT collection_id FROM collection_papers WHERE paper_id = ? ORDER BY collection_id"
    return PaperState(
        reading=ReadingState(reading),
        starred=bool(starred),
        added=added,
        trashed=trashed or "",
        tags=_list(connection, tags, paper_id),
        collections=tuple(row[0] for row in connection.execute(collections, (paper_id,))),
        note=note or "",
        note_edited=edited or "",
    )


def all_starred(connection: sqlite3.Connection, ids: Iterable[int]) -> bool:
    """Whether each of these papers has a star; those that are gone do not count."""
    return _none(connection, "starred = 0", ids)


def all_in(connection: sqlite3.Connection, ids: Iterable[int], reading: ReadingState) -> bool:
    """Whether each of these papers is in this state; those that are gone do not count."""
    return _none(connection, "state <> ?", ids, reading.value)


def set_reading(connection: sqlite3.Connection, ids: Iterable[int], reading: ReadingState) -> dict[int, ReadingState]:
    """Mark papers; return what those were that changed."""
    these = json.dumps(list(ids))
    found = connection.execute(f"SELECT id, state FROM papers WHERE {_THESE} AND state <> ?", (these, reading.value))
    before = {paper_id: ReadingState(old) for paper_id, old in found}
    connection.execute(f"UPDATE papers SET state = ? WHERE {_THESE}", (reading.value, json.dumps(list(before))))
    return before


def set_starred(connection: sqlite3.Connection, ids: Iterable[int], starred: bool) -> dict[int, bool]:
    """Star papers or take the star away; return what those were that changed."""
    these = json.dumps(list(ids))
    changed = f"UPDATE papers SET starred = ? WHERE {_THESE} AND starred <> ? RETURNING id"
    return {row[0]: not starred for row in connection.execute(changed, (starred, these, starred)).fetchall()}


def trash(connection: sqlite3.Connection, ids: Iterable[int], at: str) -> list[int]:
    """Move kept papers to Trash at the instant `at`; return those that were not there."""
    moved = f"UPDATE papers SET trashed = ? WHERE {_THESE} AND trashed IS NULL AND kept = 1 RETURNING id"
    return sorted(row[0] for row in connection.execute(moved, (at, json.dumps(list(ids)))).fetchall())


def restore(connection: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """Take papers out of Trash; return those that were there."""
    moved = f"UPDATE papers SET trashed = NULL WHERE {_THESE} AND trashed IS NOT NULL RETURNING id"
    return sorted(row[0] for row in connection.execute(moved, (json.dumps(list(ids)),)).fetchall())


def expired(connection: sqlite3.Connection, before: str) -> list[int]:
    """Papers that were moved to Trash before the instant `before`."""
    return [row[0] for row in connection.execute("SELECT id FROM papers WHERE trashed < ? ORDER BY id", (before,))]


def delete(connection: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    """Delete papers and all that belongs to them; return the names of their files, to be removed after the commit.

    Only papers in Trash are deleted; others are left alone. Of one that was announced, the announcement stays: it is no
    longer kept, and hidden.
    """
    in_trash = f"SELECT id FROM papers WHERE {_THESE} AND trashed IS NOT NULL"
    names: list[str] = []
    for (paper_id,) in connection.execute(in_trash, (json.dumps(list(ids)),)).fetchall():
        names += _list(connection, "SELECT name FROM files WHERE paper_id = ? ORDER BY id", paper_id)
        words.forget_text(connection, paper_id)
        release(connection, paper_id)
    return names


def columns(paper: Paper) -> tuple[object, ...]:
    """What a paper's row holds of its metadata, from `arxiv_id` to `source`, in the order of `add`."""
    return (
        paper.arxiv_id or None,
        paper.version,
        paper.doi,
        paper.title,
        title_key(paper.title),
        author_key(paper.authors) or None,
        paper.published,
        paper.updated,
        paper.year if paper.year is not None else _year(paper.published or month_of(paper.arxiv_id)),
        paper.comment,
        paper.journal_reference,
        paper.source,
    )


def _year(published: str) -> int | None:
    return int(published[:4]) if published[:4].isdecimal() and len(published) >= 4 else None


def _save_parts(connection: sqlite3.Connection, paper_id: int, paper: Paper) -> None:
    connection.execute("INSERT INTO abstracts (paper_id, abstract) VALUES (?, ?)", (paper_id, paper.abstract))
    connection.executemany(
        "INSERT INTO authors (paper_id, position, name) VALUES (?, ?, ?)",
        [(paper_id, position, name) for position, name in enumerate(paper.authors)],
    )
    connection.executemany(
        "INSERT INTO categories (paper_id, position, category) VALUES (?, ?, ?)",
        [(paper_id, position, category) for position, category in enumerate(paper.categories)],
    )
    connection.executemany(
        "INSERT INTO links (paper_id, position, url, code) VALUES (?, ?, ?, ?)",
        [(paper_id, position, url, is_code(url)) for position, url in enumerate(paper.links)],
    )
    save_latex(connection, paper_id, paper)


def _none(connection: sqlite3.Connection, condition: str, ids: Iterable[int], *values: str) -> bool:
    sql = f"SELECT 1 FROM papers WHERE {_THESE} AND {condition} LIMIT 1"
    return connection.execute(sql, (json.dumps(list(ids)), *values)).fetchone() is None


def _list(connection: sqlite3.Connection, sql: str, paper_id: int) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute(sql, (paper_id,)))
