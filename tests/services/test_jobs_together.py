"""Several jobs of the model's lane at once: how many, which, and that all that lanes promise holds for each of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import StorageError
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.jobs import JobRunner
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage.database import Connection, Database
from services.job_runner import runner_of

_WAIT = 60


class Works:
    """A handler whose jobs run until they are let go, or are stopped."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._free: set[str] = set()
        self.begun: list[str] = []
        self.inside: dict[str, Running] = {}

    def __call__(self, running: Running) -> Changes:
        key = running.job.key
        with self._changed:
            self.begun.append(key)
            self.inside[key] = running
            self._changed.notify_all()
        try:
            while True:
                running.check()
                with self._changed:
                    if key in self._free:
                        return Changes()
                    self._changed.wait(0.01)
        finally:
            with self._changed:
                del self.inside[key]
                self._changed.notify_all()

    def let_go(self, *keys: str) -> None:
        with self._changed:
            self._free.update(keys)
            self._changed.notify_all()

    def until(self, *keys: str) -> None:
        """Wait until exactly these run."""
        with self._changed:
            assert self._changed.wait_for(lambda: set(self.inside) == set(keys), _WAIT), self.inside


class FullDatabase(Database):
    """A real one that, while `full`, answers writes as a full disk does."""

    full = False

    @contextmanager
    def write(self) -> Iterator[Connection]:
        if self.full:
            raise StorageError("The disk is full.", "Free some space.")
        with super().write() as connection:
            yield connection


@pytest.fixture
def database(tmp_path: Path) -> Iterator[FullDatabase]:
    opened = FullDatabase(tmp_path / "library.sqlite3")
    yield opened
    opened.close()


def new(key: str, priority: int = 0, kind: JobKind = JobKind.WRITE_DIGEST) -> NewJob:
    return NewJob(kind, key, {}, f"Job {key}", priority=priority)


def until(wanted: Callable[[], bool]) -> None:
    end = time.monotonic() + _WAIT
    while not wanted():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def state(runner: JobRunner, job: Job) -> JobState:
    now = runner.get(job.id)
    assert now is not None
    return now.state


@pytest.mark.parametrize("only_own", [False, True])
def test_three_places_are_for_all_and_one_for_what_a_person_waits_for(database: Database, only_own: bool) -> None:
    works = Works()
    with runner_of(database, works, only_own=only_own) as runner:
        jobs = runner.add([new(key) for key in "abcde"])
        works.until("a", "b", "c")
        [urgent] = runner.add([new("urgent", 1)])
        works.until("a", "b", "c", "urgent")
        jobs += runner.add([new("second", 2)])
        works.let_go("urgent")
        works.until("a", "b", "c", "second")
        assert runner.wait([urgent])[0].state is JobState.DONE
        works.let_go("b")
        works.until("a", "c", "d", "second")
        works.let_go("a", "c", "d", "e", "second")
        assert {job.state for job in runner.wait(jobs)} == {JobState.DONE}
    assert works.begun.count("urgent") == 1
    assert len(works.begun) == 7


def test_a_place_for_all_takes_what_is_urgent_first(database: Database) -> None:
    works = Works()
    with runner_of(database, works) as runner:
        runner.add([new(key, 3) for key in "abcd"])
        works.until("a", "b", "c", "d")
        runner.add([new("idle", -1), new("asked", 1), new("added")])
        works.let_go("a", "b", "c")
        works.until("d", "asked", "added", "idle")
    assert sorted(works.begun[4:]) == ["added", "asked", "idle"]


def test_other_lanes_have_one_place(database: Database) -> None:
    works = Works()
    with runner_of(database, works) as runner:
        jobs = runner.add([new("one", 0, JobKind.IMPORT_FILE), new("two", 5, JobKind.IMPORT_FILE)])
        works.until("two")
        assert [state(runner, job) for job in jobs] == [JobState.WAITING, JobState.RUNNING]
        works.let_go("one", "two")
        runner.wait(jobs)
    assert works.begun == ["two", "one"]


def test_one_of_many_is_paused_and_another_cancelled_and_the_rest_goes_on(database: Database) -> None:
    works = Works()
    with runner_of(database, works) as runner:
        jobs = runner.add([new(key) for key in "abcd"])
        works.until("a", "b", "c")
        runner.pause(jobs[0].id)
        runner.cancel(jobs[1].id)
        works.until("c", "d")
        until(lambda: state(runner, jobs[0]) is JobState.PAUSED)
        until(lambda: state(runner, jobs[1]) is JobState.CANCELLED)
        runner.resume(jobs[0].id)
        works.until("a", "c", "d")
        works.let_go("a", "c", "d")
        states = [job.state for job in runner.wait(jobs)]
    assert states == [JobState.DONE, JobState.CANCELLED, JobState.DONE, JobState.DONE]
    assert sorted(works.begun) == ["a", "a", "b", "c", "d"]


