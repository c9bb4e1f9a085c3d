"""Vectors of papers for comparing them: the embedder's where it has them, else some that are made in no time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.storage import ranked, vectors
from carrel.storage.database import Database
from carrel.storage.vectors import Vectors

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

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
    """Finds vectors; those that are made in no time are kept in memory. Not for the window's thread: it computes."""

    def __init__(self, database: Database, embedded: Callable[[], Vectors | None]) -> None:
        """`embedded` gives the vectors that the embedder has made."""
        self._database = database
        self._embedded = embedded
        self._made: dict[int, tuple[int, npt.NDArray[np.float32]]] = {}

    def state(self) -> str:
        """What tells whether `space` may give other vectors than it did."""
        with self._database.read() as connection:
            serving = vectors.serving(connection)
            return f"{serving.id} {vectors.counts(connection, serving)[0]}" if serving is not None else ""

    def space(self, papers: Collection[int]) -> Space:
        """Vectors of these papers; a few that the embedder has not come to yet are left out."""
        import numpy as np  # noqa: PLC0415 - the window's process does without, until papers are compared

        found = self._embedded()
        if found is not None and papers:
            wanted = np.array(sorted(papers), np.int64)
            order = np.argsort(found.papers, kind="stable")
            at = np.searchsorted(found.papers[order], wanted)
            here = at < len(order)
            here[here] = found.papers[order[at[here]]] == wanted[here]
            if here.mean() >= _ENOUGH:
                rows = order[at[here]]
                there = wanted[here].tolist()
                return Space(
                    {one: row for row, one in enumerate(there)},
                    _unit(found.matrix[rows]),
                    _CLOSE,
                )
        return self._quick(papers)

    def _quick(self, papers: Collection[int]) -> Space:
        import numpy as np  # noqa: PLC0415

        from carrel.inference.static_encoder import static_encoder  # noqa: PLC0415 - it needs NumPy

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


def _unit(matrix: npt.NDArray[np.float16]) -> npt.NDArray[np.float32]:
    import numpy as np  # noqa: PLC0415

    wide = matrix.astype(np.float32)
    length = np.linalg.norm(wide, axis=1, keepdims=True)
    unit: npt.NDArray[np.float32] = wide / np.maximum(length, np.finfo(np.float32).tiny)
    return unit
