"""Writing digests with a language model, from the window's side of the process boundary."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from carrel.digesting.events import WritingEvent
from carrel.digesting.source import Source
from carrel.domain.digest import NO_OPTIONS, Digest, DigestOptions
from carrel.domain.errors import ComputingFailed, WorkerDied
from carrel.domain.models import Measured, Optimised
from carrel.inference.engine import ModelInfo
from carrel.inference.hardware import Hardware
from carrel.worker.asking import OnAsk
from carrel.worker.client import Child, OnEvent, WorkerCrashed, twice
from carrel.worker.deaths import Deaths
from carrel.worker.embedding import Embedded, Embedding
from carrel.worker.layers import LayerLimits, Layers, OnFewerLayers
from carrel.worker.protocol import decode
from carrel.worker.steps import OnStep, Step
from carrel.worker.watch import CancelCheck

SILENCE_SECONDS = 120.0
"""The child says at least every two seconds that it makes progress, so this much silence means that it hangs."""

_QUESTION_SECONDS = 60.0
_Result = TypeVar("_Result")


class ModelWorker:
    """A child process that holds one model. Any thread may call; digests are written at the same time, by one engine.

    The child ends by itself after ten minutes without work, and the next digest starts another.
    """

    def __init__(
        self,
        *,
        layers_for: Callable[[Path], int | None] = lambda _model: None,
        on_fewer_layers: OnFewerLayers | None = None,
        on_log: Callable[[str], None] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`layers_for` knows how many layers of a model file the GPU is to compute where a call does not say.

        `on_fewer_layers` is told when the child died on the GPU and goes on with less of it; `command` replaces
        its own.
        """
        self._child = Child("model", together=True, on_log=on_log, command=command)
        # A question about another file must not wait until a digest is written, so it is asked of a child of its own.
        self._questions = Child("model", on_log=on_log, command=command)
        self._asking = threading.Lock()
        self._layers_for = layers_for
        self._layers = LayerLimits(on_fewer_layers)
        self._loaded: tuple[int | None, Path] | None = None

    @property
    def loaded(self) -> Path | None:
        """The model that is in memory, or None."""
        loaded, pid = self._loaded, self._child.pid
        return loaded[1] if loaded is not None and pid is not None and loaded[0] == pid else None

    @property
    def pid(self) -> int | None:
        """The process number of the child that writes, or None."""
        return self._child.pid

    def digest(
        self,
        source: Source,
        model: Path,
        options: DigestOptions = NO_OPTIONS,
        *,
        interactive: bool = False,
        gpu_layers: int | None = None,
        on_event: Callable[[WritingEvent], None] | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Digest:
        """Write a digest of `source` with the model file `model`, loading it where it is not yet loaded.

        An `interactive` one goes ahead of others. `gpu_layers` of the model are computed by the GPU, None: as is known of it;
        fewer where the child died with as many before. `on_event` gets each step, texts at most ten times a second. When
        the child dies, whoever's fault that was, the digest is begun again; `on_event` then starts over too.

        Raises:
            ModelError: the model cannot be used. WorkerDied: the child died over it too often (see `Deaths`), the last
            time with nothing else to do. Cancelled: on request. TimeLimit: it made no progress for two minutes.
        """
        asked = {"source": source, "model": _name(model), "options": options, "interactive": interactive}

        def write(layers: int | None, alone: bool, on_line: OnEvent) -> Digest:
            def on_line_or_step(name: str, data: msgspec.Raw) -> None:
                on_line(name, data)
                if name == "writing" and on_event is not None:
                    on_event(decode(data, WritingEvent))

            return self._child.call(
                "digest",
                {**asked, "gpu_layers": layers},
                Digest,
                on_event=on_line_or_step,
                silence=SILENCE_SECONDS,
                cancelled=cancelled,
                alone=alone,
            )

        return self._insist(model, gpu_layers, write)

    def digest_on_server(
        self,
        source: Source,
        server: OnAsk,
        options: DigestOptions = NO_OPTIONS,
        *,
        on_event: Callable[[WritingEvent], None] | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Digest:
        """Write a digest of `source` with the person's own server: `server` answers what `RemoteEngine` asks.

        No model is loaded for it. When the child dies, the digest is begun once more.

        Raises:
            NetworkError, ModelError: what `server` raised. WorkerDied: the child died twice over it.
            Cancelled: on request.
        """

        def on_line(name: str, data: msgspec.Raw) -> None:
            if name == "writing" and on_event is not None:
                on_event(decode(data, WritingEvent))

        return twice(
            self._child,
            lambda: self._child.call(
                "digest_on_server",
                {"source": source, "options": options},
                Digest,
                on_event=on_line,
                on_ask=server,
                silence=SILENCE_SECONDS,
                cancelled=cancelled,
            ),
        )

    def bench(
        self,
        model: Path,
        *,
        gpu_layers: int | None = None,
        on_event: OnStep | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Measured:
        """Measure how fast the model file `model` is, in less than a minute; no digest is written meanwhile.

        Raises:
            ModelError: the model cannot be used. WorkerDied: the child died over it too often. Cancelled: on request.
            TimeLimit: it made no progress for two minutes.
        """
        arguments = {"model": _name(model)}
        return self._insist(model, gpu_layers, self._trial("bench", arguments, Measured, on_event, cancelled))

    def optimise(
        self,
        model: Path,
        target: Path,
        format_: str,
        *,
        gpu_layers: int | None = None,
        on_event: OnStep | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Optimised:
        """Write the model file `model` as `target` in `format_`, where that is not there yet, and compare the two.

        Raises:
            ModelError: it cannot be converted, or one of the two cannot be used. WorkerDied, Cancelled, TimeLimit: see `bench`.
        """
        arguments = {"model": _name(model), "target": _name(target), "format": format_}
        return self._insist(model, gpu_layers, self._trial("optimise", arguments, Optimised, on_event, cancelled))

    def embed(
        self,
        texts: Sequence[str],
        model: Path,
        *,
        interactive: bool = False,
        cancelled: CancelCheck | None = None,
    ) -> Embedded:
        """Make vectors of `texts` with the encoder in the file `model`; it is kept in memory beside the model that writes.

        An `interactive` one is not held back while digests are written.

        Raises:
            ModelError: the encoder cannot be used. WorkerDied, Cancelled, TimeLimit: see `bench`.
        """
        asked = Embedding(list(texts), _name(model), interactive)

        def call(_layers: int | None, alone: bool, _on_line: OnEvent) -> Embedded:
            return self._child.call("embed", asked, Embedded, silence=SILENCE_SECONDS, cancelled=cancelled, alone=alone)

        return self._insist(model, 0, call)

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

    def _trial(
        self,
        operation: str,
        arguments: Mapping[str, object],
        returns: type[_Result],
        on_event: OnStep | None,
        cancelled: CancelCheck | None,
    ) -> Callable[[int | None, bool, OnEvent], _Result]:
        def call(layers: int | None, alone: bool, on_line: OnEvent) -> _Result:
            def on_line_or_step(name: str, data: msgspec.Raw) -> None:
                on_line(name, data)
                if name == "step" and on_event is not None:
                    on_event(decode(data, Step))

            return self._child.call(
                operation,
                {**arguments, "gpu_layers": layers},
                returns,
                on_event=on_line_or_step,
                silence=SILENCE_SECONDS,
                cancelled=cancelled,
                alone=alone,
            )

        return call

    def _insist(
        self, model: Path, gpu_layers: int | None, call: Callable[[int | None, bool, OnEvent], _Result]
    ) -> _Result:
        """What `call` (layers on the GPU, whether alone, what gets its events) returns, begun again where the child died.

        One call in flight can end the process for all. A call is given up only when the child died over it alone, so
        that one bad paper does not fail those that were written beside it.
        """
        deaths = Deaths()
        wanted = self._layers_for(model) if gpu_layers is None else gpu_layers
        while True:
            used: list[Layers] = [Layers()]

            def on_line(name: str, data: msgspec.Raw, used: list[Layers] = used) -> None:
                if name in {"loading", "loaded"}:
                    used.append(decode(data, Layers))
                if name == "loaded":
                    self._loaded = (self._child.pid, model)

            layers = self._layers.within(model, wanted)
            try:
                return call(layers, deaths.alone, on_line)
            except (WorkerDied, ComputingFailed) as error:
                if self._child.closed:
                    raise
                may_be_gpu = layers != 0 and isinstance(error, WorkerCrashed | ComputingFailed)
                if may_be_gpu and self._layers.failed(model, wanted, used[-1]):
                    continue
                if isinstance(error, ComputingFailed) or deaths.note(error):
                    raise

    def _ask(self, operation: str, arguments: object, returns: type[_Result]) -> _Result:
        with self._asking:
            try:
                return twice(
                    self._questions,
                    lambda: self._questions.call(operation, arguments, returns, seconds=_QUESTION_SECONDS),
                )
            finally:
                self._questions.stop()


def _name(path: Path) -> bytes:
    return os.fsencode(path.absolute())
