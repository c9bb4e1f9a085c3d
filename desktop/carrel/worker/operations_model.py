"""What the model child does: load a model, write digests with it, and tell what there is to work with."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from carrel.digesting.compose import compose
from carrel.digesting.events import WritingEvent
from carrel.digesting.source import Source
from carrel.domain.digest import Digest
from carrel.inference.checksum import Checksums
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf import read_header
from carrel.inference.hardware import Hardware, hardware
from carrel.inference.llama import LlamaEngine
from carrel.worker.serve import Call, Operation

_TEXT_INTERVAL = 0.1
_ALIVE_INTERVAL = 2.0


class Inspection(msgspec.Struct, frozen=True):
    """Arguments of ``inspect``. `path` is the file's name in the file system's own bytes."""

    path: bytes


class Writing(msgspec.Struct, frozen=True):
    """Arguments of ``digest``."""

    source: Source
    model: bytes


def operations() -> Mapping[str, Operation]:
    """The operations by name."""
    loaded = LoadedModel()

    def digest(call: Call) -> Digest:
        """Write a digest. Events: ``writing``, and ``alive`` now and then while there is nothing to tell."""
        arguments = call.arguments(Writing)
        engine = loaded.engine(Path(os.fsdecode(arguments.model)), call)
        told = Told(lambda event: call.event("writing", event))
        result = compose(arguments.source, engine, told.tell)
        told.finish()
        return result

    return {"digest": digest, "inspect": inspect, "hardware": look_at_hardware}


def inspect(call: Call) -> ModelInfo:
    """Describe a model file."""
    return read_header(Path(os.fsdecode(call.arguments(Inspection).path)))


def look_at_hardware(_call: Call) -> Hardware:
    """Describe the computer."""
    return hardware()


class LoadedModel:
    """The one model in memory, loaded when it is first asked for and again when its file has changed."""

    def __init__(self) -> None:
        self._engine: LlamaEngine | None = None
        self._of: tuple[Path, int, int] | None = None
        self._call: Call | None = None
        self._told = 0.0
        self._checksums = Checksums()

    def engine(self, path: Path, call: Call) -> LlamaEngine:
        """The engine for the file at `path`, which from now on obeys `call`.

        Raises:
            ModelError: the model cannot be loaded. Cancelled: `call` was cancelled while it was.
        """
        self._call = call
        state = _state(path)
        if self._engine is None or state is None or self._of != state:
            if self._engine is not None:
                self._engine.close()
                self._engine = None
            self._engine = LlamaEngine(path, cancelled=self._cancelled, checksums=self._checksums)
            self._of = state
        return self._engine

    def _cancelled(self) -> bool:
        """Whether to stop. The engine asks only while it makes progress, which is what the parent wants to know."""
        if self._call is None:
            return False
        now = time.monotonic()
        if now - self._told > _ALIVE_INTERVAL:
            self._told = now
            self._call.event("alive")
        return self._call.cancelled()


class Told:
    """Passes a digest's events on, a growing text at most ten times a second."""

    def __init__(self, send: Callable[[WritingEvent], None]) -> None:
        self._send = send
        self._waiting: WritingEvent | None = None
        self._sent = 0.0

    def tell(self, event: WritingEvent) -> None:
        """Pass `event` on now; or, a text that comes soon after another, when the next one comes."""
        if event.kind != "text":
            self.finish()
            self._send(event)
            return
        if self._waiting is not None and self._waiting.field is not event.field:
            self.finish()
        self._waiting = event
        if time.monotonic() - self._sent >= _TEXT_INTERVAL:
            self.finish()

    def finish(self) -> None:
        """Pass the waiting text on."""
        if self._waiting is not None:
            self._send(self._waiting)
            self._waiting = None
            self._sent = time.monotonic()


def _state(path: Path) -> tuple[Path, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        # The engine says what is wrong with the file.
        return None
    return path, state.st_size, state.st_mtime_ns
