"""A typed search as terms. Whatever is typed is a search: what is not understood is looked for as words, and told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from carrel.domain import query_hints
from carrel.domain.query_terms import (
    MOST_CHARACTERS,
    MOST_TERMS,
    TEXT_FIELDS,
    Field,
    Hint,
    Located,
    ParsedQuery,
    Term,
    Value,
    Words,
)
from carrel.domain.query_values import read_value

FIELDS: Mapping[str, Field] = {one.value: one for one in Field if one.value} | {
    "ti": Field.TITLE,
    "au": Field.AUTHOR,
    "authors": Field.AUTHOR,
    "abs": Field.ABSTRACT,
    "notes": Field.NOTE,
    "topics": Field.TOPIC,
    "tags": Field.TAG,
    "collection": Field.COLLECTION,
    "category": Field.CATEGORY,
    "id": Field.ARXIV,
    "years": Field.YEAR,
}
"""What can be typed before a colon."""

OPERATORS = frozenset({"AND", "OR", "NOT"})

_NAME = re.compile(r"([^\W\d_]{2,16}):")
_BARE = re.compile(r'[^\s"]+')
_VALUE = re.compile(r'[^\s"|]+')
_CLOSING = {'"': '"', "“": "“”", "„": "“”"}
_SHOUTED = 3
_MOST_GUESSES = 8


@dataclass(slots=True)
class _Read:
    """A value as typed: its text, whether quotation marks stood around it, were closed, and a star behind it."""

    text: str
    end: int
    quoted: bool = False
    closed: bool = True
    beginning: bool = False


@dataclass(slots=True)
class _Reader:
    text: str
    located: list[Located] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    open: int | None = None
    negate: int | None = None

    def read(self) -> None:
        at = 0
        operators = not _is_shouted(self.text)
        while at < len(self.text) and len(self.located) <= MOST_TERMS:
            if self.text[at].isspace():
                at += 1
            else:
                at = (self._operator(at) if operators else 0) or self._term(at)

    def _operator(self, at: int) -> int:
        """Where what comes after an operator begins; 0 where none stands here, or none that joins anything."""
        word = self._bare(at)
        after = at + len(word)
        if word not in OPERATORS or not self.text[after:].strip():
            return 0
        if word == "OR":
            self.hints.append(query_hints.no_or(at, after))
            return 0
        if word == "AND" and not self.located:
            return 0
        if word == "NOT":
            self.negate = at
        return after

    def _term(self, start: int) -> int:
        negate, self.negate = self.negate, None
        negated = negate is not None
        at = start
        following = self.text[at + 1 : at + 2]
        if self.text[at] == "-" and following and following != "-" and not following.isspace():
            negated, at = not negated, at + 1
        start = start if negate is None else negate
        named = _NAME.match(self.text, at)
        wanted = FIELDS.get(named[1].casefold()) if named else None
        if named is None or wanted is None:
            if named is not None:
                self._unknown(named)
            return self._words(at, start, negated=negated)
        return self._field(wanted, named, start, negated=negated)

    def _words(self, at: int, start: int, *, negated: bool) -> int:
        found = self._value(at, _BARE)
        if found is None:
            return at + 1
        if found.text:
            self._add(Term(Field.WORDS, (Words(found.text, found.beginning),), negated), start, found)
        return found.end

    def _field(self, wanted: Field, named: re.Match[str], start: int, *, negated: bool) -> int:
        read = list(self._values(named.end()))
        end = read[-1].end if read else named.end()
        full = [one for one in read if one.text]
        if not full:
            if end == named.end():
                self.hints.append(query_hints.no_value(self.text, wanted, start, end))
            return end
        values: list[Value] = []
        for one in full:
            value = read_value(wanted, one.text, beginning=one.beginning)
            if value is None:
                typed = self.text[start:end]
                self.hints.append(query_hints.wrong_value(wanted, one.text, typed, start, end, self.text))
                words = Term(Field.WORDS, (Words(self.text[named.start() : end]),), negated)
                self._add(words, start, _Read("", end, quoted=True))
                return end
            if value not in values:
                values.append(value)
        self._add(Term(wanted, tuple(values), negated), start, full[-1], end)
        return end

    def _add(self, term: Term, start: int, last: _Read, end: int | None = None) -> None:
        if not last.closed:
            self.hints.append(query_hints.no_quote(self.text, start))
        self.located.append(Located(term, start, end or last.end))
        if term.field in TEXT_FIELDS:
            goes_on = not term.negated and not last.beginning and not (last.quoted and last.closed)
            self.open = len(self.located) - 1 if goes_on else None

    def _values(self, at: int) -> Iterator[_Read]:
        """The alternatives of a field from `at` on, between upright lines."""
        while at < len(self.text):
            found = self._value(at, _VALUE)
            if found is not None:
                yield found
                at = found.end
            if self.text[at : at + 1] != "|":
                return
            at += 1
            if self.text[at : at + 1].strip() in {"", "|"}:
                yield _Read("", at)

    def _value(self, at: int, bare: re.Pattern[str]) -> _Read | None:
        """The value that begins at `at`, None where none does."""
        if at < len(self.text) and self.text[at] in _CLOSING:
            return self._quoted(at)
        found = bare.match(self.text, at)
        if found is None:
            return None
        text = found[0].rstrip("*")
        if text and text != found[0]:
            return _Read(text, found.end(), beginning=True)
        return _Read(found[0], found.end())

    def _quoted(self, at: int) -> _Read:
        mark, closing = self.text[at], _CLOSING[self.text[at]]
        kept: list[str] = []
        place = at + 1
        while place < len(self.text):
            # A straight mark that is doubled is one that belongs to the text.
            doubled = mark == '"' and self.text.startswith('""', place)
            if not doubled and self.text[place] in closing:
                break
            kept.append(self.text[place])
            place += 2 if doubled else 1
        closed = place < len(self.text)
        end = place + 1 if closed else place
        starred = closed and self.text[end : end + 1] == "*"
        return _Read("".join(kept), end + starred, quoted=True, closed=closed, beginning=starred)

    def _bare(self, at: int) -> str:
        found = _BARE.match(self.text, at)
        return found[0] if found else ""

    def _unknown(self, named: re.Match[str]) -> None:
        if len(self.hints) < _MOST_GUESSES:
            hint = query_hints.no_field(self.text, named[1], named.start(), FIELDS)
            self.hints += [hint] if hint is not None else []


def parse(text: str) -> ParsedQuery:
    """The terms of a typed search. Any text is one; never raises. A page that was pasted takes no longer than a long search."""
    reader = _Reader(text[:MOST_CHARACTERS])
    reader.read()
    located = tuple(reader.located)
    hints = (*reader.hints, *query_hints.of_terms(located, text))
    return ParsedQuery(text, located, tuple(sorted(hints, key=lambda hint: hint.start)), reader.open)


def _is_shouted(text: str) -> bool:
    """Whether all is in capitals, as some titles are: there NOT is a word like any other."""
    words = [word for word in text.split() if word not in OPERATORS]
    return len(words) >= _SHOUTED and text.isupper()
