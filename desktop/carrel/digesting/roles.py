"""Who does it to whom: "A outperforms B" is not "B outperforms A"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.digesting.words import stem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.wording import Wording

_VERBS = frozenset(
    stem(word)
    for word in "outperform underperform surpass exceed beat precede follow cause imply dominate replace generalize generalise contain include "
    "subsume predict approximate".split()
)
_COMPARATIVE = frozenset(
    "better worse higher lower larger smaller faster slower greater more less fewer stronger weaker deeper longer shorter easier".split()
)
_ENDS = frozenset({",", ";", ":", "(", ")", "but", "while", "whereas", "and", "which", "that", "when", "if", "because"})
_REACH = 7
_CLEARLY = 0.5


def exchanged(claim: Wording, passages: Sequence[Wording], weights: Mapping[str, float]) -> bool:
    """Whether `claim` and a passage name the same two sides of a comparison, or of a deed, the other way round."""
    ours = _sides(claim)
    theirs = [sides for passage in passages for sides in _sides(passage)] if ours else []
    for verb, left, right in ours:
        straight = crossed = 0.0
        for other, their_left, their_right in theirs:
            if other != verb:
                continue
            straight = max(straight, _shared(left, their_left, weights) + _shared(right, their_right, weights))
            if _shared(left, their_right, weights) > 0 and _shared(right, their_left, weights) > 0:
                crossed = max(crossed, _shared(left, their_right, weights) + _shared(right, their_left, weights))
        if crossed > straight + _CLEARLY:
            return True
    return False


def _sides(wording: Wording) -> list[tuple[str, frozenset[str], frozenset[str]]]:
    """Each comparison or deed with the stems before it and behind it; of a passive the doer comes first."""
    found: list[tuple[str, frozenset[str], frozenset[str]]] = []
    tokens = wording.tokens
    for at, token in enumerate(tokens):
        behind = at + 1
        if token.word in _COMPARATIVE:
            than = next(
                (index for index in range(at + 1, min(at + 5, len(tokens))) if tokens[index].word == "than"), None
            )
            if than is None:
                continue
            behind = than + 1
            verb = token.word
        elif token.stem in _VERBS:
            verb = token.stem
        else:
            continue
        left = _side(wording, range(at - 1, -1, -1))
        right = _side(wording, range(behind, len(tokens)))
        if behind < len(tokens) and tokens[behind].word == "by" and token.word.endswith("ed"):
            left, right = right, left
        if left and right:
            found.append((verb, left, right))
    return found


def _side(wording: Wording, places: range) -> frozenset[str]:
    found: set[str] = set()
    for index in places[:_REACH]:
        token = wording.tokens[index]
        if token.word in _ENDS:
            break
        if token.content:
            found.add(token.stem)
    return frozenset(found)


def _shared(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of weight that the smaller of two sides has in the other."""
    least = min(sum(weights[word] for word in one), sum(weights[word] for word in other))
    return sum(weights[word] for word in one & other) / least if least else 0.0
