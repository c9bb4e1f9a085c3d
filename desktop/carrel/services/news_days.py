"""What is known of each day of the strip, and why a day shows no papers: that is never left unexplained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from carrel.domain import announcing
from carrel.domain.feed import DayState, Feed, NewsDay
from carrel.storage import news
from carrel.storage.database import Connection
from carrel.storage.news import DayCounts

# Where categories differ, the first of these that one of them has stands for the day.
_STANDING = (DayState.GAP, DayState.ANNOUNCED, DayState.FILLED, DayState.NONE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Since when something is followed, and which day arXiv was last known to be at; "" where there is none."""

    since: str
    until: str


def explained(connection: Connection, days: Sequence[date], feeds: Sequence[Feed]) -> list[NewsDay]:
    """These days, as the followed categories together know them."""
    first, last = days[0].isoformat(), days[-1].isoformat()
    followed = {feed.category.casefold() for feed in feeds}
    covered: defaultdict[str, dict[DayState, str]] = defaultdict(dict)
    for category, known, state, reason in news.coverage(connection, first, last):
        if category.casefold() in followed:
            covered[known][state] = covered[known].get(state) or reason
    counts = news.day_counts(connection, first, last)
    asked = _Asked(
        since=min((_eastern(feed.added) for feed in feeds if feed.added), default=""),
        until=news.last_covered(connection),
    )
    found = []
    for day in days:
        name = day.isoformat()
        count = counts.get(name, DayCounts())
        state, reason = _state(day, covered[name], asked)
        if not count.papers and not reason:
            excluding = any(feed.interests.exclude for feed in feeds)
            reason = _why_empty(day, state, count, excluding=excluding)
        found.append(NewsDay(name, state, count.papers, count.unread, reason))
    return found


def _state(day: date, covered: dict[DayState, str], asked: _Asked) -> tuple[DayState, str]:
    for state in _STANDING:
        if state in covered:
            return state, covered[state]
    name = day.isoformat()
    if not asked.since:
        return DayState.BEFORE, "You follow no categories yet"
    if name < asked.since:
        return DayState.BEFORE, announcing.why_none(day) or "Before you followed anything"
    if not announcing.announces(day):
        return DayState.NONE, announcing.why_none(day)
    if name > asked.until:
        return DayState.AHEAD, announcing.why_none(day) or "Not announced yet, or not asked for yet"
    return DayState.GAP, announcing.why_none(day) or "Carrel did not ask arXiv on this day"


def _why_empty(day: date, state: DayState, count: DayCounts, *, excluding: bool) -> str:
    # Without anything excluded, what is neither hidden nor in Trash is of categories that are followed no longer.
    left_out = count.announced - count.hidden - count.trashed if excluding else 0
    parts = [
        f"{number} {words}"
        for number, words in (
            (count.hidden, "hidden by you"),
            (left_out, "left out by your interests"),
            (count.trashed, "in Trash"),
        )
        if number > 0
    ]
    if parts:
        return f"All papers of this day are out of sight: {', '.join(parts)}"
    if state is DayState.NONE:
        return announcing.why_none(day) or "arXiv announced nothing"
    return announcing.why_none(day) or "arXiv announced nothing in what you follow"


def _eastern(instant: str) -> str:
    return announcing.eastern_day(datetime.fromisoformat(instant)).isoformat()
