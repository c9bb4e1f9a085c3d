"""A typed search as conditions on papers `p`: SQL whose values are always parameters."""

from __future__ import annotations

import json
import re
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
    NAME_FIELDS,
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
from carrel.storage import search
from carrel.storage.typed_words import Near, TypedWords

HIDDEN = "SELECT paper_id FROM files WHERE hidden_characters > 0"
FLAGS = {Has.PDF: "p.has_pdf", Has.CODE: "p.has_code", Has.NOTES: "p.has_note", Has.HIGHLIGHTS: "p.has_highlight"}
NESTED = """
WITH RECURSIVE nested (id) AS (
    SELECT value FROM json_each(?) UNION SELECT c.id FROM collections c JOIN nested n ON c.parent_id = n.id
)
SELECT paper_id FROM nested JOIN collection_papers ON collection_id = nested.id
"""
"""The papers of some collections, whose ids are a JSON list, and of all that stand in them."""

_INSTANT = "'%Y-%m-%dT%H:%M:%SZ'"
_AGO = {"d": (1, "days"), "w": (7, "days"), "m": (1, "months"), "y": (1, "years")}
_LAST = "\U0010ffff"


@dataclass(slots=True)
class _Compiler:
    """`key` is how a condition names the paper's id; `place` is the condition of its list, on `papers` without a name.

    The + before columns keeps SQLite from looking papers up by an index of theirs and sorting them after: most have most values.
    """

    connection: sqlite3.Connection
    key: str
    place: str
    parameters: list[str | int] = field(default_factory=list)

    def term(self, term: Term) -> str:
        """The condition of one term; its parameters are appended."""
        values = term.values[:MOST_VALUES]
        if term.field in NAME_FIELDS:
            held = self._names(term.field, [value for value in values if isinstance(value, Name)])
        else:
            held = " OR ".join(self._value(value) for value in values)
        return f"NOT coalesce(({held}), 0)" if term.negated else f"({held})"

    def _value(self, value: Value) -> str:
        match value:
            case Is.STARRED:
                return "+p.starred = 1"
            case Is():
                return self._with("+p.state = ?", value.value)
            case Has.HIDDEN:
                return f"{self.key} IN ({HIDDEN})"
            case Has():
                return f"+{FLAGS[value]} = 1"
            case Evidence():
                return self._with("+p.evidence = ?", value.value)
            case Years():
                return self._with(
                    "coalesce(+p.year BETWEEN ? AND ?, 0)", value.first or 0, 9999 if value.last is None else value.last
                )
            case Ago():
                times, unit = _AGO[value.unit]
                since = f"coalesce(strftime({_INSTANT}, 'now', ?), '')"
                return self._added(f"added >= {since}", f"-{times * value.count} {unit}")
            case Dates():
                return self._dates(value)
        raise TypeError(value)

    def _with(self, sql: str, *values: str | int) -> str:
        self.parameters += values
        return sql

    def _added(self, sql: str, *values: str) -> str:
        """A condition on the day of adding, which the index of facets does not hold."""
        return self._with(f"{self.key} IN (SELECT id FROM papers WHERE {self.place} AND {sql})", *values)

    def _dates(self, dates: Dates) -> str:
        """Days are those of this computer's clock, as people mean them; instants are kept in UTC."""
        ends = (("added >= ", dates.first), ("added < ", _day_after(dates.last) if dates.last else ""))
        limits = [(sql, (day + "0001-01-01"[len(day) :])) for sql, day in ends if day]
        told = " AND ".join(f"{sql}strftime({_INSTANT}, ?, 'utc')" for sql, _ in limits) or "1"
        return self._added(told, *(day for _, day in limits))

    def _names(self, kind: Field, names: list[Name]) -> str:
        match kind:
            case Field.TOPIC:
                return self._topics(names)
            case Field.TAG:
                found = self._same("SELECT name, id FROM tags", names)
                carried = "SELECT paper_id FROM paper_tags WHERE tag_id IN (SELECT value FROM json_each(?))"
                return self._with(f"{self.key} IN ({carried})", json.dumps(found))
            case Field.COLLECTION:
                found = self._same("SELECT name, id FROM collections", names)
                return self._with(f"{self.key} IN ({NESTED})", json.dumps(found))
            case Field.CATEGORY:
                listed = f"SELECT paper_id FROM categories WHERE {' OR '.join(self._category(name) for name in names)}"
                return f"{self.key} IN ({listed})"
            case _:
                return " OR ".join(self._identifier(kind, name) for name in names)

    def _topics(self, names: list[Name]) -> str:
        """Topics are a JSON list in the row; the lists that there are, far fewer than papers, are read once."""
        wanted = _matcher(names)
        lists = self.connection.execute(f"SELECT topics FROM papers WHERE {self.place} GROUP BY topics")
        held = [text for (text,) in lists if any(wanted(fold(topic)) for topic in json.loads(text))]
        listed = f"SELECT id FROM papers WHERE {self.place} AND topics IN (SELECT value FROM json_each(?))"
        return self._with(f"{self.key} IN ({listed})", json.dumps(held))

    def _same(self, sql: str, names: list[Name]) -> list[int]:
        wanted = _matcher(names)
        return [number for name, number in self.connection.execute(sql) if wanted(fold(name))]

    def _category(self, name: Name) -> str:
        """A category, or all of a group: `cs` stands for `cs.LG`, `cs.CL` and so on."""
        text = search.taken(name.text)
        start = re.sub(r"([%_\\])", r"\\\1", text)
        if name.beginning:
            return self._with("category LIKE ? ESCAPE '\\'", f"{start}%")
        return self._with("category = ? COLLATE NOCASE OR category LIKE ? ESCAPE '\\'", text, f"{start}.%")

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
            return self._with(f"{self.key} IN ({both})", text, text + _LAST, text, text + _LAST)
        return self._with(f"{self.key} IN ({papers} = ? UNION {merged} = ?)", text, text)


def conditions(
    connection: sqlite3.Connection,
    parsed: ParsedQuery,
    words: TypedWords,
    *,
    key: str,
    place: str,
    near: Near | None = None,
) -> tuple[list[str], list[str | int]]:
    """SQL conditions that all hold for the papers a search means, and their parameters.

    `key` names the paper's id in SQL, `place` is the condition of the list's place on `papers`; `near` is what is found by
    the words' meaning.
    """
    compiler = _Compiler(connection, key, place)
    parts = [compiler.term(term) for term in dict.fromkeys(parsed.terms[:MOST_TERMS]) if term.field not in TEXT_FIELDS]
    of_words, parameters = words.conditions(connection, key, near)
    return [*parts, *of_words], [*compiler.parameters, *parameters]


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
