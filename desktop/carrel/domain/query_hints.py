"""What is told of a search that was not understood: plain sentences, each with the guess that suits it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

from carrel.domain.folding import fold
from carrel.domain.query_terms import (
    MOST_CHARACTERS,
    MOST_TERMS,
    MOST_WORDS,
    NAME_FIELDS,
    READING_STATES,
    TEXT_FIELDS,
    Field,
    Hint,
    Located,
    Name,
)
from carrel.domain.query_values import STATES

_EXAMPLES: Mapping[Field, str] = {
    Field.TITLE: "title:attention",
    Field.AUTHOR: "author:smith",
    Field.ABSTRACT: "abstract:routing",
    Field.NOTE: "note:compare",
    Field.TOPIC: "topic:Theory",
    Field.TAG: "tag:thesis",
    Field.COLLECTION: 'in:"Reading group"',
    Field.CATEGORY: "cat:cs.LG",
    Field.ARXIV: "arxiv:2310.06825",
    Field.DOI: "doi:10.1000/182",
    Field.YEAR: "year:2021, year:2021.. or year:2021..2024",
    Field.ADDED: "added:7d, added:2026-01-15.. or added:2026-03",
}
_MEANT: Mapping[str, str] = {
    "by": "author:",
    "from": "author:",
    "name": "title:",
    "label": "tag:",
    "folder": "in:",
    "subject": "topic:",
    "date": "year:",
    "published": "year:",
    "status": "is:",
    "state": "is:",
    "unread": "is:unread",
    "reading": "is:reading",
    "read": "is:read",
    "starred": "is:starred",
    "pdf": "has:pdf",
    "code": "has:code",
    "highlights": "has:highlights",
    "annotations": "has:highlights",
    "hidden": "has:hidden",
}
_NOUNS: Mapping[Field, str] = {Field.TOPIC: "topic", Field.TAG: "tag", Field.COLLECTION: "collection"}
_OTHER_RANGES = (
    (re.compile(r"(\d{4})(?:[-–—:/]|\.{3}|…)(\d{4})"), r"\1..\2"),
    (re.compile(r">=?(\d{4})|(?:since|from)-?(\d{4})"), r"\1\2.."),
    (re.compile(r"<=?(\d{4})|(?:until|to)-?(\d{4})"), r"..\1\2"),
)


def no_field(text: str, name: str, start: int, known: Iterable[str]) -> Hint | None:
    """A word before a colon that names no field; None where that is no attempt at one, as in an address."""
    end = start + len(name) + 1
    following = text[end : end + 2]
    if not following.strip() or following[0].isspace() or following == "//":
        return None
    wanted = name.casefold()
    close = get_close_matches(wanted, list(known), 1, 0.7)
    meant = _MEANT.get(wanted) or (f"{close[0]}:" if close else "")
    if not meant:
        return Hint(start, end, f"{name}: is no field, so this is searched as words.")
    # A state stands for itself: what was typed behind it is not part of it.
    until = end if meant.endswith(":") else _end_of_word(text, end)
    return Hint(start, until, f"{name}: is no field. Did you mean {meant}?", meant)


def no_value(text: str, field: Field, start: int, end: int) -> Hint:
    """Nothing stands behind a field's name."""
    rest = text[end:]
    if rest.strip():
        gap = len(rest) - len(rest.lstrip())
        named = text[start:end]
        word = text[end + gap : _end_of_word(text, end + gap)]
        return Hint(
            start,
            end + gap,
            f"A space stands after {named} and nothing was read there. Did you mean {named}{word}?",
            named,
        )
    if field in STATES:
        return Hint(start, end, f"{field}: can be {_listed(STATES[field])}.", unfinished=True)
    return Hint(start, end, f"Write for example {_EXAMPLES[field]}.", unfinished=True)


