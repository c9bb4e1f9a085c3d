"""The index of words: what is searched of a paper, kept in step with its rows.

`describe` writes what describes a paper (title, authors, abstract, note, digest, identifiers) anew from the rows: of a kept
paper into the library's index, of another into that of the news. The passages' words are taken out and put in around a change of the passages, by `forget_text` and `learn_text`.
"""

from __future__ import annotations

import sqlite3

from carrel.storage import search

_DESCRIPTION = """
SELECT p.kept, p.title,
    coalesce((SELECT group_concat(name, '; ') FROM authors WHERE paper_id = p.id), ''),
    coalesce((SELECT abstract FROM abstracts WHERE paper_id = p.id), ''),
    coalesce(p.arxiv_id, '') || ' ' || p.doi
        || coalesce((SELECT ' ' || group_concat(value, ' ') FROM other_identifiers WHERE paper_id = p.id), ''),
    coalesce((SELECT body FROM notes WHERE paper_id = p.id), ''),
    coalesce((SELECT group_concat(text, ' ') FROM statements WHERE digest_id = p.digest_id), '')
FROM papers p WHERE p.id = ?
"""
# Values, not INSERT … SELECT: SQLite would write the whole index out before each of those, for it might have to be undone.
_LIBRARY = (
    "INSERT INTO paper_words (rowid, title, authors, abstract, identifiers, note, digest) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_NEWS = "INSERT INTO news_words (rowid, title, authors, abstract, identifiers) VALUES (?, ?, ?, ?, ?)"
_OF_NEWS = 4
_TEXT = """
SELECT group_concat(text, char(10)) FROM
(SELECT p.text FROM files f JOIN passages p ON p.file_id = f.id WHERE f.paper_id = ? ORDER BY f.id, p.position)
"""


def describe(connection: sqlite3.Connection, paper_id: int) -> None:
    """Index what describes the paper as it is now."""
    forget_description(connection, paper_id)
    kept, *parts = connection.execute(_DESCRIPTION, (paper_id,)).fetchone()
    description = [search.indexed(part) for part in parts]
    if kept:
        connection.execute(_LIBRARY, (paper_id, *description))
    else:
        connection.execute(_NEWS, (paper_id, *description[:_OF_NEWS]))


def forget_description(connection: sqlite3.Connection, paper_id: int) -> None:
    """Take the paper's description out of the index."""
    connection.execute("DELETE FROM paper_words WHERE rowid = ?", (paper_id,))
    connection.execute("DELETE FROM news_words WHERE rowid = ?", (paper_id,))


def learn_text(connection: sqlite3.Connection, paper_id: int) -> None:
    """Index the passages of all the paper's files. Its text must not be in the index."""
    text = _text(connection, paper_id)
    if text:
        connection.execute("INSERT INTO text_words (rowid, text) VALUES (?, ?)", (paper_id, text))


def forget_text(connection: sqlite3.Connection, paper_id: int) -> None:
    """Take the paper's passages out of the index; to be called before they, or its files, change."""
    text = _text(connection, paper_id)
    if text:
        connection.execute("INSERT INTO text_words (text_words, rowid, text) VALUES ('delete', ?, ?)", (paper_id, text))


def _text(connection: sqlite3.Connection, paper_id: int) -> str:
    (text,) = connection.execute(_TEXT, (paper_id,)).fetchone()
    return search.indexed(text or "")
