"""The rows of a matrix of unit vectors that are closest to a vector.

A row's signs are one bit a number. How many of them differ from the vector's is counted for all rows at once, a
thirty-second part of the work that products of numbers would be; the rows with the fewest are then compared exactly. The
method is that of Yamada et al., *Efficient Passage Retrieval with Hashing for Open-domain Question Answering* (ACL 2021),
with the signs of the vectors themselves in place of learned ones.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Halves = npt.NDArray[np.float16]
Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]
Signs = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.uint16]

_COMPARED = 4000
"""So many rows are compared exactly, more where more are asked for."""
_FOR_EACH = 4
_MANY = 0.25
"""Where more than so many of all rows are asked for, the signs of all are compared."""
_BLOCK = 65_536
_WORD_BITS = 64


class Nearest:
    """Finds rows of `matrix`, shape (rows, dimension), whose vectors are of unit length or zero. Any thread may ask.

    It keeps the signs, an eighth of a byte a number; the numbers themselves stay where they are, mapped from a file as a rule.
    """

    def __init__(self, matrix: Halves) -> None:
        """Take the signs of `matrix`, which is read once for that: 100,000 rows of 384 numbers in a twentieth of a second or two."""
        self._matrix = matrix
        dimension = matrix.shape[1]
        words = -(-dimension // _WORD_BITS)
        # A word of all rows lies together: it is read from one end to the other.
        self._signs: Signs = np.zeros((words, len(matrix)), np.uint64)
        for start in range(0, len(matrix), _BLOCK):
            self._signs[:, start : start + _BLOCK] = _signs(matrix[start : start + _BLOCK], words).T

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._matrix)

    def best(self, vector: Floats, count: int, among: Rows | None = None) -> tuple[Rows, Floats]:
        """The `count` closest rows, closest first, and their cosines; of the rows `among`, where those are given."""
        compared = max(_COMPARED, _FOR_EACH * count)
        rows = np.arange(len(self._matrix)) if among is None else among
        if len(rows) > compared:
            rows = rows[_least(self._different(vector, rows), compared)]
        cosines = self.cosines(vector, rows)
        order = np.argsort(-cosines, kind="stable")[:count]
        return rows[order], cosines[order]

    def _different(self, vector: Floats, rows: Rows) -> Counts:
        """In how many numbers the signs of these rows differ from the vector's."""
        wanted = _signs(vector[None], len(self._signs))[0]
        # To take many rows out of the signs takes longer than to count the others, too.
        if len(rows) < _MANY * len(self):
            return _different(self._signs[:, rows], wanted)
        different = _different(self._signs, wanted)
        return different if len(rows) == len(self) else different[rows]

    def cosines(self, vector: Floats, rows: Rows) -> Floats:
        """The cosines of these rows with the vector."""
        exact: Floats = self._matrix[rows].astype(np.float32) @ vector.astype(np.float32)
        return exact


def _signs(rows: Halves | Floats, words: int) -> Signs:
    """The signs of vectors, packed: shape (rows, `words`)."""
    packed = np.zeros((len(rows), words * _WORD_BITS // 8), np.uint8)
    # A float16 is above zero where its bits, read as a whole number, are: that is told ten times as fast.
    above = rows.view(np.int16) > 0 if rows.dtype == np.float16 else rows > 0
    bits = np.packbits(above, axis=1)
    packed[:, : bits.shape[1]] = bits
    return packed.view(np.uint64)


def _least(counts: Counts, most: int) -> Rows:
    """Where the `most` least of `counts` are, in order; the first of equal ones."""
    last = np.partition(counts, most - 1)[most - 1]
    less = np.flatnonzero(counts < last)
    rows = np.concatenate((less, np.flatnonzero(counts == last)[: most - len(less)]))
    # In the order of the file, which is read from its disk the first time.
    rows.sort()
    return rows


def _different(signs: Signs, wanted: Signs) -> Counts:
    counts = np.zeros(signs.shape[1], np.uint16)
    for word, other in zip(signs, wanted, strict=True):
        counts += np.bitwise_count(word ^ other)
    return counts
