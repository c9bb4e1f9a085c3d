"""Whether the numbers of a sentence stand in the passages it rests on, for the same thing, and what the paper says instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.numbers import Number, same
from carrel.digesting.places import agreement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.digesting.wording import Wording

_LIST_MARK = re.compile(r"\s*\(?\d{1,2}[.)]\s")
_AHEAD = 0.2
_IN_PLACE = 0.45
_SPEAKS_OF_IT = 0.4
_NEAR_IT = 0.3


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """What was found of a sentence's numbers.

    `unsupported` are those, as written, that the passages lack or give for something else; `reasons` says what the paper has.
    `held_by` are indices of further passages that hold a number and speak of the sentence's matter: they become evidence.
    """

    unsupported: tuple[str, ...]
    reasons: tuple[str, ...]
    held_by: tuple[int, ...]


def check_numbers(
    claim: Wording, chosen: Sequence[int], index: EvidenceIndex, weights: Mapping[str, float]
) -> NumberCheck:
    """Check each number of `claim` in the passages `chosen`, then in others that speak of the same, then in the whole paper."""
    unsupported: list[str] = []
    reasons: list[str] = []
    held_by: list[int] = []
    mark = _LIST_MARK.match(claim.text)
    for number in claim.numbers:
        if mark and number.start < mark.end():
            continue
        here = [(at, given) for at in (*chosen, *held_by) for given in index.wording(at).all_numbers]
        if any(same(number, given) for _, given in here):
            other = _meant(number, claim, here, index, weights)
            if other is None:
                continue
            unsupported.append(number.text)
            reasons.append(f"The paper says {other.text} here; {number.text} is for something else.")
            continue
        elsewhere = index.with_number(number)
        taken = _best_fit(number, claim, here, index, weights)
        close = _speaking(number, claim, elsewhere, index, weights, max(taken, _NEAR_IT))
        if close is not None:
            held_by.append(close)
            continue
        unsupported.append(number.text)
        reasons.append(_reason(number, claim, here, elsewhere, index, weights))
    return NumberCheck(tuple(dict.fromkeys(unsupported)), tuple(dict.fromkeys(reasons)), tuple(held_by))


def _meant(
    number: Number,
    claim: Wording,
    here: Sequence[tuple[int, Number]],
    index: EvidenceIndex,
    weights: Mapping[str, float],
) -> Number | None:
    """The number that the passages have in this one's place, where they have this one only in another."""
    own = 0.0
    best: tuple[float, Number | None] = (0.0, None)
    for place, given in here:
        fit = _fit(claim, number, index.wording(place), given, weights)
        if same(number, given):
            own = max(own, fit)
        elif fit > best[0] and (given.unit == number.unit or not (given.unit and number.unit)):
            # A number that the claim has in that place itself is no rival.
            theirs = [
                _fit(claim, one, index.wording(place), given, weights) for one in claim.numbers if same(one, given)
            ]
            if fit > max(theirs, default=0.0):
                best = (fit, given)
    return best[1] if best[0] >= _IN_PLACE and best[0] > own + _AHEAD else None


def _fit(claim: Wording, number: Number, passage: Wording, given: Number, weights: Mapping[str, float]) -> float:
    """How far two numbers stand in the same place of their clauses, looked at from both sides, 0 to 1."""
    at, there = claim.token_at(number.start), passage.token_at(given.start)
    here = agreement(claim, at, passage, there, weights, within=True)
    return (here + agreement(passage, there, claim, at, weights, within=True)) / 2


def _best_fit(
    number: Number,
    claim: Wording,
    here: Sequence[tuple[int, Number]],
    index: EvidenceIndex,
    weights: Mapping[str, float],
) -> float:
    """How well another number stands in this one's place in the passages that the claim rests on."""
    return max(
        (
            _fit(claim, number, index.wording(place), given, weights)
            for place, given in here
            if not any(same(one, given) for one in claim.numbers)
        ),
        default=0.0,
    )


def _speaking(
    number: Number,
    claim: Wording,
    elsewhere: Sequence[int],
    index: EvidenceIndex,
    weights: Mapping[str, float],
    least: float,
) -> int | None:
    """Of the passages that hold the number in such a place, at `least` so well, the one that speaks most of the claim's matter."""
    wanted = set(claim.content)
    total = sum(weights[word] for word in wanted)
    best: tuple[float, int | None] = (0.0, None)
    for place in elsewhere:
        shared = sum(weights[word] * index.held(word, (place,)) for word in wanted)
        if shared <= best[0] or shared < _SPEAKS_OF_IT * total:
            continue
        wording = index.wording(place)
        fits = [_fit(claim, number, wording, given, weights) for given in wording.all_numbers if same(number, given)]
        if max(fits, default=0.0) >= least:
            best = (shared, place)
    return best[1]


def _reason(
    number: Number,
    claim: Wording,
    here: Sequence[tuple[int, Number]],
    elsewhere: Sequence[int],
    index: EvidenceIndex,
    weights: Mapping[str, float],
) -> str:
    at = claim.token_at(number.start)
    rivals = [
        (agreement(claim, at, index.wording(place), index.wording(place).token_at(given.start), weights), given)
        for place, given in here
        if not any(same(other, given) for other in claim.numbers) and _alike(number, given)
    ]
    rivals = [pair for pair in rivals if pair[0] >= _NEAR_IT]
    if rivals:
        rival = max(rivals, key=lambda pair: pair[0])[1]
        return f"The paper says {rival.text}, not {number.text}."
    if elsewhere:
        page = index.passages[elsewhere[0]].page + 1
        where = f", on page {page}, but not of this" if page > 0 else ", but not of this"
        return f"The paper gives {number.text}{where}."
    return f"{number.text} is not in the paper."


def _alike(number: Number, given: Number) -> bool:
    """Whether one could be a slip for the other: of a size, and neither a year unless both are; or of another unit."""
    if number.value == given.value and number.unit and given.unit:
        return True
    if not number.value or not given.value or number.unit != given.unit:
        return False
    ratio = given.value / number.value
    years = [1900 <= value <= 2100 and value == int(value) for value in (number.value, given.value)]
    return 0.1 <= ratio <= 10 and years[0] == years[1]
