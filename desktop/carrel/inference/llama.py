"""The engine on llama.cpp: one loaded model that continues many prompts at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import llama_cpp
import psutil

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference import library
from carrel.inference.backend import Request
from carrel.inference.checksum import Checksums
from carrel.inference.client import Client
from carrel.inference.context import Context, Scores
from carrel.inference.engine import Completion, ModelInfo, Prompt
from carrel.inference.gguf import inspect_model
from carrel.inference.gguf_header import Header
from carrel.inference.gpu_layers import first_working, layers_to_try, share_on_gpu
from carrel.inference.graphics import usable_devices
from carrel.inference.hardware import physical_cores
from carrel.inference.loading import load
from carrel.inference.memory import CELLS_EACH, MORE_SEQUENCES, WIDTH, WIDTH_ON_GPU, fitting_contexts
from carrel.inference.scheduler import Scheduler
from carrel.inference.template import ChatTemplate
from carrel.inference.vocabulary import Vocabulary
from carrel.inference.writing import Writing


class LlamaEngine:
    """A loaded model. Any thread may ask; one thread of its own computes. `close` gives the memory back.

    Answers are greedy. llama.cpp does not promise that a prompt gets the same numbers to the last bit whatever it is computed
    together with: other sizes of a batch take other kernels, which add in another order. So an answer may differ from the one
    that the same prompt gets alone, from the first place on where two tokens were as good as equally likely.
    """

    def __init__(
        self,
        path: Path,
        *,
        context: int | None = None,
        threads: int | None = None,
        gpu_layers: int | None = None,
        turn: AbstractContextManager[None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        checksums: Checksums | None = None,
    ) -> None:
        """Load the model file at `path`.

        `context` is in tokens; None is the trained context up to 8192, and less where memory is short. `threads` None are
        the physical cores. `gpu_layers` None: as many as fit the graphics card; fewer where loading them fails. `turn` is held around each computation. `cancelled` is asked while loading, and whenever the
        engine makes progress later. `checksums` may be kept from one engine to the next.

        Raises:
            ModelError: the file is no model that can write, or does not fit the memory; details hold llama.cpp's reason.
            Cancelled: `cancelled` said so while it was loading.
        """
        header, self._info = inspect_model(path)
        self._path = path
        self._asked = cancelled
        self._checksums = checksums or Checksums()
        library.start()
        devices = usable_devices()[0] if gpu_layers != 0 else ()
        tries = layers_to_try(header, self._info, devices, context, gpu_layers)
        self._model = first_working(tries, partial(self._open, header, context, threads, turn))
        self._scheduler = Scheduler[Scores](self._cache, width=self.parallel)
        self._changed = threading.Condition()
        self._new: list[Request[Scores]] = []
        self._hurry = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    @property
    def info(self) -> ModelInfo:
        """The model's header, with its hash, which is computed when it is first asked for."""
        return self.described(lambda: False)

    def described(self, cancelled: Callable[[], bool]) -> ModelInfo:
        """`info` for a caller who may stop waiting for the hash, which takes seconds for a large file.

        Raises:
            Cancelled: `cancelled` said so.
        """
        if not self._info.sha256:
            sha256 = self._checksums.sha256(self._path, lambda: self._asked() or cancelled())
            self._info = replace(self._info, sha256=sha256)
        return self._info

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may hold together."""
        return self._length

    @property
    def parallel(self) -> int:
        """How many answers are written at once."""
        return WIDTH_ON_GPU if self.gpu_layers else WIDTH

    def close(self) -> None:
        """Give the memory back; what is being written fails as cancelled. Nobody may use it while it closes, nor afterwards."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._model:
            self._cache.close()
            llama_cpp.llama_model_free(self._model)
            self._model = None

    def client(self, *, interactive: bool, cancelled: Callable[[], bool]) -> Client:
        """The engine as one caller uses it: its requests go first where it is `interactive`, and end once `cancelled`."""
        return Client(self, interactive=interactive, cancelled=cancelled)

    def count(self, text: str) -> int:
        """How many of the model's tokens `text` takes, control tokens in it counted as plain text."""
        return len(self._vocabulary.tokens(text, control=False))

    def count_prompt(self, prompt: Prompt) -> int:
        """How many tokens the rendered prompt takes, template included."""
        return sum(map(len, self._tokens(prompt)))

    def submit(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        seconds: float = 600.0,
        on_text: Callable[[str], None] | None = None,
        enough: Callable[[str], bool] | None = None,
        interactive: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Future[Completion]:
        """Have `prompt` continued; see `Engine.submit`. `on_text` and `enough` are called in the engine's thread."""
        *beginnings, tail = self._tokens(prompt)
        total = sum(map(len, beginnings)) + len(tail)
        if total + max_tokens > self.context:
            raise ModelError(
                f"The text takes {total:,} tokens and the answer up to {max_tokens:,}; "
                f"the model holds {self.context:,} together.",
                "Choose a model with a longer context.",
            )
        writing = Writing(self._vocabulary, most=max_tokens, stop=stop, on_text=on_text, enough=enough)
        request = Request[Scores](
            tuple(tuple(piece) for piece in beginnings if piece),
            tail,
            max_tokens,
            writing,
            urgent=interactive,
            seconds=seconds,
            cancelled=lambda: writing.done.cancelled() or cancelled(),
        )
        with self._changed:
            if self._closing:
                raise Cancelled("The work was stopped.")
            self._new.append(request)
            if interactive:
                self._hurry.set()
            self._changed.notify_all()
        return writing.done

    def _run(self) -> None:
        """The thread that computes."""
        while True:
            with self._changed:
                while not (self._new or self._scheduler.busy or self._closing):
                    self._changed.wait()
                new, self._new = self._new, []
                self._hurry.clear()
                if self._closing:
                    for request in new:
                        self._scheduler.add(request)
                    self._scheduler.close(None)
                    return
            for request in new:
                self._scheduler.add(request)
            self._asked()
            self._scheduler.step(self._look_up)

    def _look_up(self) -> bool:
        """In the middle of a step, from another thread: end what nobody wants any more; whether something hurries."""
        for request in tuple(self._new):
            if request.cancelled():
                request.give_up()
        return self._hurry.is_set() or self._closing

    def _tokens(self, prompt: Prompt) -> tuple[list[int], list[int], list[int]]:
        """The prompt's tokens: what all prompts share, what those about the same paper share, and its own, never empty."""
        vocabulary = self._vocabulary
        stages: tuple[list[int], list[int], list[int]] = ([], [], [])
        for part in self._template.render(prompt):
            stages[part.stage].extend(vocabulary.tokens(part.text, control=part.control))
        if vocabulary.adds_beginning and stages[0][:1] != [vocabulary.beginning]:
            stages[0].insert(0, vocabulary.beginning)
        if not stages[2]:
            stages[2].append((stages[1] or stages[0]).pop())
        return stages

    def _open(
        self,
        header: Header,
        context: int | None,
        threads: int | None,
        turn: AbstractContextManager[None] | None,
        gpu_layers: int,
    ) -> llama_cpp.llama_model_p:
        """Load the model with `gpu_layers` on the graphics card, and make its context; returns what to free."""
        self.gpu_layers = gpu_layers
        available, on_gpu = psutil.virtual_memory().available, share_on_gpu(header, gpu_layers)
        lengths = fitting_contexts(header, self._info, context, available, on_gpu=on_gpu)
        model = load(self._path, header, gpu_layers, self._asked)
        try:
            self._vocabulary = Vocabulary(model)
            self._template = ChatTemplate(
                header.text("tokenizer.chat_template"),
                beginning=self._vocabulary.text(self._vocabulary.beginning),
                end=self._vocabulary.text(self._vocabulary.end),
            )
            # A shorter context than wanted is for when there is no other way; fewer layers on the card come before.
            lengths = lengths[:1] if gpu_layers else lengths
            self._cache = self._make_context(model, lengths, threads or physical_cores(), turn)
        except BaseException:
            llama_cpp.llama_model_free(model)
            raise
        return model

    def _make_context(
        self,
        model: llama_cpp.llama_model_p,
        lengths: Sequence[int],
        threads: int,
        turn: AbstractContextManager[None] | None,
    ) -> Context:
        problem = ""
        for length in lengths:
            try:
                cache = Context(
                    model,
                    cells=length + self.parallel * CELLS_EACH,
                    sequences=self.parallel + MORE_SEQUENCES,
                    threads=threads,
                    vocabulary_size=self._vocabulary.size,
                    on_gpu=self.gpu_layers != 0,
                    turn=turn,
                )
            except MemoryError as error:
                problem = str(error)
            else:
                self._length = length
                return cache
        raise ModelError(
            "There is not enough memory to work with this model.",
            "Close other programs or choose a smaller model.",
            details=problem,
        )
