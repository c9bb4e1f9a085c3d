"""One llama.cpp context: decodes batches of tokens and can be stopped in the middle of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import llama_cpp
import numpy as np
import numpy.typing as npt

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference import library
from carrel.inference.prefix import BATCH, ComputedPrefix, cuts

_SEQUENCE = 0
_ABORTED = 2


class Context:
    """Holds the keys and values of one sequence of tokens, and computes what comes after it."""

    def __init__(
        self,
        model: llama_cpp.llama_model_p,
        *,
        length: int,
        threads: int,
        vocabulary_size: int,
        on_gpu: bool,
        cancelled: Callable[[], bool],
    ) -> None:
        """Make a context of `length` tokens; `on_gpu` tells whether layers of the model are there.

        Raises:
            MemoryError: there is not enough memory for it.
        """
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx = length
        # n_ubatch bounds how long a graphics card, which cannot be stopped in the middle of one, computes at a time.
        parameters.n_batch = parameters.n_ubatch = BATCH
        parameters.n_seq_max = 1
        parameters.n_threads = parameters.n_threads_batch = threads
        # On the processor flash attention slowed decoding by a quarter to a third, measured with 700 tokens before it.
        automatic, off = llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO, llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        parameters.flash_attn_type = automatic if on_gpu else off
        self._context = llama_cpp.llama_init_from_model(model, parameters)
        if not self._context:
            raise MemoryError(library.messages())
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._batch = llama_cpp.llama_batch_init(BATCH, 0, 1)
        self._vocabulary_size = vocabulary_size
        self._cancelled = cancelled
        self._prefix = ComputedPrefix()
        self._filled = 0
        # llama.cpp keeps the pointer alone; the attribute keeps the function alive.
        self._abort = llama_cpp.ggml_abort_callback(lambda _: cancelled())
        llama_cpp.llama_set_abort_callback(self._context, self._abort, None)

    @property
    def length(self) -> int:
        """How many tokens it holds."""
        return int(llama_cpp.llama_n_ctx(self._context))

    def close(self) -> None:
        """Give its memory back."""
        if self._context:
            llama_cpp.llama_batch_free(self._batch)
            llama_cpp.llama_free(self._context)
            self._context = None

    def prefill(self, tokens: Sequence[int], shared: int) -> npt.NDArray[np.float32]:
        """Compute a prompt, reusing what it shares with the last one; returns the scores (vocabulary) of what follows.

        Raises:
            Cancelled: on request; what was computed so far is kept for the next prompt.
            ModelError: the computation failed.
        """
        ends = cuts(shared, len(tokens))
        start = self._prefix.reusable(tokens, ends)
        if not llama_cpp.llama_memory_seq_rm(self._memory, _SEQUENCE, start, -1):
            # Recurrent models cannot go back part of the way.
            start = 0
            llama_cpp.llama_memory_clear(self._memory, False)
        self._prefix.keep(start)
        self._filled = start
        for end in ends:
            if end > start:
                self._decode(tokens[start:end])
                self._prefix.add(tokens[start:end])
                start = end
        return self._scores()

    def follow(self, token: int) -> npt.NDArray[np.float32]:
        """Add one token of the answer; returns the scores (vocabulary) of what follows.

        Raises:
            Cancelled: on request. ModelError: the computation failed.
        """
        self._decode((token,))
        return self._scores()

    def _decode(self, tokens: Sequence[int]) -> None:
        if self._cancelled():
            raise Cancelled("The work was stopped.")
        batch = self._batch
        batch.n_tokens = len(tokens)
        for at, token in enumerate(tokens):
            batch.token[at] = token
            batch.pos[at] = self._filled + at
            batch.n_seq_id[at] = 1
            batch.seq_id[at][0] = _SEQUENCE
            batch.logits[at] = at == len(tokens) - 1
        status = llama_cpp.llama_decode(self._context, batch)
        if status == 0:
            self._filled += len(tokens)
            return
        if status == _ABORTED and self._cancelled():
            raise Cancelled("The work was stopped.")
        raise ModelError(
            "The model stopped computing.",
            "Close other programs or choose a smaller model.",
            details=f"llama_decode returned {status}\n{library.messages()}",
        )

    def _scores(self) -> npt.NDArray[np.float32]:
        pointer = llama_cpp.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._vocabulary_size,)).copy()
