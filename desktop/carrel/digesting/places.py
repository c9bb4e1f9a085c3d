"""Whether two places in two sentences are the same place: the words around them agree.

It tells which of a passage's numbers a number of a statement goes back to, and which of its comparisons.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from carrel.digesting.synonyms import akin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carrel.digesting.wording import Wording

_REACH = 7
_FURTHER = 10
_DECAY = 4.0
_DECAY_WITHIN = 12.0


_ENDS = frozenset(
    {",", ";", ":", "(", ")", "and", "but", "while", "where", "whereas", "which", "when", "than", "versus", "vs"}
)


def agreement(
    claim: Wording, at: int, passage: Wording, there: int, weights: Mapping[str, float], *, within: bool = False
) -> float:
    """How far the words around `at` in `claim` stand around `there` in `passage`, 0 to 1, nearby words counting most.

    `at` and `there` are indices of tokens. A word counts in full where it stands as far off, on the same side. `within`:
    only the words of the same clause count.
    """
    around = {
        index - there: passage.tokens[index].stem
        for index in _around(passage, there, _FURTHER, within=within)
        if index != there and passage.tokens[index].content
    }
    decay = _DECAY_WITHIN if within else _DECAY
    reached = total = 0.0
    for index in _around(claim, at, _REACH, within=within):
        token = claim.tokens[index]
        if index == at or not token.content:
            continue
        away = index - at
        weight = weights[token.stem] * math.exp(-(abs(away) - 1) / decay)
        total += weight
        reached += weight * max(
            (
                math.exp(-abs(away - offset) / decay)
                for offset, stem in around.items()
                if stem == token.stem or akin(stem, token.stem)
            ),
            default=0.0,
        )
    return reached / total if total else 0.0


def _around(wording: Wording, at: int, reach: int, *, within: bool) -> range:
    first, last = max(0, at - reach), min(len(wording.tokens), at + reach + 1)
    if within:
        ends = [index for index in range(first, last) if wording.tokens[index].word in _ENDS]
        first = max((index + 1 for index in ends if index < at), default=first)
        last = min((index for index in ends if index > at), default=last)
    return range(first, last)
