"""A lane outlives a bug: its jobs go on, or the person is told that they do not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import StorageError
from carrel.domain.job import JobKind, JobState
from carrel.services.events import Event, Events, Notice
from carrel.services.work import NewJob, Running
from carrel.storage.database import Connection, Database
from services.job_runner import runner_of


class OddDatabase(Database):
    """A real one in which a write goes wrong as only a bug makes it, as often as `bugs` says."""

    bugs = 0

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as connection:
            yield connection
            if self.bugs:
                self.bugs -= 1
                raise ZeroDivisionError


@pytest.fixture
def database(tmp_path: Path) -> Iterator[OddDatabase]:
    opened = OddDatabase(tmp_path / "library.sqlite3")
    yield opened
    opened.close()


one_lane = partial(runner_of, kinds=(JobKind.IMPORT_FILE,))


def jobs(*keys: str) -> list[NewJob]:
    return [NewJob(JobKind.IMPORT_FILE, key, {"path": key}, f"Job {key}") for key in keys]


def test_a_job_whose_paper_was_merged_into_another_meanwhile_is_done_and_the_lane_goes_on(
    database: OddDatabase,
) -> None:
    with one_lane(database, lambda _running: Changes(papers=frozenset({7}))) as runner:
        ended = runner.wait(runner.add(jobs("one", "two")))
    assert [(job.state, job.paper_id) for job in ended] == [(JobState.DONE, None), (JobState.DONE, None)]


def test_where_the_end_of_a_job_cannot_be_kept_for_a_bug_all_is_held_and_told_and_can_be_resumed(
    database: OddDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    events = Events()
    told = threading.Event()
    events.subscribe(lambda event: told.set() if isinstance(event, Notice) and event.problem else None)
    runs: list[str] = []

    def handler(running: Running) -> Changes:
        runs.append(running.job.key)
        database.bugs = int(len(runs) == 1)
        return Changes()

    with one_lane(database, handler, events) as runner:
        queued = runner.add(jobs("one", "two"))
        with pytest.raises(StorageError, match="went wrong inside Carrel"):
            runner.wait(queued)
        assert runner.paused
        assert told.wait(10)
        assert "ZeroDivisionError" in caplog.text
        runner.resume_all()
        assert {job.state for job in runner.wait(queued)} == {JobState.DONE}
    assert runs == ["one", "one", "two"]


def test_a_bug_of_one_who_is_told_keeps_neither_the_others_untold_nor_the_work_undone(
    database: OddDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    events = Events()
    told: list[Event] = []

    def fail(_event: Event) -> None:
        raise ZeroDivisionError

    events.subscribe(fail)
    events.subscribe(told.append)
    with one_lane(database, lambda _running: Changes(), events) as runner:
        [ended] = runner.wait(runner.add(jobs("one")))
    assert ended.state is JobState.DONE
    assert told
    assert any(record.levelno == logging.ERROR and record.exc_info for record in caplog.records)
