"""One engine for many calls, exchanged when nobody uses it any more."""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from carrel.domain.errors import Cancelled, ComputingFailed, ModelError
from carrel.inference.engine import Engine
from carrel.inference.starter import starter_model
from carrel.worker.loaded import LoadedModel
from carrel.worker.pipes import Pipes
from carrel.worker.protocol import Request
from carrel.worker.serve import Call


class FakeEngine:
    """An engine without a model; it notes what is asked of it."""

    def __init__(self, path: Path, layers: int) -> None:
        self.path = path
        self.gpu_layers = layers
        self.closed = False
        self.clients: list[bool] = []

    def client(self, *, interactive: bool, cancelled: Callable[[], bool]) -> Engine:
        assert not self.closed
        assert not cancelled()
        self.clients.append(interactive)
        return cast("Engine", self)

    def close(self) -> None:
        self.closed = True


class Loader:
    """Loads fake engines, one at a time; `hold` makes it wait as a large model would."""

    def __init__(self) -> None:
        self.engines: list[FakeEngine] = []
        self.hold = threading.Event()
        self.hold.set()
        self.loading = threading.Event()

    def __call__(self, path: Path, gpu_layers: int | None, *, cancelled: Callable[[], bool]) -> FakeEngine:
        assert all(engine.closed for engine in self.engines)
        self.loading.set()
        while not self.hold.wait(0.01):
            if cancelled():
                raise Cancelled("The work was stopped.")
        engine = FakeEngine(path, gpu_layers or 0)
        self.engines.append(engine)
        return engine


class Sent:
    """A call whose answers are read back."""

    def __init__(self) -> None:
        self._read, write = os.pipe()
        self._write = write
        self.call = Call(Request(1, "digest"), Pipes(-1, write))

    def lines(self) -> list[dict[str, object]]:
        os.close(self._write)
        with os.fdopen(self._read, "rb") as pipe:
            return [json.loads(line) for line in pipe]


@pytest.fixture
def loader() -> Loader:
    return Loader()


@pytest.fixture
def loaded(loader: Loader) -> LoadedModel:
    return LoadedModel(loader)


@pytest.fixture
def models(tmp_path: Path) -> tuple[Path, Path]:
    """Two files with a model's header."""
    starter = starter_model()
    assert starter is not None, "the starter model is not installed: make setup"
    paths = (tmp_path / "a.gguf", tmp_path / "b.gguf")
    for path in paths:
        path.symlink_to(starter)
    return paths


class User:
    """Uses a model in a thread of its own until told to stop."""

    def __init__(self, loaded: LoadedModel, path: Path | None, layers: int | None = None) -> None:
        self.sent = Sent()
        self._inside: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._go = threading.Event()
        self._thread = threading.Thread(target=self._use, args=(loaded, path, layers), daemon=True)
        waiting = len(loaded._room._waiting)
        self._thread.start()
        deadline = time.monotonic() + 30
        while self._inside.empty() and len(loaded._room._waiting) <= waiting and not loaded._loading.locked():
            assert time.monotonic() < deadline
            time.sleep(0.001)

    @property
    def waits(self) -> bool:
        return self._inside.empty()

    def got(self) -> object:
        return self._inside.get(timeout=30)

    def end(self) -> None:
        self._go.set()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _use(self, loaded: LoadedModel, path: Path | None, layers: int | None) -> None:
        try:
            with self._way(loaded, path, layers) as engine:
                self._inside.put(engine)
                self._go.wait(60)
        except (Cancelled, ModelError) as error:
            self._inside.put(error)

    @contextmanager
    def _way(self, loaded: LoadedModel, path: Path | None, layers: int | None) -> Iterator[object]:
        if path is None:
            with loaded.alone(self.sent.call):
                yield "alone"
        else:
            with loaded.using(path, layers, self.sent.call, interactive=True) as engine:
                yield engine


def test_calls_for_one_model_share_one_engine(loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]) -> None:
    users = [User(loaded, models[0]) for _ in range(5)]
    assert {id(user.got()) for user in users} == {id(loader.engines[0])}
    assert loader.engines[0].clients == [True] * 5
    for user in users:
        user.end()
        assert {"id": 1, "event": "loaded", "data": {"gpu": 0, "of": 30}} in user.sent.lines()
    again = User(loaded, models[0])
    assert again.got() is loader.engines[0]
    again.end()


