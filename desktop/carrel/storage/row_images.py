"""What rows about some papers were before a write and are after it, so that exactly that can be taken back.

What came since stays: only what still is as the write left it becomes again what it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Row = dict[str, Any]
Images = dict[str, dict[tuple[Any, ...], Row]]


class Reference(NamedTuple):
    """A column that names a row of another table."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows by table and primary key: what they were, and what they are; `dropped` and `added` have one of both.

    Of tables that are `lists` it is all rows of a paper together: of some of them nothing could be said alone.
    """

    dropped: Images
    added: Images
    changed: dict[str, dict[tuple[Any, ...], tuple[Row, Row]]]
    lists: dict[Reference, dict[int, tuple[list[Row], list[Row]]]]


def references(connection: sqlite3.Connection, parent: str = "papers") -> list[Reference]:
    """All columns that name rows of a table."""
    found = connection.execute(
        'SELECT s.name, f."from" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f'
        ' WHERE s.type = \'table\' AND f."table" = ? ORDER BY s.name, f."from"',
        (parent,),
    )
    return [Reference(table, column) for table, column in found]


def images(connection: sqlite3.Connection, papers: Collection[int], tables: Iterable[Reference]) -> Images:
    """The rows of these papers, and those that name them in these columns."""
    these = json.dumps(list(papers))
    found: Images = {}
    for table, column in (Reference("papers", "id"), *tables):
        keys = _primary_key(connection, table)
        ordered = ", ".join(f'"{key}"' for key in keys)
        cursor = connection.execute(
            f'SELECT * FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?)) ORDER BY {ordered}', (these,)
        )
        names = [one[0] for one in cursor.description]
        rows = found.setdefault(table, {})
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            rows[tuple(row[key] for key in keys)] = row
    return found


def difference(before: Images, after: Images, lists: Collection[Reference] = ()) -> Difference:
    """What a write did between two images of the same papers and tables; each paper's rows in `lists` are one whole."""
    dropped: Images = {}
    added: Images = {}
    changed: dict[str, dict[tuple[Any, ...], tuple[Row, Row]]] = {}
    for table in before.keys() - {one.table for one in lists}:
        old, new = before[table], after[table]
        dropped[table] = {key: old[key] for key in old if key not in new}
        added[table] = {key: new[key] for key in new if key not in old}
        changed[table] = {key: (old[key], new[key]) for key in old if key in new and old[key] != new[key]}
    whole = {one: _by_paper(one.column, before[one.table], after[one.table]) for one in lists}
    return Difference(dropped, added, changed, whole)


def _by_paper(column: str, before: dict[Any, Row], after: dict[Any, Row]) -> dict[int, tuple[list[Row], list[Row]]]:
    old, new = list(before.values()), list(after.values())
    both = {
        paper: ([row for row in old if row[column] == paper], [row for row in new if row[column] == paper])
        for paper in dict.fromkeys(row[column] for row in (*old, *new))
    }
    return {paper: (was, now) for paper, (was, now) in both.items() if was != now}


def take_back(connection: sqlite3.Connection, done: Difference, tables: Iterable[Reference]) -> dict[int, int]:
    """Make rows what they were; what was written into them since stays, and rows that are gone stay gone.

    A list of which any row is another one since stays as it is.

    Papers that come back have their ids again, or, where another paper has got one meanwhile, the ids that are returned.
    An arXiv identifier that another paper has got is that one's.
    """
    for table, rows in done.added.items():
        for key, row in rows.items():
            if _now(connection, table, key) == row:
                _where(connection, f'DELETE FROM "{table}"', table, key)
    # Papers come first, since all others name them, and those that stayed give back what only one may have.
    _restore(connection, "papers", done.changed["papers"])
    moved = {row["id"]: _insert_paper(connection, row) for row in done.dropped["papers"].values()}
    naming: dict[str, list[str]] = {}
    for table, column in tables:
        if table in done.changed:
            naming.setdefault(table, []).append(column)

    def named(table: str, row: Row) -> Row:
        return row | {column: moved.get(row[column], row[column]) for column in naming[table]}

    for table in naming:
        for row in done.dropped[table].values():
            _insert(connection, table, named(table, row))
        changed = done.changed[table].items()
        _restore(connection, table, {key: (named(table, old), new) for key, (old, new) in changed})
    for one, papers in done.lists.items():
        _restore_lists(connection, one, {moved.get(paper, paper): both for paper, both in papers.items()})
    return moved


