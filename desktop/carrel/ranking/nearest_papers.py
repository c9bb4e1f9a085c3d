"""The papers whose vectors are closest to a vector."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from carrel.ranking.nearest import Floats, Halves, Nearest

Ids = npt.NDArray[np.int64]


class NearestPapers:
    """Finds among rows of unit length, each with the paper it is of; rows whose paper is 0 are nobody's. Any thread may ask.

    A paper may have several rows.
    """

    def __init__(self, papers: Ids, matrix: Halves) -> None:
        """`papers` has the paper of each row of `matrix`, which may lie in a file: it is read once for the signs."""
        self._papers = papers
        self._matrix = matrix
        self._nearest = Nearest(matrix)
        self._last = int(papers.max(initial=0))
        self.dimension = int(matrix.shape[1])

    def __len__(self) -> int:
        """How many rows papers have."""
        return int(np.count_nonzero(self._papers))

    def vectors_of(self, papers: Ids) -> tuple[Ids, Floats]:
        """Those of these papers that have a vector, once each and in order, and their vectors as float32: of several the first."""
        if not self._last:
            return np.zeros(0, np.int64), np.zeros((0, self._matrix.shape[1]), np.float32)
        wanted = np.unique(papers)
        at = np.searchsorted(self._papers[self._ordered], wanted)
        rows = self._ordered[np.minimum(at, len(self._ordered) - 1)]
        there = self._papers[rows] == wanted
        vectors: Floats = np.asarray(self._matrix[rows[there]]).astype(np.float32)
        return wanted[there], vectors

    def best(self, query: Floats, count: int, allowed: Ids | None = None) -> tuple[Ids, Floats]:
        """The papers of the `count` rows of the largest cosine, the largest first, with their cosines; of `allowed` alone where given.

        A paper is named once for each of its rows.
        """
        length = float(np.linalg.norm(query))
        rows = np.flatnonzero(self._papers if allowed is None else self._mask(allowed)[self._papers])
        if not length or not len(rows) or count < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        found, cosines = self._nearest.best(query / np.float32(length), count, rows)
        return self._papers[found], cosines

    @cached_property
    def _ordered(self) -> Ids:
        """The rows that papers have, by their papers."""
        rows = np.flatnonzero(self._papers)
        return rows[np.argsort(self._papers[rows], kind="stable")]

    def _mask(self, papers: Ids) -> npt.NDArray[np.bool_]:
        """Which papers are among these, by their numbers."""
        mask = np.zeros(self._last + 1, bool)
        mask[papers[(papers > 0) & (papers <= self._last)]] = True
        return mask
