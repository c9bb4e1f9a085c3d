"""Where two texts differ, word by word, in each of them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from carrel.domain.plain_words import plain_words

_WORD = re.compile(r"\S+")

Spans = tuple[tuple[int, int], ...]


def differences(one: str, other: str) -> tuple[Spans, Spans]:
    """The (start, end) offsets of words that the other text has not, those beside one another together.

    Words that differ in case and signs alone are the same.
    """
    mine, others = list(_WORD.finditer(one)), list(_WORD.finditer(other))
    matcher = SequenceMatcher(
        None, [_plain(word[0]) for word in mine], [_plain(word[0]) for word in others], autojunk=False
    )
    here: list[tuple[int, int]] = []
    there: list[tuple[int, int]] = []
    for kind, from_one, to_one, from_other, to_other in matcher.get_opcodes():
        if kind == "equal":
            continue
        if to_one > from_one:
            here.append((mine[from_one].start(), mine[to_one - 1].end()))
        if to_other > from_other:
            there.append((others[from_other].start(), others[to_other - 1].end()))
    return tuple(here), tuple(there)


def _plain(word: str) -> str:
    return "".join(plain_words(word)) or word
