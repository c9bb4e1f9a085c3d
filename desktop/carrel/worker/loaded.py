"""The model in the memory of the child, shared by all its calls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from carrel.domain.errors import ComputingFailed
from carrel.inference.checksum import Checksums
from carrel.inference.engine import Engine
from carrel.inference.gguf import inspect_model
from carrel.inference.gpu_layers import layers_to_try
from carrel.inference.hardware import hardware
from carrel.inference.llama import LlamaEngine
from carrel.inference.turn import ComputeTurn
from carrel.worker.layers import Layers
from carrel.worker.room import Room
from carrel.worker.serve import Call

_POLL = 0.05


class LoadedEngine(Protocol):
    """What `LoadedModel` needs of an engine."""

    @property
    def gpu_layers(self) -> int:
        """How many layers the GPU computes."""
        ...

    def client(self, *, interactive: bool, cancelled: Callable[[], bool]) -> Engine:
        """The engine as one call uses it."""
        ...

    def close(self) -> None:
        """Give the memory back."""
        ...


class Load(Protocol):
    """Loads the model in a file; `cancelled` is asked whenever the engine makes progress, then and later."""

    def __call__(self, path: Path, gpu_layers: int | None, *, cancelled: Callable[[], bool]) -> LoadedEngine:
        """The engine. Raises ``ModelError`` and ``Cancelled``."""
        ...


class LoadedModel:
    """The one model in memory, which many calls use at once; loaded when it is first asked for.

    A call for another model, or for a file that has changed, waits until those that use this one have ended, and calls
    that come after it wait behind it, so that it is not starved.
    """

    def __init__(self, load: Load | None = None) -> None:
        """`load` replaces llama.cpp's engine."""
        self._turn = ComputeTurn(cancelled=self._one_is_cancelled, waiting=self._alive)
        self._load = load or self._load_engine
        self._checksums = Checksums()
        self._room = Room()
        self._beside = Room()
        self._loading = threading.Lock()
        self._engine: LoadedEngine | None = None
        self._of: object = None
        self._failures = 0
        self._layers = Layers()
        self._users: set[Call] = set()
        self._latest: Call | None = None
        self._loader: Call | None = None

    @contextmanager
    def using(self, path: Path, gpu_layers: int | None, call: Call, *, interactive: bool = False) -> Iterator[Engine]:
        """The engine for the file at `path`, as `call` uses it: what it asks for goes with that call's end.

        Tells ``loading`` where it loads on a GPU, and ``loaded``.

        Raises:
            ModelError: the model cannot be loaded. Cancelled: `call` was cancelled while it waited or loaded.
        """
        state = _state(path)
        of = (state, gpu_layers, self._failures)
        with self._room.inside(None if state is None else of, call.cancelled):
            self._latest = call
            while not self._loading.acquire(timeout=_POLL):
                call.check()
            try:
                engine = self._current(path, of, gpu_layers, call)
            finally:
                self._loading.release()
            call.event("loaded", self._layers)
            self._users.add(call)
            try:
                yield engine.client(interactive=interactive, cancelled=call.cancelled)
            except ComputingFailed:
                # Calls from now on are of another kind, so that the engine is made anew when the last of these has ended.
                self._failures = max(self._failures, of[-1] + 1)
                raise
            finally:
                self._users.discard(call)

    @contextmanager
    def alone(self, call: Call) -> Iterator[None]:
        """Have the computer to itself: no other call uses a model meanwhile, and none is in memory.

        Whoever works like this says by `Call.alive` that it goes on, and takes turns by a `ComputeTurn` of its own.

        Raises:
            Cancelled: `call` was cancelled while it waited.
        """
        with self._room.inside(None, call.cancelled), self._beside.inside(None, call.cancelled):
            self._unload()
            yield

    @contextmanager
    def beside(self, call: Call) -> Iterator[None]:
        """Compute with something else than this model, which stays in memory and may be used; not while one is `alone`.

        Raises:
            Cancelled: `call` was cancelled while it waited.
        """
        with self._beside.inside("beside", call.cancelled):
            yield

    @property
    def used(self) -> bool:
        """Whether a call uses the model."""
        return bool(self._users)

    def _current(
        self, path: Path, of: tuple[object, int | None, int], gpu_layers: int | None, call: Call
    ) -> LoadedEngine:
        if self._engine is None or of[0] is None or self._of != of:
            self._unload()
            header, info = inspect_model(path)
            devices = hardware().devices if gpu_layers != 0 else ()
            first = layers_to_try(header, info, devices, None, gpu_layers)[0]
            if first:
                call.event("loading", Layers(first, info.layers))
            self._loader = call
            try:
                self._engine = self._load(path, gpu_layers, cancelled=self._at_work)
            finally:
                self._loader = None
            self._of = of
            self._layers = Layers(self._engine.gpu_layers, info.layers)
        return self._engine

    def _unload(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _load_engine(self, path: Path, gpu_layers: int | None, *, cancelled: Callable[[], bool]) -> LoadedEngine:
        return LlamaEngine(path, gpu_layers=gpu_layers, turn=self._turn, cancelled=cancelled, checksums=self._checksums)

    def _at_work(self) -> bool:
        """Whether to stop: loading stops with the call that loads, and what is computed with nobody.

        The engine asks only while it makes progress, which is what the parent wants to know.
        """
        self._alive()
        return self._loader is not None and self._loader.cancelled()

    def _one_is_cancelled(self) -> bool:
        """Whether the engine has to look up while it waits for another process: a request is to be dropped."""
        return any(call.cancelled() for call in tuple(self._users))

    def _alive(self) -> None:
        if self._latest is not None:
            self._latest.alive()


def _state(path: Path) -> tuple[Path, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        # The engine says what is wrong with the file.
        return None
    return path, state.st_size, state.st_mtime_ns
