"""How well each sentence alone would tell what a paper contributes, as learned from summaries that people wrote.

A ridge regression over plain features of sentences (`sentence_features`) predicts a sentence's ROUGE-1 with a person's one-sentence
summary, relative to the other sentences of the abstract. Its weights are data, `models/contribution.toml`;
`benchmarks/evaluation/train_selector.py` learns them from the training part of SciTLDR (Cachola et al., 2020).
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.sentence_features import features
from carrel.paths import bundled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from carrel.digesting.cues import FoundCues


def contribution(
    texts: Sequence[str],
    title: str,
    cues: FoundCues,
    vectors: NDArray[np.float32],
    title_vector: NDArray[np.float32],
    *,
    abstract: bool,
) -> NDArray[np.float64]:
    """The predicted gain in ROUGE-1 for each of `texts` (some -0.2 to 0.3); see `features` for what is given."""
    found = features(texts, title, cues, vectors, title_vector, abstract=abstract)
    total = np.zeros(len(texts))
    for name, weight in _weights().items():
        total += weight * found[name]
    return total


@cache
def _weights() -> Mapping[str, float]:
    with bundled("models/contribution.toml").open("rb") as file:
        return {name: float(weight) for name, weight in tomllib.load(file)["weights"].items()}
