"""The engine on llama.cpp: one loaded model that continues prompts."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import llama_cpp
import psutil

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference import library
from carrel.inference.answer import Answer
from carrel.inference.checksum import Checksums
from carrel.inference.choosing import choose, repeated
from carrel.inference.context import Context
from carrel.inference.engine import Completion, ModelInfo, Prompt, Stopped
from carrel.inference.gguf import inspect_model
from carrel.inference.hardware import physical_cores
from carrel.inference.memory import fitting_contexts
from carrel.inference.template import ChatTemplate
from carrel.inference.vocabulary import Vocabulary


class LlamaEngine:
    """An `Engine`. Not thread-safe; `close` gives the memory back."""

    def __init__(
        self,
        path: Path,
        *,
        context: int | None = None,
        threads: int | None = None,
        gpu_layers: int = 0,
        cancelled: Callable[[], bool] = lambda: False,
        checksums: Checksums | None = None,
    ) -> None:
        """Load the model file at `path`.

        `context` is in tokens; None is the trained context up to 8192, and less where memory is short. `threads` None are
        the physical cores. `cancelled` is asked often, also in the middle of a computation, and from then on by every
        method that takes long. `checksums` may be kept from one engine to the next.

        Raises:
            ModelError: the file is no model that can write, or does not fit the memory; details hold llama.cpp's reason.
            Cancelled: `cancelled` said so while it was loading.
        """
        header, self._info = inspect_model(path)
        available = psutil.virtual_memory().available if gpu_layers == 0 else 2**62
        lengths = fitting_contexts(header, self._info, context, available)
        self._path = path
        self._cancelled = cancelled
        self._checksums = checksums or Checksums()
        library.start()
        self._model = _load(path, gpu_layers, cancelled)
        try:
            self._vocabulary = Vocabulary(self._model)
            self._template = ChatTemplate(
                header.text("tokenizer.chat_template"),
                beginning=self._vocabulary.text(self._vocabulary.beginning),
                end=self._vocabulary.text(self._vocabulary.end),
            )
            self._context = self._make_context(lengths, threads or physical_cores(), on_gpu=gpu_layers != 0)
        except BaseException:
            llama_cpp.llama_model_free(self._model)
            raise

    @property
    def info(self) -> ModelInfo:
        """The model's header, with its hash, which is computed when it is first asked for.

        Raises:
            Cancelled: on request.
        """
        if not self._info.sha256:
            self._info = replace(self._info, sha256=self._checksums.sha256(self._path, self._cancelled))
        return self._info

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may hold together."""
        return self._context.length

    def close(self) -> None:
        """Give the memory back; the engine is of no use afterwards."""
        if self._model:
            self._context.close()
            llama_cpp.llama_model_free(self._model)
            self._model = None

    def count(self, text: str) -> int:
        """How many of the model's tokens `text` takes, control tokens in it counted as plain text."""
        return len(self._vocabulary.tokens(text, control=False))

    def count_prompt(self, prompt: Prompt) -> int:
        """How many tokens the rendered prompt takes, template included."""
        return len(self._tokens(prompt)[0])

    def complete(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        seconds: float = 120.0,
        on_text: Callable[[str], None] | None = None,
    ) -> Completion:
        """Continue `prompt` greedily; see `Engine.complete`. The same prompt always gives the same answer."""
        tokens, shared = self._tokens(prompt)
        if len(tokens) + max_tokens > self.context:
            raise ModelError(
                f"The text takes {len(tokens):,} tokens and the answer up to {max_tokens:,}; "
                f"the model holds {self.context:,} together.",
                "Choose a model with a longer context.",
            )
        scores = self._context.prefill(tokens, shared)
        answer = Answer(stop, on_text)
        written: list[int] = []
        lengths: list[int] = []
        end = time.monotonic() + seconds
        while True:
            token = choose(scores, written)
            if self._vocabulary.ends_answer(token):
                stopped = Stopped.END
                break
            written.append(token)
            answer.feed(self._vocabulary.piece(token))
            lengths.append(len(answer.text))
            reason = _reason_to_stop(answer, written, max_tokens, end)
            if reason is not None:
                stopped = reason
                break
            scores = self._context.follow(token)
        answer.finish()
        text = answer.text
        if stopped is Stopped.LOOP:
            text = text[: lengths[-1 - repeated(written)]]
        return Completion(text, len(written), stopped)

    def _tokens(self, prompt: Prompt) -> tuple[list[int], int]:
        """The prompt's tokens, and how many of them, at the beginning, other prompts about the same paper share."""
        vocabulary = self._vocabulary
        tokens: list[int] = []
        shared = 0
        for part in self._template.render(prompt):
            tokens += vocabulary.tokens(part.text, control=part.control)
            if part.shared:
                shared = len(tokens)
        if vocabulary.adds_beginning and tokens[:1] != [vocabulary.beginning]:
            tokens.insert(0, vocabulary.beginning)
            shared += 1
        return tokens, shared

    def _make_context(self, lengths: Sequence[int], threads: int, *, on_gpu: bool) -> Context:
        problem = ""
        for length in lengths:
            try:
                return Context(
                    self._model,
                    length=length,
                    threads=threads,
                    vocabulary_size=self._vocabulary.size,
                    on_gpu=on_gpu,
                    cancelled=self._cancelled,
                )
            except MemoryError as error:
                problem = str(error)
        raise ModelError(
            "There is not enough memory to work with this model.",
            "Close other programs or choose a smaller model.",
            details=problem,
        )


def _load(path: Path, gpu_layers: int, cancelled: Callable[[], bool]) -> llama_cpp.llama_model_p:
    parameters = llama_cpp.llama_model_default_params()
    parameters.n_gpu_layers = gpu_layers
    parameters.use_extra_bufts = library.repacks_safely()
    # Loading goes on for as long as the function says so.
    proceed = llama_cpp.llama_progress_callback(lambda _progress, _data: not cancelled())
    parameters.progress_callback = proceed
    parameters.progress_callback_user_data = ctypes.c_void_p(0)
    model = llama_cpp.llama_model_load_from_file(os.fsencode(path), parameters)
    if model:
        return model
    if cancelled():
        raise Cancelled("The work was stopped.")
    raise ModelError(
        f"The model {path.name} cannot be loaded.",
        "It may be damaged, or newer than this Carrel. Download it again or choose another.",
        details=library.messages(),
    )


def _reason_to_stop(answer: Answer, written: Sequence[int], max_tokens: int, end: float) -> Stopped | None:
    if answer.stopped:
        return Stopped.STOP
    if len(written) >= max_tokens:
        return Stopped.LENGTH
    if repeated(written):
        return Stopped.LOOP
    if time.monotonic() > end:
        return Stopped.TIME
    return None
