"""The note that a person keeps on a paper."""

from __future__ import annotations

import sqlite3

from carrel.storage import words


def get(connection: sqlite3.Connection, paper_id: int) -> str:
    """The note on a paper as it was typed, "" where there is none."""
    row = connection.execute("SELECT body FROM notes WHERE paper_id = ?", (paper_id,)).fetchone()
    return row[0] if row else ""


def save(connection: sqlite3.Connection, paper_id: int, body: str, edited: str) -> str:
    """Keep the note on a paper as typed, edited at this instant, and return what it was. A blank one is removed."""
    before = get(connection, paper_id)
    if body == before:
        return before
    if body.strip():
        connection.execute(
            "INSERT INTO notes (paper_id, body, edited) VALUES (?, ?, ?)"
            " ON CONFLICT (paper_id) DO UPDATE SET body = excluded.body, edited = excluded.edited",
            (paper_id, body, edited),
        )
    else:
        connection.execute("DELETE FROM notes WHERE paper_id = ?", (paper_id,))
    words.describe(connection, paper_id)
    return before
