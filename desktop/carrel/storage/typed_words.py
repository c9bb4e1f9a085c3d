"""The words of a search as queries on the indexes of words.

A word of a search may stand in what describes a paper, in its passages or in its annotations, which are three indexes: papers
with one word here and another there are found by looking only at those that have any of them in passages or annotations.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from carrel.domain.query_terms import MOST_TERMS, MOST_VALUES, MOST_WORDS, TEXT_FIELDS, Field, ParsedQuery, Term, Words
from carrel.storage import id_sets, search
from carrel.storage.id_sets import IdSet

_COLUMNS = {Field.TITLE: "title", Field.AUTHOR: "authors", Field.ABSTRACT: "abstract", Field.NOTE: "note"}
_IN_TEXT = "SELECT rowid FROM text_words WHERE text_words MATCH ?"
_BESIDE = f"""
{_IN_TEXT}1 UNION ALL
SELECT a.paper_id FROM annotation_words CROSS JOIN annotations a ON a.id = annotation_words.rowid
WHERE annotation_words MATCH ?1 AND a.deleted IS NULL
"""
"""Papers with a query in their passages or in one of their annotations."""
_ONE_BY_ONE = 40
"""As many papers at most are looked up one by one in the index; for more, or of beginnings, a word's whole list is read."""


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The index of what describes papers, and whether their passages and annotations are looked through, too."""

    table: str
    beside: bool

    @property
    def papers(self) -> str:
        """The question for the papers that match a query."""
        return f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH ?"


LIBRARY = WordIndex("paper_words", beside=True)
NEWS = WordIndex("news_words", beside=False)
"""Of papers that are not kept; it has no column of notes."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word anywhere: its queries on the index of what describes papers and on those of passages and annotations.

    `beginning` says that it is the beginning of one, for which the index joins the lists of many words.
    """

    described: str
    beside: str
    beginning: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Papers that are close in meaning to the words of a search, closest first; `alone` they are all that is asked for."""

    papers: tuple[int, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class TypedWords:
    """What a search demands of texts, as queries for FTS5; "" where it demands nothing there.

    `columns` is what must stand in parts of the description, `without` what must not, `words` what must stand anywhere
    and `without_words` what must not. Papers that are `near` need not hold the words.

    One of this class serves one question to one snapshot of the library: what it found is not looked for again. Where papers
    are to be `ranked`, those that have all of it in their description are found in that order at once, if it is few papers.
    """

    words: tuple[_Word, ...]
    columns: str
    without_words: tuple[_Word, ...]
    without: str
    index: WordIndex = LIBRARY
    near: Near | None = None
    ranked: bool = False
    _found: dict[str, IdSet] = field(default_factory=dict, compare=False, repr=False)
    _best: dict[str, list[int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def described(self) -> str:
        """The query for papers that have all of it in their description, by which they are ranked."""
        return " AND ".join([*(word.described for word in self.words), *([self.columns] if self.columns else [])])

    def demanded(self, connection: sqlite3.Connection) -> list[IdSet]:
        """Sets of papers, in all of which one is that has what is demanded."""
        found = []
        if self.words and self.near is not None and self.near.alone:
            found.append(IdSet.of(self.near.papers))
        elif self.words:
            together = " AND ".join(word.described for word in self.words)
            found.append(self._described(connection, together))
            if self.index.beside:
                found[0] |= self._beside(connection)
            if self.near is not None:
                found[0] |= IdSet.of(self.near.papers)
        if self.columns:
            found.append(self._described(connection, self.columns))
        return found

    def denied(self, connection: sqlite3.Connection) -> list[IdSet]:
        """Sets of papers, in one of which each is that has what must not be."""
        found = []
        if self.without_words:
            found.append(self._described(connection, " OR ".join(word.described for word in self.without_words)))
            if self.index.beside:
                beside = " OR ".join(word.beside for word in self.without_words)
                found.append(id_sets.read(connection, _BESIDE, (beside,)))
        if self.without:
            found.append(self._described(connection, self.without))
        return found

    def described_papers(self, connection: sqlite3.Connection) -> IdSet:
        """The papers that have all of it in their description."""
        return self._described(connection, self.described)

    def best_described(self, connection: sqlite3.Connection) -> list[int] | None:
        """Those papers, best first; None where they are so many that their ranks tell nothing."""
        query, found = self.described, self.described_papers(connection)
        if query in self._best:
            return self._best[query]
        return search.best_first(connection, query) if len(found) <= search.MOST_RANKED else None

    def _described(self, connection: sqlite3.Connection, query: str) -> IdSet:
        if query not in self._found:
            if self.ranked and query == self.described and self._has_rare_word(connection):
                self._best[query] = search.best_first(connection, query)
                self._found[query] = IdSet.of(self._best[query])
            else:
                self._found[query] = id_sets.read(connection, self.index.papers, (query,))
        return self._found[query]

    def _has_rare_word(self, connection: sqlite3.Connection) -> bool:
        """Whether one of the words stands in so few descriptions that those with all of them can be ranked."""
        whole = (word.described for word in self.words if not word.beginning)
        return any(search.holds_few(connection, word) for word in whole)

    def _beside(self, connection: sqlite3.Connection) -> IdSet:
        """Papers with all of the words, at least one of them in passages or annotations."""
        if len(self.words) == 1:
            return id_sets.read(connection, _BESIDE, (self.words[0].beside,))
        beside = [_rows(connection, _BESIDE, word.beside) for word in self.words]
        every = beside[0].intersection(*beside)
        left = beside[0].union(*beside) - every
        for word, having in sorted(zip(self.words, beside, strict=True), key=lambda one: len(one[1])):
            left -= (left - having) - _described_among(connection, word, left - having)
            if not left:
                break
        return IdSet.of(every | left)


def typed_words(
    parsed: ParsedQuery, *, index: WordIndex = LIBRARY, near: Near | None = None, ranked: bool = False
) -> TypedWords:
    """The words of a search, as many as are looked for. The last one goes on where it may not be typed to its end."""
    demands: list[str] = []
    denials: list[str] = []
    words: list[_Word] = []
    without: list[_Word] = []
    number = 0
    for place, term in enumerate(parsed.terms[:MOST_TERMS]):
        if term.field not in TEXT_FIELDS or number == MOST_WORDS:
            continue
        phrases = list(_phrases(term, goes_on=place == parsed.open))
        if not phrases:
            continue
        number += 1
        if term.field is Field.WORDS:
            (without if term.negated else words).append(_anywhere(*phrases[0]))
        else:
            either = " OR ".join(search.quoted(text, beginning=beginning) for text, beginning in phrases)
            (denials if term.negated else demands).append(f"{_COLUMNS[term.field]} : ({either})")
    return TypedWords(
        tuple(dict.fromkeys(words)),
        " AND ".join(demands),
        tuple(dict.fromkeys(without)),
        " OR ".join(denials),
        index,
        near,
        ranked,
    )


def _phrases(term: Term, *, goes_on: bool) -> Iterable[tuple[str, bool]]:
    """The term's phrases that have letters or digits, and whether each is the beginning of one."""
    values = [value for value in term.values[:MOST_VALUES] if isinstance(value, Words)]
    for value in values:
        text = search.phrase(value.text)
        if text:
            yield text, value.beginning or (goes_on and value is values[-1])


def _anywhere(text: str, beginning: bool) -> _Word:
    # As the beginning of a word, one or two letters would be most of the index of passages, where only whole words are quick.
    in_text = beginning and search.is_long_beginning(text)
    return _Word(search.quoted(text, beginning=beginning), search.quoted(text, beginning=in_text), beginning)


def _rows(connection: sqlite3.Connection, query: str, *parameters: str) -> set[int]:
    return set(id_sets.numbers(connection, query, parameters))


def _described_among(connection: sqlite3.Connection, word: _Word, papers: set[int]) -> set[int]:
    if word.beginning or len(papers) > _ONE_BY_ONE:
        return papers & _rows(connection, LIBRARY.papers, word.described) if papers else set()
    one = f"{LIBRARY.papers} AND rowid = ?"
    return {paper for paper in papers if connection.execute(one, (word.described, paper)).fetchone()}
