"""Vectors of texts in no time: the mean of vectors that word pieces have of their own, by NumPy alone.

The vectors are distilled from the encoder that comes with Carrel by Model2Vec's method (Tulkens and van Dongen, 2024,
github.com/MinishLab/model2vec); `packaging/static_embedder.py` makes them. They know nothing of the order of words: good for
telling what sentences are about and which say the same, less so for what exactly they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from carrel.inference.encoder import unusable_encoder
from carrel.inference.word_pieces import WordPieces
from carrel.paths import bundled

Vectors = npt.NDArray[np.float32]

FILES = ("vectors.npy", "scales.npy", "vocabulary.txt")
_FOLDER = "models/embedder/static"
_NAME = "of word pieces"
_MOST_CHARACTERS = 32_768
"""What of a text is looked at, as by the encoder that reads whole sentences."""
_MOST_PIECES = 8_192
"""So many pieces are added up at once: 8 MB of numbers."""


class StaticEncoder:
    """An `Encoder` whose vectors are looked up. Any thread may use it."""

    def __init__(self, folder: Path) -> None:
        """Map the vectors in `folder` into memory.

        Raises:
            OSError, ValueError, EOFError: a file is missing or damaged.
        """
        words = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self._pieces = WordPieces(words)
        self._rows: npt.NDArray[np.int8] = np.load(folder / "vectors.npy", mmap_mode="r")
        self._scales: npt.NDArray[np.float32] = np.load(folder / "scales.npy")
        if self._rows.ndim != 2 or not self._rows.shape[:1] == self._scales.shape == (len(words),):
            raise ValueError("words, vectors and scales are not as many")
        self.dimension = int(self._rows.shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row of unit length for each text, in their order: shape (texts, `dimension`).

        Zeros where no piece of the text is known: for nothing, and for scripts that the vocabulary lacks. Of a text, the
        first 32,768 characters count.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        numbers: list[int] = []
        starts: list[int] = []
        rows: list[int] = []
        for row, text in enumerate(texts):
            pieces = self._pieces.cut(text[:_MOST_CHARACTERS])
            if pieces:
                rows.append(row)
                starts.append(len(numbers))
                numbers.extend(pieces)
            if len(numbers) >= _MOST_PIECES:
                vectors[rows] = self._sums(numbers, starts)
                numbers, starts, rows = [], [], []
        if rows:
            vectors[rows] = self._sums(numbers, starts)
        return vectors

    def _sums(self, numbers: Sequence[int], starts: Sequence[int]) -> Vectors:
        """The sums of the pieces' vectors from each start to the next, made as long as one."""
        pieces = self._rows[numbers].astype(np.float32)
        pieces *= self._scales[numbers][:, None]
        sums = np.add.reduceat(pieces, starts, axis=0)
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = sums / np.maximum(length, np.finfo(np.float32).tiny)
        return unit


def static_files() -> list[Path]:
    """The files of the one that comes with Carrel, all of which decide on its vectors.

    Raises:
        ModelError: this installation lacks it.
    """
    try:
        return [bundled(f"{_FOLDER}/{name}") for name in FILES]
    except FileNotFoundError as error:
        raise unusable_encoder(_NAME, str(error)) from error


@cache
def static_encoder() -> StaticEncoder:
    """The one that comes with Carrel, loaded once.

    Raises:
        ModelError: this installation lacks it, or it is damaged.
    """
    try:
        return StaticEncoder(static_files()[0].parent)
    except (OSError, ValueError, EOFError) as error:
        raise unusable_encoder(_NAME, str(error)) from error
