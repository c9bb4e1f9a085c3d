"""The index of the words of annotations: quote, the person's text and tags.

The index does not hold its text, so what an annotation said is taken out before its row changes, by `forget`, and what it says
put in after, by `learn`.
"""

from __future__ import annotations

import sqlite3

from carrel.domain.query import PassageHit
from carrel.storage import search

_WORDS = "SELECT quote, text, tags FROM annotations WHERE id = ?"


def learn(connection: sqlite3.Connection, annotation_id: int) -> None:
    """Index an annotation, which must not be in the index."""
    connection.execute(
        "INSERT INTO annotation_words (rowid, quote, text, tags) VALUES (?, ?, ?, ?)",
        (annotation_id, *_words(connection, annotation_id)),
    )


def forget(connection: sqlite3.Connection, annotation_id: int) -> None:
    """Take an annotation out of the index; to be called before its row changes. One that is gone is none."""
    words = _words(connection, annotation_id)
    if words:
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


def hits(
    connection: sqlite3.Connection, paper_id: int, text: str, limit: int, *, whole: bool = False
) -> list[PassageHit]:
    """What the person wrote on a paper's pages that holds words of a search, those that may stand anywhere: at most `limit`.

    Those with the most of the words come first, then in the order of the pages; with `whole` only those that hold all. What
    an annotation marks is a passage of the paper. None of these is: their `passage` is -1.
    """
    typed = search.anywhere(text)
    if not typed:
        return []
    rows = connection.execute(
        "SELECT page, text FROM annotations WHERE paper_id = ? AND deleted IS NULL AND text <> '' ORDER BY page, top, id",
        (paper_id,),
    )
    return search.best(
        typed,
        (PassageHit(paper_id, -1, page, "Your annotation", written, ()) for page, written in rows),
        limit,
        whole=whole,
    )


def _words(connection: sqlite3.Connection, annotation_id: int) -> tuple[str, ...]:
    row = connection.execute(_WORDS, (annotation_id,)).fetchone()
    return tuple(map(search.indexed, row or ()))
