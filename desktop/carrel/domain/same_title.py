"""Whether two titles may be those of one paper: the same words, or all but a spelling.

What tells papers of a series apart is never a spelling: numbers, parts, letters, ordinals, versions, prefixes that turn a
word around, and what a title begins with where it speaks of another paper ("Comment on", "Erratum").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import cached_property

from carrel.domain.plain_words import plain_words

STOP_WORDS = frozenset(
    "a an the of on in for with without and or to from by at as via using into over under its their is are be we"
    " de la le les des du der die das und für el los las y e et en".split()
)
_ABOUT = re.compile(
    r"(?:author s |authors |publisher |publishers |editorial )?"
    r"(comments? (?:on|to)|repl(?:y|ies)(?: to)?|response to|responses to|rejoinder|discussion (?:of|on)|errat(?:um|a)|"
    r"corrigend(?:um|a)|corrections?(?= (?:to|of|for|note))|publisher correction|addend(?:um|a)|retraction(?: note)?|"
    r"expression of concern|rebuttal|supplement(?:ary)?(?: (?:material|information|to|for))+|supplement to|"
    r"appendix (?:to|for)|book review|review of|summary of|notes? on|reproducibility of|replication of)\b"
)
_TAKEN_BACK = re.compile(r"^(?:retracted|withdrawn)(?: (?:article|paper|chapter))?\b")
_ORDINAL = frozenset(
    "one two three four five six seven eight nine ten first second third fourth fifth sixth seventh eighth ninth tenth"
    " erster zweiter dritter premier deuxieme".split()
)
_ROMAN = re.compile(r"(?:i|ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii|xiii|xiv|xv)")
_SERIES = frozenset("part parts volume vol chapter lecture paper study teil partie no number episode".split())
_NUMBER = re.compile(r"\d+")
_GENERIC = frozenset(
    "abstract abstracts acknowledgement acknowledgements acknowledgments afterword announcement announcements back front"
    " matter book books bibliography board call papers chair chairs column committee comment comments conclusion"
    " conclusions contents contributors correspondence cover discussion editor editorial editors foreword guest"
    " index information introduction introductory issue journal letter letters memoriam message news note notes obituary"
    " outlook overview page panel preface preliminary proceedings program programme prologue remarks report reports"
    " reviewer reviewers reviews review section special summary supplement symposium table talk thanks title"
    " tutorial volume welcome workshop keynote session invited conference annual international this about board".split()
)
_LEAST_WORDS = 3
_LEAST_LETTERS = 12
_MOST_SPELLINGS = 2
_LEAST_SPELT = 5


class Likeness(IntEnum):
    """How alike two titles are."""

    OTHER = 0
    RELATED = 1
    """Most words are the same; it takes the same abstract to make one paper of them."""
    SPELLING = 2
    SAME = 3


@dataclass(frozen=True)
class Title:
    """A title as it is compared."""

    text: str

    @cached_property
    def all_words(self) -> tuple[str, ...]:
        """Its words, folded, without a word that says that it was taken back."""
        words = plain_words(self.text)
        return plain_words(_TAKEN_BACK.sub("", " ".join(words))) or words

    @cached_property
    def about(self) -> str:
        """What it begins with where it speaks of another paper ("comment on"), else ""."""
        found = _ABOUT.match(" ".join(self.all_words))
        return found[1].split()[0].rstrip("s") if found else ""

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """Its words but for the smallest."""
        return tuple(word for word in self.all_words if word not in STOP_WORDS)

    @cached_property
    def joined(self) -> str:
        """Its words put together, so that hyphens and spaces are no difference."""
        return "".join(self.all_words)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """What tells it from others of a series, in order: numbers, ordinals, Roman numerals, the letter of a part."""
        found: list[str] = []
        words = self.all_words
        for place, word in enumerate(words):
            after_series = place > 0 and words[place - 1] in _SERIES
            last = place == len(words) - 1
            if digits := _NUMBER.findall(word):
                found += [one.lstrip("0") or "0" for one in digits]
            elif (
                word in _ORDINAL
                or (after_series and len(word) == 1)
                or (_ROMAN.fullmatch(word) and (after_series or last or len(word) > 1))
            ):
                found.append(word)
        return tuple(found)

    @cached_property
    def distinctive(self) -> bool:
        """Whether papers that share it are few: it has words enough that are not those of any journal."""
        own = [word for word in self.telling if word not in _GENERIC and not word.isdigit()]
        return len(own) >= _LEAST_WORDS and sum(map(len, own)) >= _LEAST_LETTERS

    @cached_property
    def generic(self) -> bool:
        """Whether it is one that every journal prints anew ("Editorial")."""
        return all(word in _GENERIC or word.isdigit() for word in self.telling)


def likeness(one: Title, other: Title) -> Likeness:
    """How alike two titles are."""
    if one.about != other.about or one.numbers != other.numbers:
        return Likeness.OTHER
    if one.joined == other.joined:
        return Likeness.SAME if one.joined else Likeness.OTHER
    if _one_in_spelling(one.all_words, other.all_words):
        return Likeness.SPELLING
    mine, others = set(one.telling), set(other.telling)
    shared = len(mine & others)
    if shared >= _LEAST_WORDS and 2 * shared >= len(mine | others):
        return Likeness.RELATED
    return Likeness.OTHER


def _one_in_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether words differ by small ones, by how they are joined, and in a few by a letter."""
    spellings = same = 0
    for kind, one_from, one_to, other_from, other_to in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        mine, others = one[one_from:one_to], other[other_from:other_to]
        if kind == "equal":
            same += len([word for word in mine if word not in STOP_WORDS])
            continue
        mine = [word for word in mine if word not in STOP_WORDS]
        others = [word for word in others if word not in STOP_WORDS]
        if "".join(mine) == "".join(others):
            continue
        if len(mine) != len(others) or not all(map(one_letter_apart, mine, others)):
            return False
        spellings += len(mine)
    return spellings <= _MOST_SPELLINGS and same >= _LEAST_WORDS - 1


def one_letter_apart(one: str, other: str) -> bool:
    """Whether two words differ by one letter too many, too few, another or exchanged with its neighbour.

    Their first letters are the same, and they are no short words: what is before a word turns it around ("atypical"), and
    short words that differ by a letter are mostly two.
    """
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _LEAST_SPELT - 1 or len(longer) < _LEAST_SPELT or one[0] != other[0]:
        return False
    if len(longer) - len(shorter) > 1:
        return False
    start = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(shorter))
    if len(longer) > len(shorter):
        return longer[start + 1 :] == shorter[start:]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    return one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
