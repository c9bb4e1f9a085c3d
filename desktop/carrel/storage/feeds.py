"""The categories a person follows, and what of them is wanted."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterable

from carrel.domain.feed import Feed
from carrel.domain.interests import Interests
from carrel.storage.admission import admit, interests
from carrel.storage.days import unread_by_feed

__all__ = ["add", "admit", "all", "interests", "position", "remove", "set_interests"]


def all(connection: sqlite3.Connection, days: tuple[str, str] | None = None) -> list[Feed]:  # noqa: A001 - read as feeds.all
    """The followed categories in the person's order; `unread` is counted where days are given, from the first to the last."""
    unread = unread_by_feed(connection, *days) if days else {}
    found = connection.execute("SELECT category, include, exclude, added FROM feeds ORDER BY position, category")
    return [
        Feed(
            category, Interests(tuple(json.loads(include)), tuple(json.loads(exclude))), added, unread.get(category, 0)
        )
        for category, include, exclude, added in found
    ]


def add(
    connection: sqlite3.Connection,
    category: str,
    added: str,
    *,
    wanted: Interests | None = None,
    position: int | None = None,
) -> bool:
    """Follow a category or group; return whether it was not followed. What was announced in it before is admitted."""
    wanted = wanted or Interests()
    changed = connection.execute(
        "INSERT INTO feeds (category, position, include, exclude, added)"
        " VALUES (?, coalesce(?, (SELECT coalesce(max(position), 0) + 1 FROM feeds)), ?, ?, ?) ON CONFLICT DO NOTHING",
        (category, position, _json(wanted.include), _json(wanted.exclude), added),
    ).rowcount
    if changed:
        admit(connection, _announced_in(connection, category))
    return bool(changed)


def position(connection: sqlite3.Connection, category: str) -> int | None:
    """The place of a followed category among the others, None where it is not followed."""
    row = connection.execute("SELECT position FROM feeds WHERE category = ?", (category,)).fetchone()
    return row and int(row[0])


def remove(connection: sqlite3.Connection, category: str) -> Feed | None:
    """Follow a category no longer; return what was wanted of it, None where it was not followed. Its history stays."""
    row = connection.execute(
        "DELETE FROM feeds WHERE category = ? RETURNING category, include, exclude, added", (category,)
    ).fetchone()
    if row is None:
        return None
    admit(connection, _admitted_by(connection, category))
    category, include, exclude, added = row
    return Feed(category, Interests(tuple(json.loads(include)), tuple(json.loads(exclude))), added)


def set_interests(connection: sqlite3.Connection, category: str, wanted: Interests) -> Interests:
    """Say what of a followed category is wanted; return what was.

    Raises:
        KeyError: it is not followed.
    """
    row = connection.execute("SELECT include, exclude FROM feeds WHERE category = ?", (category,)).fetchone()
    if row is None:
        raise KeyError(category)
    before = Interests(tuple(json.loads(row[0])), tuple(json.loads(row[1])))
    connection.execute(
        "UPDATE feeds SET include = ?, exclude = ? WHERE category = ?",
        (_json(wanted.include), _json(wanted.exclude), category),
    )
    terms = set(before.include) ^ set(wanted.include) | set(before.exclude) ^ set(wanted.exclude)
    if [one for one in before.include if one not in terms] != [one for one in wanted.include if one not in terms]:
        # Reasons stand in the order of the terms.
        terms.update(wanted.include)
    touched: set[int] = set()
    for term in terms:
        touched.update(_mentioning(connection, category, term))
    admit(connection, touched)
    return before


def _announced_in(connection: sqlite3.Connection, category: str) -> list[int]:
    found = connection.execute(
        "SELECT id FROM announcements WHERE paper_id IN"
        " (SELECT paper_id FROM categories WHERE category = ?1 COLLATE NOCASE OR category LIKE ?2 ESCAPE '\\')"
        " ORDER BY day DESC",
        (category, _like(f"{category}.") + "%"),
    )
    return [row[0] for row in found]


def _admitted_by(connection: sqlite3.Connection, category: str) -> list[int]:
    found = connection.execute("SELECT announcement_id FROM announcement_feeds WHERE category = ?", (category,))
    return [row[0] for row in found]


def _mentioning(connection: sqlite3.Connection, category: str, term: str) -> Iterable[int]:
    """Announcements that may have a term of interests: more than have it, but few enough to look at each."""
    field, _, value = term.partition(":")
    if field.casefold() == "cat" and value:
        return _announced_in(connection, value.strip())
    by_author = field.casefold() == "author" and value
    text = unicodedata.normalize("NFKD", value if by_author else term)
    bare = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in bare).split()
    if not words or not bare.isascii():
        # The index of words may take such letters for others than `interests.match` does.
        return _announced_in(connection, category)
    phrase = f'{"authors" if by_author else "{title abstract}"} : "{" ".join(words)}"'
    found = connection.execute(
        "SELECT id FROM announcements WHERE paper_id IN (SELECT rowid FROM news_words WHERE news_words MATCH ?1"
        " UNION ALL SELECT rowid FROM paper_words WHERE paper_words MATCH ?1)",
        (phrase,),
    )
    return [row[0] for row in found]


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _json(terms: tuple[str, ...]) -> str:
    return json.dumps(terms, ensure_ascii=False)
