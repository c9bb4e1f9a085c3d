"""The child of the models is killed at any moment while several digests are written."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from carrel.digesting.source import Source
from carrel.domain.digest import Digest, Status
from carrel.domain.errors import WorkerDied
from carrel.domain.paper import Paper
from carrel.inference.starter import starter_model
from carrel.worker.model import ModelWorker

KILLS = 15

# Words that no other of these papers has.
PAPERS = {
    "glacier": "We measure how glacier ice melts. Satellite radar of 31 glacier tongues shows that ice melts 14% faster.",
    "violin": "We study how violin wood ages. Of 12 violin plates, old wood damps sound 9% less than new wood.",
    "beehive": "We count bees at a beehive. A camera at 25 beehive doors finds that bees fly 18% less on windy days.",
    "neutrino": "We search for neutrino bursts. In 7 years of data the detector saw 3 neutrino bursts and no source.",
    "subway": "We predict subway delays. A regression over 40 subway lines explains 62% of all delays at noon.",
    "tomato": "We breed tomato plants for salt. Of 210 tomato lines, 16 grow in soils with 2% salt.",
}
SOURCES = {
    word: Source.of(
        Paper(f"About the {word}", abstract=f"{text} The {word} data are public. More work is needed."), None
    )
    for word, text in PAPERS.items()
}


@pytest.fixture
def worker() -> Iterator[ModelWorker]:
    worker = ModelWorker()
    yield worker
    worker.close()


@pytest.mark.model
@pytest.mark.slow
def test_kills_at_any_moment_lose_nothing_and_mix_nothing_up(worker: ModelWorker) -> None:
    starter = starter_model()
    assert starter is not None, "the starter model is not installed: make setup"
    moments = random.Random(20261121)  # noqa: S311 - moments, not secrets
    done = threading.Event()
    killed: set[int] = set()

    def kill() -> None:
        while len(killed) < KILLS:
            threading.Event().wait(moments.uniform(0, 2))
            if (pid := worker.pid) is not None and pid not in killed:
                killed.add(pid)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        done.set()

    def write(word: str, model: Path) -> Digest | WorkerDied:
        try:
            return worker.digest(SOURCES[word], model)
        except WorkerDied as error:
            return error

    outcomes: list[tuple[str, Digest | WorkerDied]] = []
    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    with ThreadPoolExecutor(4) as pool:
        while not done.is_set():
            futures: dict[str, Future[Digest | WorkerDied]] = {
                word: pool.submit(write, word, starter) for word in SOURCES
            }
            outcomes += [(word, future.result(300)) for word, future in futures.items()]
        killer.join(30)
        assert len(killed) == KILLS
        # Nothing is left behind: digests are written at once as before.
        last = list(zip(PAPERS, pool.map(lambda word: write(word, starter), PAPERS), strict=True))
    assert all(isinstance(outcome, Digest) for _, outcome in last)
    for word, outcome in outcomes + last:
        if isinstance(outcome, Digest):
            _is_whole(outcome, word)


def _is_whole(digest: Digest, word: str) -> None:
    source = SOURCES[word]
    assert digest.provenance.text_sha256 == source.text_sha256
    assert digest.statements
    assert all(statement.text for statement in digest.statements)
    text = " ".join(statement.text for statement in digest.statements if statement.status is not Status.NOT_FOUND)
    words = set(re.findall(r"\w+", text.lower()))
    assert not words & (PAPERS.keys() - {word}), text
