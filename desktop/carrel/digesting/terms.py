"""TF-IDF over sentences, kept sparse: how central each is to the paper and how alike two are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Terms:
    """Sentences as unit vectors of (1 + log tf) · idf weights, rows in the order given."""

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        vocabulary: dict[str, int] = {}
        columns: list[int] = []
        counts: list[int] = []
        starts = [0]
        for sentence in sentences:
            row: dict[int, int] = {}
            for word in sentence:
                column = vocabulary.setdefault(word, len(vocabulary))
                row[column] = row.get(column, 0) + 1
            columns.extend(row)
            counts.extend(row.values())
            starts.append(len(columns))
        self._vocabulary = vocabulary
        self._columns = np.array(columns, dtype=np.int64)
        self._starts = np.array(starts, dtype=np.int64)
        self._rows = np.repeat(np.arange(len(sentences)), np.diff(self._starts))
        frequency = np.bincount(self._columns, minlength=len(vocabulary))
        self._idf = np.log((len(sentences) + 1) / (frequency + 0.5))
        self._weights = (1 + np.log(np.array(counts, dtype=np.float64))) * self._idf[self._columns]
        norms = np.sqrt(np.bincount(self._rows, weights=self._weights**2, minlength=len(sentences)))
        self._weights /= np.where(norms > 0, norms, 1.0)[self._rows]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def centrality(self, importance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each sentence's cosine with the centroid of all, those of more `importance` (one a sentence) pulling more."""
        pull = self._weights * importance[self._rows]
        return self._along(_summed(self._columns, pull, len(self._vocabulary)))

    def likeness(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Each sentence's cosine with a text of these stems."""
        vector = np.zeros(len(self._vocabulary))
        for word in words:
            column = self._vocabulary.get(word)
            if column is not None:
                vector[column] = self._idf[column]
        return self._along(vector)

    def row(self, index: int) -> NDArray[np.float64]:
        """One sentence as a dense unit vector (zeros for a sentence without words)."""
        vector = np.zeros(len(self._vocabulary))
        part = slice(self._starts[index], self._starts[index + 1])
        vector[self._columns[part]] = self._weights[part]
        return vector

    def alike(self, index: int) -> NDArray[np.float64]:
        """Each sentence's cosine with the sentence at `index`."""
        return self._along(self.row(index))

    def _along(self, direction: NDArray[np.float64]) -> NDArray[np.float64]:
        norm = float(np.linalg.norm(direction))
        if not norm:
            return np.zeros(len(self))
        products: NDArray[np.float64] = self._weights * direction[self._columns] / norm
        return _summed(self._rows, products, len(self))


def _summed(groups: NDArray[np.int64], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    return np.bincount(groups, weights=values, minlength=count).astype(np.float64)
