"""The index of the words of annotations: quote, the person's text and tags.

Its text is that of the table, so what an annotation said is taken out before its row changes, by `forget`, and what it says
put in after, by `learn`.
"""

from __future__ import annotations

import sqlite3

from carrel.storage import search

_WORDS = "SELECT quote, text, tags FROM annotations WHERE id = ?"


def learn(connection: sqlite3.Connection, annotation_id: int) -> None:
    """Index an annotation, which must not be in the index."""
    words = connection.execute(_WORDS, (annotation_id,)).fetchone()
    connection.execute(
        "INSERT INTO annotation_words (rowid, quote, text, tags) VALUES (?, ?, ?, ?)", (annotation_id, *words)
    )


def forget(connection: sqlite3.Connection, annotation_id: int) -> None:
    """Take an annotation out of the index; to be called before its row changes. One that is gone is none."""
    words = connection.execute(_WORDS, (annotation_id,)).fetchone()
    if words is not None:
        connection.execute(
            "INSERT INTO annotation_words (annotation_words, rowid, quote, text, tags) VALUES ('delete', ?, ?, ?, ?)",
            (annotation_id, *words),
        )


def forget_of_paper(connection: sqlite3.Connection, paper_id: int) -> None:
    """Take all annotations of a paper out of the index; to be called before they go with it."""
    for (one,) in connection.execute("SELECT id FROM annotations WHERE paper_id = ?", (paper_id,)).fetchall():
        forget(connection, one)


def condition(typed: tuple[str, ...]) -> tuple[str, list[str]]:
    """SQL and its parameters for annotations `a` in which every one of the typed words occurs, the last one as a prefix."""
    matching = "a.id IN (SELECT rowid FROM annotation_words WHERE annotation_words MATCH ?)"
    return matching, [search.description_query(typed)]
