"""One llama.cpp context: many sequences in one cache, computed a batch at a time."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import llama_cpp
import numpy as np
import numpy.typing as npt

from carrel.domain.errors import Cancelled, ComputingFailed
from carrel.inference import library
from carrel.inference.backend import Interrupted, Slice

BATCH = 512
_ABORTED = 2
_LOOK_SECONDS = 0.02
Scores = npt.NDArray[np.float32]


class Context:
    """A scheduler's `Backend`. Not thread-safe."""

    def __init__(
        self,
        model: llama_cpp.llama_model_p,
        *,
        cells: int,
        sequences: int,
        threads: int,
        vocabulary_size: int,
        on_gpu: bool,
        turn: AbstractContextManager[None] | None = None,
    ) -> None:
        """Make a context of `cells` tokens; `on_gpu` tells whether layers of the model are there. `turn` is held to compute.

        Raises:
            MemoryError: there is not enough memory for it.
        """
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx = cells
        # A batch is one step of the graph (ubatch), so that one that is given up leaves nothing behind.
        parameters.n_batch = parameters.n_ubatch = BATCH
        parameters.n_seq_max = sequences
        # One cache for all: sequences share the cells of what they begin with.
        parameters.kv_unified = True
        parameters.n_threads = parameters.n_threads_batch = threads
        # On the processor flash attention slowed decoding of batches by 40 %.
        automatic, off = llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO, llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        parameters.flash_attn_type = automatic if on_gpu else off
        self._context = llama_cpp.llama_init_from_model(model, parameters)
        if not self._context:
            raise MemoryError(library.messages())
        self.cells = int(llama_cpp.llama_n_ctx(self._context))
        self.sequences = sequences
        self.batch = BATCH
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._vocabulary_size = vocabulary_size
        self._turn = turn or nullcontext()
        self._batch = _Batch(BATCH)
        self._flag = Flag()
        llama_cpp.llama_set_abort_callback(
            self._context, ctypes.cast(self._flag.function, llama_cpp.ggml_abort_callback), self._flag.address
        )

    def close(self) -> None:
        """Give its memory back."""
        if self._context:
            llama_cpp.llama_free(self._context)
            self._context = None

    def compute(self, slices: Sequence[Slice], stop: Callable[[], bool]) -> Sequence[Scores]:
        """Compute a step; returns the scores (vocabulary) that were asked for, in order.

        Raises:
            Interrupted: `stop` said so; nothing of it was kept. ComputingFailed: the computation failed.
        """
        wanted = self._batch.fill(slices)
        if stop():
            raise Interrupted
        try:
            with self._turn, self._flag.raised_when(stop):
                status = llama_cpp.llama_decode(self._context, self._batch.value)
        except Cancelled as error:
            raise Interrupted from error
        if status == _ABORTED:
            raise Interrupted
        if status:
            raise ComputingFailed(
                "The model stopped computing.",
                "Close other programs or choose a smaller model.",
                details=f"llama_decode returned {status}\n{library.messages()}",
            )
        return [self._scores(at) for at in wanted]

    def share(self, source: int, target: int) -> None:
        """Let the empty sequence `target` begin with all that `source` holds."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def drop(self, sequence: int) -> None:
        """Empty a sequence."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def _scores(self, at: int) -> Scores:
        pointer = llama_cpp.llama_get_logits_ith(self._context, at)
        return np.ctypeslib.as_array(pointer, shape=(self._vocabulary_size,)).copy()


class _Batch:
    """A ``llama_batch`` over arrays of NumPy, which fill faster than one field at a time."""

    def __init__(self, size: int) -> None:
        self._token = np.zeros(size, np.int32)
        self._position = np.zeros(size, np.int32)
        self._count = np.ones(size, np.int32)
        self._sequence = np.zeros(size, np.int32)
        self._scores = np.zeros(size, np.int8)
        number = ctypes.POINTER(ctypes.c_int32)
        first = self._sequence.ctypes.data
        self._pointers = (number * size)(*(ctypes.cast(first + 4 * at, number) for at in range(size)))
        self.value = llama_cpp.llama_batch()
        self.value.token = self._token.ctypes.data_as(number)
        self.value.pos = self._position.ctypes.data_as(number)
        self.value.n_seq_id = self._count.ctypes.data_as(number)
        self.value.seq_id = ctypes.cast(self._pointers, ctypes.POINTER(number))
        self.value.logits = self._scores.ctypes.data_as(ctypes.POINTER(ctypes.c_int8))

    def fill(self, slices: Sequence[Slice]) -> list[int]:
        """Put the slices in; returns where the scores that they ask for will be."""
        wanted = []
        at = 0
        for each in slices:
            end = at + len(each.tokens)
            self._token[at:end] = each.tokens
            self._position[at:end] = range(each.start, each.start + len(each.tokens))
            self._sequence[at:end] = each.sequence
            self._scores[at:end] = 0
            if each.scores:
                self._scores[end - 1] = 1
                wanted.append(end - 1)
            at = end
        self.value.n_tokens = at
        return wanted


class Flag:
    """Stops a computation without Python: llama.cpp asks a function of C whether to stop, hundreds of times a step.

    One in Python would have to wait for the interpreter's lock each time, behind the threads that check answers. So it is
    given ``strlen``, over a text that is empty until the step is to be given up, and a thread looks whether it is.
    """

    def __init__(self) -> None:
        self.function = (ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)).strlen
        self._text = ctypes.create_string_buffer(2)
        self.address = ctypes.cast(self._text, ctypes.c_void_p)

    def raised_when(self, stop: Callable[[], bool]) -> AbstractContextManager[None]:
        """Raise the flag once `stop` says so, within the context."""
        return _Watching(self._text, stop)


class _Watching(AbstractContextManager[None]):
    def __init__(self, text: ctypes.Array[ctypes.c_char], stop: Callable[[], bool]) -> None:
        self._text = text
        self._stop = stop
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="cancel watch", daemon=True)

    def __enter__(self) -> None:
        self._text.value = b""
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            if self._stop():
                self._text.value = b"x"
                return
