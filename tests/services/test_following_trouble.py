"""Refreshing while arXiv, the network, or this computer's clock is not as it should be."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from arxiv_desk import FOLLOWED, TUESDAY, Moment, announced, open_desk, refreshed, scheduled, settled, shown, states
from arxiv_server import ArxivServer, Fault
from carrel.domain.errors import InputError
from carrel.domain.feed import DayState
from carrel.domain.job import JobKind, JobState
from carrel.services.carrel import Carrel

WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
def window(library_home: Path, arxiv: ArxivServer, clock: Moment) -> Iterator[Carrel]:
    """A process that stays, so that what the network fails is tried again."""
    with open_desk(library_home, arxiv, clock, only_own=False) as opened:
        opened.following.follow(FOLLOWED)
        yield opened


def test_a_busy_arxiv_is_asked_again_later_and_then_answers(window: Carrel, arxiv: ArxivServer) -> None:
    made = arxiv.announce(TUESDAY, 10, categories=FOLLOWED)
    arxiv.fail_next("/rss", status=503)
    job = refreshed(window)
    assert (job.state, job.retries) == (JobState.WAITING, 1)
    status = window.following.status()
    assert (status.problem, status.advice, status.due) == (job.error, job.advice, job.due)
    assert not status.busy
    assert status.checked == ""
    window.jobs.try_now(job.id)
    [ended] = window.jobs.wait([job])
    assert ended.state is JobState.DONE
    assert len(announced(window)) == len(made)
    assert window.following.status().problem == ""


def test_after_a_429_arxiv_is_asked_nothing_until_it_may_be(window: Carrel, arxiv: ArxivServer) -> None:
    arxiv.announce(TUESDAY, 10, categories=FOLLOWED)
    arxiv.fail_next("/rss", status=429, headers={"Retry-After": "7200"})
    job = refreshed(window)
    due = datetime.fromisoformat(job.due) - datetime.now(UTC)
    assert timedelta(minutes=115) < due <= timedelta(minutes=121)
    asked = len(arxiv.asked)
    for _ in range(2):
        window.jobs.try_now(job.id)
        assert settled(window, job).due
    [other] = window.importing.add(["2601.00001"])
    assert settled(window, other).due
    assert len(arxiv.asked) == asked == 1


def test_a_429_while_gaps_are_filled_ends_the_asking(window: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    arxiv.announce(TUESDAY, 10, categories=FOLLOWED)
    refreshed(window)
    clock.days_later(8)
    arxiv.announce(clock().date(), 10, categories=FOLLOWED)
    asked = len(arxiv.asked)
    arxiv.fail_next("/api", status=429)
    assert refreshed(window).state is JobState.DONE
    assert len(arxiv.asked) == asked + 2
    assert states(window)[WEDNESDAY.isoformat()] == {DayState.GAP}


@pytest.mark.parametrize("fault", [Fault.ELSEWHERE, Fault.PLAIN, Fault.ROUND, Fault.WEB_PAGE, Fault.CAPTCHA])
def test_an_answer_that_is_none_changes_nothing(window: Carrel, arxiv: ArxivServer, fault: Fault) -> None:
    arxiv.announce(TUESDAY, 10, categories=FOLLOWED)
    arxiv.fail_next("/rss", fault, times=9)
    assert refreshed(window).error
    assert announced(window) == {}
    assert states(window) == {}
    assert {request.host for request in window.network.recent() if not request.outcome} <= {"127.0.0.1"}


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.CUT_UNSIZED, Fault.LENGTH, Fault.EMPTY, Fault.BOMB, Fault.ENTITY])
def test_half_a_feed_is_no_feed(window: Carrel, arxiv: ArxivServer, fault: Fault) -> None:
    made = arxiv.announce(TUESDAY, 10, categories=FOLLOWED)
    arxiv.fail_next("/rss", fault)
    job = refreshed(window)
    assert announced(window) == {}
    window.jobs.try_now(job.id)
    assert settled(window, job).state is JobState.DONE
    assert len(announced(window)) == len(made)


def test_work_offline_asks_nothing_and_goes_on_when_it_ends(window: Carrel, arxiv: ArxivServer) -> None:
    made = arxiv.announce(TUESDAY, 10, categories=FOLLOWED)
    window.settings.change(refresh_hours=0)
    window.following.start()
    window.network.set_offline(True)
    job = refreshed(window)
    assert (job.state, job.error_code, arxiv.asked) == (JobState.WAITING, "offline", [])
    window.network.set_offline(False)
    assert [one.state for one in window.jobs.wait([job])] == [JobState.DONE]
    assert len(announced(window)) == len(made)


def test_nothing_is_asked_before_welcome_is_finished(window: Carrel, arxiv: ArxivServer) -> None:
    window.settings.change(welcomed=False)
    window.following.start()
    with pytest.raises(InputError, match="Welcome"):
        window.following.refresh()
    with pytest.raises(InputError, match="Welcome"):
        window.following.fill(TUESDAY.isoformat())
    assert window.following.status().due == ""
    assert window.jobs.open_jobs() == []
    assert arxiv.asked == []
    arxiv.announce(TUESDAY, 5, categories=FOLLOWED)
    window.settings.change(welcomed=True)
    assert scheduled(window).state is JobState.DONE


def test_the_schedule_refreshes_once_at_the_start_and_not_again(window: Carrel, arxiv: ArxivServer) -> None:
    arxiv.announce(TUESDAY, 5, categories=FOLLOWED)
    window.following.start()
    first = scheduled(window)
    status = window.following.status()
    assert (status.checked, status.due) == ("2026-07-14T12:00:00Z", "2026-07-14T20:00:00Z")
    window.settings.change(theme="dark")
    window.settings.change(refresh_hours=24)
    assert window.following.status().due == "2026-07-15T12:00:00Z"
    window.settings.change(refresh_hours=0)
    assert window.following.status().due == ""
    assert window.jobs.latest(JobKind.REFRESH_FEEDS, "feeds") == first
    assert len(arxiv.asked_for("/rss")) == 1
    assert {request.who for request in window.network.recent()} == {"schedule"}


def test_a_setting_that_makes_it_due_takes_effect_at_once(window: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    arxiv.announce(TUESDAY, 5, categories=FOLLOWED)
    window.settings.change(refresh_hours=0)
    window.following.start()
    first = refreshed(window)
    clock.set(TUESDAY, 20)
    window.settings.change(refresh_hours=13)
    window.settings.change(refresh_hours=6)
    assert scheduled(window, first).state is JobState.DONE
    assert len(arxiv.asked_for("/rss")) == 2


def test_the_schedule_does_not_double_a_retry(window: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    arxiv.announce(TUESDAY, 5, categories=FOLLOWED)
    arxiv.fail_next("/rss", status=503)
    window.following.start()
    job = scheduled(window)
    assert job.due
    clock.days_later(3)
    window.settings.change(refresh_hours=1)
    assert window.jobs.latest(JobKind.REFRESH_FEEDS, "feeds") == job
    assert len(arxiv.asked) == 1


@contextmanager
def zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system does not let a process change its time zone")
@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Europe/Zurich"])
def test_days_are_those_of_arxiv_in_every_time_zone(
    window: Carrel, arxiv: ArxivServer, clock: Moment, name: str
) -> None:
    arxiv.announce(TUESDAY, 5, categories=FOLLOWED)
    refreshed(window)
    clock.set(WEDNESDAY, 23)
    made = arxiv.announce(WEDNESDAY, 5, categories=FOLLOWED)
    with zone(name):
        refreshed(window)
    assert set(states(window)) == {TUESDAY.isoformat(), WEDNESDAY.isoformat()}
    assert shown(window, WEDNESDAY) == sorted(paper.id for paper in made)


@pytest.mark.parametrize(
    "wrong", [timedelta(days=4000), timedelta(days=-4000), timedelta(hours=30), -timedelta(hours=30)]
)
def test_days_are_those_of_arxiv_under_a_wrong_clock(
    window: Carrel, arxiv: ArxivServer, clock: Moment, wrong: timedelta
) -> None:
    arxiv.announce(TUESDAY, 5, categories=FOLLOWED)
    refreshed(window)
    clock.set(WEDNESDAY)
    right = clock.now
    clock.now += wrong
    made = arxiv.announce(WEDNESDAY, 5, categories=FOLLOWED)
    refreshed(window)
    assert shown(window, WEDNESDAY) == sorted(paper.id for paper in made)
    assert states(window)[WEDNESDAY.isoformat()] == {DayState.ANNOUNCED}
    clock.now = right
    refreshed(window)
    assert window.following.status().checked == "2026-07-15T12:00:00Z"
    assert len(announced(window)) == 10
