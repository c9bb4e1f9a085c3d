"""A list in groups: by year, reading state, evidence or first author, the papers of each in the list's order."""

from __future__ import annotations

import itertools
import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Sequence

from carrel.domain.grouping import Group, GroupBy, Grouped
from carrel.domain.paper import ReadingState
from carrel.domain.query import Evidence, LibraryQuery, Sort
from carrel.storage.id_sets import IdSet

_COLUMNS = {
    GroupBy.YEAR: ("year", "papers_by_facets"),
    GroupBy.STATE: ("state", "papers_by_facets"),
    GroupBy.EVIDENCE: ("evidence", "papers_by_facets"),
    GroupBy.AUTHOR: ("author_sort", "papers_by_author"),
}
"""Where the value stands, and the index that holds it of all papers of the library."""
_ORDERS: dict[GroupBy, list[str]] = {GroupBy.STATE: list(ReadingState), GroupBy.EVIDENCE: list(Evidence)}
_SORTS = {GroupBy.YEAR: Sort.YEAR, GroupBy.AUTHOR: Sort.AUTHOR}


def grouped(connection: sqlite3.Connection, ids: array[int], query: LibraryQuery, by: GroupBy) -> Grouped:
    """The papers that a query found, in groups. Years begin with the newest, authors with A, unless the list is sorted otherwise.

    Papers without year or author come last.
    """
    if by is GroupBy.NONE or not ids:
        return Grouped(ids)
    papers, found = _values(connection, ids, query, by)
    values = _ordered(set(found), query, by)
    places = {value: place for place, value in enumerate(values)}
    numbers = array("q", bytes(8 * (max(papers) + 1)))
    for paper, value in zip(papers, found, strict=True):
        numbers[paper] = places[value]
    in_groups = array("q", sorted(ids, key=numbers.__getitem__))
    counts = Counter(map(numbers.__getitem__, in_groups))
    starts = itertools.accumulate(counts.values(), initial=0)
    first = [in_groups[start] for start, _ in zip(starts, counts, strict=False)]
    names = _names(connection, first) if by is GroupBy.AUTHOR else itertools.repeat("")
    groups = (Group(str(values[place]), counts[place], name) for place, name in zip(counts, names, strict=False))
    return Grouped(in_groups, tuple(groups), by)


def _values(
    connection: sqlite3.Connection, ids: Sequence[int], query: LibraryQuery, by: GroupBy
) -> tuple[list[int], list[str | int]]:
    """Papers and their values beside each other; of many that are wanted others, too, since a whole index is read then."""
    column, index = _COLUMNS[by]
    wanted = IdSet.of(ids)
    parameters: tuple[str | bytes, ...] = ()
    if wanted.few:
        condition, parameter = wanted.condition("p.id")
        where, parameters = f"papers p WHERE {condition}", (parameter,)
    elif query.trash:
        where = "papers p WHERE p.trashed IS NOT NULL"
    else:
        where = f"papers p INDEXED BY {index} WHERE p.trashed IS NULL AND p.kept = 1"
    # Two long texts of JSON are read several times as fast as 100,000 rows.
    sql = (
        "SELECT json_group_array(id), json_group_array(value)"
        f" FROM (SELECT p.id AS id, coalesce(p.{column}, '') AS value FROM {where})"
    )
    papers, values = connection.execute(sql, parameters).fetchone()
    return json.loads(papers), json.loads(values)


def _ordered(values: set[str | int], query: LibraryQuery, by: GroupBy) -> list[str | int]:
    if by in _ORDERS:
        return [value for value in _ORDERS[by] if value in values]
    down = query.descending if query.sort is _SORTS[by] else by is GroupBy.YEAR
    known: list[str | int] = sorted(values - {""}, reverse=down)
    return [*known, ""] if "" in values else known


def _names(connection: sqlite3.Connection, papers: Sequence[int]) -> list[str]:
    """How the first author of each of these papers is written."""
    sql = (
        "SELECT json_group_array(name) FROM (SELECT coalesce(a.name, '') AS name FROM json_each(?) j"
        " LEFT JOIN authors a ON a.paper_id = j.value AND a.position = 0 ORDER BY j.key)"
    )
    (text,) = connection.execute(sql, (json.dumps(papers),)).fetchone()
    names: list[str] = json.loads(text)
    return names
