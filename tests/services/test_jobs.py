from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError, StorageError
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.events import Event, Events, JobProgress, Notice
from carrel.services.jobs import JobRunner
from carrel.services.lanes import Lanes
from carrel.services.processes import process_alive, process_identity
from carrel.services.work import NewJob, Running
from carrel.storage import jobs as table
from carrel.storage.database import Connection, Database
from services.job_runner import runner_of


def new(key: str, kind: JobKind = JobKind.IMPORT_FILE) -> NewJob:
    return NewJob(kind, key, {"path": key}, f"Job {key}")


def nothing(_running: Running) -> Changes:
    return Changes()


def until_stopped(started: threading.Event) -> Callable[[Running], Changes]:
    def handler(running: Running) -> Changes:
        started.set()
        while True:
            running.check()
            threading.Event().wait(0.005)

    return handler


def states(jobs: list[Job]) -> list[JobState]:
    return [job.state for job in jobs]


def test_jobs_of_a_lane_run_in_order_one_at_a_time(database: Database) -> None:
    ran: list[str] = []
    with runner_of(database, lambda running: ran.append(running.job.key) or Changes()) as runner:  # type: ignore[func-returns-value]  # append is called for its effect
        runner.wait(runner.add([new(str(number)) for number in range(5)]))
    assert ran == ["0", "1", "2", "3", "4"]


def test_a_lane_does_not_wait_for_another(database: Database) -> None:
    started = threading.Event()

    def handler(running: Running) -> Changes:
        if running.job.kind is JobKind.WRITE_DIGEST:
            return until_stopped(started)(running)
        return Changes()

    with runner_of(database, handler) as runner:
        [slow] = runner.add([new("slow", JobKind.WRITE_DIGEST)])
        assert started.wait(10)
        quick = runner.add([new("quick")])
        while runner.get(quick[0].id).state.open:  # type: ignore[union-attr]  # the job was just made
            threading.Event().wait(0.01)
        runner.cancel(slow.id)
        assert states(runner.wait([slow])) == [JobState.CANCELLED]


def test_the_same_work_is_queued_once_while_it_is_open(database: Database) -> None:
    started = threading.Event()
    with runner_of(database, until_stopped(started)) as runner:
        [first] = runner.add([new("one")])
        [second] = runner.add([new("one")])
        assert first.id == second.id
        runner.cancel(first.id)
        runner.wait([first])
        [third] = runner.add([new("one")])
        assert third.id != first.id


def test_a_condition_fails_the_job_and_the_lane_goes_on(database: Database) -> None:
    def handler(running: Running) -> Changes:
        if running.job.key == "bad":
            raise ModelError("The model is broken.", "Choose another.")
        return Changes()

    with runner_of(database, handler) as runner:
        bad, good = runner.wait(runner.add([new("bad"), new("good")]))
    assert (bad.state, bad.error_code, bad.error, bad.advice) == (
        JobState.FAILED,
        "model",
        "The model is broken.",
        "Choose another.",
    )
    assert good.state is JobState.DONE


def test_a_bug_fails_the_job_is_logged_and_the_lane_goes_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def handler(running: Running) -> Changes:
        if running.job.key == "bad":
            raise ZeroDivisionError
        return Changes()

    with runner_of(database, handler) as runner:
        bad, good = runner.wait(runner.add([new("bad"), new("good")]))
    assert (bad.state, bad.error_code) == (JobState.FAILED, "bug")
    assert good.state is JobState.DONE
    assert "ZeroDivisionError" in caplog.text


def test_a_paused_job_starts_anew_when_resumed(database: Database) -> None:
    started = threading.Event()
    runs = 0

    def handler(running: Running) -> Changes:
        nonlocal runs
        runs += 1
        return until_stopped(started)(running) if runs == 1 else Changes()

    with runner_of(database, handler) as runner:
        [job] = runner.add([new("one")])
        assert started.wait(10)
        runner.pause(job.id)
        while runner.get(job.id).state is not JobState.PAUSED:  # type: ignore[union-attr]  # the job was just made
            threading.Event().wait(0.01)
        assert runs == 1
        runner.resume(job.id)
        assert states(runner.wait([job])) == [JobState.DONE]
    assert runs == 2


