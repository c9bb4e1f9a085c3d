"""Many digests at once: begun in order, kept as they end, and each stopped, taken over or lost alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carrel.domain.job import Job, JobState
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from services.digested_day import following, ids_of, wait, with_digest
from services.held_model import HeldModel, held_model

COUNT = 9
# “tokens” is what the person wants to see first.
FIRST = (6, 0, 1, 2, 3, 4)


@pytest.fixture
def desk(carrel: Carrel) -> Carrel:
    """A library that follows cs.LG, with a day of nine papers."""
    return following(carrel)


@pytest.fixture
def ids(desk: Carrel) -> list[int]:
    return ids_of(desk, COUNT)


@pytest.fixture
def model(desk: Carrel, ids: list[int], tmp_path: Path) -> Iterator[HeldModel]:
    assert len(ids) == COUNT
    with held_model(desk, tmp_path / "held") as model:
        yield model


def until(wanted: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not wanted():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def begin(desk: Carrel) -> Job:
    job = desk.news_digests.request()
    assert job is not None
    return job


def once_each(desk: Carrel, ids: list[int]) -> bool:
    return [len(desk.reading.digest_history(one)) for one in ids] == [1] * len(ids)


def test_six_are_in_flight_and_each_is_kept_as_soon_as_it_is_written(
    desk: Carrel, ids: list[int], model: HeldModel
) -> None:
    job = begin(desk)
    model.until(*FIRST)
    assert set(model.begun) == set(FIRST)
    model.let_go(3)
    model.until(6, 0, 1, 2, 4, 5)
    assert with_digest(desk, ids) == [ids[3]]
    model.let_go(5, 4)
    model.until(6, 0, 1, 2, 7, 8)
    assert with_digest(desk, ids) == [ids[3], ids[4], ids[5]]
    until(lambda: (now := desk.jobs.get(job.id)) is not None and now.done == 3)
    now = desk.jobs.get(job.id)
    assert now is not None
    assert (now.done, now.total) == (3, COUNT)
    assert now.stage == "Now: Lantern 6: reading with tokens and 5 more"
    model.let_go(*range(COUNT))
    assert wait(desk, job).state is JobState.DONE
    assert once_each(desk, ids)
    assert all(model.asked(number) == {"idle"} for number in range(COUNT))


@pytest.mark.parametrize("kept", [0, 2])
def test_pausing_loses_only_what_is_in_flight(desk: Carrel, ids: list[int], model: HeldModel, kept: int) -> None:
    job = begin(desk)
    model.until(*FIRST)
    model.let_go(*FIRST[:kept])
    until(lambda: len(with_digest(desk, ids)) == kept and len(model.begun) == 6 + kept)
    desk.jobs.pause(job.id)
    model.until()
    until(lambda: desk.jobs.open_jobs()[0].state is JobState.PAUSED)
    assert len(with_digest(desk, ids)) == kept
    model.let_go(*range(COUNT))
    desk.jobs.resume(job.id)
    ended = wait(desk, job)
    assert (ended.state, ended.attempts) == (JobState.DONE, 1)
    assert once_each(desk, ids)


def test_cancelling_ends_all_that_is_in_flight(desk: Carrel, ids: list[int], model: HeldModel) -> None:
    job = begin(desk)
    model.until(*FIRST)
    desk.jobs.cancel(job.id)
    assert wait(desk, job).state is JobState.CANCELLED
    model.until()
    assert with_digest(desk, ids) == []


def test_closing_with_many_in_flight_leaves_the_job_to_the_next_start(
    desk: Carrel, ids: list[int], model: HeldModel
) -> None:
    job = begin(desk)
    model.until(*FIRST)
    desk.jobs.close()
    model.until()
    now = desk.jobs.get(job.id)
    assert now is not None
    assert (now.state, now.attempts) == (JobState.WAITING, 0)
    assert with_digest(desk, ids) == []


def test_one_of_many_is_stopped_alone(desk: Carrel, ids: list[int], model: HeldModel) -> None:
    job = begin(desk)
    model.until(*FIRST)
    model.single.stop(ids[2])
    model.until(6, 0, 1, 3, 4, 5)
    model.let_go(*range(COUNT))
    assert wait(desk, job).state is JobState.DONE
    assert with_digest(desk, ids) == [one for one in ids if one != ids[2]]
    assert model.of_a_day.waiting(job.key) == []


def test_what_a_person_waits_for_is_taken_from_the_day_and_written_once(
    desk: Carrel, ids: list[int], model: HeldModel
) -> None:
    job = begin(desk)
    model.until(*FIRST)
    [asked] = desk.digests.request([ids[1]], priority=1)
    until(lambda: "urgent" in model.asked(1))
    model.until(6, 0, 1, 2, 3, 4, 5)
    assert model.job_of(1) == asked.id
    model.let_go(*range(COUNT))
    assert [one.state for one in desk.jobs.wait([asked, job])] == [JobState.DONE] * 2
    assert once_each(desk, ids)


def test_a_paper_that_is_written_already_is_left_to_that_job(desk: Carrel, ids: list[int], model: HeldModel) -> None:
    [asked] = desk.digests.request([ids[0]])
    model.until(0)
    job = begin(desk)
    model.until(6, 0, 1, 2, 3, 4, 5)
    assert model.job_of(0) == asked.id
    model.let_go(*range(1, COUNT))
    assert wait(desk, job).state is JobState.DONE
    assert with_digest(desk, ids) == ids[1:]
    model.let_go(0)
    desk.jobs.wait([asked])
    assert once_each(desk, ids)


def test_what_is_asked_for_one_by_one_is_written_at_once_and_one_is_stopped_alone(
    desk: Carrel, ids: list[int], model: HeldModel
) -> None:
    jobs = [*desk.digests.request(ids[:2], priority=1), *desk.digests.request(ids[2:6])]
    model.until(0, 1, 2, 3)
    jobs += desk.digests.request([ids[8]], priority=1)
    model.let_go(0)
    model.until(1, 2, 3, 8)
    model.single.stop(ids[1])
    model.until(2, 3, 4, 8)
    assert [model.asked(number) for number in (0, 1, 2, 8)] == [{"urgent"}, {"urgent"}, {"idle"}, {"urgent"}]
    model.let_go(*range(COUNT))
    ended = {job.paper_id: job.state for job in desk.jobs.wait(jobs)}
    assert [paper for paper, state in ended.items() if state is not JobState.DONE] == [ids[1]]
    assert ended[ids[1]] is JobState.CANCELLED
    assert with_digest(desk, ids) == [ids[0], *ids[2:6], ids[8]]


def test_papers_in_flight_count_towards_the_cap_even_when_they_are_hidden(
    desk: Carrel, ids: list[int], model: HeldModel
) -> None:
    desk.settings.change(news_digests=3)
    job = begin(desk)
    model.until(6, 0, 1)
    desk.news.hide([ids[0], ids[1]])
    model.let_go(6)
    model.until(0, 1)
    model.let_go(*range(COUNT))
    assert wait(desk, job).state is JobState.DONE
    assert sorted(model.begun) == [0, 1, 6]


def test_a_child_that_is_killed_with_many_in_flight_costs_none_of_them(
    desk: Carrel, ids: list[int], model: HeldModel
) -> None:
    job = begin(desk)
    until(lambda: all(model.asked(number) for number in FIRST))
    pid = model.worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    model.let_go(*range(COUNT))
    assert wait(desk, job).state is JobState.DONE
    assert once_each(desk, ids)


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from carrel.services.open import open_library
    from services.held_model import held_model

    carrel = open_library(digest_on_import=False, battery=lambda: False)
    with held_model(carrel, Path(sys.argv[1])) as model:
        carrel.jobs.start()
        carrel.news_digests.request()
        model.until(6, 0, 1, 2, 3, 4)
        model.let_go(0, 3)
        model.until(6, 1, 2, 4, 5, 7)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_killed_with_many_in_flight_it_keeps_what_was_written(library_home: Path, tmp_path: Path) -> None:
    opened = open_library(Paths(library_home), digest_on_import=False)
    ids = ids_of(following(opened), COUNT)
    opened.close()
    tests = str(Path(__file__).parents[1])
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "held")],
        check=False,
        timeout=120,
        env=os.environ | {"PYTHONPATH": tests},
    )
    assert killed.returncode == -signal.SIGKILL
    opened = open_library(Paths(library_home), digest_on_import=False)
    try:
        assert with_digest(opened, ids) == [ids[0], ids[3]]
        with held_model(opened, tmp_path / "held") as model:
            model.let_go(*range(COUNT))
            [job] = opened.jobs.open_jobs()
            opened.jobs.start()
            assert wait(opened, job).state is JobState.DONE
            assert sorted(model.begun) == [1, 2, 4, 5, 6, 7, 8]
        assert once_each(opened, ids)
    finally:
        opened.close()