def test_another_model_is_loaded_when_nobody_uses_this_one_any_more(
    loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]
) -> None:
    first, second = User(loaded, models[0]), User(loaded, models[0])
    assert first.got() is second.got()
    other, late = User(loaded, models[1]), User(loaded, models[0])
    first.end()
    assert other.waits
    assert late.waits, "a call that came later must not starve the one that waits"
    second.end()
    assert other.got() is loader.engines[1]
    assert loader.engines[0].closed
    assert late.waits
    other.end()
    assert late.got() is loader.engines[2]
    late.end()


def test_more_or_fewer_layers_are_another_model(loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]) -> None:
    for layers in (None, 4, 4, 0):
        user = User(loaded, models[0], layers)
        assert user.got() is loader.engines[-1]
        user.end()
    assert [engine.gpu_layers for engine in loader.engines] == [0, 4, 0]


def test_a_file_that_changed_is_loaded_again(loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]) -> None:
    for expected in (1, 1, 2):
        if expected == 2:
            content = models[0].read_bytes()
            models[0].unlink()
            models[0].write_bytes(content)
        user = User(loaded, models[0])
        user.got()
        user.end()
        assert len(loader.engines) == expected


def test_an_engine_that_failed_is_made_anew_when_those_who_use_it_have_ended(
    loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]
) -> None:
    other = User(loaded, models[0])
    other.got()
    with pytest.raises(ComputingFailed), loaded.using(models[0], None, Sent().call):
        raise ComputingFailed("The model stopped computing.")
    later = User(loaded, models[0])
    assert later.waits
    assert not loader.engines[0].closed
    other.end()
    assert later.got() is loader.engines[1]
    later.end()


def test_alone_nothing_is_in_memory_and_nobody_else_comes_in(
    loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]
) -> None:
    first = User(loaded, models[0])
    first.got()
    alone, late = User(loaded, None), User(loaded, models[0])
    assert alone.waits
    first.end()
    assert alone.got() == "alone"
    assert loader.engines[0].closed
    assert late.waits
    alone.end()
    assert late.got() is loader.engines[1]
    late.end()


def test_a_call_that_is_cancelled_while_it_loads_leaves_the_next_to_load(
    loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]
) -> None:
    loader.hold.clear()
    first = User(loaded, models[0])
    assert loader.loading.wait(30)
    second = User(loaded, models[0])
    first.sent.call.cancel()
    assert isinstance(first.got(), Cancelled)
    loader.hold.set()
    assert second.got() is loader.engines[0]
    second.end()


def test_a_call_that_waits_for_another_to_load_can_be_cancelled(
    loaded: LoadedModel, loader: Loader, models: tuple[Path, Path]
) -> None:
    loader.hold.clear()
    first = User(loaded, models[0])
    assert loader.loading.wait(30)
    second = User(loaded, models[0])
    second.sent.call.cancel()
    assert isinstance(second.got(), Cancelled)
    loader.hold.set()
    assert first.got() is loader.engines[0]
    first.end()


def test_a_model_that_cannot_be_loaded_leaves_room_for_one_that_can(
    loaded: LoadedModel, loader: Loader, models: tuple[Path, Path], tmp_path: Path
) -> None:
    missing = User(loaded, tmp_path / "missing.gguf")
    assert isinstance(missing.got(), ModelError)
    user = User(loaded, models[0])
    assert user.got() is loader.engines[0]
    user.end()


def test_the_engines_progress_is_told_of_whichever_call(loaded: LoadedModel, models: tuple[Path, Path]) -> None:
    user = User(loaded, models[0])
    user.got()
    assert not loaded._at_work()
    user.sent.call.cancel()
    assert not loaded._at_work(), "what is computed for others must not stop with one call"
    assert loaded._one_is_cancelled()
    user.end()
    assert not loaded._one_is_cancelled()
    assert {"alive": True} in user.sent.lines()
