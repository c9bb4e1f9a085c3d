"""What the list of all annotations shows: which ones in which order, and the numbers beside its filters.

Annotations of papers in Trash are in none of them.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from carrel.domain.annotation import (
    AnnotationCounts,
    AnnotationKind,
    AnnotationQuery,
    AnnotationRow,
    AnnotationSort,
    Colour,
)
from carrel.storage import annotation_rows, annotation_words, search
from carrel.storage.rows import parts

_SHOWN = "a.paper_id NOT IN (SELECT id FROM papers WHERE trashed IS NOT NULL)"


def ids(connection: sqlite3.Connection, query: AnnotationQuery) -> array[int]:
    """The ids of the annotations that `query` asks for, in its order."""
    where, parameters = _where(query)
    match query.sort:
        case AnnotationSort.EDITED:
            source, order = "annotations a", "a.edited DESC, a.id DESC"
        case AnnotationSort.CREATED:
            source, order = "annotations a", "a.created DESC, a.id DESC"
        case AnnotationSort.PAPER:
            source = "annotations a JOIN papers p ON p.id = a.paper_id"
            order = "p.title_sort, p.id, a.page, a.top, a.id"
    sql = f"SELECT a.id FROM {source} WHERE {where} ORDER BY {order}"
    return array("q", (row[0] for row in connection.execute(sql, parameters)))


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> list[AnnotationRow]:
    """The rows of these annotations in this order; those that are gone are left out."""
    found = annotation_rows.these(connection, ids)
    papers = sorted({one.paper_id for one in found})
    authors = parts(connection, "authors", "name", papers)
    told = {
        paper: connection.execute("SELECT title, year FROM papers WHERE id = ?", (paper,)).fetchone()
        for paper in papers
    }
    return [
        AnnotationRow(one, told[one.paper_id][0], tuple(authors[one.paper_id]), told[one.paper_id][1]) for one in found
    ]


def counts(connection: sqlite3.Connection, query: AnnotationQuery) -> AnnotationCounts:
    """How many annotations `query` asks for, and how they fall into kinds, colours and tags."""
    where, parameters = _where(query)
    kinds: Counter[AnnotationKind] = Counter()
    colours: Counter[Colour] = Counter()
    sql = f"SELECT a.kind, a.colour, count(*) FROM annotations a WHERE {where} GROUP BY a.kind, a.colour"
    for kind, colour, count in connection.execute(sql, parameters):
        kinds[AnnotationKind(kind)] += count
        colours[Colour(colour)] += count
    tagged = connection.execute(
        "SELECT t.name, count(*) FROM annotation_tags t JOIN annotations a ON a.id = t.annotation_id"
        f" WHERE {where} GROUP BY t.name ORDER BY t.name",
        parameters,
    )
    return AnnotationCounts(sum(kinds.values()), dict(kinds), dict(colours), dict(tagged.fetchall()))


def total(connection: sqlite3.Connection) -> int:
    """How many annotations there are, those in Trash and of papers in Trash left out."""
    (everything,) = connection.execute("SELECT count(*) FROM annotations WHERE deleted IS NULL").fetchone()
    (trashed,) = connection.execute(
        "SELECT count(*) FROM papers p JOIN annotations a ON a.paper_id = p.id AND a.deleted IS NULL"
        " WHERE p.trashed IS NOT NULL"
    ).fetchone()
    return int(everything) - int(trashed)


def tags(connection: sqlite3.Connection) -> list[str]:
    """The tags that annotations outside Trash carry, by name."""
    found = connection.execute(
        "SELECT DISTINCT t.name FROM annotation_tags t JOIN annotations a ON a.id = t.annotation_id"
        " WHERE a.deleted IS NULL ORDER BY t.name"
    )
    return [row[0] for row in found]


def _where(query: AnnotationQuery) -> tuple[str, list[str | int]]:
    demands = [f"a.deleted IS {'NOT ' * query.trash}NULL", _SHOWN]
    parameters: list[str | int] = []

    def among(sql: str, values: Sequence[StrEnum | str]) -> None:
        if values:
            demands.append(sql.replace("?", ", ".join("?" * len(values))))
            parameters.extend(values)

    among("a.kind IN (?)", query.kinds)
    among("a.colour IN (?)", query.colours)
    among("a.id IN (SELECT annotation_id FROM annotation_tags WHERE name IN (?))", query.tags)
    among("a.id IN (SELECT annotation_id FROM annotation_places WHERE state IN (?))", query.states)
    if query.paper is not None:
        demands.append("a.paper_id = ?")
        parameters.append(query.paper)
    if query.with_text:
        demands.append("a.text <> ''")
    typed = search.words(query.text)
    if typed:
        sql, values = annotation_words.condition(typed)
        demands.append(sql)
        parameters.extend(values)
    return " AND ".join(demands), parameters
