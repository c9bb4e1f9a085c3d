"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

_WORD = re.compile(r"\S+\s*")


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went together."""

    change: Change
    text: str


@lru_cache(maxsize=128)
def pieces_of(old: str, new: str) -> tuple[Piece, ...]:
    """The new text with what was added to the old one, and what was taken out of it, in their places."""
    before, after = _words(old), _words(new)
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False)
    pieces: list[Piece] = []

    def add(change: Change, words: list[str]) -> None:
        if words:
            pieces.append(Piece(change, "".join(words).strip()))

    for _, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if before[old_from:old_to] and _stripped(before[old_from:old_to]) == _stripped(after[new_from:new_to]):
            add(Change.SAME, after[new_from:new_to])
        else:
            add(Change.REMOVED, before[old_from:old_to])
            add(Change.ADDED, after[new_from:new_to])
    return tuple(pieces)


def changed(pieces: tuple[Piece, ...]) -> bool:
    """Whether anything is different."""
    return any(piece.change is not Change.SAME for piece in pieces)


def spoken(pieces: tuple[Piece, ...]) -> str:
    """The changes in words: 'added “of parallelism”; removed “and more”'."""
    told = [f"{piece.change.value} “{piece.text}”" for piece in pieces if piece.change is not Change.SAME]
    return "; ".join(told) or "unchanged"


def _words(text: str) -> list[str]:
    return [f"{word.strip()} " for word in _WORD.findall(text)]


def _stripped(words: list[str]) -> list[str]:
    return [word.strip() for word in words]
