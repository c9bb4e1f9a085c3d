"""A typed search as conditions on papers `p`: sets of papers, and SQL whose values are always parameters."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.folding import fold
from carrel.domain.query import Evidence, Has
from carrel.domain.query_terms import (
    MOST_TERMS,
    MOST_VALUES,
    TEXT_FIELDS,
    Ago,
    Dates,
    Field,
    Is,
    Name,
    ParsedQuery,
    Term,
    Value,
    Years,
)
from carrel.storage import id_sets, search
from carrel.storage.id_sets import IdSet
from carrel.storage.typed_words import TypedWords

HIDDEN = "SELECT paper_id FROM files WHERE hidden_characters > 0"
FLAGS = {Has.PDF: "p.has_pdf", Has.CODE: "p.has_code", Has.NOTES: "p.has_note", Has.HIGHLIGHTS: "p.has_highlight"}
NESTED = """
WITH RECURSIVE nested (id) AS (
    SELECT value FROM json_each(?) UNION SELECT c.id FROM collections c JOIN nested n ON c.parent_id = n.id
)
SELECT paper_id FROM nested JOIN collection_papers ON collection_id = nested.id
"""
"""The papers of some collections, whose ids are a JSON list, and of all that stand in them."""

_CATEGORIES = """
WITH RECURSIVE known (category) AS (
    SELECT min(category) FROM categories UNION ALL
    SELECT (SELECT min(category) FROM categories WHERE category > known.category) FROM known WHERE known.category IS NOT NULL
)
SELECT category FROM known
"""
"""All categories there are, each by one step through their index."""

_INSTANT = "'%Y-%m-%dT%H:%M:%SZ'"
_AGO = {"d": (1, "days"), "w": (7, "days"), "m": (1, "months"), "y": (1, "years")}
_LAST = "\U0010ffff"
# Fields of which the index of facets knows all; of others a set of papers is read.
_COLUMN_FIELDS = frozenset({Field.IS, Field.HAS, Field.EVIDENCE, Field.YEAR})


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for the papers that are meant.

    They are in each of the sets `inside` and in none of `outside`; `columns`, SQL on papers `p`, is true of them.
    """

    inside: tuple[IdSet, ...]
    outside: tuple[IdSet, ...]
    columns: tuple[str, ...]
    parameters: tuple[str | int, ...]