def test_pausing_all_stops_every_one_and_all_start_anew(database: Database) -> None:
    works = Works()
    with runner_of(database, works) as runner:
        jobs = runner.add([new("a"), new("b"), new("c"), new("d", 1)])
        works.until("a", "b", "c", "d")
        runner.pause_all()
        works.until()
        until(lambda: all(state(runner, job) is JobState.WAITING for job in jobs))
        runner.resume_all()
        works.until("a", "b", "c", "d")
        works.let_go("a", "b", "c", "d")
        ended = runner.wait(jobs)
    assert [(job.state, job.attempts) for job in ended] == [(JobState.DONE, 1)] * 4


def test_a_job_that_gives_way_runs_again_at_once_in_another_place_and_can_be_stopped_there(database: Database) -> None:
    # The first thread forgets the job only after another may have taken it.
    again = threading.Event()
    ran: list[str] = []

    def handler(running: Running) -> Changes:
        ran.append(running.job.key)
        if len(ran) < 200:
            raise GiveWay
        again.set()
        while True:
            running.check()
            threading.Event().wait(0.005)

    with runner_of(database, handler) as runner:
        [job] = runner.add([new("one")])
        assert again.wait(_WAIT)
        until(lambda: state(runner, job) is JobState.RUNNING)
        runner.cancel(job.id)
        assert [one.state for one in runner.wait([job])] == [JobState.CANCELLED]
    assert len(ran) == 200


def test_a_full_disk_holds_all_and_every_job_is_done_once_it_is_free(database: FullDatabase) -> None:
    works = Works()
    with runner_of(database, works) as runner:
        jobs = runner.add([new("a"), new("b"), new("c"), new("d", 1), new("e")])
        works.until("a", "b", "c", "d")
        database.full = True
        works.let_go("a", "b")
        until(lambda: runner.paused and set(works.inside) == {"c", "d"})
        works.let_go("c", "d", "e")
        until(lambda: not works.inside)
        with pytest.raises(StorageError):
            runner.resume_all()
        database.full = False
        runner.resume_all()
        ended = runner.wait(jobs)
    assert [job.state for job in ended] == [JobState.DONE] * 5
    assert sorted(set(works.begun)) == ["a", "b", "c", "d", "e"]


def test_closing_stops_all_and_the_next_runner_does_them(database: Database) -> None:
    works = Works()
    with runner_of(database, works) as runner:
        jobs = runner.add([new("a"), new("b"), new("c"), new("d", 1)])
        works.until("a", "b", "c", "d")
    assert not works.inside
    works.let_go("a", "b", "c", "d")
    with runner_of(database, works) as later:
        assert [job.state for job in later.wait(jobs)] == [JobState.DONE] * 4


KILLED = """
    import os, signal, sys, threading
    from pathlib import Path
    from carrel.domain.job import JobKind
    from carrel.services.events import Events
    from carrel.services.jobs import JobRunner
    from carrel.services.work import NewJob
    from carrel.storage.database import Database

    together = threading.Barrier(4)

    def handler(running):
        together.wait(20)
        os.kill(os.getpid(), signal.SIGKILL)

    runner = JobRunner(Database(Path(sys.argv[1])), Events())
    runner.handle({JobKind.WRITE_DIGEST: handler})
    runner.start()
    runner.wait(runner.add([NewJob(JobKind.WRITE_DIGEST, key, {}, key, priority=1) for key in "abcdef"]))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_all_that_ran_when_their_process_was_killed_run_again(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    killed = subprocess.run([sys.executable, "-P", "-c", textwrap.dedent(KILLED), str(path)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    works = Works()
    with runner_of(database, works) as runner:
        queued = runner.open_jobs()
        works.let_go(*"abcdef")
        ended = runner.wait(queued)
    assert sorted(works.begun) == list("abcdef")
    assert {(job.key, job.state, job.attempts) for job in ended} == {
        *((key, JobState.DONE, 2) for key in "abcd"),
        *((key, JobState.DONE, 1) for key in "ef"),
    }
