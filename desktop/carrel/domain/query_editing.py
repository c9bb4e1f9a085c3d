"""A typed search and the facets are one state: what is ticked is read from the text, and ticking edits the text.

What is not touched stays as it was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from carrel.domain.folding import fold
from carrel.domain.query_reading import parse
from carrel.domain.query_terms import (
    MOST_TERMS,
    READING_STATES,
    TEXT_FIELDS,
    Field,
    Name,
    ParsedQuery,
    Term,
    Value,
    Words,
    Years,
)
from carrel.domain.query_values import STATES
from carrel.domain.query_writing import write, write_term

_EXCLUSIVE: dict[Field, tuple[Value, ...]] = {
    Field.IS: READING_STATES,
    Field.EVIDENCE: tuple(STATES[Field.EVIDENCE].values()),
}
"""Of these values every paper has exactly one, so that what must not be leaves the others."""

_DESCRIBED = TEXT_FIELDS - {Field.NOTE} | {Field.TOPIC, Field.CATEGORY, Field.ARXIV, Field.DOI, Field.YEAR}
"""Fields of what describes a paper; all others are about what a person did with it."""


def ticked(parsed: ParsedQuery, field: Field) -> tuple[Value, ...]:
    """The values of a facet that a search asks for, any of which a paper may have; none where it does not ask."""
    if field not in _EXCLUSIVE:
        found = [value for term in parsed.terms if _positive(term, field) for value in term.values]
        return tuple(value for value in dict.fromkeys(found) if not (isinstance(value, Name) and value.beginning))
    left = set(_EXCLUSIVE[field])
    demands = [term for term in parsed.terms if _exclusive(term, field)]
    for term in demands:
        left = left - set(term.values) if term.negated else left & set(term.values)
    return tuple(value for value in _EXCLUSIVE[field] if value in left) if demands else ()


def tick(text: str, field: Field, value: Value, *, on: bool) -> str:
    """The search with one more value of a facet, or one fewer."""
    parsed = parse(text)
    if field in _EXCLUSIVE:
        wanted = set(ticked(parsed, field)) | {value} if on else set(ticked(parsed, field)) - {value}
        values = tuple(one for one in _EXCLUSIVE[field] if one in wanted)
        touched = [place for place, term in enumerate(parsed.terms) if _exclusive(term, field)]
        return _replaced(parsed, touched, Term(field, values) if values else None)
    touched = [place for place, term in enumerate(parsed.terms) if _positive(term, field)]
    if not on:
        for place in reversed(touched):
            rest = tuple(one for one in parsed.terms[place].values if not _same(one, value))
            if rest != parsed.terms[place].values:
                parsed = parse(_replaced(parsed, [place], Term(field, rest) if rest else None))
        return parsed.text
    if not touched:
        return _replaced(parsed, [], Term(field, (value,)))
    last = parsed.terms[touched[-1]]
    return _replaced(parsed, touched[-1:], Term(field, (*last.values, value)))


def years(parsed: ParsedQuery) -> tuple[int, int] | None:
    """The first and last year that a search asks for as one range; an open end is 0 or 9999."""
    for term in parsed.terms:
        if _one_range(term):
            (range_,) = term.values
            if isinstance(range_, Years):
                return range_.first or 0, 9999 if range_.last is None else range_.last
    return None


def with_years(text: str, wanted: tuple[int, int] | None) -> str:
    """The search with another range of years, or none."""
    parsed = parse(text)
    touched = [place for place, term in enumerate(parsed.terms) if _one_range(term)]
    return _replaced(parsed, touched, Term(Field.YEAR, (Years(*wanted),)) if wanted else None)


def without(parsed: ParsedQuery, places: Sequence[int]) -> str:
    """The search without the terms at these places."""
    return _replaced(parsed, places, None)


def asks_for_words(text: str) -> bool:
    """Whether a search looks for words, by which papers can be ranked."""
    return any(term.field in TEXT_FIELDS and not term.negated for term in parse(text).terms)


def meant(text: str) -> str:
    """What of a search has a meaning: the words and phrases that may stand anywhere; "" where there is none."""
    terms = (term for term in parse(text).terms if _is_meant(term))
    return " ".join(value.text for term in terms for value in term.values if isinstance(value, Words))


def without_meant(text: str) -> str:
    """A search without what has a meaning."""
    return write(term for term in parse(text).terms if not _is_meant(term))


def of_announced(parsed: ParsedQuery) -> ParsedQuery | None:
    """The part of a search that papers outside the library can be asked for, None where only those inside can match.

    They have words, titles, authors, abstracts, topics, categories, identifiers and years, and nothing that a person gave them:
    what demands that is of the library alone, what forbids it holds of all of them. Years alone say nothing of what is looked for.
    """
    described = [one for one in parsed.located if one.term.field in _DESCRIBED]
    own = [one.term for one in parsed.located if one.term.field not in _DESCRIBED]
    about = any(not one.term.negated and one.term.field is not Field.YEAR for one in described)
    if not about or not all(term.negated for term in own):
        return None
    return replace(parsed, located=tuple(described), open=None)


def at_arxiv(text: str) -> str:
    """The part of a search that arXiv can be asked: words, titles, authors, abstracts and categories."""
    known = TEXT_FIELDS - {Field.NOTE} | {Field.CATEGORY}
    parsed = parse(text)
    unknown = [place for place, term in enumerate(parsed.terms) if term.field not in known]
    return _replaced(parsed, unknown, None) if unknown else text.strip()


def _replaced(parsed: ParsedQuery, places: Sequence[int], term: Term | None) -> str:
    """The text with `term` in place of the first of some terms, or behind all where there are none; the others are gone."""
    text, wanted = parsed.text, list(parsed.terms)
    for number, place in reversed(list(enumerate(places))):
        one = parsed.located[place]
        if number == 0 and term is not None:
            text = text[: one.start] + write_term(term) + text[one.end :]
            wanted[place] = term
        else:
            before, after = text[: one.start].rstrip(), text[one.end :].lstrip()
            text = f"{before} {after}".strip()
            del wanted[place]
    if not places and term is not None:
        text = f"{text.rstrip()} {write_term(term)}".strip()
        wanted = [*wanted[: MOST_TERMS - 1], term]
    # An open quotation mark, or a word that would join what is now beside it, is written out.
    return text if parse(text).terms == tuple(wanted) else write(wanted)


def _is_meant(term: Term) -> bool:
    return term.field is Field.WORDS and not term.negated


def _positive(term: Term, field: Field) -> bool:
    return term.field is field and not term.negated


def _exclusive(term: Term, field: Field) -> bool:
    return term.field is field and set(term.values) <= set(_EXCLUSIVE[field])


def _one_range(term: Term) -> bool:
    return _positive(term, Field.YEAR) and len(term.values) == 1


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Name) and isinstance(other, Name):
        return fold(one.text) == fold(other.text) and one.beginning == other.beginning
    return one == other
