"""Digests by the person's own server, from the request to the library: on a small loopback server and on a real one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from announced import DAY
from carrel.domain.digest import Field, Status
from carrel.domain.errors import Offline
from carrel.domain.job import JobState
from carrel.domain.paper import Paper
from carrel.inference.starter import starter_model
from carrel.services.carrel import Carrel
from carrel.storage import papers
from llama_cpp_server import CONTEXT, served
from loopback import Reply
from openai_server import Served, openai_server, said, told
from services.digested_day import following, ids_of, wait, with_digest

TITLE = "StorkNet: counting storks from above"
ABSTRACT = (
    "Counting migrating storks by eye is slow and the counts of two observers often differ. "
    "We propose StorkNet, a convolutional network that counts storks in aerial photographs. "
    "On three test sites it reduces the counting error by 32 % against the best earlier method. "
    "Our findings suggest that long series of archived photographs can be used to study migration."
)


def answer(body: dict[str, Any]) -> Reply:
    """What a good model would say, in words of the abstract."""
    start = body["messages"][-1]["content"].rpartition(": ")[2]
    return said(f"{start} StorkNet, a convolutional network that counts storks in aerial photographs.")


def when_so_many_ask(number: int) -> Callable[[dict[str, Any]], Reply]:
    """Answers the first questions only once so many were asked."""
    together = threading.Barrier(number, timeout=60)
    first = threading.Semaphore(number)

    def write(body: dict[str, Any]) -> Reply:
        if first.acquire(blocking=False):
            together.wait()
        return answer(body)

    return write


@pytest.fixture
def server(carrel: Carrel) -> Iterator[Served]:
    with openai_server(Served(write=answer)) as made:
        carrel.own_server.set(made.address)
        carrel.own_server.use(True)
        yield made


@pytest.fixture
def paper(carrel: Carrel) -> int:
    with carrel.database.write() as connection:
        return papers.add(connection, Paper(TITLE, abstract=ABSTRACT), added="2026-11-20T09:30:00Z")


@pytest.mark.timeout(180)
def test_a_digest_is_written_by_the_server_and_says_so(carrel: Carrel, server: Served, paper: int) -> None:
    server.write = when_so_many_ask(3)
    [job] = carrel.jobs.wait(carrel.digests.request([paper]))
    assert (job.state, job.error) == (JobState.DONE, "")
    digest = carrel.reading.digest(paper)
    assert digest is not None
    assert digest.count(Status.SUPPORTED)
    origin = digest.provenance
    assert (origin.engine, origin.server, origin.model_name) == ("server", server.name, "tiny")
    assert (origin.model_file, origin.model_sha256, origin.where) == ("", "", f"on {server.name}")
    entries = carrel.network.recent()
    assert {(entry.host, entry.purpose, entry.who, entry.status) for entry in entries} == {
        (server.name, f"Digest of {TITLE}", "you", 200)
    }
    assert len(entries) == len(server.asked)
    assert 3 <= server.most <= carrel.settings.current.server_parallel


@pytest.mark.timeout(180)
def test_a_day_is_written_by_the_server_several_papers_at_once(carrel: Carrel, server: Served) -> None:
    server.write = when_so_many_ask(4)
    ids = ids_of(following(carrel), 6)
    carrel.own_server.use(True)
    assert wait(carrel, carrel.news_digests.request(DAY)).state is JobState.DONE
    assert with_digest(carrel, ids) == ids
    assert server.most == 4
    assert {entry.who for entry in carrel.network.recent()} == {"schedule"}
    # What this server wrote is not written again.
    assert carrel.news_digests.request(DAY) is None


@pytest.mark.timeout(180)
def test_work_offline_stops_a_digest_in_its_middle_and_it_waits(carrel: Carrel, server: Served, paper: int) -> None:
    never = threading.Event()

    def write(body: dict[str, Any]) -> Reply:
        carrel.network.set_offline(True)
        return replace(answer(body), hold=never)

    server.write = write
    [job] = carrel.digests.request([paper])
    put_back = threading.Event()

    def look(_event: object) -> None:
        now = carrel.jobs.get(job.id)
        if now is not None and now.state is JobState.WAITING and now.error_code == Offline.code:
            put_back.set()

    carrel.events.subscribe(look)
    look(None)
    assert put_back.wait(120)
    assert carrel.reading.digest(paper) is None
    assert "Work offline is on" in carrel.network.recent(1)[0].outcome


@pytest.mark.timeout(180)
def test_a_server_that_does_not_know_the_model_fails_the_job_in_words(
    carrel: Carrel, server: Served, paper: int
) -> None:
    server.write = lambda _body: told({"error": {"message": "The model `tiny` does not exist."}}, 404)
    [job] = carrel.jobs.wait(carrel.digests.request([paper]))
    assert job.state is JobState.FAILED
    assert "has no model named tiny" in job.error
    assert carrel.reading.digest(paper) is None


@pytest.mark.timeout(180)
def test_a_digest_that_was_meant_for_the_server_is_not_sent_once_that_is_off(
    carrel: Carrel, server: Served, paper: int
) -> None:
    carrel.own_server.use(False)
    [job] = carrel.jobs.wait(carrel.digests.request([paper], model="server"))
    assert job.state is JobState.FAILED
    assert "turned off" in job.error
    assert server.asked == []


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_real_server_with_the_starter_model_writes_a_digest(carrel: Carrel, paper: int, tmp_path: Path) -> None:
    model = starter_model()
    assert model is not None, "the starter model is not installed: make setup"
    with served(model, tmp_path / "server.log") as address:
        carrel.own_server.set(address)
        found = carrel.own_server.test()
        assert [one.name for one in found.models] == ["starter"]
        carrel.own_server.use(True)
        [job] = carrel.jobs.wait(carrel.digests.request([paper]))
        assert (job.state, job.error) == (JobState.DONE, "")
        digest = carrel.reading.digest(paper)
        assert digest is not None
        assert all(digest.of(part) for part in Field)
        assert (digest.provenance.engine, digest.provenance.model_name) == ("server", "starter")
        assert digest.provenance.server == carrel.own_server.name
        by_model = [part for part in Field if part not in digest.fallbacks]
        assert len(by_model) >= 3
        entries = [entry for entry in carrel.network.recent() if entry.path == "/v1/chat/completions"]
        assert {(entry.status, entry.outcome) for entry in entries} == {(200, "")}
        long = Paper(TITLE, abstract=" ".join([ABSTRACT] * 60))
        with carrel.database.write() as connection:
            too_long = papers.add(connection, long, added="2026-11-20T09:30:00Z")
        [job] = carrel.jobs.wait(carrel.digests.request([too_long]))
        digest = carrel.reading.digest(too_long)
    # The server did not say beforehand how little it holds: the digest was begun anew when it had, and read in pieces.
    assert (job.state, job.error) == (JobState.DONE, "")
    assert digest is not None
    assert CONTEXT < digest.provenance.coverage.tokens_read <= digest.provenance.coverage.tokens
    assert {entry.status for entry in carrel.network.recent()} == {200, 400}
