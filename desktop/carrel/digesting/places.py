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


def agreement(claim: Wording, at: int, passage: Wording, there: int, weights: Mapping[str, float]) -> float:
    """How far the words around `at` in `claim` stand around `there` in `passage`, 0 to 1, nearby words counting most.

    `at` and `there` are indices of tokens. A word counts in full where it stands as far off, on the same side.
    """
    around = {
        index - there: passage.tokens[index].stem
        for index in range(max(0, there - _FURTHER), min(len(passage.tokens), there + _FURTHER + 1))
        if index != there and passage.tokens[index].content
    }
    reached = total = 0.0
    for index in range(max(0, at - _REACH), min(len(claim.tokens), at + _REACH + 1)):
        token = claim.tokens[index]
        if index == at or not token.content:
            continue
        away = index - at
        weight = weights[token.stem] * math.exp(-(abs(away) - 1) / _DECAY)
        total += weight
        reached += weight * max(
            (
                math.exp(-abs(away - offset) / _DECAY)
                for offset, stem in around.items()
                if stem == token.stem or akin(stem, token.stem)
            ),
            default=0.0,
        )
    return reached / total if total else 0.0
