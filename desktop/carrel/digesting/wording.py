"""A sentence taken apart: its words with their places, stems and weight-bearing ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from carrel.digesting.numbers import Number, numbers
from carrel.digesting.words import common, fold, stem, words

_PIECE = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*|[,;:()]")
_DIGITS = re.compile(r"\d[\d.,]*(?:k|m|b|bn|x|th|st|nd|rd)?")
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve half twice double third thirds quarter quarters hundred "
    "thousand million billion percent per-cent dozen".split()
)
LONGEST = 4000
"""Characters of a text that are looked at word by word: more than any sentence has."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written, folded, its stem, where it starts, and whether it carries meaning of its own."""

    text: str
    word: str
    stem: str
    start: int
    content: bool


class Wording:
    """The words of a text, in order, with commas and brackets among them (they are never content)."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST]
        self.tokens = tuple(_tokens(self.text))
        self.stems = [token.stem for token in self.tokens if token.stem]
        self.content = [token.stem for token in self.tokens if token.content]
        self.known = frozenset(self.stems)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Its numbers, those inside names left out."""
        return numbers(self.text)

    @cached_property
    def all_numbers(self) -> tuple[Number, ...]:
        """Its numbers, those inside names included."""
        return numbers(self.text, inside_names=True)

    def token_at(self, offset: int) -> int:
        """The index of the first token at or after an offset of the text."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].start < offset:
                low = middle + 1
            else:
                high = middle
        return low


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if not piece[0].isalnum():
            found.append(Token(piece, piece, "", match.start(), content=False))
            continue
        if piece.isascii():
            word = piece.lower()
            found.append(_token(piece, word, match.start()))
            continue
        found.extend(_token(piece, word, match.start()) for word in words(piece) or [fold(piece)])
    return found


def _token(piece: str, word: str, start: int) -> Token:
    number = word in _NUMBER_WORDS or (word[0].isdigit() and _DIGITS.fullmatch(word) is not None)
    root = "" if number else stem(word)
    return Token(piece, word, root, start, content=not number and not common(word.replace("’", "'").partition("'")[0]))
