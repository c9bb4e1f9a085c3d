"""Which token comes next: the likeliest, with a penalty on what the answer has just said; and when it goes in circles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from carrel.domain.errors import ModelError

PENALTY = 1.1
"""As llama.cpp's ``repeat_penalty``: scores above 0 are divided by it, others multiplied."""

PENALTY_WINDOW = 64
_LONGEST_ROUND = 96
_ROUNDS = 3
_LEAST_TOKENS = 24


def choose(scores: npt.NDArray[np.float32], written: Sequence[int]) -> int:
    """The likeliest token.

    Only the answer's own last `PENALTY_WINDOW` tokens are penalised, never the prompt's: a digest should use the paper's words.

    Raises:
        ModelError: the model computes no numbers, as a damaged one does.
    """
    if recent := list(set(written[-PENALTY_WINDOW:])):
        said = scores[recent]
        scores[recent] = np.where(said > 0, said / PENALTY, said * PENALTY)
    best = int(np.argmax(scores))
    if not np.isfinite(scores[best]):
        raise ModelError(
            "The model computes no usable numbers; its file is probably damaged.",
            "Download it again or choose another.",
        )
    return best


def repeated(tokens: Sequence[int]) -> int:
    """How many of the last tokens only repeat what stands before them, or 0.

    A loop is the same sequence of up to 96 tokens three times or more in a row, 24 tokens at least.
    """
    for size in range(1, min(_LONGEST_ROUND, len(tokens) // _ROUNDS) + 1):
        if tokens[-1] != tokens[-1 - size]:
            continue
        length = max(_ROUNDS * size, _LEAST_TOKENS)
        tail = tokens[-length:]
        if len(tail) == length and tail[size:] == tail[:-size]:
            return length - size
    return 0
