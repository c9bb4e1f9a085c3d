"""Which papers a query asks for: looked for once, as one condition that every question about them reads along with an index."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carrel.domain.query import Has, LibraryQuery
from carrel.domain.query_terms import ParsedQuery
from carrel.storage import id_sets, typed_conditions
from carrel.storage.id_sets import IdSet
from carrel.storage.typed_conditions import FLAGS, HIDDEN, NESTED, Conditions
from carrel.storage.typed_words import NEWS, TypedWords, typed_words


@dataclass(frozen=True, slots=True)
class Matching:
    """A condition on papers `p`, and its parameters; `whole` says that nothing is demanded, so that all papers match."""

    sql: str
    parameters: tuple[str | bytes, ...]
    whole: bool = False


def in_library(connection: sqlite3.Connection, query: LibraryQuery, typed: ParsedQuery, words: TypedWords) -> Matching:
    """The papers of the library, or its Trash, that `query` asks for."""
    place = "trashed IS NOT NULL" if query.trash else "trashed IS NULL AND kept = 1"
    here = "p.trashed IS NOT NULL" if query.trash else "p.trashed IS NULL AND p.kept = 1"
    found = typed_conditions.conditions(connection, typed, words, place=place)
    columns, values = _columns(query)
    found = Conditions(
        (*found.inside, *_linked(connection, query, place)),
        found.outside,
        (*columns, *found.columns),
        (*values, *found.parameters),
    )
    # The index of facets knows all columns; with any other the row of each paper would be fetched.
    return _joined(connection, found, here, "" if query.trash else "INDEXED BY papers_by_facets")


def announced(connection: sqlite3.Connection, typed: ParsedQuery) -> Matching:
    """The papers that do not stand in the library and have what `typed` demands of what describes them."""
    place = "trashed IS NULL AND kept = 0"
    found = typed_conditions.conditions(connection, typed, typed_words(typed, index=NEWS), place=place)
    return _joined(connection, found, "p.trashed IS NULL AND p.kept = 0")


def _joined(connection: sqlite3.Connection, found: Conditions, here: str, index: str = "") -> Matching:
    """All conditions as one; `index` is what is read for those on columns where many papers are left."""
    outside = functools.reduce(IdSet.__or__, found.outside, IdSet())
    chosen = functools.reduce(IdSet.__and__, found.inside) - outside if found.inside else None
    if found.columns and (chosen is None or chosen):
        limit, limited = ("1", ()) if chosen is None else _condition(chosen)
        read = "" if chosen is not None and chosen.few else index
        sql = f"SELECT p.id FROM papers p {read} WHERE {' AND '.join([here, limit, *found.columns])}"
        chosen = id_sets.read(connection, sql, (*limited, *found.parameters)) - outside
    if chosen is not None:
        sql, parameters = _condition(chosen)
    elif outside:
        sql, parameters = _condition(outside, inside=False)
    else:
        return Matching(here, (), whole=True)
    return Matching(f"{here} AND {sql}", parameters)


def _condition(chosen: IdSet, *, inside: bool = True) -> tuple[str, tuple[str | bytes]]:
    sql, parameter = chosen.condition("p.id", inside=inside)
    return sql, (parameter,)


def _columns(query: LibraryQuery) -> tuple[list[str], list[str | int]]:
    """What a query demands beside its text of what the index of facets holds."""
    parts: list[str] = []
    parameters: list[str | int] = []

    def demand(sql: str, *values: str | int) -> None:
        parts.append(sql)
        parameters.extend(values)

    if query.states:
        demand(f"p.state IN ({_marks(query.states)})", *(state.value for state in query.states))
    if query.starred:
        demand("p.starred = 1")
    if query.evidence:
        demand(f"p.evidence IN ({_marks(query.evidence)})", *(worst.value for worst in query.evidence))
    if query.years:
        demand("p.year BETWEEN ? AND ?", *query.years)
    if query.has:
        flags = [f"{FLAGS[kind]} = 1" for kind in query.has if kind in FLAGS]
        flags += [f"p.id IN ({HIDDEN})"] if Has.HIDDEN in query.has else []
        demand(f"({' OR '.join(flags)})")
    return parts, parameters


def _linked(connection: sqlite3.Connection, query: LibraryQuery, place: str) -> Iterator[IdSet]:
    """The papers with the topics, tags and collection that a query demands beside its text."""
    if query.topics:
        # Topics are a JSON list, in which a topic with its quotation marks is found nowhere but as a whole element.
        quoted = [json.dumps(topic, ensure_ascii=False) for topic in query.topics]
        anyone = " OR ".join("instr(topics, ?) > 0" for _ in quoted)
        yield id_sets.read(connection, f"SELECT id FROM papers WHERE {place} AND ({anyone})", quoted)
    if query.tags:
        carried = "SELECT paper_id FROM paper_tags JOIN tags t ON t.id = tag_id WHERE t.name IN"
        yield id_sets.read(connection, f"{carried} ({_marks(query.tags)})", query.tags)
    if query.collection is not None:
        yield id_sets.read(connection, NESTED, (json.dumps([query.collection]),))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
