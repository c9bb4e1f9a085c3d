from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.announcing import (
    EASTERN,
    announcement_days,
    announces,
    eastern_day,
    next_announcement_day,
    past_days,
    submissions,
    why_none,
)
from carrel.domain.feed import Submissions

YEARS = st.dates(date(1995, 1, 1), date(2040, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-09-08T03:59:59Z", date(2026, 9, 7)),
        ("2026-09-08T04:00:00Z", date(2026, 9, 8)),
        ("2026-12-08T04:59:59Z", date(2026, 12, 7)),
        ("2026-12-08T05:00:00Z", date(2026, 12, 8)),
        ("2026-09-08T13:00:00+09:00", date(2026, 9, 8)),
        ("2026-09-08T12:59:00+09:00", date(2026, 9, 7)),
    ],
)
def test_a_day_begins_at_midnight_in_the_east_of_america(moment: str, day: date) -> None:
    assert eastern_day(at(moment)) == day


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        # A week in summer: Monday's papers came from Thursday to Friday, Tuesday's over the weekend.
        ("2026-09-07", "2026-09-03T18:00:00Z", "2026-09-04T18:00:00Z"),
        ("2026-09-08", "2026-09-04T18:00:00Z", "2026-09-07T18:00:00Z"),
        ("2026-09-09", "2026-09-07T18:00:00Z", "2026-09-08T18:00:00Z"),
        ("2026-09-10", "2026-09-08T18:00:00Z", "2026-09-09T18:00:00Z"),
        ("2026-09-11", "2026-09-09T18:00:00Z", "2026-09-10T18:00:00Z"),
        # In winter the deadline is an hour later by UTC.
        ("2026-12-09", "2026-12-07T19:00:00Z", "2026-12-08T19:00:00Z"),
        # Clocks go back on Sunday, 1 November 2026: the weekend of submissions has 73 hours.
        ("2026-11-03", "2026-10-30T18:00:00Z", "2026-11-02T19:00:00Z"),
        # And forward on Sunday, 8 March 2026: 71 hours.
        ("2026-03-10", "2026-03-06T19:00:00Z", "2026-03-09T18:00:00Z"),
    ],
)
def test_what_was_submitted_for_each_day_of_the_week(day: str, first: str, last: str) -> None:
    assert submissions(date.fromisoformat(day)) == Submissions(first, last)


@pytest.mark.parametrize("day", [date(2026, 9, 5), date(2026, 9, 6)])
def test_a_weekend_has_no_submissions_of_its_own(day: date) -> None:
    assert not announces(day)
    with pytest.raises(ValueError, match="without announcements"):
        submissions(day)


@given(YEARS)
def test_the_windows_of_days_that_follow_each_other_meet_without_a_hole_or_overlap(day: date) -> None:
    one = next_announcement_day(day)
    two = next_announcement_day(one)
    assert submissions(one).last == submissions(two).first
    assert submissions(one).first < submissions(one).last


@given(YEARS)
def test_the_windows_of_a_week_are_a_week_long_and_end_before_their_day(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    week = [submissions(one) for one in announcement_days(monday, monday + timedelta(days=6))]
    assert len(week) == 5
    first, last = at(week[0].first).astimezone(EASTERN), at(week[-1].last).astimezone(EASTERN)
    assert (first.date(), last.date()) == (monday - timedelta(days=4), monday + timedelta(days=3))
    assert (first.hour, last.hour) == (14, 14)
    # Whatever was submitted for a day was submitted before its announcements, at midnight.
    for one, window in zip(announcement_days(monday, monday + timedelta(days=6)), week, strict=True):
        assert at(window.last) < datetime.combine(one, datetime.min.time(), EASTERN)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the strategy adds the zone
def test_every_instant_belongs_to_exactly_one_day(moment: datetime) -> None:
    near = announcement_days(eastern_day(moment) - timedelta(days=1), eastern_day(moment) + timedelta(days=7))
    holding = [day for day in near if at(submissions(day).first) <= moment < at(submissions(day).last)]
    assert len(holding) == 1


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-09-05", "No announcements on Saturdays"),
        ("2026-09-06", "No announcements on Sundays"),
        ("2026-09-07", "arXiv announced nothing: Labor Day"),
        ("2026-09-08", "arXiv announced nothing: Labor Day"),
        ("2026-11-26", "arXiv announced nothing: Thanksgiving"),
        ("2026-11-27", "arXiv announced nothing: Thanksgiving"),
        ("2026-12-25", "arXiv announced nothing: Christmas"),
        ("2026-01-19", "arXiv announced nothing: Martin Luther King Jr. Day"),
        ("2026-09-09", ""),
        ("2026-11-19", ""),
    ],
)
def test_a_day_without_announcements_has_its_reason(day: str, reason: str) -> None:
    assert why_none(date.fromisoformat(day)) == reason


def test_days_before_the_newest_feed_are_past() -> None:
    friday, monday = date(2026, 9, 4), date(2026, 9, 7)
    assert past_days(friday, monday, eastern("2026-09-07T00:30")) == [friday, monday]


def test_a_feed_of_saturday_makes_friday_past() -> None:
    friday, saturday = date(2026, 9, 4), date(2026, 9, 5)
    assert past_days(friday, saturday, eastern("2026-09-05T09:00")) == [friday]


@pytest.mark.parametrize(
    ("moment", "past"),
    [
        # The feed is Tuesday's. Wednesday's may be late until noon on Thursday.
        ("2026-09-09T23:59", [8]),
        ("2026-09-10T11:59", [8]),
        ("2026-09-10T12:00", [8, 9]),
        ("2026-09-11T11:59", [8, 9]),
        ("2026-09-11T12:00", [8, 9, 10]),
        # Friday's are late until noon on Monday.
        ("2026-09-13T12:00", [8, 9, 10]),
        ("2026-09-14T12:00", [8, 9, 10, 11]),
    ],
)
def test_a_day_that_arxiv_is_late_with_is_ahead_until_noon_of_the_next(moment: str, past: list[int]) -> None:
    tuesday = date(2026, 9, 8)
    assert [day.day for day in past_days(tuesday, tuesday, eastern(moment))] == past


@given(YEARS, st.integers(-20_000, 20_000))
def test_a_wrong_clock_makes_few_days_past_that_the_feed_does_not_know(newest: date, wrong: int) -> None:
    moment = datetime.combine(newest, datetime.min.time(), UTC) + timedelta(days=wrong)
    past = past_days(newest - timedelta(days=30), newest, moment)
    assert set(announcement_days(newest - timedelta(days=30), newest)) <= set(past)
    assert len([day for day in past if day > newest]) <= 5
