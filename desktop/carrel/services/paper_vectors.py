"""Vectors of papers for comparing them: the embedder's where it has them, else those of word pieces, which need no model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.services.embedding import Embedding
from carrel.storage import ranked
from carrel.storage.database import Database

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# NumPy and what computes with it are imported where they are used: the window's process does without, until papers are ranked.
# ruff: noqa: PLC0415

_ENOUGH = 0.95
_CLOSE, _CLOSE_STATIC = 0.50, 0.60
"""Cosines from which on two papers are called close: of abstracts of two topics, one pair in twenty comes so far."""


@dataclass(frozen=True, slots=True)
class Space:
    """Papers and their vectors, of unit length, in the same order; `close` is the cosine of papers that are close."""

    rows: dict[int, int]
    matrix: npt.NDArray[np.float32]
    close: float

    def of(self, papers: Collection[int]) -> npt.NDArray[np.float32]:
        """The rows of papers, all of which it has."""
        return self.matrix[[self.rows[paper] for paper in papers]]


class PaperVectors:
    """Finds vectors; those of word pieces are kept in memory. Not for the window's thread: it computes."""

    def __init__(self, database: Database, embedding: Embedding) -> None:
        self._database = database
        self._embedding = embedding
        self._made: dict[int, tuple[int, npt.NDArray[np.float32]]] = {}

    def state(self) -> str:
        """What tells whether `space` may give other vectors than it did."""
        return repr(self._embedding.serving())

    def space(self, papers: Collection[int]) -> Space:
        """Vectors of these papers; a few that the embedder has not come to yet are left out."""
        import numpy as np

        nearest = self._embedding.nearest()
        if nearest is not None and papers:
            there, vectors = nearest.vectors_of(np.array(list(papers), np.int64))
            if len(there) >= _ENOUGH * len(papers):
                return Space({one: row for row, one in enumerate(there.tolist())}, _unit(vectors), _CLOSE)
        return self._quick(papers)

    def _quick(self, papers: Collection[int]) -> Space:
        import numpy as np

        from carrel.inference.static_encoder import static_encoder

        with self._database.read() as connection:
            texts = ranked.texts(connection, papers)
        new = [one for one, text in texts.items() if self._made.get(one, (0,))[0] != hash(text)]
        if new:
            made = static_encoder().embed([texts[one] for one in new])
            self._made |= {one: (hash(texts[one]), row) for one, row in zip(new, made, strict=True)}
        # What is compared no more is not kept either.
        self._made = {one: self._made[one] for one in texts}
        rows = {one: row for row, one in enumerate(texts)}
        empty = np.zeros((0, static_encoder().dimension), np.float32)
        return Space(
            rows,
            np.stack([self._made[one][1] for one in texts]) if texts else empty,
            _CLOSE_STATIC,
        )


def _unit(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit: npt.NDArray[np.float32] = matrix / np.maximum(length, np.finfo(np.float32).tiny)
    return unit
