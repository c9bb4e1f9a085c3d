"""arXiv's calendar: on which days it announces, and what was submitted for each.

All of it is US Eastern time, whatever this computer's clock and time zone say. Papers submitted until 14:00 are announced at
20:00 on Sunday to Thursday, and the feeds name the day after: from midnight on they hold Monday's to Friday's papers
(https://info.arxiv.org/help/availability.html). arXiv names its holidays year by year; those that come back each year are
known here by rule, only to explain a feed that was empty: the feed decides.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carrel.domain.feed import Submissions

EASTERN = ZoneInfo("America/New_York")
_DEADLINE = time(14)
_LATE = time(12)
_LONGEST_SILENCE = timedelta(days=7)
_DAY = timedelta(days=1)
_FRIDAY, _SATURDAY, _SUNDAY, _MONDAY = 4, 5, 6, 0


def eastern_day(moment: datetime) -> date:
    """The day it is at arXiv."""
    return moment.astimezone(EASTERN).date()


def announces(day: date) -> bool:
    """Whether the feeds hold announcements on such a day of the week."""
    return day.weekday() not in (_SATURDAY, _SUNDAY)


def announcement_days(first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included, on which the feeds hold announcements, holidays not looked at."""
    days = (first + _DAY * step for step in range((last - first).days + 1))
    return [day for day in days if announces(day)]


def next_announcement_day(day: date) -> date:
    """The first day after `day` on which the feeds hold announcements."""
    day += _DAY
    while not announces(day):
        day += _DAY
    return day


def past_days(first: date, newest: date, moment: datetime) -> list[date]:
    """The days from `first` on whose announcements should be known, where the feed of the day `newest` was read at `moment`.

    A day after `newest` is ahead, since arXiv may be late, until noon of the next one. arXiv is never silent for a week, so
    a clock that says so is wrong.
    """
    eastern = moment.astimezone(EASTERN)
    last = max(newest, min(eastern.date(), newest + _LONGEST_SILENCE))
    return [day for day in announcement_days(first, last) if day <= newest or _late(day) <= eastern]


def submissions(day: date) -> Submissions:
    """When the papers of a day of announcement were submitted. Friday's deadline closes Monday's papers, Monday's Tuesday's.

    Raises:
        ValueError: there are no announcements on such a day of the week.
    """
    if not announces(day):
        raise ValueError(f"{day} is a day without announcements")
    last = day - (3 * _DAY if day.weekday() == _MONDAY else _DAY)
    first = last - (3 * _DAY if last.weekday() == _MONDAY else _DAY)
    return Submissions(_instant(first), _instant(last))


def why_none(day: date) -> str:
    """Why arXiv announces, or announced, nothing on a day; "" where there is no reason by rule."""
    if not announces(day):
        return f"No announcements on {day:%A}s"
    for near in (day, day - _DAY):
        name = _holiday(near)
        if name:
            return f"arXiv announced nothing: {name}"
    return ""


def _instant(day: date) -> str:
    moment = datetime.combine(day, _DEADLINE, EASTERN).astimezone(UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _late(day: date) -> datetime:
    return datetime.combine(next_announcement_day(day), _LATE, EASTERN)


def _holiday(day: date) -> str:
    fixed = {(6, 19): "Juneteenth", (7, 4): "Independence Day", (12, 25): "Christmas"}
    name = fixed.get((day.month, day.day), "")
    nth = (day.day - 1) // 7 + 1
    floating = {(1, _MONDAY, 3): "Martin Luther King Jr. Day", (9, _MONDAY, 1): "Labor Day", (11, 3, 4): "Thanksgiving"}
    return name or floating.get((day.month, day.weekday(), nth), "")
