from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from carrel.domain.digest import Field
from carrel.domain.errors import ModelError
from carrel.domain.job import JobState
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Writing, WritingState
from printed import print_paper

pytestmark = pytest.mark.model


@pytest.fixture
def paper(carrel: Carrel, tmp_path: Path) -> int:
    [job] = carrel.jobs.wait(carrel.importing.add([print_paper(tmp_path / "lantern.pdf")]))
    assert job.paper_id is not None
    return job.paper_id


def test_the_starter_model_writes_a_digest_and_the_extractive_one_stays(carrel: Carrel, paper: int) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    [job] = carrel.jobs.wait(carrel.digests.request([paper]))
    assert (job.state, job.error) == (JobState.DONE, "")
    digest = carrel.reading.digest(paper)
    assert digest is not None
    assert digest.provenance.engine == "llama.cpp"
    assert digest.provenance.model_sha256
    assert digest.provenance.quantization == "Q4_1"
    assert digest.provenance.coverage.tokens_read > 0
    assert all(digest.of(part) for part in Field)
    history = carrel.reading.digest_history(paper)
    assert [one.provenance.engine for one in history] == ["llama.cpp", "extractive"]
    writing = [event for event in told if isinstance(event, Writing)]
    assert writing[0].state is WritingState.STARTED
    assert writing[-1].state is WritingState.FINISHED
    assert any(event.event is not None and event.event.kind == "text" for event in writing)


def test_writing_can_be_stopped_and_the_digest_before_stays(carrel: Carrel, paper: int) -> None:
    before = carrel.reading.digest(paper)
    writing = threading.Event()
    carrel.events.subscribe(
        lambda event: writing.set() if isinstance(event, Writing) and event.state is WritingState.WRITING else None
    )
    jobs = carrel.digests.request([paper])
    assert writing.wait(60)
    carrel.digests.stop(paper)
    assert [job.state for job in carrel.jobs.wait(jobs)] == [JobState.CANCELLED]
    assert carrel.reading.digest(paper) == before


def test_a_model_that_is_killed_is_started_again_and_the_digest_written(carrel: Carrel, paper: int) -> None:
    killed = threading.Event()

    def kill_once(event: Event) -> None:
        if isinstance(event, Writing) and event.state is WritingState.WRITING and not killed.is_set():
            killed.set()
            pid = carrel.model_worker.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)

    carrel.events.subscribe(kill_once)
    [job] = carrel.jobs.wait(carrel.digests.request([paper]))
    assert killed.is_set()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert len(carrel.reading.digest_history(paper)) == 2


def test_an_extractive_digest_can_be_asked_for_again(carrel: Carrel, paper: int) -> None:
    carrel.jobs.wait(carrel.digests.request([paper]))
    [job] = carrel.jobs.wait(carrel.digests.request([paper], model=""))
    assert job.state is JobState.DONE
    digest = carrel.reading.digest(paper)
    assert digest is not None
    assert digest.provenance.extractive


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS"),
        (b"GGUF\x03\x00\x00\x00" + b"\xff" * 64, ""),
        (b"", "empty"),
    ],
)
def test_a_model_file_that_is_none_is_refused_in_words(carrel: Carrel, paper: int, content: bytes, words: str) -> None:
    (carrel.paths.models / "broken.gguf").write_bytes(content)
    [choice] = [one for one in carrel.models.available() if one.key == "broken.gguf"]
    assert words in choice.problem
    with pytest.raises(ModelError):
        carrel.models.choose("broken.gguf")
    with pytest.raises(ModelError):
        carrel.digests.request([paper], model="broken.gguf")
