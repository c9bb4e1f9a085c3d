"""Whether the numbers of a sentence stand in the passages it rests on, and what the paper says instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.numbers import Number, numbers, same

if TYPE_CHECKING:
    from collections.abc import Collection

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.domain.passage import Passage

_LIST_MARK = re.compile(r"\s*\(?\d{1,2}[.)]\s")


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """`unsupported` are the numbers, as written, that the passages lack; `reasons` says what the paper has, in words.

    `held_by` are further passages that hold a number and speak of the sentence's matter: they become evidence.
    """

    unsupported: tuple[str, ...]
    reasons: tuple[str, ...]
    held_by: tuple[Passage, ...]


def check_numbers(text: str, passages: Collection[Passage], index: EvidenceIndex) -> NumberCheck:
    """Check each number of `text` in `passages`, then in passages that share words with it, then in the whole paper."""
    unsupported: list[str] = []
    reasons: list[str] = []
    held_by: list[Passage] = []
    positions = {passage.position for passage in passages}
    here = [
        number
        for passage, given in zip(index.passages, index.numbers, strict=True)
        if passage.position in positions
        for number in given
    ]
    mark = _LIST_MARK.match(text)
    for number in numbers(text):
        if mark and number.start < mark.end():
            continue
        if any(same(number, given) for given in here) or any(
            same(number, given) for passage in held_by for given in numbers(passage.text, inside_names=True)
        ):
            continue
        elsewhere = [
            passage
            for passage, given in zip(index.passages, index.numbers, strict=True)
            if any(same(number, other) for other in given)
        ]
        close = index.nearest(text, elsewhere)
        if close is not None:
            held_by.append(close)
            continue
        unsupported.append(number.text)
        reasons.append(_reason(number, here, numbers(text), elsewhere))
    return NumberCheck(tuple(dict.fromkeys(unsupported)), tuple(dict.fromkeys(reasons)), tuple(held_by))


def _reason(number: Number, here: list[Number], claimed: tuple[Number, ...], elsewhere: list[Passage]) -> str:
    rivals = [
        given
        for given in here
        if given.unit == number.unit and not any(same(other, given) for other in claimed) and _alike(number, given)
    ]
    if rivals:
        rival = min(rivals, key=lambda given: abs(given.value - number.value))
        return f"The paper says {rival.text}, not {number.text}."
    if elsewhere:
        page = elsewhere[0].page + 1
        where = f", on page {page}, but not of this" if page > 0 else ", but not of this"
        return f"The paper gives {number.text}{where}."
    return f"{number.text} is not in the paper."


def _alike(number: Number, given: Number) -> bool:
    """Whether one could be a slip for the other: of a size, and neither a year unless both are."""
    if not number.value or not given.value:
        return False
    ratio = given.value / number.value
    years = [1900 <= value <= 2100 and value == int(value) for value in (number.value, given.value)]
    return 0.2 <= ratio <= 5 and years[0] == years[1]
