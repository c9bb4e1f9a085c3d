"""How well a model foresees a text: its perplexity, by which two files of the same model are compared."""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np

from carrel.domain.errors import Cancelled, ComputingFailed, ModelError
from carrel.inference import library
from carrel.inference.gguf import inspect_model
from carrel.inference.hardware import physical_cores
from carrel.inference.loading import load
from carrel.inference.vocabulary import Vocabulary

WINDOW = 512
_PIECE = 128
_ABORTED = 2


@dataclass(frozen=True, slots=True)
class Perplexity:
    """`value` is e to the mean negative logarithm of the probabilities that `tokens` of `windows` had, each given those before."""

    value: float
    tokens: int
    windows: int


def perplexity(
    path: Path,
    text: str,
    *,
    windows: int | None = None,
    seconds: float = math.inf,
    gpu_layers: int = 0,
    turn: AbstractContextManager[None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Perplexity:
    """The perplexity of the model file at `path` on `text`, as llama.cpp's ``llama-perplexity`` computes it.

    The text's tokens are cut into windows of 512; what is left over is dropped. Each is computed by itself, its first token
    replaced by the one that begins a text where the model has one, and its second half counts, so that each token that counts
    has 256 before it (``tools/perplexity/perplexity.cpp``). `windows` says how many are computed at most; where `seconds` are
    over, no other is begun. `turn` is held around each computation, `cancelled` is asked often.

    Raises:
        ModelError: the model cannot be used, or the text is shorter than a window. Cancelled: on request.
    """
    header, _ = inspect_model(path)
    library.start()
    model = load(path, header, gpu_layers, cancelled)
    try:
        vocabulary = Vocabulary(model)
        tokens = vocabulary.tokens(text, control=False)
        if vocabulary.adds_beginning:
            tokens.insert(0, vocabulary.beginning)
        count = len(tokens) // WINDOW if windows is None else min(windows, len(tokens) // WINDOW)
        if count < 1:
            raise ModelError("The text is too short to compare models on.")
        context = _Windows(model, vocabulary, gpu_layers, turn or nullcontext(), cancelled)
        try:
            began = time.monotonic()
            costs: list[float] = []
            for number in range(count):
                costs.append(context.cost(tokens[number * WINDOW : (number + 1) * WINDOW]))
                if time.monotonic() - began > seconds:
                    break
        finally:
            context.close()
    finally:
        llama_cpp.llama_model_free(model)
    counted = len(costs) * (WINDOW - WINDOW // 2 - 1)
    return Perplexity(math.exp(sum(costs) / counted), counted, len(costs))


class _Windows:
    """A context of one window."""

    def __init__(
        self,
        model: llama_cpp.llama_model_p,
        vocabulary: Vocabulary,
        gpu_layers: int,
        turn: AbstractContextManager[None],
        cancelled: Callable[[], bool],
    ) -> None:
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx = WINDOW
        # The scores of all tokens of a batch are in memory at once: 128 of 250,000 are 128 MB.
        parameters.n_batch = parameters.n_ubatch = _PIECE
        parameters.n_threads = parameters.n_threads_batch = physical_cores()
        automatic, off = llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO, llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        parameters.flash_attn_type = automatic if gpu_layers else off
        self._context = llama_cpp.llama_init_from_model(model, parameters)
        if not self._context:
            raise ModelError(
                "There is not enough memory to work with this model.",
                "Close other programs or choose a smaller model.",
                details=library.messages(),
            )
        self._vocabulary = vocabulary
        self._turn = turn
        self._cancelled = cancelled
        # llama.cpp keeps the pointer alone; the attribute keeps the function alive.
        self._abort = llama_cpp.ggml_abort_callback(lambda _: cancelled())
        llama_cpp.llama_set_abort_callback(self._context, self._abort, None)
        self._batch = llama_cpp.llama_batch_init(_PIECE, 0, 1)

    def close(self) -> None:
        """Give its memory back."""
        llama_cpp.llama_batch_free(self._batch)
        llama_cpp.llama_free(self._context)

    def cost(self, window: Sequence[int]) -> float:
        """The sum of the negative logarithms of the second half's probabilities."""
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._context), True)
        tokens = list(window)
        if self._vocabulary.adds_beginning:
            tokens[0] = self._vocabulary.beginning
        first = WINDOW // 2
        total = 0.0
        for start in range(0, WINDOW, _PIECE):
            # What comes after the last token of a window is not asked.
            asked = [at for at in range(start, start + _PIECE) if first <= at < WINDOW - 1]
            self._compute(tokens, start, scored=bool(asked))
            if asked:
                total += self._surprise(window[asked[0] + 1 : asked[-1] + 2])
        return total

    def _compute(self, tokens: Sequence[int], start: int, *, scored: bool) -> None:
        batch = self._batch
        for at in range(_PIECE):
            batch.token[at] = tokens[start + at]
            batch.pos[at] = start + at
            batch.n_seq_id[at] = 1
            batch.seq_id[at][0] = 0
            batch.logits[at] = scored
        batch.n_tokens = _PIECE
        if self._cancelled():
            raise Cancelled("The work was stopped.")
        with self._turn:
            status = llama_cpp.llama_decode(self._context, batch)
        if status == _ABORTED and self._cancelled():
            raise Cancelled("The work was stopped.")
        if status:
            raise ComputingFailed(
                "The model stopped computing.",
                "Close other programs or choose a smaller model.",
                details=f"llama_decode returned {status}\n{library.messages()}",
            )

    def _surprise(self, following: Sequence[int]) -> float:
        """What the tokens cost that follow the first ones of the batch."""
        pointer = ctypes.cast(llama_cpp.llama_get_logits(self._context), ctypes.POINTER(ctypes.c_float))
        scores = np.ctypeslib.as_array(pointer, shape=(len(following), self._vocabulary.size)).astype(np.float64)
        scores -= scores.max(axis=1, keepdims=True)
        chosen = scores[np.arange(len(following)), list(following)]
        return float((np.log(np.exp(scores).sum(axis=1)) - chosen).sum())
