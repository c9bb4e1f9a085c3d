"""Ridge regression on vectors: what the person wanted lies at 1, what they did not want at -1. Milliseconds for thousands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

_RIDGE = 3.0
"""Against overtrust in a few examples: chosen on simulated readers, flat from 1 to 30 (docs/evaluation.md)."""


@dataclass(frozen=True, slots=True)
class Model:
    """A direction in which papers become more wanted; 0 lies between what was wanted and what was not."""

    direction: Numbers
    offset: float

    def scores(self, vectors: Vectors) -> Numbers:
        """How much each row is wanted."""
        scores: Numbers = vectors @ self.direction + self.offset
        return scores


def train(wanted: Vectors, weights: Numbers, others: Vectors, other_weights: Numbers) -> Model:
    """Learn from rows that were wanted and rows that were not, each with its weight; both sides count the same together.

    With nothing unwanted the direction is that of the middle of what was wanted.
    """
    if not len(others) or not other_weights.sum():
        middle = np.average(wanted, axis=0, weights=weights).astype(np.float64)
        return Model(middle, 0.0)
    rows = np.concatenate([wanted, others]).astype(np.float64)
    shares = np.concatenate([weights / weights.sum(), other_weights / other_weights.sum()]) / 2
    targets = np.concatenate([np.ones(len(wanted)), -np.ones(len(others))])
    middle = shares @ rows
    centred = rows - middle
    scaled = centred * shares[:, None]
    # Both sides weigh the same, so the targets' middle is 0.
    examples = len(wanted) + min(len(others), 50)
    matrix = scaled.T @ centred + np.eye(rows.shape[1]) * (_RIDGE / examples)
    direction = np.linalg.solve(matrix, scaled.T @ targets)
    return Model(direction, -float(middle @ direction))