def _restore(connection: sqlite3.Connection, table: str, changed: Mapping[tuple[Any, ...], tuple[Row, Row]]) -> None:
    """Make what is in rows as it was left what it was, unless another row has its place by now."""
    for key, (old, new) in changed.items():
        now = _now(connection, table, key)
        changed_back = {name: old[name] for name in old if now is not None and old[name] != new[name] == now[name]}
        back = _standing(connection, table, changed_back)
        if back:
            names = ", ".join(f'"{name}" = ?' for name in back)
            _where(connection, f'UPDATE OR IGNORE "{table}" SET {names}', table, key, tuple(back.values()))


def _restore_lists(
    connection: sqlite3.Connection, of: Reference, papers: Mapping[int, tuple[list[Row], list[Row]]]
) -> None:
    for paper, (old, new) in papers.items():
        if list(images(connection, [paper], [of])[of.table].values()) == new:
            connection.execute(f'DELETE FROM "{of.table}" WHERE "{of.column}" = ?', (paper,))
            for row in old:
                _insert(connection, of.table, row | {of.column: paper})


def _insert_paper(connection: sqlite3.Connection, row: Row) -> int:
    taken = connection.execute("SELECT 1 FROM papers WHERE id = ?", (row["id"],)).fetchone() is not None
    standing = _standing(connection, "papers", row) or row
    if connection.execute("SELECT 1 FROM papers WHERE arxiv_id = ?", (row["arxiv_id"],)).fetchone():
        standing = standing | {"arxiv_id": None}
    values = standing | {"id": None} if taken else standing
    names, places = ", ".join(values), ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO papers ({names}) VALUES ({places})", tuple(values.values()))
    return cursor.lastrowid or 0


def _insert(connection: sqlite3.Connection, table: str, row: Row) -> None:
    """Put a row back, unless what it belongs to is gone, or another one has its place by now."""
    standing = _standing(connection, table, row)
    if standing is not None:
        names, places = ", ".join(f'"{name}"' for name in standing), ", ".join("?" * len(standing))
        connection.execute(f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({places})', tuple(standing.values()))


def _standing(connection: sqlite3.Connection, table: str, row: Row) -> Row | None:
    """A row without what it names that is gone; None where it would have gone with that."""
    row = dict(row)
    for name, parent, column, on_delete in connection.execute(
        'SELECT "from", "table", coalesce("to", \'id\'), on_delete FROM pragma_foreign_key_list(?)', (table,)
    ).fetchall():
        named = row.get(name)
        if named is None or connection.execute(f'SELECT 1 FROM "{parent}" WHERE "{column}" = ?', (named,)).fetchone():
            continue
        if on_delete != "SET NULL":
            return None
        row[name] = None
    return row


def _now(connection: sqlite3.Connection, table: str, key: tuple[Any, ...]) -> Row | None:
    cursor = _where(connection, f'SELECT * FROM "{table}"', table, key)
    names = [one[0] for one in cursor.description]
    values = cursor.fetchone()
    return dict(zip(names, values, strict=True)) if values is not None else None


def _where(
    connection: sqlite3.Connection, sql: str, table: str, key: tuple[Any, ...], before: tuple[Any, ...] = ()
) -> sqlite3.Cursor:
    conditions = " AND ".join(f'"{name}" = ?' for name in _primary_key(connection, table))
    return connection.execute(f"{sql} WHERE {conditions}", (*before, *key))


def _primary_key(connection: sqlite3.Connection, table: str) -> list[str]:
    found = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return [row[0] for row in found]
