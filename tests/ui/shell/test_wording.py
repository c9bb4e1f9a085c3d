"""Times and sizes in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from carrel.domain.job import Job, JobKind, JobState
from carrel.services.clock import instant
from carrel.ui.shell.job_words import headline, progress_words
from carrel.ui.shell.wording import clock_time, size


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 KB"),
        (400, "1 KB"),
        (212_000, "212 KB"),
        (1_100_000, "1.1 MB"),
        (98_362_432, "98 MB"),
        (3_100_000_000, "3.1 GB"),
    ],
)
def test_sizes_are_told_in_words(count: int, words: str) -> None:
    assert size(count) == words


def test_a_time_of_today_is_told_without_its_day() -> None:
    now = datetime.now(UTC)
    assert clock_time(instant(now)) == now.astimezone().strftime("%H:%M")
    assert len(clock_time(instant(now - timedelta(days=3)))) > 5
    assert clock_time("") == ""


def test_a_job_is_told_by_what_became_of_it() -> None:
    def job(state: JobState) -> Job:
        return Job(
            id=1,
            kind=JobKind.IMPORT_FILE,
            key="a",
            state=state,
            payload={},
            title="a.pdf",
            paper_id=None,
            priority=0,
            attempts=1,
            done=3,
            total=9,
            stage="Reading",
            error_code="",
            error="",
            advice="",
            created="",
            started="",
            finished="",
        )

    assert headline(job(JobState.RUNNING)) == "Reading a.pdf"
    assert headline(job(JobState.DONE)) == "Read a.pdf"
    assert headline(job(JobState.FAILED)) == "a.pdf was not added"
    assert progress_words(job(JobState.RUNNING), all_paused=False) == "Reading, 3 of 9"
    assert "Paused" in progress_words(job(JobState.PAUSED), all_paused=False)
