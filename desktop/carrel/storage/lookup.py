"""Looking up by a few typed words, each the beginning of one: papers by title and author, notes, annotations.

Rows come newest first, so that as many as are shown can be read from the end of an index, however many match.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from carrel.domain.lookup import FoundNote, FoundPaper, PlaceNames
from carrel.domain.name_matching import beginnings, begun_words, excerpt
from carrel.storage.days import LISTED
from carrel.storage.papers import find
from carrel.storage.search import quoted, words

_EXCERPT = 110
_LEAST_ANNOUNCED = 2
"""So many announced papers are shown at least, where there are, beside those of the library."""
_KEPT = """
SELECT p.id, p.title, '' FROM paper_words CROSS JOIN papers p ON p.id = paper_words.rowid
WHERE paper_words MATCH ? AND p.trashed IS NULL ORDER BY paper_words.rowid DESC LIMIT ?
"""
_ANNOUNCED = f"""
SELECT p.id, p.title, (SELECT max(a.day) FROM announcements a WHERE a.paper_id = p.id AND {LISTED}) AS day
FROM news_words CROSS JOIN papers p ON p.id = news_words.rowid
WHERE news_words MATCH ? AND day IS NOT NULL ORDER BY news_words.rowid DESC LIMIT ?
"""
_NOTES = """
SELECT p.id, p.title, n.body FROM paper_words CROSS JOIN notes n ON n.paper_id = paper_words.rowid
JOIN papers p ON p.id = n.paper_id
WHERE paper_words MATCH ? AND p.trashed IS NULL ORDER BY paper_words.rowid DESC LIMIT ?
"""
_ANNOTATIONS = """
SELECT p.id, p.title, a.quote, a.text, a.id, a.page FROM annotation_words
CROSS JOIN annotations a ON a.id = annotation_words.rowid JOIN papers p ON p.id = a.paper_id
WHERE annotation_words MATCH ? AND a.deleted IS NULL AND p.trashed IS NULL ORDER BY annotation_words.rowid DESC LIMIT ?
"""
_THESE = """
SELECT id, title, '' FROM papers WHERE id = ? AND trashed IS NULL AND kept = 1
"""


def papers(connection: sqlite3.Connection, text: str, limit: int) -> list[FoundPaper]:
    """Papers of the library, and announced ones that are not in it, that have all words in title and authors, at most `limit`.

    First come those whose title begins with the words, then those with the phrase in the title, with all words in it, and
    with some of them in the names of authors; of each the newest first.
    """
    typed = words(text)
    if not typed:
        return []
    kept = _by_stage(connection, _KEPT, typed, limit)
    announced = _by_stage(connection, _ANNOUNCED, typed, limit)
    share = max(min(_LEAST_ANNOUNCED, len(announced)), limit - len(kept))
    found = sorted([*announced[:share], *kept[: limit - min(share, len(announced))]], key=lambda one: one[0])
    return [_with_author(connection, begun_words(text), paper) for _, paper in found]


def notes(connection: sqlite3.Connection, text: str, limit: int) -> list[FoundNote]:
    """Notes on papers, and annotations by their quote and text, that have all words; the newest first, annotations last."""
    typed, begun = words(text), begun_words(text)
    if not typed:
        return []
    on_papers = [
        FoundNote(paper, title, excerpt(begun, body, _EXCERPT))
        for paper, title, body in connection.execute(_NOTES, (f"note : ({_all(typed)})", limit))
    ]
    marked = [
        FoundNote(paper, title, _said(begun, quote, written), number, page)
        for paper, title, quote, written, number, page in connection.execute(
            _ANNOTATIONS, (f"{{quote text}} : ({_all(typed)})", limit)
        )
    ]
    share = max(limit // 2, limit - len(marked))
    return [*on_papers[:share], *marked][:limit]


def these(connection: sqlite3.Connection, ids: Iterable[int]) -> list[FoundPaper]:
    """These papers in this order, as far as they are in the library and not in Trash."""
    rows = (connection.execute(_THESE, (one,)).fetchone() for one in ids)
    return [FoundPaper(*row) for row in rows if row is not None]


def newest(connection: sqlite3.Connection, limit: int) -> list[FoundPaper]:
    """The papers that were added last."""
    rows = connection.execute(
        "SELECT id, title FROM papers WHERE trashed IS NULL AND kept = 1 ORDER BY added DESC, id DESC LIMIT ?", (limit,)
    )
    return [FoundPaper(*row) for row in rows]


def known(connection: sqlite3.Connection, arxiv_id: str) -> FoundPaper | None:
    """The paper with this arXiv identifier (without version), also one that got it by being merged with another one.

    It is in the library or announced; None where none is, outside Trash and not hidden.
    """
    row = connection.execute(
        """
        SELECT p.id, p.title, CASE p.kept WHEN 1 THEN ''
            ELSE (SELECT max(day) FROM announcements WHERE paper_id = p.id AND hidden = 0) END AS day
        FROM papers p WHERE p.id = ? AND p.trashed IS NULL AND day IS NOT NULL
        """,
        (find(connection, arxiv_id=arxiv_id),),
    ).fetchone()
    return FoundPaper(*row) if row is not None else None


def place_names(connection: sqlite3.Connection) -> PlaceNames:
    """Collections and tags by name, saved searches and feeds in the person's order."""
    return PlaceNames(
        collections=tuple(
            connection.execute(
                "SELECT c.id, c.name, coalesce(p.name, '') FROM collections c LEFT JOIN collections p ON p.id = c.parent_id"
                " ORDER BY c.name COLLATE NOCASE, c.id"
            )
        ),
        searches=tuple(connection.execute("SELECT id, name FROM saved_searches ORDER BY position, id")),
        tags=tuple(row[0] for row in connection.execute("SELECT name FROM tags ORDER BY name")),
        feeds=tuple(row[0] for row in connection.execute("SELECT category FROM feeds ORDER BY position, category")),
    )


def _by_stage(
    connection: sqlite3.Connection, sql: str, typed: Sequence[str], limit: int
) -> list[tuple[int, FoundPaper]]:
    """Papers with how well they match, the best first."""
    phrase = quoted(" ".join(typed), beginning=True)
    stages = (
        f"title : ^ {phrase}",
        f"title : {phrase}",
        f"title : ({_all(typed)})",
        f"{{title authors identifiers}} : ({_all(typed)})",
    )
    found: dict[int, tuple[int, FoundPaper]] = {}
    for stage, query in enumerate(stages):
        for row in connection.execute(sql, (query, limit)):
            found.setdefault(row[0], (stage, FoundPaper(*row)))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _with_author(connection: sqlite3.Connection, begun: Sequence[str], paper: FoundPaper) -> FoundPaper:
    """The paper with the author who was meant, where it was not found by its title alone."""
    missing = [word for word in begun if not beginnings((word,), paper.title)]
    if not missing:
        return paper
    names = connection.execute("SELECT name FROM authors WHERE paper_id = ? ORDER BY position", (paper.id,))
    author = next((name for (name,) in names if beginnings(missing, name)), "")
    return FoundPaper(paper.id, paper.title, paper.day, author)


def _said(begun: Sequence[str], quote: str, written: str) -> str:
    """What of an annotation has more of the words: what the person wrote, else what it marks."""
    own, marked = (sum(bool(beginnings((word,), one)) for word in begun) for one in (written, quote))
    return excerpt(begun, written if own and own >= marked else quote, _EXCERPT)


def _all(typed: Sequence[str]) -> str:
    return " AND ".join(quoted(word, beginning=True) for word in typed)
