"""How what a person types fits a name: of a command, a place, a paper.

Letters of a typed word may be left out, but at a cost: words are meant to be begun, not guessed. Case and diacritics make no
difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from carrel.domain.folding import fold

Span = tuple[int, int]
_Way = tuple[int, tuple[int, ...]]
"""What it costs to take these letters of a name."""

_WORD = re.compile(r"[^\W_]+")
_NEXT_WORD = 2
"""What it costs that the next letter begins another word ("op" for Open PDF)."""
_GAP = 5
"""What it costs that letters are left out inside a word ("libary" for Library)."""
_INSIDE = 6
"""What it costs that a word is not begun ("brary" for Library)."""
_A_LETTER = 2
"""What a typed word may cost for each of its letters."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a name fits: the less `cost` the better, 0 where every typed word begins one of the name. `spans` are the letters that match."""

    cost: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name's letters, folded: where each stands in the name, and whether it begins a word."""

    letters: str
    places: tuple[int, ...]
    begins: tuple[bool, ...]


def fit(typed: str, name: str) -> Fit | None:
    """How `typed` fits `name`; None where one of its words does not, or where there is none.

    The words may stand in any order, and each may take letters of the name that another one took.
    """
    words = begun_words(typed)
    known = _known(name)
    if not words or not all(_in_order(word, known.letters) for word in words):
        return None
    cost, taken = 0, set[int]()
    for word in words:
        found = _cheapest(word, known)
        if found is None:
            return None
        cost += found[0]
        taken.update(found[1])
    return Fit(cost, _spans(sorted({known.places[letter] for letter in taken})))


def begun_words(typed: str) -> tuple[str, ...]:
    """The words of what was typed, folded, each once."""
    return tuple(dict.fromkeys(_WORD.findall(fold(typed))))


def beginnings(words: Iterable[str], text: str) -> tuple[Span, ...]:
    """Where words of `text` begin with one of the folded `words`: as many of their letters as were typed."""
    wanted = tuple(words)
    found: list[Span] = []
    for match in _WORD.finditer(text):
        known = _known(match.group())
        longest = max((len(word) for word in wanted if word and known.letters.startswith(word)), default=0)
        if longest:
            found.append((match.start(), match.start() + known.places[longest - 1] + 1))
    return tuple(found)


def excerpt(words: Sequence[str], text: str, most: int) -> str:
    """About `most` characters of `text` on one line, around where it first begins with one of the folded `words`; "…" where it is cut."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    first = next(iter(beginnings(words, line)), (0, 0))[0]
    start = 0 if first <= most // 2 else line.rfind(" ", 0, first - most // 4) + 1
    end = start + most
    if end < len(line):
        end = max(line.rfind(" ", start, end), first + 1)
    return f"{'… ' if start else ''}{line[start:end].strip()}{' …' if end < len(line) else ''}"


def _in_order(word: str, letters: str) -> bool:
    at = -1
    for letter in word:
        at = letters.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _cheapest(word: str, name: _Name) -> _Way | None:
    """The letters of `name` that the word takes, and what that costs; None where it costs too much."""
    begun = _begun(word, name)
    if begun is not None:
        return begun
    limit = _A_LETTER * len(word)
    # For each letter of the name that the typed letter can be: what it costs up to there, and the way there.
    ways: dict[int, _Way] = {
        place: (0 if name.begins[place] else _INSIDE, (place,))
        for place, letter in enumerate(name.letters)
        if letter == word[0]
    }
    for wanted in word[1:]:
        ways = {place: way for place, way in _one_more(wanted, name, ways).items() if way[0] <= limit}
    return min((way for way in ways.values() if way[0] <= limit), key=lambda way: way[0], default=None)


def _begun(word: str, name: _Name) -> _Way | None:
    """The letters of the first word of `name` that the typed word begins, which is as good as it gets."""
    at = name.letters.find(word)
    while at >= 0 and (not name.begins[at] or any(name.begins[at + 1 : at + len(word)])):
        at = name.letters.find(word, at + 1)
    return (0, tuple(range(at, at + len(word)))) if at >= 0 else None


def _one_more(wanted: str, name: _Name, ways: dict[int, _Way]) -> dict[int, _Way]:
    """Each way gone on to a later letter that is the one `wanted`; of those that meet there the cheapest."""
    further: dict[int, _Way] = {}
    # Of the ways that end two letters before `place` or earlier.
    cheapest: _Way | None = None
    for place in range(min(ways, default=len(name.letters)) + 1, len(name.letters)):
        beside = ways.get(place - 1)
        if name.letters[place] == wanted:
            begins = name.begins[place]
            over = (cheapest[0] + (_NEXT_WORD if begins else _GAP), cheapest[1]) if cheapest is not None else None
            on = (beside[0] + (_NEXT_WORD if begins else 0), beside[1]) if beside is not None else None
            cost, way = min((one for one in (on, over) if one is not None), key=lambda one: one[0])
            further[place] = (cost, (*way, place))
        if beside is not None and (cheapest is None or beside[0] < cheapest[0]):
            cheapest = beside
    return further


def _spans(places: Sequence[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)


@lru_cache(maxsize=4096)
def _known(name: str) -> _Name:
    letters: list[str] = []
    places: list[int] = []
    begins: list[bool] = []
    inside = False
    for place, character in enumerate(name):
        folded = "".join(fold(character).split())
        of_word = [one for one in folded if one.isalnum()]
        for number, letter in enumerate(of_word):
            letters.append(letter)
            places.append(place)
            begins.append(not inside and not number)
        # A mark that stands over a letter is part of its word.
        inside = bool(of_word) or (inside and not folded and not character.isspace())
    return _Name("".join(letters), tuple(places), tuple(begins))
