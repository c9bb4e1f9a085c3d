"""What the model child does: load a model, write digests with it, and tell what there is to work with."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from carrel.digesting.compose import compose
from carrel.digesting.events import WritingEvent
from carrel.digesting.source import Source
from carrel.domain.digest import NO_OPTIONS, Digest, DigestOptions, Field
from carrel.inference.encoder import Encoder
from carrel.inference.engine import Engine, ModelInfo
from carrel.inference.gguf import read_header
from carrel.inference.hardware import Hardware, hardware
from carrel.worker import operations_embedding, operations_trials
from carrel.worker.loaded import LoadedModel
from carrel.worker.remote_engine import RemoteEngine
from carrel.worker.serve import Call, Operation

_TEXT_INTERVAL = 0.1


class Inspection(msgspec.Struct, frozen=True):
    """Arguments of ``inspect``. `path` is the file's name in the file system's own bytes."""

    path: bytes


class Writing(msgspec.Struct, frozen=True):
    """Arguments of ``digest``. `gpu_layers` None: as many as fit."""

    source: Source
    model: bytes
    options: DigestOptions = NO_OPTIONS
    interactive: bool = False
    gpu_layers: int | None = None


class WritingOnServer(msgspec.Struct, frozen=True):
    """Arguments of ``digest_on_server``."""

    source: Source
    options: DigestOptions = NO_OPTIONS


def operations() -> Mapping[str, Operation]:
    """The operations by name."""
    loaded = LoadedModel()
    embedder = operations_embedding.LoadedEmbedder()

    def digest(call: Call) -> Digest:
        """Write a digest. Events: ``loading`` and ``loaded`` with the `Layers` on the GPU, then ``writing``."""
        arguments = call.arguments(Writing)
        path = Path(os.fsdecode(arguments.model))
        with (
            loaded.using(path, arguments.gpu_layers, call, interactive=arguments.interactive) as engine,
            loaded.beside(call),
            embedder.bundled(call) as encoder,
        ):
            return _composed(arguments.source, engine, encoder, arguments.options, call)

    def digest_on_server(call: Call) -> Digest:
        """Write a digest with the person's own server, which the parent asks (see `RemoteEngine`). Events: ``writing``."""
        arguments = call.arguments(WritingOnServer)
        with loaded.beside(call), embedder.bundled(call) as encoder:
            return _composed(arguments.source, RemoteEngine(call.ask), encoder, arguments.options, call)

    return {
        "digest": digest,
        "digest_on_server": digest_on_server,
        "inspect": inspect,
        "hardware": look_at_hardware,
        **operations_trials.operations(loaded, embedder),
        **operations_embedding.operations(loaded, embedder),
    }


def _composed(source: Source, engine: Engine, encoder: Encoder, options: DigestOptions, call: Call) -> Digest:
    told = Told(lambda event: call.event("writing", event))
    digest = compose(source, engine, encoder, options, told.tell)
    told.finish()
    return digest


def inspect(call: Call) -> ModelInfo:
    """Describe a model file."""
    return read_header(Path(os.fsdecode(call.arguments(Inspection).path)))


def look_at_hardware(_call: Call) -> Hardware:
    """Describe the computer."""
    return hardware()


class Told:
    """Passes a digest's events on, growing texts at most ten times a second. Any thread may tell."""

    def __init__(self, send: Callable[[WritingEvent], None]) -> None:
        self._send = send
        self._waiting: dict[Field, WritingEvent] = {}
        self._sent = 0.0
        self._telling = threading.RLock()

    def tell(self, event: WritingEvent) -> None:
        """Pass `event` on now; or, a text that comes soon after another, with the next one."""
        with self._telling:
            if event.kind != "text":
                self.finish()
                self._send(event)
                return
            self._waiting[event.field] = event
            if time.monotonic() - self._sent >= _TEXT_INTERVAL:
                self.finish()

    def finish(self) -> None:
        """Pass the waiting texts on."""
        with self._telling:
            for event in self._waiting.values():
                self._send(event)
            if self._waiting:
                self._waiting.clear()
                self._sent = time.monotonic()
