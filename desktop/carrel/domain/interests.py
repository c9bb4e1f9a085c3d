"""What of a feed a person wants to see first, and what not at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from carrel.domain.paper import Paper

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Interests:
    """`include` comes first and is For you; a paper with anything of `exclude` is left out of the feed.

    Each term is a word or phrase of title and abstract (``diffusion``, ``state space``), ``author:Ada Lovelace`` or
    ``cat:stat.ML``.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a paper is admitted to a feed, and what of `Interests.include` it has, as reasons in words."""

    admitted: bool
    reasons: tuple[str, ...] = ()


def parse_terms(text: str) -> tuple[str, ...]:
    """Terms as typed: separated by commas or line breaks; each once, in order."""
    terms = (" ".join(term.replace('"', " ").split()) for term in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(term for term in terms if term.partition(":")[2] or ":" not in term if term))


def match(interests: Interests, paper: Paper) -> Match:
    """Hold a paper against what is wanted. Letters' case and accents do not count; words match whole, `cat:cs` all of cs."""
    text = fold(f"{paper.title} {paper.abstract}")
    authors = [fold(name) for name in paper.authors]

    def has(term: str) -> bool:
        field, _, value = term.partition(":")
        if field.casefold() == "author" and value:
            return any(_in(value, name) for name in authors)
        if field.casefold() == "cat" and value:
            return any(in_category(name, value.strip()) for name in paper.categories)
        return _in(term, text)

    if any(has(term) for term in interests.exclude):
        return Match(admitted=False)
    return Match(True, tuple(_reason(term) for term in interests.include if has(term)))


def in_category(category: str, followed: str) -> bool:
    """Whether a paper's category is the followed one, or belongs to the followed group ("cs" holds "cs.LG")."""
    category, followed = category.casefold(), followed.casefold()
    return category == followed or category.startswith(f"{followed}.")


def fold(text: str) -> str:
    """Text without the case and the accents of its letters."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return _BEYOND_ASCII.sub(_bare, unicodedata.normalize("NFKD", folded))


def _bare(letters: re.Match[str]) -> str:
    return "".join(letter for letter in letters[0] if not unicodedata.combining(letter))


def _in(words: str, text: str) -> bool:
    first, pattern = _pattern(words)
    # Looking for the first word as it stands is ten times as fast, and most texts do not have it.
    return first in text and pattern.search(text) is not None


@lru_cache(maxsize=512)
def _pattern(words: str) -> tuple[str, re.Pattern[str]]:
    parts = fold(words).split()
    phrase = r"[\s\-]+".join(re.escape(part) for part in parts)
    return parts[0] if parts else "", re.compile(rf"(?<!\w){phrase}(?!\w)")


def _reason(term: str) -> str:
    field, _, value = term.partition(":")
    if field.casefold() == "author" and value:
        return f"by {value.strip()}"
    if field.casefold() == "cat" and value:
        return f"in {value.strip()}"
    return f"mentions {term}"
