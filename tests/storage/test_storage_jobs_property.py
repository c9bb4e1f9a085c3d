"""Whatever happens to jobs in whatever order: none is lost, none runs twice at once, and each comes to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from carrel.domain.job import Job, JobKind, JobState, Lane
from carrel.storage import job_runners, jobs
from carrel.storage.database import Database

RUNNERS = st.sampled_from(["window", "command line", "timer"])
KEYS = st.sampled_from(["a", "b", "c", "d"])
PICK = st.integers(0, 50)


class Queue(RuleBasedStateMachine):
    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.moment = datetime(2026, 9, 8, 12, tzinfo=UTC)
        self.running: dict[int, str] = {}
        self.queued: set[int] = set()
        with self.database.write() as connection:
            connection.execute("DELETE FROM jobs")

    @property
    def now(self) -> str:
        return self.moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    @rule(key=KEYS, own=st.none() | RUNNERS, priority=st.integers(-1, 1))
    def enqueue(self, key: str, own: str | None, priority: int) -> None:
        with self.database.write() as connection:
            job = jobs.enqueue(
                connection, JobKind.FETCH_PAPER, key, {}, runner=own, priority=priority, created=self.now
            )
        self.queued.add(job.id)
        if job.id in self.running:
            assert job.state is JobState.RUNNING
        else:
            assert (job.state, job.due) == (JobState.WAITING, "")

    @precondition(lambda self: self.queued)
    @rule(runner=RUNNERS, only_own=st.booleans())
    def claim(self, runner: str, only_own: bool) -> None:
        far = (self.moment + timedelta(hours=25)).isoformat()
        with self.database.write() as connection:
            due = {job.id: job.due for job in jobs.open_jobs(connection)}
            job = jobs.claim(connection, Lane.NETWORK, runner, self.now, only_own=only_own)
        if job is not None:
            assert job.id not in self.running
            assert due[job.id] <= self.now or due[job.id] > far
            self.running[job.id] = runner

    @precondition(lambda self: self.running)
    @rule(
        pick=PICK, how=st.sampled_from(["finish", "fail", "put_back", "release", "cancel"]), pause=st.integers(0, 9000)
    )
    def end(self, pick: int, how: str, pause: int) -> None:
        job_id = sorted(self.running)[pick % len(self.running)]
        due = (self.moment + timedelta(seconds=pause)).isoformat(timespec="seconds").replace("+00:00", "Z")
        with self.database.write() as connection:
            before = jobs.get(connection, job_id)
            if how == "finish":
                assert jobs.finish(connection, job_id, self.now)
            elif how == "fail":
                assert jobs.fail(connection, job_id, "network", "No.", "", self.now)
            elif how == "put_back":
                assert jobs.put_back(connection, job_id, due, "network", "No.", "")
            elif how == "release":
                assert jobs.release(connection, job_id)
            else:
                assert jobs.cancel(connection, job_id, self.now)
            after = jobs.get(connection, job_id)
        assert before is not None
        assert after is not None
        if how in {"put_back", "release"}:
            assert after.attempts == before.attempts - 1
        del self.running[job_id]

    @precondition(lambda self: self.queued - set(self.running))
    @rule(pick=PICK, what=st.sampled_from(["pause", "resume", "make_due", "cancel"]))
    def wish(self, pick: int, what: str) -> None:
        idle = sorted(self.queued - set(self.running))
        job_id = idle[pick % len(idle)]
        with self.database.write() as connection:
            if what == "cancel":
                jobs.cancel(connection, job_id, self.now)
            else:
                getattr(jobs, what)(connection, job_id)

    @precondition(lambda self: self.running)
    @rule(runner=RUNNERS)
    def die(self, runner: str) -> None:
        with self.database.write() as connection:
            job_runners.recover(connection, lambda one: one != runner, self.now)
        self.running = {job_id: one for job_id, one in self.running.items() if one != runner}

    @precondition(lambda self: self.queued)
    @rule(minutes=st.sampled_from([1, 20, 200, -20, 100_000, -100_000]))
    def set_clock(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)

    @invariant()
    def all_are_there_and_those_that_run_are_known(self) -> None:
        with self.database.read() as connection:
            open_jobs = jobs.open_jobs(connection)
            known = [jobs.get(connection, job_id) for job_id in self.queued]
        assert all(known)
        assert {job.id for job in open_jobs if job.state is JobState.RUNNING} == set(self.running)
        assert len({job.key for job in open_jobs}) == len(open_jobs)

    def teardown(self) -> None:
        """With all runners gone and two days later, each job that is open can be claimed, once."""
        self.moment += timedelta(days=2)
        with self.database.write() as connection:
            job_runners.recover(connection, lambda _: False, self.now)
            waiting = set()
            for job in jobs.open_jobs(connection):
                jobs.resume(connection, job.id)
                waiting.add(job.id)
            claimed: list[Job] = []
            while job := jobs.claim(connection, Lane.NETWORK, "last", self.now):  # type: ignore[assignment]  # None ends it
                claimed.append(job)
        assert sorted(job.id for job in claimed) == sorted(waiting)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "library.sqlite3")
    yield opened
    opened.close()


def test_no_job_is_lost_and_none_runs_twice_at_once(database: Database) -> None:
    machine = type("QueueHere", (Queue,), {"database": database})
    checks = settings(
        max_examples=150,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(machine, settings=checks)
