"""Tags and collections. Each function returns what it really changed, so that exactly that can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_THESE_PAPERS = "id IN (SELECT value FROM json_each(?))"
_WITH_NESTED = """
WITH RECURSIVE nested (id, depth) AS (
    SELECT ?, 0 UNION ALL SELECT c.id, depth + 1 FROM collections c JOIN nested n ON c.parent_id = n.id
)
"""


@dataclass(frozen=True, slots=True)
class DeletedCollection:
    """All of a collection that was deleted, as `recreate_collection` takes it back.

    `collections` are rows (id, parent, name, created), an outer one before those in it; `papers` are rows
    (collection, paper, added).
    """

    name: str
    collections: tuple[tuple[int, int | None, str, str], ...]
    papers: tuple[tuple[int, int, str], ...]


def tag(connection: sqlite3.Connection, ids: Iterable[int], name: str) -> list[int]:
    """Give papers a tag, made when it is new; return those that did not have it. Case tells no tags apart."""
    connection.execute("INSERT INTO tags (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    changed = connection.execute(
        "INSERT INTO paper_tags (paper_id, tag_id)"
        f" SELECT p.id, t.id FROM papers p, tags t WHERE p.{_THESE_PAPERS} AND t.name = ?"
        " ON CONFLICT DO NOTHING RETURNING paper_id",
        (json.dumps(list(ids)), name),
    ).fetchall()
    _drop_unused_tags(connection)
    return sorted(row[0] for row in changed)


def untag(connection: sqlite3.Connection, ids: Iterable[int], name: str) -> list[int]:
    """Take a tag off papers; return those that had it. A tag that no paper has is gone."""
    changed = connection.execute(
        "DELETE FROM paper_tags WHERE paper_id IN (SELECT value FROM json_each(?))"
        " AND tag_id = (SELECT id FROM tags WHERE name = ?) RETURNING paper_id",
        (json.dumps(list(ids)), name),
    ).fetchall()
    _drop_unused_tags(connection)
    return sorted(row[0] for row in changed)


def shared_tags(connection: sqlite3.Connection, ids: Sequence[int]) -> set[str]:
    """The tags that all of these papers have."""
    held = (
        "SELECT t.name FROM paper_tags JOIN tags t ON t.id = tag_id"
        " WHERE paper_id IN (SELECT value FROM json_each(?)) GROUP BY t.id HAVING count(*) = ?"
    )
    return {row[0] for row in connection.execute(held, (json.dumps(list(ids)), len(set(ids))))}


def shared_collections(connection: sqlite3.Connection, ids: Sequence[int]) -> set[int]:
    """The collections that all of these papers stand in themselves."""
    held = (
        "SELECT collection_id FROM collection_papers WHERE paper_id IN (SELECT value FROM json_each(?))"
        " GROUP BY collection_id HAVING count(*) = ?"
    )
    return {row[0] for row in connection.execute(held, (json.dumps(list(ids)), len(set(ids))))}


def create_collection(connection: sqlite3.Connection, name: str, parent: int | None, created: str) -> int:
    """Make a collection, inside `parent` (None: at the top), and return its id. Two may have one name."""
    cursor = connection.execute(
        "INSERT INTO collections (parent_id, name, created) VALUES (?, ?, ?)", (parent, name, created)
    )
    return cursor.lastrowid or 0


def rename_collection(connection: sqlite3.Connection, collection: int, name: str) -> str:
    """Give a collection another name; return the one it had.

    Raises:
        KeyError: there is no such collection.
    """
    before = _name(connection, collection)
    connection.execute("UPDATE collections SET name = ? WHERE id = ?", (name, collection))
    return before


def delete_collection(connection: sqlite3.Connection, collection: int) -> DeletedCollection:
    """Delete a collection and those inside it, and return all that was in them. The papers stay.

    Raises:
        KeyError: there is no such collection.
    """
    name = _name(connection, collection)
    nested = connection.execute(
        f"{_WITH_NESTED} SELECT c.id, parent_id, name, created FROM nested JOIN collections c USING (id) ORDER BY depth",
        (collection,),
    ).fetchall()
    papers = connection.execute(
        f"{_WITH_NESTED} SELECT collection_id, paper_id, added FROM nested"
        " JOIN collection_papers ON collection_id = nested.id",
        (collection,),
    ).fetchall()
    connection.execute("DELETE FROM collections WHERE id = ?", (collection,))
    return DeletedCollection(name, tuple(nested), tuple(papers))


def recreate_collection(connection: sqlite3.Connection, deleted: DeletedCollection) -> None:
    """Bring a deleted collection back with its ids; papers that were deleted meanwhile stay away.

    Where the collection around it was deleted meanwhile, it stands at the top.
    """
    connection.executemany(
        "INSERT INTO collections (id, parent_id, name, created)"
        " VALUES (?, (SELECT id FROM collections WHERE id = ?), ?, ?)",
        deleted.collections,
    )
    connection.executemany(
        "INSERT INTO collection_papers (collection_id, paper_id, added) SELECT ?1, id, ?3 FROM papers WHERE id = ?2",
        deleted.papers,
    )


def collect(connection: sqlite3.Connection, ids: Iterable[int], collection: int, added: str) -> list[int]:
    """Put papers into a collection; return those that were not in it."""
    changed = connection.execute(
        "INSERT INTO collection_papers (collection_id, paper_id, added)"
        f" SELECT ?, id, ? FROM papers WHERE {_THESE_PAPERS}"
        " ON CONFLICT DO NOTHING RETURNING paper_id",
        (collection, added, json.dumps(list(ids))),
    ).fetchall()
    return sorted(row[0] for row in changed)


def uncollect(connection: sqlite3.Connection, ids: Iterable[int], collection: int) -> list[int]:
    """Take papers out of a collection; return those that were in it."""
    changed = connection.execute(
        "DELETE FROM collection_papers WHERE collection_id = ? AND paper_id IN (SELECT value FROM json_each(?))"
        " RETURNING paper_id",
        (collection, json.dumps(list(ids))),
    ).fetchall()
    return sorted(row[0] for row in changed)


def _name(connection: sqlite3.Connection, collection: int) -> str:
    row = connection.execute("SELECT name FROM collections WHERE id = ?", (collection,)).fetchone()
    if row is None:
        raise KeyError(collection)
    return str(row[0])


def _drop_unused_tags(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM tags WHERE id NOT IN (SELECT tag_id FROM paper_tags)")
