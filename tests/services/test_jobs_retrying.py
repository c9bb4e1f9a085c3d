"""Jobs that the network failed, and jobs that let others go first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError, DocumentError, ModelError, NetworkError, Offline, WorkerDied
from carrel.domain.job import Job, JobKind, JobState
from carrel.services import lanes
from carrel.services.clock import instant
from carrel.services.jobs import JobRunner
from carrel.services.retrying import PAUSES, pause_before_retry
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage import jobs as table
from carrel.storage.database import Database
from services.job_runner import runner_of

running = partial(runner_of, kinds=(JobKind.FETCH_PAPER, JobKind.DIGEST_NEWS, JobKind.WRITE_DIGEST))


def new(key: str, kind: JobKind = JobKind.FETCH_PAPER, priority: int = 0) -> NewJob:
    return NewJob(kind, key, {}, f"Job {key}", priority=priority)


def busy(wait: float = 0.0) -> NetworkError:
    error = NetworkError("arXiv is busy (503).", "Try again in some minutes.")
    error.wait = wait
    return error


class Flaky:
    """A handler that meets these errors one after the other, and then succeeds."""

    def __init__(self, *errors: CarrelError) -> None:
        self.errors = list(errors)
        self.ran: list[Job] = []

    def __call__(self, running: Running) -> Changes:
        self.ran.append(running.job)
        if self.errors:
            raise self.errors.pop(0)
        return Changes()


def until(runner: JobRunner, job: Job, wanted: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        now = runner.get(job.id)
        assert now is not None
        if wanted(now):
            return now
        threading.Event().wait(0.005)
    raise AssertionError(runner.get(job.id))


def put_back(job: Job) -> bool:
    return job.state is JobState.WAITING and bool(job.due)


def waits_since(begun: datetime, due: str, pause: float) -> bool:
    """Whether what is due then was put back after `begun` for so many seconds; instants are kept to the second."""
    back = datetime.fromisoformat(due) - timedelta(seconds=pause)
    return begun - timedelta(seconds=1) < back <= datetime.now(UTC)


def test_a_network_error_puts_a_job_back_with_its_reason_and_time(database: Database) -> None:
    flaky = Flaky(busy())
    begun = datetime.now(UTC)
    with running(database, flaky) as runner:
        [job] = runner.add([new("one")])
        waiting = until(runner, job, put_back)
        assert (waiting.error_code, waiting.error) == ("network", "arXiv is busy (503).")
        assert (waiting.retries, waiting.attempts, waiting.started) == (1, 0, "")
        assert waits_since(begun, waiting.due, PAUSES[0])
        assert [open_job.id for open_job in runner.open_jobs()] == [job.id]
    assert len(flaky.ran) == 1


def test_try_now_does_not_wait_and_the_pauses_grow(database: Database) -> None:
    flaky = Flaky(busy(), busy(), busy(7200))
    begun = datetime.now(UTC)
    with running(database, flaky) as runner:
        [job] = runner.add([new("one")])
        for number, pause in enumerate((PAUSES[0], PAUSES[1], 7200.0), 1):
            waiting = until(runner, job, lambda now, number=number: put_back(now) and now.retries == number)  # type: ignore[misc]  # bound early
            assert waits_since(begun, waiting.due, pause)
            begun = datetime.now(UTC)
            runner.try_now(job.id)
        [ended] = runner.wait([job])
        assert (ended.state, ended.error, ended.due, ended.attempts) == (JobState.DONE, "", "", 1)
    assert [one.retries for one in flaky.ran] == [0, 1, 2, 3]


def test_after_the_last_pause_a_job_has_failed(database: Database) -> None:
    flaky = Flaky(*(busy() for _ in range(len(PAUSES) + 1)))
    with running(database, flaky) as runner:
        [job] = runner.add([new("one")])
        for number in range(1, len(PAUSES) + 1):
            until(runner, job, lambda now, number=number: put_back(now) and now.retries == number)  # type: ignore[misc]  # bound early
            runner.try_now(job.id)
        [ended] = runner.wait([job])
        assert (ended.state, ended.error) == (JobState.FAILED, "arXiv is busy (503).")
        again = runner.retry(job.id)
        assert again is not None
        assert [(one.state, one.retries) for one in runner.wait([again])] == [(JobState.DONE, 0)]


def test_the_command_line_does_not_wait(database: Database) -> None:
    with running(database, Flaky(busy()), only_own=True) as runner:
        [ended] = runner.wait(runner.add([new("one")]))
    assert (ended.state, ended.error) == (JobState.FAILED, "arXiv is busy (503).")


def test_the_person_asking_again_does_not_wait(database: Database) -> None:
    with running(database, Flaky(busy())) as runner:
        [job] = runner.add([new("one")])
        until(runner, job, put_back)
        [again] = runner.add([new("one")])
        assert again.id == job.id
        assert [one.state for one in runner.wait([again])] == [JobState.DONE]


def test_a_job_runs_by_itself_when_it_is_due_and_not_before(database: Database) -> None:
    flaky = Flaky(busy())
    with running(database, flaky) as runner:
        [job] = runner.add([new("one")])
        until(runner, job, put_back)
        due = instant(datetime.now(UTC) + timedelta(seconds=2))
        with database.write() as connection:
            connection.execute("UPDATE jobs SET due = ?", (due,))
        other = runner.add([new("other")])
        assert [one.state for one in runner.wait(other)] == [JobState.DONE]
        [ended] = runner.wait([job])
        assert ended.started >= due


def test_a_job_put_back_by_a_process_that_ended_runs_in_the_next(database: Database) -> None:
    with running(database, Flaky(busy())) as runner:
        [job] = runner.add([new("one")])
        until(runner, job, put_back)
    with database.write() as connection:
        connection.execute("UPDATE jobs SET due = '2020-01-01T00:00:00Z'")
    with running(database, Flaky()) as later:
        assert [one.state for one in later.wait([job])] == [JobState.DONE]


def test_a_job_that_was_put_back_under_a_clock_of_the_future_does_not_wait_for_it(database: Database) -> None:
    with database.write() as connection:
        connection.execute(
            "INSERT INTO jobs (kind, lane, key, state, due, created) VALUES"
            " ('fetch_paper', 'network', 'one', 'waiting', '2099-01-01T00:00:00Z', '2099-01-01T00:00:00Z')"
        )
        queued = table.open_jobs(connection)
    with running(database, Flaky()) as runner:
        assert [one.state for one in runner.wait(queued)] == [JobState.DONE]


def test_work_offline_waits_for_as_long_as_it_takes_and_goes_on_when_it_ends(database: Database) -> None:
    offline = Offline("Work offline is on, so Carrel has not asked the network.")
    flaky = Flaky(*[offline] * (len(PAUSES) + 2), busy())
    with running(database, flaky) as runner:
        [job] = runner.add([new("one")])
        for _ in range(len(PAUSES) + 2):
            assert until(runner, job, put_back).retries == 0
            runner.try_all_now("offline")
        waiting = until(runner, job, lambda now: put_back(now) and now.error_code == "network")
        assert waiting.retries == 1
        runner.try_all_now("offline")
        still = runner.get(job.id)
        assert still is not None
        assert put_back(still)


def test_a_job_that_waits_for_its_time_can_be_paused_resumed_and_cancelled(database: Database) -> None:
    with running(database, Flaky(busy())) as runner:
        [job] = runner.add([new("one")])
        due = until(runner, job, put_back).due
        runner.pause(job.id)
        assert until(runner, job, lambda now: now.state is JobState.PAUSED).due == due
        runner.resume(job.id)
        assert until(runner, job, put_back).due == due
        runner.pause_all()
        runner.try_now(job.id)
        assert until(runner, job, lambda now: not now.due).state is JobState.WAITING
        runner.cancel(job.id)
        assert [one.state for one in runner.wait([job])] == [JobState.CANCELLED]


@pytest.mark.parametrize(("then", "state"), [("cancel", JobState.CANCELLED), ("pause", JobState.PAUSED)])
def test_what_the_person_wants_stands_where_the_network_fails_at_that_moment(
    database: Database, then: str, state: JobState
) -> None:
    started, told = threading.Event(), threading.Event()

    def handler(running: Running) -> Changes:
        started.set()
        assert told.wait(10)
        assert running.stopped()
        raise busy()

    with running(database, handler) as runner:
        [job] = runner.add([new("one")])
        assert started.wait(10)
        getattr(runner, then)(job.id)
        told.set()
        assert until(runner, job, lambda now: now.state is not JobState.RUNNING).state is state


def test_a_job_gives_way_to_a_more_urgent_one_and_goes_on_before_its_equals(database: Database) -> None:
    ran: list[str] = []
    started, urgent_is_there = threading.Event(), threading.Event()

    def handler(running: Running) -> Changes:
        ran.append(running.job.key)
        if running.job.key == "long" and ran.count("long") == 1:
            assert not running.outranked()
            started.set()
            assert urgent_is_there.wait(10)
            assert running.outranked()
            raise GiveWay
        return Changes()

    with running(database, handler) as runner:
        jobs = runner.add([new("long", priority=-1), new("equal", priority=-1)])
        assert started.wait(10)
        jobs += runner.add([new("urgent"), new("other lane", JobKind.WRITE_DIGEST, priority=5)])
        urgent_is_there.set()
        ended = runner.wait(jobs)
    assert [key for key in ran if key != "other lane"] == ["long", "urgent", "long", "equal"]
    assert [(job.state, job.attempts) for job in ended] == [(JobState.DONE, 1)] * 4


def test_a_job_that_waits_for_its_time_outranks_nothing(database: Database) -> None:
    seen: list[bool] = []

    def handler(running: Running) -> Changes:
        if running.job.key == "urgent":
            raise busy()
        seen.append(running.outranked())
        return Changes()

    with running(database, handler) as runner:
        [urgent] = runner.add([new("urgent", priority=5)])
        until(runner, urgent, put_back)
        runner.wait(runner.add([new("one")]))
    assert seen == [False]


def lanes_of() -> set[threading.Thread]:
    return {one for one in threading.enumerate() if one.name.startswith("lane ")}


def test_closing_does_not_wait_for_what_is_due_later(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_JOIN_SECONDS", PAUSES[0] / 2)
    before = lanes_of()
    with running(database, Flaky(busy())) as runner:
        [job] = runner.add([new("one")])
        until(runner, job, put_back)
        assert lanes_of() - before
    assert not lanes_of() - before, "a lane that slept until then would still be there"


@given(st.integers(0, len(PAUSES) + 3), st.floats(0, 1e6))
def test_pauses_grow_are_never_shorter_than_arxiv_asks_for_and_end(retries: int, wait: float) -> None:
    pause = pause_before_retry(busy(wait), retries)
    if retries >= len(PAUSES):
        assert pause is None
        return
    assert pause is not None
    assert pause >= min(wait, 24 * 3600)
    assert PAUSES[retries] <= pause <= 24 * 3600
    earlier = pause_before_retry(busy(wait), retries - 1) if retries else 0.0
    assert earlier is not None
    assert pause >= earlier


@pytest.mark.parametrize("error", [DocumentError("Broken."), ModelError("No."), WorkerDied("It ended.")])
def test_only_the_network_is_tried_again_by_itself(error: CarrelError) -> None:
    assert pause_before_retry(error, 0) is None


def test_what_cannot_help_is_not_tried_again() -> None:
    error = NetworkError("arXiv knows no paper 2601.00001.", "Check the identifier.")
    error.retry = False
    assert pause_before_retry(error, 0) is None
