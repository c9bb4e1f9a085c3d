"""Writing digests with a language model, from the window's side of the process boundary."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from carrel.digesting.events import WritingEvent
from carrel.digesting.source import Source
from carrel.domain.digest import Digest
from carrel.inference.engine import ModelInfo
from carrel.inference.hardware import Hardware
from carrel.worker.client import Child, twice
from carrel.worker.protocol import decode
from carrel.worker.watch import CancelCheck

SILENCE_SECONDS = 120.0
"""The child says at least every two seconds that it makes progress, so this much silence means that it hangs."""

_QUESTION_SECONDS = 60.0
_Result = TypeVar("_Result")


class ModelWorker:
    """A child process that holds one model. Any thread may call; digests wait for one another, questions do not wait.

    The child ends by itself after ten minutes without work, and the next digest starts another.
    """

    def __init__(self, *, on_log: Callable[[str], None] | None = None, command: Sequence[str] | None = None) -> None:
        """`command` replaces the child's own."""
        self._child = Child("model", on_log=on_log, command=command)
        # A question about another file must not wait until a digest is written, so it is asked of a child of its own.
        self._questions = Child("model", on_log=on_log, command=command)
        self._loaded: Path | None = None

    @property
    def loaded(self) -> Path | None:
        """The model that is in memory, or None."""
        return self._loaded if self._child.pid is not None else None

    @property
    def pid(self) -> int | None:
        """The process number of the child that writes, or None."""
        return self._child.pid

    def digest(
        self,
        source: Source,
        model: Path,
        *,
        on_event: Callable[[WritingEvent], None] | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Digest:
        """Write a digest of `source` with the model file `model`, loading it where it is not yet loaded.

        `on_event` gets each step, texts at most ten times a second. A child that dies is started once more and the
        digest begun again; `on_event` then starts over too.

        Raises:
            ModelError: the model cannot be used. WorkerDied: the child died twice over it. Cancelled: on request.
            TimeLimit: it made no progress for two minutes.
        """

        def on_line(name: str, data: msgspec.Raw) -> None:
            if name == "writing":
                self._loaded = model
                if on_event is not None:
                    on_event(decode(data, WritingEvent))

        def write() -> Digest:
            self._loaded = None
            return self._child.call(
                "digest",
                {"source": source, "model": _name(model)},
                Digest,
                on_event=on_line,
                silence=SILENCE_SECONDS,
                cancelled=cancelled,
            )

        digest = twice(self._child, write)
        self._loaded = model
        return digest

    def inspect(self, path: Path) -> ModelInfo:
        """Describe a model file.

        Raises:
            ModelError: it cannot be used; the message says why.
        """
        return self._ask("inspect", {"path": _name(path)}, ModelInfo)

    def hardware(self) -> Hardware:
        """Describe this computer as llama.cpp can use it.

        Raises:
            WorkerDied: llama.cpp cannot even be loaded.
        """
        return self._ask("hardware", {}, Hardware)

    def close(self) -> None:
        """End the children for good."""
        self._questions.close()
        self._child.close()

    def _ask(self, operation: str, arguments: object, returns: type[_Result]) -> _Result:
        try:
            return twice(
                self._questions,
                lambda: self._questions.call(operation, arguments, returns, seconds=_QUESTION_SECONDS),
            )
        finally:
            self._questions.stop()


def _name(path: Path) -> bytes:
    return os.fsencode(path.absolute())
