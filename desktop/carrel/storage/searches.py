"""Saved searches: any search, over the library as it was typed, and, as far as it can be asked of them, over all announced papers."""

from __future__ import annotations

import sqlite3
from array import array
from dataclasses import replace

from carrel.domain.feed import SavedSearch
from carrel.domain.query import LibraryQuery
from carrel.domain.query_editing import of_announced
from carrel.domain.query_reading import parse
from carrel.storage import id_sets, matching, settings
from carrel.storage.id_sets import IdSet
from carrel.storage.matching import Matching
from carrel.storage.typed_words import typed_words

_ALERT = "search.alert."
"""Before the number of a search whose new papers are told: the value is the highest announcement that was told of."""
_NEWEST = "(SELECT coalesce(max(id), 0) FROM announcements)"


def all(connection: sqlite3.Connection) -> list[SavedSearch]:  # noqa: A001 - read as searches.all
    """The saved searches in the person's order, each with how many papers it has and how many of them are new.

    Those are new that were announced since the search was opened.
    """
    found = connection.execute("SELECT id, name, text, seen FROM saved_searches ORDER BY position, id").fetchall()
    alerts = _alerts(connection)
    known = []
    for one, name, text, seen in found:
        papers = _papers(connection, text)
        new = _new(connection, papers, seen)
        known.append(SavedSearch(one, name, text, new, len(papers), alert=one in alerts))
    return known


def set_alert(connection: sqlite3.Connection, search_id: int, on: bool) -> bool:
    """Have the person told of what is announced from now on and matches, or no more; return whether that is new."""
    if on is (search_id in _alerts(connection)):
        return False
    (newest,) = connection.execute(f"SELECT {_NEWEST}").fetchone()
    settings.set_value(connection, f"{_ALERT}{search_id}", str(newest) if on else "")
    return True


def to_tell(connection: sqlite3.Connection) -> list[SavedSearch]:
    """The searches of which the person wants to be told and that match something that was not told yet; `new` is how many papers."""
    found = []
    for search_id, told in _alerts(connection).items():
        row = connection.execute("SELECT name, text FROM saved_searches WHERE id = ?", (search_id,)).fetchone()
        if row is not None:
            name, text = row
            papers = _papers(connection, text)
            new = _new(connection, papers, told)
            found.append(SavedSearch(search_id, name, text, new, len(papers), alert=True))
    return [one for one in found if one.new]


def note_told(connection: sqlite3.Connection) -> None:
    """Note that the person was told of all that was announced until now."""
    connection.execute(f"UPDATE settings SET value = {_NEWEST} WHERE name GLOB '{_ALERT}*' AND value <> ''")


def text(connection: sqlite3.Connection, search_id: int) -> str:
    """What a search looks for, "" where there is none with this number."""
    row = connection.execute("SELECT text FROM saved_searches WHERE id = ?", (search_id,)).fetchone()
    return str(row[0]) if row is not None else ""


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
    opened = f"UPDATE saved_searches SET seen = {_NEWEST} WHERE id = ? AND seen < {_NEWEST}"
    return bool(connection.execute(opened, (search_id,)).rowcount)


def ids(connection: sqlite3.Connection, text: str) -> array[int]:
    """Papers that match in the library, or are announced and not hidden; the newest first."""
    sql, chosen = _papers(connection, text).condition("p.id")
    found = f"""
        SELECT p.id, (SELECT max(day) FROM announcements WHERE paper_id = p.id AND hidden = 0) AS day
        FROM papers p WHERE {sql}
        ORDER BY coalesce(day, nullif(substr(p.published, 1, 10), ''), CAST(p.year AS TEXT), '') DESC, p.id DESC
        """
    return array("q", (row[0] for row in connection.execute(found, (chosen,))))


def _alerts(connection: sqlite3.Connection) -> dict[int, int]:
    """The searches whose new papers are told, in the person's order, and until which announcement they were."""
    found = connection.execute(
        "SELECT s.id, CAST(a.value AS INTEGER) FROM saved_searches s"
        f" JOIN settings a ON a.name = '{_ALERT}' || s.id AND a.value <> '' ORDER BY s.position, s.id"
    )
    return dict(found.fetchall())


def _papers(connection: sqlite3.Connection, text: str) -> IdSet:
    # A saved search is typed to its end: its last word does not go on.
    parsed = replace(parse(text), open=None)
    library = matching.in_library(connection, LibraryQuery(), parsed, typed_words(parsed))
    found = _read(connection, library)
    beyond = of_announced(parsed)
    if beyond is not None:
        announced = "EXISTS (SELECT 1 FROM announcements WHERE paper_id = p.id AND hidden = 0)"
        found |= _read(connection, matching.announced(connection, beyond), announced)
    return found


def _read(connection: sqlite3.Connection, wanted: Matching, also: str = "1") -> IdSet:
    if wanted.whole:
        return IdSet()
    return id_sets.read(connection, f"SELECT p.id FROM papers p WHERE {wanted.sql} AND {also}", wanted.parameters)


def _new(connection: sqlite3.Connection, papers: IdSet, seen: int) -> int:
    since = "SELECT paper_id FROM announcements WHERE id > ? AND hidden = 0"
    return len(papers & id_sets.read(connection, since, (seen,)))
