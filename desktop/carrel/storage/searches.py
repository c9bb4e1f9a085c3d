"""Saved searches: words that are looked for in the library and in all that is announced."""

from __future__ import annotations

import sqlite3
from array import array

from carrel.domain.feed import SavedSearch
from carrel.storage import search

_MATCHING = "SELECT rowid FROM news_words WHERE news_words MATCH ?1 UNION ALL SELECT rowid FROM paper_words WHERE paper_words MATCH ?1"


def all(connection: sqlite3.Connection) -> list[SavedSearch]:  # noqa: A001 - read as searches.all
    """The saved searches in the person's order, each with how many papers were announced since it was opened."""
    found = connection.execute("SELECT id, name, text, seen FROM saved_searches ORDER BY position, id").fetchall()
    return [SavedSearch(one, name, text, _new(connection, text, seen)) for one, name, text, seen in found]


def add(connection: sqlite3.Connection, name: str, text: str, created: str) -> int:
    """Keep a search; what is announced from now on is new."""
    cursor = connection.execute(
        "INSERT INTO saved_searches (name, text, position, seen, created) VALUES (?, ?,"
        " (SELECT coalesce(max(position), 0) + 1 FROM saved_searches),"
        " (SELECT coalesce(max(id), 0) FROM announcements), ?)",
        (name, text, created),
    )
    return cursor.lastrowid or 0


def rename(connection: sqlite3.Connection, search_id: int, name: str) -> str:
    """Give a search another name; return the one it had.

    Raises:
        KeyError: there is no such search.
    """
    row = connection.execute("SELECT name FROM saved_searches WHERE id = ?", (search_id,)).fetchone()
    if row is None:
        raise KeyError(search_id)
    connection.execute("UPDATE saved_searches SET name = ? WHERE id = ?", (name, search_id))
    return str(row[0])


def delete(connection: sqlite3.Connection, search_id: int) -> tuple[object, ...] | None:
    """Forget a search; return all of it, as `restore` takes it back, None where there is none."""
    deleted = "DELETE FROM saved_searches WHERE id = ? RETURNING id, name, text, position, seen, created"
    row: tuple[object, ...] | None = connection.execute(deleted, (search_id,)).fetchone()
    return row


def restore(connection: sqlite3.Connection, row: tuple[object, ...]) -> None:
    """Take back that a search was deleted."""
    connection.execute(
        "INSERT INTO saved_searches (id, name, text, position, seen, created) VALUES (?, ?, ?, ?, ?, ?)", row
    )


def open(connection: sqlite3.Connection, search_id: int) -> bool:  # noqa: A001 - read as searches.open
    """Note that all that was announced until now was looked at; return whether there was anything new."""
    newest = "(SELECT coalesce(max(id), 0) FROM announcements)"
    opened = f"UPDATE saved_searches SET seen = {newest} WHERE id = ? AND seen < {newest}"
    return bool(connection.execute(opened, (search_id,)).rowcount)


def ids(connection: sqlite3.Connection, text: str) -> array[int]:
    """Papers in the library, or announced and not hidden, whose description has all words; the newest first."""
    query = _query(text)
    if not query:
        return array("q")
    found = connection.execute(
        f"""
        SELECT p.id, (SELECT max(day) FROM announcements WHERE paper_id = p.id AND hidden = 0) AS day FROM papers p
        WHERE p.id IN ({_MATCHING}) AND p.trashed IS NULL AND (p.kept = 1 OR day IS NOT NULL)
        ORDER BY coalesce(day, nullif(substr(p.published, 1, 10), ''), CAST(p.year AS TEXT), '') DESC, p.id DESC
        """,
        (query,),
    )
    return array("q", (row[0] for row in found))


def _new(connection: sqlite3.Connection, text: str, seen: int) -> int:
    query = _query(text)
    if not query:
        return 0
    (count,) = connection.execute(
        "SELECT count(DISTINCT paper_id) FROM announcements WHERE id > ?2 AND hidden = 0"
        f" AND paper_id IN ({_MATCHING}) AND paper_id NOT IN (SELECT id FROM papers WHERE trashed IS NOT NULL)",
        (query, seen),
    ).fetchone()
    return int(count)


def _query(text: str) -> str:
    """The query for every word as a whole: a saved search is typed to its end."""
    return " AND ".join(f'"{word}"' for word in search.words(text))
