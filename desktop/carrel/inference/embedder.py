"""Vectors of texts: an encoder such as MiniLM on llama.cpp, many texts at once."""

from __future__ import annotations

import ctypes
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import llama_cpp
import numpy as np
import numpy.typing as npt

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference import library
from carrel.inference.context import Flag
from carrel.inference.encoder import unusable_encoder
from carrel.inference.hardware import physical_cores
from carrel.inference.vocabulary import Vocabulary

_log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

_MOST_TOKENS = 512
_MOST_SEQUENCES = 64
_MOST_CONTEXTS = 8
_MOST_CHARACTERS = 32_768
"""What of a text is looked at: more than 512 tokens of any prose."""

_ABORTED = 2
_POOLED = frozenset(
    {llama_cpp.LLAMA_POOLING_TYPE_MEAN, llama_cpp.LLAMA_POOLING_TYPE_CLS, llama_cpp.LLAMA_POOLING_TYPE_LAST}
)


class Embedder:
    """A loaded encoder. Any thread may use it; `close`, when nobody does, gives the memory back.

    Texts of about the same length are computed together, as many as `_MOST_TOKENS` hold: attention is computed over all
    pairs of tokens of a batch, so that a larger one costs more than it saves. There is a context with one thread for each
    core, so that no core waits for another. Flash attention pays here, other than where answers are written: 9.0 instead of
    5.5 abstracts for a second of the processor's time.
    """

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        """Load the encoder in the GGUF file at `path`; how its tokens become one vector is read from it.

        `threads` None are the physical cores.

        Raises:
            ModelError: the file is no encoder that gives a vector for a text; details hold llama.cpp's reason.
        """
        library.start()
        parameters = llama_cpp.llama_model_default_params()
        parameters.n_gpu_layers = 0
        parameters.use_extra_bufts = library.repacks_safely()
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(path), parameters)
        if not self._model:
            raise unusable_encoder(path.name, library.messages())
        self._flag = Flag()
        self._computing = threading.Lock()
        self._contexts: list[_Context] = []
        try:
            self.dimension = int(llama_cpp.llama_model_n_embd(self._model))
            self._longest = min(_MOST_TOKENS, int(llama_cpp.llama_model_n_ctx_train(self._model)))
            self._vocabulary = Vocabulary(self._model)
            for _ in range(min(threads or physical_cores(), _MOST_CONTEXTS)):
                self._contexts.append(_Context(path, self._model, self._longest, self.dimension, self._flag))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the memory back; the embedder is of no use afterwards."""
        for context in self._contexts:
            context.close()
        self._contexts = []
        if self._model:
            llama_cpp.llama_model_free(self._model)
            self._model = None

    def embed(
        self,
        texts: Sequence[str],
        *,
        turn: AbstractContextManager[object] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Vectors:
        """A row of unit length for each text, in their order: shape (texts, `dimension`).

        Of a text longer than the model takes (512 tokens) the beginning counts, between the tokens that mark a text's
        beginning and its end; that it was cut is logged. A text without a character to see has the vector zero, which is
        like no other. `turn` is held around each computation of some texts. `cancelled` is asked often, also in the middle
        of one.

        Raises:
            Cancelled: on request. ModelError: the computation failed.
        """
        tokens = [self._tokens(text) for text in texts]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        batches = list(_batches(tokens, self._longest))
        at_once = len(self._contexts)
        with ThreadPoolExecutor(at_once, "embedder") as pool:
            for start in range(0, len(batches), at_once):
                if cancelled():
                    raise Cancelled("The work was stopped.")
                wave = batches[start : start + at_once]
                with turn or nullcontext(), self._computing, self._flag.raised_when(cancelled):
                    # All have ended before the turn is given on, also where one fails.
                    computed = [
                        pool.submit(context.compute, [tokens[text] for text in batch])
                        for context, batch in zip(self._contexts, wave, strict=False)
                    ]
                    wait(computed)
                for batch, rows in zip(wave, computed, strict=True):
                    vectors[batch] = rows.result()
        return vectors

    def _tokens(self, text: str) -> list[int]:
        """The tokens of a text with the model's marks around them, none where there is nothing to see."""
        if not text.strip():
            return []
        vocabulary = self._vocabulary
        tokens = vocabulary.tokens(text[:_MOST_CHARACTERS], control=False)
        most = self._longest - 2
        if len(tokens) > most:
            _log.info("the first %d of a text's %d tokens count", most, len(tokens))
        return [vocabulary.beginning, *tokens[:most], vocabulary.end]


