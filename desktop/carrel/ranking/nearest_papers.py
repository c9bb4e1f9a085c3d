"""The papers whose vectors are closest to a vector."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from carrel.ranking.nearest import Floats, Halves, Nearest

Ids = npt.NDArray[np.int64]


class NearestPapers:
    """Finds among rows of unit length, each with the paper it is of; rows whose paper is 0 are nobody's. Any thread may ask."""

    def __init__(self, papers: Ids, matrix: Halves) -> None:
        """`papers` has the paper of each row of `matrix`, which may lie in a file: it is read once for the signs."""
        self._papers = papers
        self._matrix = matrix
        self._nearest = Nearest(matrix)
        self._rows = np.flatnonzero(papers)
        self._places = np.argsort(papers[self._rows], kind="stable")

    def __len__(self) -> int:
        """How many papers there are."""
        return len(self._rows)

    def vectors_of(self, papers: Ids) -> tuple[Ids, Floats]:
        """Those of these papers that have a vector, and their vectors as float32."""
        if not len(self._rows):
            return np.zeros(0, np.int64), np.zeros((0, self._matrix.shape[1]), np.float32)
        wanted = np.unique(papers)
        known = self._papers[self._rows]
        at = np.searchsorted(known, wanted, sorter=self._places)
        places = self._places[np.minimum(at, len(self._places) - 1)]
        there = known[places] == wanted
        vectors: Floats = np.asarray(self._matrix[self._rows[places[there]]]).astype(np.float32)
        return wanted[there], vectors

    def best(self, query: Floats, count: int, allowed: Ids | None = None) -> tuple[Ids, Floats]:
        """The `count` papers of the largest cosine, the largest first, with their cosines; of `allowed` alone where given."""
        length = float(np.linalg.norm(query))
        rows = self._rows if allowed is None else self._rows[np.isin(self._papers[self._rows], allowed)]
        if not length or not len(rows) or count < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        found, cosines = self._nearest.best(query / np.float32(length), count, rows)
        return self._papers[found], cosines
