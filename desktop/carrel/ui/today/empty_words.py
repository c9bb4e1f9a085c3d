"""Why the list is empty, in words, and the next useful thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from carrel.domain.announcing import EASTERN, announces, next_announcement_day
from carrel.domain.feed import DayState, NewsLane
from carrel.ui.shell.wording import clock_time
from carrel.ui.today.card_words import long_day, short_day

if TYPE_CHECKING:
    from carrel.domain.feed import NewsDay
    from carrel.ui.today.finder import NewsAnswer

_LANES = {NewsLane.NEW: "new papers", NewsLane.CROSS: "cross-lists"}


@dataclass(frozen=True, slots=True)
class Action:
    """A button: `name` tells the page what to do. `network` says that it uses the network."""

    name: str
    text: str
    icon: str
    network: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in the list's place. The first action is the primary one."""

    title: str
    text: str
    actions: tuple[Action, ...] = ()


_FOR_YOU = (
    "Papers close to those you star, keep, annotate or write notes on are shown here, and those that mention your words for a"
    " category. More like this, in the menu of a paper, is enough to begin with."
)
LIBRARY = Action("library", "Open the library", "library")
FEEDS = Action("feeds", "Choose what to follow", "rss")
ALL = Action("all", "Show all papers", "rows-3")
FILL = Action("fill", "Get this day", "download", network=True)
SETTINGS = Action("settings", "Settings of For you", "settings")
REFRESH = Action("refresh", "Ask arXiv now", "refresh-cw", network=True)


def empty_words(answer: NewsAnswer, now: datetime) -> Empty:
    """Why `answer` has no papers; `now` is local time."""
    if answer.wanted.search is not None:
        return Empty(
            "Nothing matches yet",
            "Carrel looks for these words in everything that is announced. What is new is counted beside the search.",
            (LIBRARY,),
        )
    if not answer.followed:
        return Empty(
            "Nothing is followed yet",
            "Choose arXiv categories, and what they announce each day is shown here.",
            (FEEDS, LIBRARY),
        )
    whole = answer.counts.lanes.get(NewsLane.ALL, 0)
    if whole and answer.query.topic:
        return Empty("No paper here has this topic", f"Only papers about {answer.query.topic} are shown.", (ALL,))
    if whole and answer.query.unread:
        return _all_read(answer, whole)
    if whole and answer.query.lane is NewsLane.FOR_YOU:
        return Empty("No papers for you on this day", _FOR_YOU, (ALL, SETTINGS))
    if whole:
        words = _LANES.get(answer.query.lane, "replaced papers")
        return Empty(f"No {words} on this day", f"The day has {_papers(whole)} of other kinds.", (ALL,))
    day = answer.day
    if day is None:
        return Empty("All read", "There is nothing unread on these nine days.", (LIBRARY,))
    return _day_words(answer, day, now)


def _all_read(answer: NewsAnswer, whole: int) -> Empty:
    if not answer.query.day:
        return Empty("All read", "You have read everything of these nine days.", (LIBRARY,))
    text = f"You have read all {_papers(whole)} of {long_day(answer.query.day)}."
    return Empty("All read", text + _left(answer), (*_week(answer), ALL))


def _day_words(answer: NewsAnswer, day: NewsDay, now: datetime) -> Empty:
    moment = date.fromisoformat(day.day)
    match day.state:
        case DayState.NONE:
            again = next_announcement_day(moment)
            when = f"on {again:%A}" if (again - moment).days < 7 else f"on {short_day(again.isoformat())}"
            listed = f"arXiv lists new papers again {when}."
            if again <= now.astimezone(EASTERN).date():
                listed = f"arXiv listed new papers again {when}."
            return Empty(_sentence(day.reason) or "No announcements", listed + _left(answer), (*_week(answer), LIBRARY))
        case DayState.GAP | DayState.BEFORE if _asked_for(answer, day):
            text = "arXiv is being asked for what was submitted for it."
            return Empty("Getting this day", text, _week(answer))
        case DayState.GAP:
            text = f"{_sentence(day.reason) or 'Carrel was not running'}. What was submitted for it can still be asked for."
            return Empty("This day is not on this computer", text, (FILL, *_week(answer)))
        case DayState.BEFORE:
            if not announces(moment):
                return Empty(f"No announcements on {moment:%A}s", "It is before you followed anything.", _week(answer))
            text = "arXiv can still be asked for what was submitted for this day. Replaced papers are not known then."
            return Empty("Before you followed anything", text, (FILL, *_week(answer)))
        case DayState.AHEAD:
            return _ahead(answer, moment, now)
        case DayState.ANNOUNCED | DayState.FILLED:
            text = _sentence(day.reason) or "Nothing of it is in what you follow"
            return Empty(
                f"No papers for you on {moment:%A}",
                f"{text}.",
                (Action("feeds", "Change what you follow", "rss"), *_week(answer)),
            )


def _ahead(answer: NewsAnswer, day: date, now: datetime) -> Empty:
    at = datetime.combine(day, time(0), EASTERN)
    if now.astimezone(UTC) < at.astimezone(UTC):
        here = at.astimezone(now.tzinfo)
        when = f"{here:%H:%M}" if here.date() == now.date() else f"{short_day(here.date().isoformat())} {here:%H:%M}"
        text = f"arXiv announces this around midnight Eastern, {when} here."
        return Empty("Not announced yet", text + _left(answer), (*_week(answer), LIBRARY))
    if answer.status.busy:
        return Empty("arXiv is being asked", "This day’s papers are shown as soon as they are here.", _week(answer))
    checked = clock_time(answer.status.checked, now)
    asked = f"Carrel last asked arXiv at {checked}" if checked else "Carrel has not asked arXiv yet"
    text = f"{asked}. This day’s papers may be there by now."
    return Empty("Not asked for yet", text + _left(answer), (REFRESH, *_week(answer)))


def _asked_for(answer: NewsAnswer, day: NewsDay) -> bool:
    return answer.job is not None and not answer.job.error and answer.job.payload.get("day") == day.day


def _left(answer: NewsAnswer) -> str:
    return f" This week you still have {answer.unread:,} to look at." if answer.unread else ""


def _week(answer: NewsAnswer) -> tuple[Action, ...]:
    return (Action("week", f"Read this week’s {answer.unread:,}", "newspaper"),) if answer.unread else ()


def _papers(count: int) -> str:
    return f"{count:,} {'paper' if count == 1 else 'papers'}"


def _sentence(text: str) -> str:
    return text.strip().rstrip(".")