class _Context:
    """Computes batches of texts in one thread."""

    def __init__(
        self,
        path: Path,
        model: llama_cpp.llama_model_p,
        most_tokens: int,
        dimension: int,
        flag: Flag,
    ) -> None:
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = most_tokens
        parameters.n_seq_max = _MOST_SEQUENCES
        parameters.n_threads = parameters.n_threads_batch = 1
        parameters.embeddings = True
        parameters.kv_unified = True
        # Also where the GPU has no layers llama.cpp would send it large batches.
        parameters.op_offload = parameters.offload_kqv = False
        parameters.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED
        self._context = llama_cpp.llama_init_from_model(model, parameters)
        if not self._context:
            raise unusable_encoder(path.name, library.messages())
        if llama_cpp.llama_get_memory(self._context) or llama_cpp.llama_pooling_type(self._context) not in _POOLED:
            self.close()
            raise unusable_encoder(path.name, "it writes texts, or has no vector for a whole one")
        self._dimension = dimension
        llama_cpp.llama_set_abort_callback(
            self._context, ctypes.cast(flag.function, llama_cpp.ggml_abort_callback), flag.address
        )
        self._token = np.zeros(most_tokens, np.int32)
        self._position = np.zeros(most_tokens, np.int32)
        self._sequence = np.zeros(most_tokens, np.int32)
        self._ones = np.ones(most_tokens, np.int32)
        self._all = np.ones(most_tokens, np.int8)
        # A token's sequences are a list of their own; each has one.
        first = self._sequence.ctypes.data
        self._sequences = np.arange(first, first + 4 * most_tokens, 4, dtype=np.uintp)
        self._batch = llama_cpp.llama_batch(
            n_tokens=0,
            token=_pointer(self._token, llama_cpp.llama_token),
            embd=None,
            pos=_pointer(self._position, llama_cpp.llama_pos),
            n_seq_id=_pointer(self._ones, ctypes.c_int32),
            seq_id=_pointer(self._sequences, ctypes.POINTER(llama_cpp.llama_seq_id)),
            logits=_pointer(self._all, ctypes.c_int8),
        )

    def close(self) -> None:
        """Give its memory back."""
        if self._context:
            llama_cpp.llama_free(self._context)
            self._context = None

    def compute(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """The unit vectors of `texts`, which fit one batch together: shape (texts, dimension)."""
        end = 0
        for number, tokens in enumerate(texts):
            start, end = end, end + len(tokens)
            self._token[start:end] = tokens
            self._position[start:end] = np.arange(len(tokens))
            self._sequence[start:end] = number
        self._batch.n_tokens = end
        status = llama_cpp.llama_encode(self._context, self._batch)
        if status == _ABORTED:
            raise Cancelled("The work was stopped.")
        if status != 0:
            raise ModelError(
                "The model of papers' vectors stopped computing.",
                "Close other programs and try again.",
                details=f"llama_encode returned {status}\n{library.messages()}",
            )
        vectors = np.empty((len(texts), self._dimension), np.float32)
        for number in range(len(texts)):
            pointer = llama_cpp.llama_get_embeddings_seq(self._context, number)
            vectors[number] = np.ctypeslib.as_array(pointer, shape=(self._dimension,))
        length = np.linalg.norm(vectors, axis=1, keepdims=True).astype(np.float32)
        unit: Vectors = vectors / np.maximum(length, np.finfo(np.float32).tiny)
        return unit


def _batches(texts: Sequence[Sequence[int]], most_tokens: int) -> Iterator[list[int]]:
    """The texts that are computed together, by their numbers: those that have tokens, longest first."""
    batch: list[int] = []
    filled = 0
    for number in sorted(range(len(texts)), key=lambda text: -len(texts[text])):
        length = len(texts[number])
        if length == 0:
            break
        if batch and (filled + length > most_tokens or len(batch) == _MOST_SEQUENCES):
            yield batch
            batch, filled = [], 0
        batch.append(number)
        filled += length
    if batch:
        yield batch


def _pointer(array: npt.NDArray[np.generic], kind: type[ctypes._CDataType]) -> object:
    return array.ctypes.data_as(ctypes.POINTER(kind))
