from __future__ import annotations

from typing import Any

from carrel.domain.job import Job, JobKind, JobState, Lane
from carrel.storage import job_runners, jobs
from carrel.storage.database import Connection, Database
from storage_values import LATER, NOW, add_paper


def queue(connection: Connection, key: str, **fields: Any) -> Job:
    return jobs.enqueue(connection, JobKind.WRITE_DIGEST, key, {"model": "é"}, created=NOW, **fields)


def claim(connection: Connection, runner: str = "me", *, only_own: bool = False) -> Job | None:
    return jobs.claim(connection, Lane.MODEL, runner, LATER, only_own=only_own)


def claimed(connection: Connection, runner: str = "me") -> Job:
    job = claim(connection, runner)
    assert job is not None
    return job


def state(connection: Connection, job_id: int) -> JobState:
    job = jobs.get(connection, job_id)
    assert job is not None
    return job.state


def test_the_same_work_is_queued_once_while_it_is_open(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        first = queue(connection, "a", title="A", paper_id=one)
        again = queue(connection, "a", priority=5)
        assert again.id == first.id
        assert again.priority == 5
        assert again.payload == {"model": "é"}
        claimed(connection)
        assert jobs.finish(connection, first.id, LATER)
        assert queue(connection, "a").id != first.id


def test_jobs_run_by_priority_then_age_each_claimed_once(database: Database) -> None:
    with database.write() as connection:
        low, high, later = queue(connection, "a"), queue(connection, "b", priority=1), queue(connection, "c")
        jobs.enqueue(connection, JobKind.FETCH_PAPER, "other lane", {}, created=NOW)
        assert [claimed(connection).id for _ in range(3)] == [high.id, low.id, later.id]
        assert claim(connection) is None
        running = jobs.get(connection, low.id)
        assert running is not None
        assert (running.state, running.started, running.attempts) == (JobState.RUNNING, LATER, 1)


def test_what_is_less_important_than_wanted_is_neither_claimed_nor_waited_for(database: Database) -> None:
    with database.write() as connection:
        low, high = queue(connection, "a"), queue(connection, "b", priority=1)

        def taken() -> Job | None:
            return jobs.claim(connection, Lane.MODEL, "me", NOW, least=1)

        assert [job and job.id for job in (taken(), taken())] == [high.id, None]
        assert claimed(connection).id == low.id
        for job in (low, high):
            assert jobs.put_back(connection, job.id, f"2026-11-20T1{job.priority}:00:00Z", "network", "", "")
        due = [jobs.next_due(connection, Lane.MODEL, "me", least=least) for least in (None, 1, 2)]
        assert due == ["2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", ""]


def test_a_job_of_one_runner_is_not_claimed_by_another(database: Database) -> None:
    with database.write() as connection:
        theirs, anyones = queue(connection, "a", runner="command line"), queue(connection, "b")
        assert claimed(connection, "window").id == anyones.id
        assert claim(connection, "window") is None
        queue(connection, "c")
        job = claim(connection, "command line", only_own=True)
        assert job is not None
        assert job.id == theirs.id
        assert claim(connection, "command line", only_own=True) is None


def test_a_job_that_met_an_error_has_failed_and_says_why(database: Database) -> None:
    with database.write() as connection:
        job = queue(connection, "a")
        claimed(connection)
        assert jobs.fail(connection, job.id, "document", "Broken.", "Get it again.", LATER)
        assert not jobs.fail(connection, job.id, "document", "Broken.", "Get it again.", LATER)
        failed = jobs.get(connection, job.id)
        assert failed is not None
        assert (failed.state, failed.finished) == (JobState.FAILED, LATER)
        assert (failed.error_code, failed.error, failed.advice) == ("document", "Broken.", "Get it again.")
        assert not jobs.finish(connection, job.id, LATER)


def test_a_paused_job_waits_until_it_is_resumed(database: Database) -> None:
    with database.write() as connection:
        job = queue(connection, "a")
        assert jobs.pause(connection, job.id)
        assert claim(connection) is None
        assert [open_job.state for open_job in jobs.open_jobs(connection)] == [JobState.PAUSED]
        assert jobs.resume(connection, job.id)
        assert not jobs.resume(connection, job.id)
        claimed(connection)
        assert jobs.release(connection, job.id)
        released = jobs.get(connection, job.id)
        assert released is not None
        assert (released.state, released.attempts) == (JobState.WAITING, 0)


def test_a_cancelled_job_stays_cancelled_when_its_runner_finishes(database: Database) -> None:
    with database.write() as connection:
        job = queue(connection, "a")
        claimed(connection)
        assert jobs.cancel(connection, job.id, LATER)
        assert not jobs.cancel(connection, job.id, LATER)
        assert not jobs.finish(connection, job.id, LATER)
        assert [ended.state for ended in jobs.recent(connection, 5)] == [JobState.CANCELLED]


def test_jobs_of_a_dead_runner_wait_again_and_fail_at_its_third_death(database: Database) -> None:
    with database.write() as connection:
        job, other = queue(connection, "a"), queue(connection, "b", runner="dead")
        for _ in range(2):
            claimed(connection, "dead")
            assert job.id in job_runners.recover(connection, lambda runner: runner != "dead", NOW)
            assert state(connection, job.id) is JobState.WAITING
            assert state(connection, other.id) is JobState.WAITING
            connection.execute("UPDATE jobs SET priority = 9 WHERE id = ?", (job.id,))
        claimed(connection, "dead")
        assert job_runners.recover(connection, lambda runner: runner != "dead", LATER) == []
        assert state(connection, job.id) is JobState.FAILED
        assert claimed(connection).id == other.id


def test_jobs_of_a_living_runner_are_left_to_it(database: Database) -> None:
    with database.write() as connection:
        job = queue(connection, "a")
        claimed(connection)
        assert job_runners.recover(connection, lambda _: True, NOW) == []
        assert state(connection, job.id) is JobState.RUNNING


def test_pruning_keeps_the_last_thousand_ended_jobs(database: Database) -> None:
    with database.write() as connection:
        for number in range(1005):
            job = queue(connection, str(number))
            jobs.cancel(connection, job.id, f"2026-11-20T09:30:{number:06}Z")
        still = queue(connection, "open")
        jobs.prune(connection)
        assert len(jobs.recent(connection, 2000)) == 1000
        assert jobs.recent(connection, 1)[0].key == "1004"
        assert jobs.get(connection, still.id) == still
