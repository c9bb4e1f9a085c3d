"""What a search says, as objects: each term demands one thing of a paper, and all terms must hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from carrel.domain.query import Evidence, Has


class Field(StrEnum):
    """What a term is about; the value is the name it is typed by. *Words* are typed without a name."""

    WORDS = ""
    TITLE = "title"
    AUTHOR = "author"
    ABSTRACT = "abstract"
    NOTE = "note"
    TOPIC = "topic"
    TAG = "tag"
    COLLECTION = "in"
    CATEGORY = "cat"
    ARXIV = "arxiv"
    DOI = "doi"
    YEAR = "year"
    ADDED = "added"
    IS = "is"
    HAS = "has"
    EVIDENCE = "evidence"


TEXT_FIELDS = frozenset({Field.WORDS, Field.TITLE, Field.AUTHOR, Field.ABSTRACT, Field.NOTE})
"""Fields whose values are words that stand in a text."""

NAME_FIELDS = frozenset({Field.TOPIC, Field.TAG, Field.COLLECTION, Field.CATEGORY, Field.ARXIV, Field.DOI})
"""Fields whose values are whole names, told apart by neither case nor diacritics."""

MOST_WORDS = 24
MOST_TERMS = 64
MOST_VALUES = 32
MOST_CHARACTERS = 4000
"""A search looks at so many words, terms, alternatives of a term and characters at most; what comes after them is left out."""


class Is(StrEnum):
    """States that `is:` asks for."""

    UNREAD = "unread"
    READING = "reading"
    READ = "read"
    STARRED = "starred"


READING_STATES = (Is.UNREAD, Is.READING, Is.READ)
"""Of these every paper has exactly one."""


@dataclass(frozen=True, slots=True)
class Words:
    """One word or a phrase, as typed and never empty. With `beginning` its last word may go on."""

    text: str
    beginning: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a topic, tag, collection or category, or an identifier; never empty. With `beginning` it may go on."""

    text: str
    beginning: bool = False


@dataclass(frozen=True, slots=True)
class Years:
    """From a year to a year, both included; None where that end is open, never at both."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Ago:
    """At most so many days ("d"), weeks ("w"), months ("m") or years ("y") ago."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Dates:
    """From a day, month or year to another, both included, as ISO 8601 of that length; "" where that end is open, never at both."""

    first: str
    last: str


Value = Words | Name | Years | Ago | Dates | Is | Has | Evidence


@dataclass(frozen=True, slots=True)
class Term:
    """One demand: one of the `values` holds, or with `negated` none does. Terms of `WORDS` have one value."""

    field: Field
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """A term and where it was typed: offsets in the text."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hint:
    """What was not understood, where it stands (offsets in the text), and why, in a sentence.

    `replacement` is what probably was meant in place of `start` to `end`, "" where there is no guess. `unfinished` is what
    may become right as typing goes on.
    """

    start: int
    end: int
    message: str
    replacement: str = ""
    unfinished: bool = False

    def applied(self, text: str) -> str:
        """The text with what probably was meant."""
        return text[: self.start] + self.replacement + text[self.end :]

    def stands_in(self, text: str, about: str) -> bool:
        """Whether the hint, given on the text `about`, is as right in `text`: all is the same up to its end."""
        return text[: self.end] == about[: self.end]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A text as terms, in its order. `open` is the index of the term whose last word may not be typed to its end, or None."""

    text: str
    located: tuple[Located, ...]
    hints: tuple[Hint, ...]
    open: int | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is demanded."""
        return tuple(one.term for one in self.located)

    @property
    def words(self) -> tuple[str, ...]:
        """Words and phrases that are looked for anywhere in papers, in order."""
        return tuple(
            value.text
            for term in self.terms
            if term.field is Field.WORDS and not term.negated
            for value in term.values
            if isinstance(value, Words)
        )
