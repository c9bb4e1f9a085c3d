"""Writing digests in a child: the real one with the starter model, and children that go wrong."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from carrel.digesting.events import WritingEvent
from carrel.digesting.source import Source
from carrel.domain.digest import Digest, Field
from carrel.domain.errors import Cancelled, ModelError, WorkerDied
from carrel.domain.paper import Paper
from carrel.inference.starter import starter_model
from carrel.worker.model import ModelWorker
from carrel.worker.operations_model import Told

SOURCE = Source.of(
    Paper(
        "Small models write digests",
        abstract="We study how small language models digest papers. Our method writes one sentence for each section. "
        "On 120 papers the error rate falls from 12.4% to 8.1%. Small models are sufficient for this task.",
    ),
    None,
)


@pytest.fixture
def worker() -> Iterator[ModelWorker]:
    worker = ModelWorker()
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def starter() -> Path:
    path = starter_model()
    assert path is not None, "the starter model is not installed: make setup"
    return path


@pytest.mark.model
@pytest.mark.slow
def test_a_digest_is_written_by_a_child_that_was_killed_once(worker: ModelWorker, starter: Path) -> None:
    events: list[WritingEvent] = []
    killed: list[int] = []

    def on_event(event: WritingEvent) -> None:
        events.append(event)
        if not killed and worker.pid is not None:
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    digest = worker.digest(SOURCE, starter, on_event=on_event)
    assert isinstance(digest, Digest)
    assert killed
    assert worker.pid not in {None, killed[0]}
    assert worker.loaded == starter
    assert digest.provenance.model_file == starter.name
    assert len(digest.provenance.model_sha256) == 64
    assert {event.kind for event in events} >= {"text", "field"}
    assert digest.statements


@pytest.mark.model
def test_cancelling_a_digest_keeps_the_child_and_its_model(worker: ModelWorker, starter: Path) -> None:
    flag = threading.Event()
    with pytest.raises(Cancelled):
        worker.digest(SOURCE, starter, on_event=lambda _: flag.set(), cancelled=flag)
    assert worker.pid is not None
    assert worker.loaded == starter


def test_a_file_that_is_no_model_is_refused(worker: ModelWorker, tmp_path: Path) -> None:
    path = tmp_path / "empty.gguf"
    path.touch()
    with pytest.raises(ModelError, match="empty"):
        worker.inspect(path)
    with pytest.raises(ModelError, match="empty"):
        worker.digest(SOURCE, path)
    assert worker.loaded is None


def test_the_computer_is_described_in_a_child_of_its_own(worker: ModelWorker) -> None:
    assert worker.hardware().cores >= 1
    assert worker.pid is None


def test_a_child_that_dies_again_and_again_is_a_condition_of_the_world() -> None:
    program = """
        import os
        from carrel.worker.serve import serve
        serve({"digest": lambda call: os.kill(os.getpid(), 9)})
    """
    worker = ModelWorker(command=[sys.executable, "-P", "-c", textwrap.dedent(program)])
    with pytest.raises(WorkerDied, match="SIGKILL") as caught:
        worker.digest(SOURCE, Path("any.gguf"))
    worker.close()
    assert "smaller model" in caught.value.advice


def test_one_paper_that_kills_the_child_fails_alone() -> None:
    program = """
        import os, threading
        from carrel.worker.operations_documents import Extraction, extract_digest
        from carrel.worker.serve import serve

        def digest(call):
            if call.arguments(Extraction).source.title == "bad":
                os.abort()
            threading.Event().wait(0.3)
            return extract_digest(call)

        serve({"digest": digest}, together=True)
    """
    worker = ModelWorker(command=[sys.executable, "-P", "-c", textwrap.dedent(program)])
    bad = Source.of(Paper("bad", abstract="This one ends the process that reads it."), None)

    def write(source: Source) -> Digest | WorkerDied:
        try:
            return worker.digest(source, Path("any.gguf"))
        except WorkerDied as error:
            return error

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(write, [SOURCE, bad, SOURCE, SOURCE]))
    worker.close()
    assert [isinstance(result, Digest) for result in results] == [True, False, True, True]


def test_texts_that_grow_at_once_are_told_rarely_too() -> None:
    told: list[WritingEvent] = []
    events = Told(told.append)
    for length in range(1, 200):
        for field in Field:
            events.tell(WritingEvent("text", field, "x" * length))
    events.tell(WritingEvent("field", Field.SUMMARY, "x" * 199))
    assert len(told) < 200
    last = {event.field: len(event.text) for event in told if event.kind == "text"}
    assert last == dict.fromkeys(Field, 199)
    assert told[-1].kind == "field"


def test_a_growing_text_is_told_rarely_but_nothing_else_is_lost_or_moved() -> None:
    told: list[WritingEvent] = []
    events = Told(told.append)
    for length in range(1, 200):
        events.tell(WritingEvent("text", Field.SUMMARY, "x" * length))
    events.tell(WritingEvent("field", Field.SUMMARY, "x" * 199))
    events.tell(WritingEvent("text", Field.RESULTS, "y"))
    events.tell(WritingEvent("text", Field.RESULTS, "yy"))
    events.finish()
    assert len(told) < 100
    kinds = [(event.kind, event.field, len(event.text)) for event in told]
    at = kinds.index(("field", Field.SUMMARY, 199))
    assert kinds[at - 1] == ("text", Field.SUMMARY, 199)
    assert kinds[-1] == ("text", Field.RESULTS, 2)
