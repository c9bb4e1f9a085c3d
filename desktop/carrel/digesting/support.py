"""How well passages say a statement: a few measures, weighed by a model learned from true and falsified sentences.

The weights are data, ``models/evidence.toml``; ``benchmarks/evaluation/train_evidence.py`` makes them.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from carrel.digesting.overlap import in_order, kept, pairs
from carrel.digesting.synonyms import akin
from carrel.digesting.words import FRAMING
from carrel.paths import bundled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.digesting.wording import Wording

_NEARLY = 0.8
MEASURES = ("coverage", "together", "whole", "order", "phrases", "near", "missing", "absent", "cosine")


@dataclass(frozen=True, slots=True)
class Support:
    """What was measured, each 0 to 1, and the words of the statement, stemmed, that its passages lack.

    `measures` are, in the order of `MEASURES`: the share of its content that the passages hold; that the best of them, with
    its neighbours, holds, and how near that comes to all; of its words in the same order; of its neighbouring words that are neighbours there; of its content words that are close there; the share of
    its weight that its heaviest missing word has; the share that words have which the paper nowhere has; and the cosine of
    its vector with the nearest passage's (0 without an encoder).
    """

    measures: tuple[float, ...]
    missing: tuple[str, ...]
    absent: tuple[str, ...]

    def score(self, *, vectors: bool) -> float:
        """The chance, as learned, that the passages say it."""
        learned = weighing()
        weights = learned.with_vectors if vectors else learned.words_alone
        total = weights[0] + sum(weight * measure for weight, measure in zip(weights[1:], self.measures, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Weighing:
    """The learned weights, the constant first then one for each of `MEASURES`, and the scores that part the statuses."""

    with_vectors: tuple[float, ...]
    words_alone: tuple[float, ...]
    supported: tuple[float, float]
    partly: tuple[float, float]


@cache
def weighing() -> Weighing:
    """The weights that come with Carrel."""
    data = tomllib.loads(bundled("models/evidence.toml").read_text(encoding="utf-8"))
    vectors, alone = data["with_vectors"], data["words_alone"]
    return Weighing(
        with_vectors=_weights(vectors),
        words_alone=_weights(alone),
        supported=(float(vectors["supported"]), float(alone["supported"])),
        partly=(float(vectors["partly"]), float(alone["partly"])),
    )


def _weights(table: Mapping[str, float]) -> tuple[float, ...]:
    return (float(table["constant"]), *(float(table[name]) for name in MEASURES))


def measure(
    claim: Wording, chosen: Sequence[int], cosine: float, index: EvidenceIndex, weights: Mapping[str, float]
) -> Support:
    """Measure how well the passages `chosen` say `claim`."""
    wanted = sorted(set(claim.content))
    total = sum(weights[word] for word in wanted) or 1.0
    held = _held(wanted, chosen, index)
    missing = [word for word in wanted if not held[word]]
    absent = [word for word in missing if word not in index.known and word not in FRAMING]
    wordings = [index.wording(at) for at in chosen]
    there = set().union(*(set(wording.stems) for wording in wordings))
    stems = [_as_there(stem, there) for stem in claim.stems]
    content = [_as_there(stem, there) for stem in claim.content]
    runs = [wording.stems for wording in wordings]
    for one, at in enumerate(chosen):
        if at + 1 in chosen:
            runs.append(wordings[one].stems + wordings[chosen.index(at + 1)].stems)
    phrases = kept(pairs(stems), set().union(*(pairs(run) for run in runs)))
    near = kept(pairs(content), set().union(*(pairs(wording.content, 3) for wording in wordings)))
    coverage = sum(weights[word] * held[word] for word in wanted) / total
    side_by_side = [at for at in chosen if abs(at - chosen[0]) <= 1]
    beside = _held(wanted, side_by_side, index)
    together = sum(weights[word] * beside[word] for word in wanted) / total
    return Support(
        measures=(
            coverage,
            together,
            max(0.0, together - _NEARLY) / (1 - _NEARLY),
            max((in_order(stems, run, weights) for run in runs), default=0.0),
            phrases if len(stems) > 1 else coverage,
            near if len(content) > 1 else coverage,
            max((weights[word] for word in missing), default=0.0) / total,
            min(1.0, sum(weights[word] for word in absent) / total),
            cosine,
        ),
        missing=tuple(missing),
        absent=tuple(absent),
    )


def _held(wanted: Sequence[str], chosen: Sequence[int], index: EvidenceIndex) -> dict[str, float]:
    """How far the passages have each of the words, written out or as an acronym."""
    written_out = index.equivalents(chosen)
    return {word: 1.0 if word in written_out else index.held(word, chosen) for word in wanted}


def _as_there(stem: str, there: set[str]) -> str:
    """A stem, or what the passages have for it."""
    if stem in there:
        return stem
    return next((other for other in sorted(there) if akin(stem, other)), stem)
