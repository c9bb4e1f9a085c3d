"""Trials of models in the child and in this process, with the starter model."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.domain.errors import Cancelled, ModelError
from carrel.domain.models import Measured, Optimised
from carrel.inference.gguf import read_header
from carrel.inference.llama import LlamaEngine
from carrel.inference.starter import starter_model
from carrel.worker import operations_trials
from carrel.worker.loaded import LoadedModel
from carrel.worker.model import ModelWorker
from carrel.worker.operations_embedding import LoadedEmbedder
from carrel.worker.pipes import Pipes
from carrel.worker.protocol import Request, raw
from carrel.worker.serve import Call
from carrel.worker.steps import Step
from carrel.worker.trial import STEPS, measure
from carrel.worker.trial_texts import abstracts, held_text

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def starter() -> Path:
    path = starter_model()
    assert path is not None, "the starter model is not installed: make setup"
    return path


@pytest.fixture
def worker() -> Iterator[ModelWorker]:
    worker = ModelWorker()
    yield worker
    worker.close()


def test_there_is_enough_to_try_models_with() -> None:
    assert len(held_text().split()) > 1800
    assert len(abstracts()) == 13
    assert len({source.text_sha256 for source in abstracts()}) == 13
    assert all(len(source.passages) >= 5 for source in abstracts())


@pytest.mark.slow
def test_a_benchmark_tells_its_steps_and_gives_the_memory_back(worker: ModelWorker, starter: Path) -> None:
    steps: list[Step] = []
    measured = worker.bench(starter, on_event=steps.append)
    assert [(step.done, step.total, step.words) for step in steps] == [
        (at, len(STEPS), words) for at, words in enumerate(STEPS)
    ]
    assert isinstance(measured, Measured)
    assert measured.prefill > 0
    assert measured.decode > 0
    assert measured.digest_seconds > 0
    assert measured.day_minutes > 0
    assert measured.gpu_layers == 0
    assert measured.threads >= 1
    assert measured.measured.endswith("Z")
    assert worker.loaded is None


def test_a_benchmark_that_is_stopped_keeps_the_child(worker: ModelWorker, starter: Path) -> None:
    flag = threading.Event()
    with pytest.raises(Cancelled):
        worker.bench(starter, on_event=lambda _step: flag.set(), cancelled=flag)
    pid = worker.pid
    assert pid is not None
    with pytest.raises(Cancelled):
        worker.bench(starter, cancelled=lambda: True)
    assert worker.pid == pid


def test_a_file_that_is_no_model_is_refused(worker: ModelWorker, tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(b"GGUF")
    with pytest.raises(ModelError):
        worker.bench(path)


@pytest.mark.slow
def test_a_model_without_time_is_judged_by_its_tokens(starter: Path) -> None:
    engine = LlamaEngine(starter)
    try:
        trial = measure(
            engine,
            None,
            read_header(starter),
            on_step=lambda _at: None,
            cancelled=lambda: False,
            seconds=0.0,
        )
    finally:
        engine.close()
    assert trial.measured.prefill > 0
    assert trial.measured.decode > 0
    assert 0 < trial.measured.digest_seconds < 3600
    assert 0 < trial.measured.day_minutes < 70 * 60


@pytest.mark.slow
def test_a_copy_is_compared_with_its_original(starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations_trials, "_COMPARING_SECONDS", 0.0)
    monkeypatch.setattr(operations_trials, "_DIGESTS_SECONDS", 0.0)
    target = tmp_path / "copy.gguf"
    arguments = raw({"model": os.fsencode(starter), "target": os.fsencode(target), "format": "Q4_0"})
    with Path(os.devnull).open("wb") as nowhere:
        call = Call(Request(1, "optimise", arguments), Pipes(-1, nowhere.fileno()))
        found = operations_trials.operations(LoadedModel(), LoadedEmbedder())["optimise"](call)
    assert isinstance(found, Optimised)
    assert (found.file, found.bytes, found.format) == ("copy.gguf", target.stat().st_size, "Q4_0")
    assert read_header(target).quantization == "Q4_0"
    # Of the starter, which was made as Q4_1, much is lost.
    assert found.perplexity_before < found.perplexity_after < 2 * found.perplexity_before
    assert found.supported_before <= found.statements_before
    assert found.before.prefill > 0
    assert found.after.prefill > 0
