"""What jobs are called, how far they are, and what happens next."""

from __future__ import annotations

from datetime import datetime

import pytest

from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.request import Request
from carrel.ui.shell.job_words import ICONS, headline, problem_words, progress_words, will_retry
from carrel.ui.shell.request_words import busy_words
from carrel.ui.shell.wording import share_of_size, time_left


def job(kind: JobKind, state: JobState, **more: object) -> Job:
    base: dict[str, object] = {
        "id": 1,
        "kind": kind,
        "key": "k",
        "state": state,
        "payload": {},
        "title": "FoundationalECGNet",
        "paper_id": None,
        "priority": 0,
        "attempts": 1,
        "error_code": "",
        "error": "",
        "advice": "",
        "created": "",
        "started": "",
        "finished": "",
    }
    return Job(**(base | more))  # type: ignore[arg-type]


def today_at(hour: int, minute: int) -> str:
    return datetime.now().astimezone().replace(hour=hour, minute=minute).isoformat()


def test_the_digests_of_a_day_say_how_many_how_long_and_which() -> None:
    writing = job(
        JobKind.DIGEST_NEWS,
        JobState.RUNNING,
        done=14,
        total=38,
        left=470,
        stage="Now: Value bounds and Convergence Analysis",
    )
    assert headline(writing) == "Writing digests"
    assert progress_words(writing, all_paused=False) == (
        "14 of 38, about 8 min left. Now: Value bounds and Convergence Analysis"
    )


def test_a_download_says_its_share_in_the_unit_of_the_whole() -> None:
    coming = job(JobKind.FETCH_PAPER, JobState.RUNNING, done=1_240_000, total=3_100_000, stage="Downloading the PDF")
    assert progress_words(coming, all_paused=False) == "Downloading the PDF, 1.2 of 3.1 MB"


def test_what_is_put_back_says_when_it_is_tried_next() -> None:
    waiting = job(
        JobKind.FETCH_PAPER,
        JobState.WAITING,
        paper_id=3,
        error_code="network",
        error="arXiv is busy (503).",
        due=today_at(9, 20),
    )
    assert will_retry(waiting)
    assert headline(waiting) == "PDF of FoundationalECGNet was not downloaded"
    assert problem_words(waiting) == "arXiv is busy (503). Next try at 09:20; the abstract is here meanwhile"


def test_work_offline_is_no_problem_but_what_a_job_waits_for() -> None:
    waiting = job(
        JobKind.FETCH_PAPER, JobState.WAITING, error_code="offline", error="Work offline is on.", due=today_at(9, 20)
    )
    assert not will_retry(waiting)
    assert progress_words(waiting, all_paused=False) == "Work offline is on. It goes on when you turn that off"


def test_a_day_that_is_put_together_later_is_named() -> None:
    day = job(
        JobKind.REFRESH_FEEDS, JobState.RUNNING, payload={"day": "2026-09-10"}, title="Announcements of 10 September"
    )
    assert headline(day) == "Asking arXiv for the announcements of 10 September"
    assert headline(job(JobKind.REFRESH_FEEDS, JobState.DONE)) == "Checked arXiv for new papers"


def test_the_network_is_used_for_someone() -> None:
    coming = Request(today_at(9, 12), "export.arxiv.org", "/pdf/1", "PDF 1", "you", 0, 0)
    assert busy_words(coming) == ("Downloading from export.arxiv.org", "you asked, 09:12")
    asked = Request(today_at(6, 2), "rss.arxiv.org", "/rss/cs.LG", "Announcements in cs.LG", "schedule", 0, 0)
    assert busy_words(asked) == ("Asking rss.arxiv.org", "schedule, 06:02")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (20, "less than a minute left"),
        (65, "about 1 min left"),
        (470, "about 8 min left"),
        (2 * 3600, "about 2 h left"),
    ],
)
def test_the_time_left_is_said_about(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [
        (300, 40_000, "0 of 40 KB"),
        (3_000_000, 14_000_000, "3 of 14 MB"),
        (3_100_000_000, 5_000_000_000, "3.1 of 5.0 GB"),
    ],
)
def test_sizes_of_a_whole_share_its_unit(done: int, total: int, words: str) -> None:
    assert share_of_size(done, total) == words


@pytest.mark.parametrize("state", list(JobState))
@pytest.mark.parametrize("kind", list(JobKind))
def test_every_kind_of_job_has_words_and_an_icon(kind: JobKind, state: JobState) -> None:
    assert headline(job(kind, state))
    assert kind in ICONS


def test_what_nobody_waits_for_says_that_it_waits_for_mains_power() -> None:
    def words(kind: JobKind, state: JobState, priority: int, *, paused: bool = False) -> str:
        return progress_words(job(kind, state, priority=priority), all_paused=paused, on_battery=True)

    waits = "Waiting for mains power"
    assert words(JobKind.DIGEST_NEWS, JobState.WAITING, -1) == waits
    assert words(JobKind.WRITE_DIGEST, JobState.WAITING, 0) == waits
    assert words(JobKind.WRITE_DIGEST, JobState.WAITING, 1) != waits
    assert words(JobKind.FETCH_PAPER, JobState.WAITING, -1) != waits
    assert words(JobKind.DIGEST_NEWS, JobState.RUNNING, -1) != waits
    assert words(JobKind.DIGEST_NEWS, JobState.WAITING, -1, paused=True) == "All work is paused"
    assert progress_words(job(JobKind.DIGEST_NEWS, JobState.WAITING, priority=-1), all_paused=False) != waits