def wrong_value(field: Field, value: str, typed: str, start: int, end: int, text: str) -> Hint:
    """What stands behind a field's name is nothing it can be. `typed` is the whole term."""
    unfinished = end == len(text)
    if field in STATES:
        wanted = value.casefold()
        unfinished = unfinished and any(one.startswith(wanted) for one in STATES[field])
        message = f"{field}:{value} is not known."
        close = get_close_matches(wanted, list(STATES[field]), 1, 0.6)
        if close:
            guess = typed.replace(value, close[0])
            return Hint(start, end, f"{message} Did you mean {guess}?", guess, unfinished)
        return Hint(start, end, f"{message} It can be {_listed(STATES[field])}.", unfinished=unfinished)
    for pattern, range_ in _OTHER_RANGES if field is Field.YEAR else ():
        found = pattern.fullmatch(value.casefold())
        if found is not None:
            guess = typed.replace(value, found.expand(range_))
            return Hint(start, end, f"A range of years is written otherwise. Did you mean {guess}?", guess)
    what = "year" if field is Field.YEAR else "time"
    unfinished = unfinished and value[:1].isdecimal()
    return Hint(start, end, f"{value} is no {what}. Write {_EXAMPLES[field]}.", unfinished=unfinished)


def no_quote(text: str, start: int) -> Hint:
    """A quotation mark that is not closed."""
    message = "The quotation mark is not closed, so all that follows is one phrase."
    return Hint(start, len(text), message, f'{text[start:]}"', unfinished=True)


def no_or(start: int, end: int) -> Hint:
    """OR between words."""
    return Hint(start, end, "OR is searched as a word. Alternatives stand in one field, such as tag:thesis|survey.")


def of_terms(located: Sequence[Located], text: str) -> list[Hint]:
    """What no paper can be, and what is too much."""
    return [*_too_many(located, text), *_contradictions(located)]


def unknown_names(located: Sequence[Located], known: Mapping[Field, Collection[str]]) -> list[Hint]:
    """Topics, tags and collections that are not among the `known` ones."""
    found: list[Hint] = []
    for one in located:
        term = one.term
        if term.field not in NAME_FIELDS or term.field not in known:
            continue
        names = {fold(name): name for name in known[term.field]}
        for value in term.values:
            if not isinstance(value, Name) or _is_among(value, names):
                continue
            close = get_close_matches(fold(value.text), list(names), 1, 0.6)
            message = f"There is no {_NOUNS[term.field]} “{value.text}”."
            if not close:
                found.append(Hint(one.start, one.end, message))
                continue
            name = names[close[0]]
            quoted = f'"{name}"' if re.search(r"\s", name) else name
            sign = "-" if term.negated else ""
            guess = f"{sign}{term.field}:{quoted}" if len(term.values) == 1 else ""
            found.append(Hint(one.start, one.end, f"{message} Did you mean {name}?", guess))
    return found


def _is_among(value: Name, names: Collection[str]) -> bool:
    wanted = fold(value.text)
    return any(name.startswith(wanted) for name in names) if value.beginning else wanted in names


def _too_many(located: Sequence[Located], text: str) -> list[Hint]:
    words = [one for one in located if one.term.field in TEXT_FIELDS]
    left_out = [one.start for one in (*located[MOST_TERMS:], *words[MOST_WORDS:])]
    left_out += [MOST_CHARACTERS] if text[MOST_CHARACTERS:].strip() else []
    if not left_out:
        return []
    message = f"A search looks for {MOST_WORDS} words and {MOST_TERMS} terms; what comes after them is left out."
    return [Hint(min(left_out), len(text), message)]


def _contradictions(located: Sequence[Located]) -> list[Hint]:
    """Two states that no paper has at once."""
    found: list[Hint] = []
    for field, states in (
        (Field.IS, frozenset(READING_STATES)),
        (Field.EVIDENCE, frozenset(STATES[Field.EVIDENCE].values())),
    ):
        demands = [
            one
            for one in located
            if one.term.field is field and not one.term.negated and states.issuperset(one.term.values)
        ]
        for before, after in pairwise(demands):
            if not set(before.term.values) & set(after.term.values):
                texts: dict[object, str] = {value: text for text, value in STATES[field].items()}
                either = "|".join(texts[value] for value in (*before.term.values, *after.term.values))
                message = f"No paper is both. {field}:{either} finds either."
                found.append(Hint(after.start, after.end, message))
    return found


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"


def _end_of_word(text: str, at: int) -> int:
    found = re.compile(r"\S*").match(text, at)
    return found.end() if found else at
