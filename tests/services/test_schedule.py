from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.errors import StorageError
from carrel.services.schedule import Schedule, seconds_until_refresh

NOW = datetime(2026, 9, 8, 12, tzinfo=UTC)
EARLIER = "2026-09-08T06:00:00Z"
LONG_AGO = "2026-08-01T06:00:00Z"
LATER = "2027-09-08T06:00:00Z"


@pytest.mark.parametrize(
    ("checked", "tried", "hours", "seconds"),
    [
        ("", "", 8, 0.0),
        (EARLIER, "", 8, 7200.0),
        (EARLIER, "", 6, 0.0),
        (LONG_AGO, "", 8, 0.0),
        # What failed for good is not tried again at once.
        (LONG_AGO, EARLIER, 8, 7200.0),
        ("", EARLIER, 8, 7200.0),
        # The clock was set back: what was written under it says nothing.
        (LATER, "", 8, 0.0),
        (LATER, LATER, 8, 0.0),
        (LATER, EARLIER, 8, 7200.0),
        (EARLIER, "", 0, None),
        ("", "", 0, None),
    ],
)
def test_when_the_feeds_are_due(checked: str, tried: str, hours: int, seconds: float | None) -> None:
    assert seconds_until_refresh(checked, tried, hours, NOW) == seconds


@given(st.integers(-(10**8), 10**8), st.integers(1, 48))
def test_nothing_is_ever_due_later_than_the_hours_that_are_set(ago: int, hours: int) -> None:
    left = seconds_until_refresh((NOW - timedelta(seconds=ago)).isoformat(), "", hours, NOW)
    assert left is not None
    assert 0 <= left <= hours * 3600


class Clock:
    """What is left until something is due, as a test sets it; it is done once whenever it is due."""

    def __init__(self) -> None:
        self.left: float | None = None
        self.looked = threading.Semaphore(0)
        self.acted = threading.Semaphore(0)
        self.error: StorageError | None = None

    def until(self) -> float | None:
        self.looked.release()
        if self.error:
            raise self.error
        return self.left

    def act(self) -> None:
        self.left = None
        self.acted.release()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def schedule(clock: Clock) -> Iterator[Schedule]:
    made = Schedule(clock.until, clock.act)
    yield made
    made.close()


def test_what_is_due_at_the_start_is_done_once(clock: Clock, schedule: Schedule) -> None:
    clock.left = 0.0
    schedule.start(lambda: None)
    assert clock.acted.acquire(timeout=10)
    schedule.look_again()
    assert not clock.acted.acquire(timeout=0.05)


def test_it_is_done_when_its_time_has_come() -> None:
    due = datetime.now(UTC) + timedelta(seconds=0.2)
    done = threading.Event()

    def left() -> float | None:
        return None if done.is_set() else max(0.0, (due - datetime.now(UTC)).total_seconds())

    schedule = Schedule(left, done.set)
    schedule.start(lambda: None)
    try:
        assert done.wait(10)
        assert datetime.now(UTC) >= due
    finally:
        schedule.close()


def test_a_change_of_what_it_depends_on_takes_effect_at_once(clock: Clock, schedule: Schedule) -> None:
    schedule.start(lambda: None)
    assert clock.looked.acquire(timeout=10)
    assert not clock.acted.acquire(timeout=0.05)
    clock.left = 0.0
    schedule.look_again()
    assert clock.acted.acquire(timeout=10)


def test_nothing_is_looked_at_while_nothing_changes(clock: Clock, schedule: Schedule) -> None:
    clock.left = 3600.0
    schedule.start(lambda: None)
    assert clock.looked.acquire(timeout=10)
    assert not clock.looked.acquire(timeout=0.3)


def test_a_library_that_cannot_be_read_does_not_end_it(clock: Clock, schedule: Schedule) -> None:
    clock.error = StorageError("The disk is gone.")
    schedule.start(lambda: None)
    assert clock.looked.acquire(timeout=10)
    clock.error, clock.left = None, 0.0
    schedule.look_again()
    assert clock.acted.acquire(timeout=10)


def test_closing_does_not_wait_for_what_is_due(clock: Clock, schedule: Schedule) -> None:
    clock.left = 3600.0
    schedule.start(lambda: None)
    assert clock.looked.acquire(timeout=10)
    schedule.close()
    assert not any(thread.name == "schedule" for thread in threading.enumerate())
