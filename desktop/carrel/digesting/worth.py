"""How well each sentence of a paper serves a field of its digest, for who must choose what of it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.candidates import Candidates
from carrel.digesting.profiles import PROFILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from carrel.digesting.source import Source
    from carrel.domain.digest import Field


def sentence_worth(source: Source, field: Field) -> NDArray[np.float64]:
    """One number for each of `source.readable()`, in that order: 0 for what serves nobody, some 1 to 3 for the best.

    Who asks for several fields of a paper asks `sentence_worths`, which measures its sentences once.
    """
    return sentence_worths(source)[field]


def sentence_worths(source: Source) -> Mapping[Field, NDArray[np.float64]]:
    """`sentence_worth` of every field."""
    candidates = Candidates.of(source)
    at = {passage.position: index for index, passage in enumerate(source.readable())}
    rows = [at[passage.position] for passage in candidates.passages]
    worths: dict[Field, NDArray[np.float64]] = {}
    for field, profile in PROFILES.items():
        worths[field] = np.zeros(len(at))
        if rows:
            worths[field][rows] = candidates.scores(profile)
    return worths
