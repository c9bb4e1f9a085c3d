"""Vectors made in the model child, beside the model that writes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from carrel.digesting.events import WritingEvent
from carrel.digesting.source import Source
from carrel.domain.errors import Cancelled, ModelError
from carrel.domain.paper import Paper
from carrel.inference.embedder import Embedder
from carrel.inference.starter import starter_model
from carrel.paths import bundled
from carrel.worker.embedding import Embedded
from carrel.worker.model import ModelWorker

TEXTS = ["Storks are large white birds.", "", "Transformers attend to every token.", "Große Vögel fliegen nach Süden."]


@pytest.fixture
def worker() -> Iterator[ModelWorker]:
    worker = ModelWorker()
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def encoder() -> Path:
    return next(bundled("models/embedder").glob("*.gguf"))


def matrix(embedded: Embedded) -> npt.NDArray[np.float32]:
    return np.frombuffer(embedded.vectors, "<f4").reshape(-1, embedded.dimension)


@pytest.mark.model
def test_vectors_cross_the_boundary_as_they_were_made(worker: ModelWorker, encoder: Path) -> None:
    made = matrix(worker.embed(TEXTS, encoder))
    here = Embedder(encoder)
    try:
        assert np.array_equal(made, here.embed(TEXTS))
    finally:
        here.close()
    assert worker.loaded is None, "the encoder is not the model that writes"
    assert matrix(worker.embed([], encoder)).shape == (0, 384)


@pytest.mark.model
def test_calls_at_once_give_each_its_own_vectors(worker: ModelWorker, encoder: Path) -> None:
    lists = [[f"{text} {number}" for text in TEXTS] for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda texts: matrix(worker.embed(texts, encoder)), lists))
    for texts, made in zip(lists, together, strict=True):
        assert np.array_equal(made, matrix(worker.embed(texts, encoder)))


@pytest.mark.model
def test_a_child_that_is_killed_is_started_again(worker: ModelWorker, encoder: Path) -> None:
    before = matrix(worker.embed(TEXTS, encoder))
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    assert np.array_equal(matrix(worker.embed(TEXTS, encoder)), before)


@pytest.mark.model
def test_a_wish_to_cancel_keeps_the_child(worker: ModelWorker, encoder: Path) -> None:
    worker.embed(TEXTS, encoder)
    pid = worker.pid
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(Cancelled):
        worker.embed(["A long text about storks and their nests. " * 60] * 400, encoder, cancelled=cancelled)
    assert worker.pid == pid


def test_a_file_that_is_no_encoder_is_refused(worker: ModelWorker, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.gguf", starter_model()):
        assert path is not None
        with pytest.raises(ModelError, match="gives no vectors"):
            worker.embed(TEXTS, path)


@pytest.mark.model
@pytest.mark.slow
def test_the_model_that_writes_stays_in_memory(worker: ModelWorker, encoder: Path) -> None:
    starter = starter_model()
    assert starter is not None, "the starter model is not installed: make setup"
    abstract = "We study how small models write. On 120 papers the error rate falls from 12.4% to 8.1%."
    source = Source.of(Paper("Small models write digests", abstract=abstract), None)
    writing = threading.Event()

    def on_event(_: WritingEvent) -> None:
        writing.set()

    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(worker.digest, source, starter, on_event=on_event)
        assert writing.wait(120)
        pid = worker.pid
        alone = matrix(worker.embed(TEXTS, encoder))
        assert digest.result().statements
    assert worker.loaded == starter
    assert worker.pid == pid
    assert np.array_equal(matrix(worker.embed(TEXTS, encoder, interactive=True)), alone)