def test_a_job_that_is_resumed_before_it_has_stopped_for_a_pause_goes_on(database: Database) -> None:
    started, stopping, may_stop = threading.Event(), threading.Event(), threading.Event()
    runs = 0

    def handler(running: Running) -> Changes:
        nonlocal runs
        runs += 1
        if runs == 1:
            started.set()
            while not running.stopped():
                threading.Event().wait(0.005)
            stopping.set()
            assert may_stop.wait(10)
            running.check()
        return Changes()

    with runner_of(database, handler) as runner:
        [job] = runner.add([new("one")])
        assert started.wait(10)
        runner.pause(job.id)
        assert stopping.wait(10)
        runner.resume(job.id)
        may_stop.set()
        assert states(runner.wait([job])) == [JobState.DONE]
    assert runs == 2


def test_pausing_all_stops_what_runs_and_starts_nothing(database: Database) -> None:
    started = threading.Event()
    with runner_of(database, until_stopped(started)) as runner:
        runner.add([new("one"), new("two")])
        assert started.wait(10)
        runner.pause_all()
        while JobState.RUNNING in states(runner.open_jobs()):
            threading.Event().wait(0.01)
        assert states(runner.open_jobs()) == [JobState.WAITING, JobState.WAITING]
        started.clear()
        runner.resume_all()
        assert started.wait(10)


def test_progress_is_told_and_seen_in_the_list(database: Database) -> None:
    events = Events()
    told: list[Event] = []
    events.subscribe(told.append)
    seen: list[tuple[int, int, str]] = []

    def handler(running: Running) -> Changes:
        running.progress(2, 5, "Reading")
        [job] = runner.open_jobs()
        seen.append((job.done, job.total, job.stage))
        return Changes()

    with runner_of(database, handler, events) as runner:
        runner.wait(runner.add([new("one")]))
    assert seen == [(2, 5, "Reading")]
    assert [event.job.stage for event in told if isinstance(event, JobProgress)] == ["Reading"]


def test_a_job_that_was_running_when_its_process_died_runs_again(database: Database, tmp_path: Path) -> None:
    code = (
        "import sys, os, signal\n"
        "from pathlib import Path\n"
        "from carrel.services.events import Events\n"
        "from carrel.services.jobs import JobRunner, NewJob\n"
        "from carrel.domain.job import JobKind\n"
        "from carrel.storage.database import Connection, Database\n"
        "runner = JobRunner(Database(Path(sys.argv[1])), Events())\n"
        "runner.handle({JobKind.IMPORT_FILE: lambda running: os.kill(os.getpid(), signal.SIGKILL)})\n"
        "jobs = runner.add([NewJob(JobKind.IMPORT_FILE, 'one', {}, 'One')])\n"
        "runner.start(); runner.wait(jobs)\n"
    )
    path = tmp_path / "library.sqlite3"
    killed = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=False)
    assert killed.returncode != 0
    with runner_of(database, nothing) as runner:
        [job] = runner.wait(runner.open_jobs() or runner.recent(1))
        assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_job_that_kills_its_process_three_times_is_given_up(database: Database) -> None:
    for _ in range(3):
        runner = JobRunner(database, Events())
        runner.add([new("one")])
        with database.write() as connection:
            connection.execute("UPDATE jobs SET state = 'running', attempts = attempts + 1, runner = '999999:1.00'")
    with runner_of(database, nothing) as last:
        job = last.get(1)
    assert job is not None
    assert job.state is JobState.FAILED
    assert job.error


