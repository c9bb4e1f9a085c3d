"""Which passages a statement rests on: the one nearest to it, and those that say what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.overlap import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.digesting.wording import Wording

_MOST = 3
_WORTH_ADDING = 0.1
_NEIGHBOUR = 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may say it: its index, and the cosine of its vector with the statement's, 0 without an encoder."""

    index: int
    cosine: float = 0.0


def choose(
    claim: Wording, near: Sequence[Candidate], index: EvidenceIndex, weights: Mapping[str, float]
) -> tuple[int, ...]:
    """One to three of the candidates and their neighbours, best first: together they hold what the claim says."""
    wanted = sorted(set(claim.content))
    total = sum(weights[word] for word in wanted) or 1.0

    def held(word: str, places: Sequence[int]) -> float:
        return weights[word] * index.held(word, places)

    def worth(candidate: Candidate) -> tuple[float, int]:
        at = candidate.index
        covered = sum(held(word, (at,)) for word in wanted) / total
        return covered + in_order(claim.stems, index.wording(at).stems, weights) + candidate.cosine, -at

    best = max(near, key=worth).index
    chosen = [best]
    have = {word: held(word, chosen) for word in wanted}
    options = [at for at in (best + 1, best - 1, *(one.index for one in near)) if 0 <= at < len(index.passages)]
    while len(chosen) < _MOST:
        gains = [
            (
                sum(max(0.0, held(word, (at,)) - have[word]) for word in wanted) / total
                + (_NEIGHBOUR if abs(at - best) == 1 else 0.0),
                -rank,
                at,
            )
            for rank, at in enumerate(dict.fromkeys(options))
            if at not in chosen
        ]
        most, _, at = max(gains, default=(0.0, 0, 0))
        if most < _WORTH_ADDING + _NEIGHBOUR:
            break
        chosen.append(at)
        have = {word: held(word, chosen) for word in wanted}
    return tuple(chosen)