@dataclass(slots=True)
class _Compiler:
    """`place` is the condition of the list's place, on `papers` without a name."""

    connection: sqlite3.Connection
    place: str
    parameters: list[str | int] = field(default_factory=list)

    def columns(self, term: Term) -> str:
        """The condition of a term on what the index of facets holds; its parameters are appended."""
        held = " OR ".join(self._value(value) for value in term.values[:MOST_VALUES])
        return f"NOT coalesce(({held}), 0)" if term.negated else f"({held})"

    def papers(self, term: Term) -> IdSet:
        """The papers that have one of the values of any other term, negated or not."""
        self.parameters.clear()
        values = term.values[:MOST_VALUES]
        if term.field is Field.ADDED:
            held = " OR ".join(self._added(value) for value in values)
            found = f"SELECT id FROM papers WHERE {self.place} AND ({held})"
        else:
            found = self._names(term.field, [value for value in values if isinstance(value, Name)])
        return id_sets.read(self.connection, found, self.parameters)

    def _value(self, value: Value) -> str:
        match value:
            case Is.STARRED:
                return "p.starred = 1"
            case Is():
                return self._with("p.state = ?", value.value)
            case Has.HIDDEN:
                return f"p.id IN ({HIDDEN})"
            case Has():
                return f"{FLAGS[value]} = 1"
            case Evidence():
                return self._with("p.evidence = ?", value.value)
            case Years():
                last = 9999 if value.last is None else value.last
                return self._with("coalesce(p.year BETWEEN ? AND ?, 0)", value.first or 0, last)
        raise TypeError(value)

    def _added(self, value: Value) -> str:
        match value:
            case Ago():
                times, unit = _AGO[value.unit]
                since = f"coalesce(strftime({_INSTANT}, 'now', ?), '')"
                return self._with(f"added >= {since}", f"-{times * value.count} {unit}")
            case Dates():
                return self._dates(value)
        raise TypeError(value)

    def _with(self, sql: str, *values: str | int) -> str:
        self.parameters += values
        return sql

    def _dates(self, dates: Dates) -> str:
        """Days are those of this computer's clock, as people mean them; instants are kept in UTC."""
        ends = (("added >= ", dates.first), ("added < ", _day_after(dates.last) if dates.last else ""))
        limits = [(sql, (day + "0001-01-01"[len(day) :])) for sql, day in ends if day]
        told = " AND ".join(f"{sql}strftime({_INSTANT}, ?, 'utc')" for sql, _ in limits) or "1"
        return self._with(f"({told})", *(day for _, day in limits))

    def _names(self, kind: Field, names: list[Name]) -> str:
        """The query for papers with one of these names."""
        match kind:
            case Field.TOPIC:
                return self._topics(names)
            case Field.TAG:
                found = self._same("SELECT id, name FROM tags", names)
                carried = "SELECT paper_id FROM paper_tags WHERE tag_id IN (SELECT value FROM json_each(?))"
                return self._with(carried, json.dumps(found))
            case Field.COLLECTION:
                found = self._same("SELECT id, name FROM collections", names)
                return self._with(NESTED, json.dumps(found))
            case Field.CATEGORY:
                return self._categories(names)
            case _:
                return " UNION ALL ".join(self._identifier(kind, name) for name in names)

    def _topics(self, names: list[Name]) -> str:
        """Topics are a JSON list in the row; the lists that there are, far fewer than papers, are read once."""
        wanted = _matcher(names)
        lists = self.connection.execute(f"SELECT topics FROM papers WHERE {self.place} GROUP BY topics")
        held = [text for (text,) in lists if any(wanted(fold(topic)) for topic in json.loads(text))]
        listed = f"SELECT id FROM papers WHERE {self.place} AND topics IN (SELECT value FROM json_each(?))"
        return self._with(listed, json.dumps(held))

    def _same(self, sql: str, names: list[Name]) -> list[int]:
        wanted = _matcher(names)
        return [number for number, name in self.connection.execute(sql) if wanted(fold(name))]

    def _categories(self, names: list[Name]) -> str:
        """Categories that there are, or all of a group: `cs` stands for `cs.LG`, `cs.CL` and so on."""
        whole = {search.taken(name.text).casefold() for name in names if not name.beginning}
        beginnings = tuple(search.taken(name.text).casefold() for name in names if name.beginning)
        groups = tuple(f"{name}." for name in whole)
        known = (category for (category,) in self.connection.execute(_CATEGORIES) if category is not None)
        found = [name for name in known if (low := name.casefold()) in whole or low.startswith((*beginnings, *groups))]
        listed = "SELECT paper_id FROM categories WHERE category IN (SELECT value FROM json_each(?))"
        return self._with(listed, json.dumps(found))

    def _identifier(self, kind: Field, name: Name) -> str:
        column = "arxiv_id" if kind is Field.ARXIV else "doi"
        text = search.taken(name.text)
        if kind is Field.ARXIV:
            known = parse_arxiv_id(text)
            text = known.value if known is not None and not name.beginning else text
        else:
            text = text.removeprefix("https://doi.org/")
        papers = f"SELECT id FROM papers WHERE {column} <> '' AND {column}"
        merged = f"SELECT paper_id FROM other_identifiers WHERE kind = '{kind.value}' AND value"
        if name.beginning:
            both = f"{papers} >= ? AND {column} < ? UNION {merged} >= ? AND value < ?"
            return self._with(both, text, text + _LAST, text, text + _LAST)
        return self._with(f"{papers} = ? UNION {merged} = ?", text, text)


def conditions(connection: sqlite3.Connection, parsed: ParsedQuery, words: TypedWords, *, place: str) -> Conditions:
    """What holds for the papers that a search means; `place` is the condition of the list's place on `papers`."""
    inside, outside = words.demanded(connection), words.denied(connection)
    compiler, reader = _Compiler(connection, place), _Compiler(connection, place)
    columns = []
    for term in dict.fromkeys(parsed.terms[:MOST_TERMS]):
        if term.field in _COLUMN_FIELDS:
            columns.append(compiler.columns(term))
        elif term.field not in TEXT_FIELDS:
            (outside if term.negated else inside).append(reader.papers(term))
    return Conditions(tuple(inside), tuple(outside), tuple(columns), tuple(compiler.parameters))


def _matcher(names: Iterable[Name]) -> Callable[[str], bool]:
    """Whether a folded name is one of those that are meant."""
    whole = {fold(name.text) for name in names if not name.beginning}
    beginnings = tuple(fold(name.text) for name in names if name.beginning)
    return lambda name: name in whole or name.startswith(beginnings)


def _day_after(last: str) -> str:
    """The day after a day, month or year, "" after the last there is."""
    parts = [int(part) for part in last.split("-")]
    try:
        match parts:
            case [year]:
                return str(date(year + 1, 1, 1))
            case [year, month]:
                return str(date(year + month // 12, month % 12 + 1, 1))
            case _:
                return str(date.fromisoformat(last) + timedelta(1))
    except (ValueError, OverflowError):
        return ""
