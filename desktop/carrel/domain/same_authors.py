"""Whether two lists of authors may be those of one paper, however the names are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from carrel.domain.plain_words import plain_words

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})
_PARTICLES = frozenset("van von der den de di da dos del della la le du ten ter el al bin ibn".split())
_OTHERS = re.compile(r"[\s,;]*\b(?:et\.? al\b\.?|and others|others)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: the family name and what else there is, folded."""

    family: str
    given: tuple[str, ...]

    def may_be(self, other: Name) -> bool:
        """Whether both may name one person: family names are the same, and no initial speaks against it."""
        if self.family == other.family:
            return _compatible(self.given, other.given)
        # Some write family names first: then both names have the same words, and none is an initial.
        mine, others = sorted((self.family, *self.given)), sorted((other.family, *other.given))
        return mine == others and all(len(word) > 1 for word in mine)


def name_of(author: str) -> Name:
    """An author as "Ada B. Lovelace" or "Lovelace, Ada B."."""
    before, comma, behind = author.partition(",")
    if comma and plain_words(behind) and not set(plain_words(behind)) <= _SUFFIXES:
        return Name("".join(plain_words(before)), _given(plain_words(behind)))
    words = [word for word in plain_words(before) if word not in _SUFFIXES] or list(plain_words(before))
    if not words:
        return Name("", ())
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name("".join(words[start:]), _given(words[:start]))


def names_of(authors: Sequence[str]) -> tuple[Name, ...]:
    """The names of a list of authors, without what stands for more of them."""
    return tuple(name for one in authors if (name := name_of(_OTHERS.sub("", one))).family)


def same_authors(one: Sequence[Name], other: Sequence[Name]) -> bool:
    """Whether the first authors may be one person, and so half of the others in the shorter list."""
    if not one or not other or not one[0].may_be(other[0]):
        return False
    return 2 * shared_authors(one, other) >= min(len(one), len(other))


def shared_authors(one: Sequence[Name], other: Sequence[Name]) -> int:
    """How many of the shorter list may be in the longer one, each of which counts once."""
    shorter, longer = sorted((one, other), key=len)
    left: dict[str, list[Name]] = {}
    for name in longer:
        for word in {name.family, *name.given}:
            left.setdefault(word, []).append(name)
    taken: set[int] = set()
    for name in shorter:
        found = next((one for one in left.get(name.family, ()) if id(one) not in taken and name.may_be(one)), None)
        if found is not None:
            taken.add(id(found))
    return len(taken)


def _given(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _PARTICLES)


def _compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the first of the given names agree, an initial with every name it may stand for."""
    if not one or not other:
        return True
    mine, others = one[0], other[0]
    # "JR" is what some make of "J. R.".
    if min(len(mine), len(others)) <= 2:
        return mine[0] == others[0]
    return mine == others or mine.startswith(others) or others.startswith(mine)