class FailingDatabase(Database):
    """A real one that, while `broken`, answers writes as a full disk does."""

    broken = False

    @contextmanager
    def write(self) -> Iterator[Connection]:
        if self.broken:
            raise StorageError("The disk is full.", "Free some space.")
        with super().write() as connection:
            yield connection


def test_work_is_held_while_the_database_cannot_be_written_and_done_when_resumed(tmp_path: Path) -> None:
    database = FailingDatabase(tmp_path / "library.sqlite3")
    events = Events()
    told = threading.Event()
    events.subscribe(lambda event: told.set() if isinstance(event, Notice) and event.problem else None)
    runs: list[str] = []

    def handler(running: Running) -> Changes:
        runs.append(running.job.key)
        database.broken = len(runs) == 1
        return Changes()

    # One lane: another that looks for work at the wrong moment would be held later than this one.
    with runner_of(database, handler, events, (JobKind.IMPORT_FILE,)) as runner:
        jobs = runner.add([new("one"), new("two")])
        with pytest.raises(StorageError, match="disk is full"):
            runner.wait(jobs)
        assert runner.paused
        assert told.wait(10)
        with pytest.raises(StorageError):
            runner.resume_all()
        database.broken = False
        runner.resume_all()
        assert states(runner.wait(jobs)) == [JobState.DONE, JobState.DONE]
    assert runs == ["one", "one", "two"]
    database.close()


def test_a_process_is_known_by_number_and_start(database: Database) -> None:
    assert database is not None
    mine = process_identity(os.getpid())
    assert process_alive(mine)
    assert not process_alive(f"{os.getpid()}:1.00")
    assert not process_alive("999999999:1.00")
    assert not process_alive("nonsense")


def test_a_job_that_another_process_left_running_is_done_by_the_one_that_waits_for_it(database: Database) -> None:
    runner = JobRunner(database, Events(), only_own=True)
    runner.handle({JobKind.IMPORT_FILE: nothing})
    [job] = runner.add([new("a")])
    with database.write() as connection:
        connection.execute("UPDATE jobs SET state = 'running', runner = '4194305:1' WHERE id = ?", (job.id,))
    runner.start()
    try:
        assert states(runner.wait([job])) == [JobState.DONE]
    finally:
        runner.close()


@pytest.mark.parametrize("rest", ["state = 'paused'", "state = 'waiting', due = '2999-01-01T00:00:00Z'"])
def test_a_command_does_not_wait_for_a_job_that_another_process_paused_or_put_back(
    database: Database, rest: str
) -> None:
    runner = JobRunner(database, Events(), only_own=True)
    [job] = runner.add([new("a")])
    with database.write() as connection:
        connection.execute(f"UPDATE jobs SET {rest}, runner = NULL WHERE id = ?", (job.id,))  # noqa: S608 - of this test
    [ended] = runner.wait([job])
    assert ended.state.open


class InterruptedDatabase(Database):
    """A real one after whose next write something happens."""

    then: Callable[[], object] | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as connection:
            yield connection
        then, self.then = self.then, None
        if then is not None:
            then()


def test_a_lane_that_is_held_while_another_is_resumed_loses_no_job(tmp_path: Path) -> None:
    database = InterruptedDatabase(tmp_path / "library.sqlite3")
    lanes = Lanes(database, Events(), "1:1", only_own=False)
    moment = "2026-11-20T09:00:00Z"
    with database.write() as connection:
        for key in ("one", "two"):
            table.enqueue(connection, JobKind.IMPORT_FILE, key, {}, created=moment)
    one, two = (lanes._next(JobKind.IMPORT_FILE.lane) for _ in range(2))
    lanes._hold(one, StorageError("The disk is full."))
    database.then = lambda: lanes._hold(two, StorageError("The disk is full."))
    lanes.resume()
    with database.read() as connection:
        assert [job.state for job in table.open_jobs(connection)] == [JobState.WAITING, JobState.WAITING]
    assert (lanes.trouble, lanes.paused) == (None, False)
    database.close()
