"""Reads arXiv's announcements: the feed, days that were missed, and then what feeds do not tell.

Each answer is written down whole in one transaction as it comes, and what is missing is looked up anew at each start, so
that a refresh may end at any moment and go on at any other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from carrel.domain.announcing import announces, eastern_day, past_days, submissions, why_none
from carrel.domain.changes import Changes
from carrel.domain.errors import NetworkError, Offline
from carrel.domain.feed import Announcement, AnnounceType, DayState, FeedAnswer
from carrel.domain.interests import in_category
from carrel.services import feed_notes
from carrel.services.clock import Clock, instant
from carrel.services.events import Events
from carrel.services.feed_notes import FeedReading
from carrel.services.network import Network
from carrel.services.work import GiveWay, Running
from carrel.sources.policy import ArxivAddresses
from carrel.storage import feeds, news
from carrel.storage.announcing import Announced
from carrel.storage.database import Database

_log = logging.getLogger(__name__)
_DAY = timedelta(days=1)
_DAYS_BACK = timedelta(days=30)
_DETAILS_AT_ONCE = 100
_MOST_DETAILS = 4000
_NAMED = 3
_NO_DAYS = ("9999", "9999")
_EMPTY = "arXiv's feed was empty"
_FULL = "arXiv's feed was full, so some papers may be missing"
_CUT = "arXiv did not give all papers of this day"
_NOTHING = "arXiv announced nothing"


@dataclass(frozen=True, slots=True)
class _Followed:
    """A followed category or group, and the day from which on nothing of it may be missing."""

    category: str
    since: date


class Refreshing:
    """Does the jobs that ask arXiv for announcements."""

    def __init__(
        self,
        database: Database,
        network: Network,
        events: Events,
        addresses: ArxivAddresses,
        arrived: Callable[[], None],
        clock: Clock,
    ) -> None:
        """`arrived` acts upon what came."""
        self._database = database
        self._network = network
        self._events = events
        self._addresses = addresses
        self._arrived = arrived
        self._clock = clock

    def run(self, running: Running) -> Changes:
        """Read the feeds, fill days that were missed, ask for details; or fill the one day that the job names.

        Raises:
            NetworkError: the feed, or the one day, was not read. GiveWay: something more urgent waits.
        """
        with self._database.read() as connection:
            followed = [
                _Followed(feed.category, eastern_day(datetime.fromisoformat(feed.added)))
                for feed in feeds.all(connection, _NO_DAYS)
            ]
        named = str(running.job.payload.get("day", ""))
        if followed and named:
            self._fill_one(running, date.fromisoformat(named), followed)
        elif followed:
            newest = self._read(running, followed)
            if self._fill_gaps(running, followed, newest):
                self._ask_details(running)
        self._arrived()
        return Changes(news=True)

    def _read(self, running: Running, followed: Sequence[_Followed]) -> date:
        """Read the feed of all that is followed, write down what it holds, and return its day."""
        categories = tuple(one.category for one in followed)
        with self._database.read() as connection:
            last = feed_notes.reading(connection)
        if last.categories != categories:
            last = FeedReading(categories)
        running.progress(0, 0, f"Reading {_names(categories)}")
        answer = self._ask(_who(running), categories, last)
        running.check()
        if answer.unchanged and last.day:
            with self._database.write() as connection:
                feed_notes.note_reading(connection, replace(last, checked=instant(self._clock())))
            return date.fromisoformat(last.day)
        day = date.fromisoformat(answer.day)
        # A feed that still holds papers on a weekend is that of the Friday before.
        while answer.announcements and not announces(day):
            day -= _DAY
        self._events.publish(_told(self._write_down(categories, day, answer)))
        return day

    def _ask(self, who: str, categories: Sequence[str], last: FeedReading) -> FeedAnswer:
        # The libraries behind it take long to import, and one binds a socket: they wait for the first request.
        from carrel.sources.arxiv_feed import ArxivFeed  # noqa: PLC0415 - see above

        feed = ArxivFeed(self._network.client, self._addresses)
        return feed.read(categories, etag=last.etag, modified=last.modified, who=who)

    def _write_down(self, categories: Sequence[str], day: date, answer: FeedAnswer) -> Announced | None:
        name, moment, announced = day.isoformat(), instant(self._clock()), None
        with self._database.write() as connection:
            if answer.announcements:
                announced = news.announce(connection, name, answer.announcements, from_feed=True, now=moment)
                feed_notes.note_arrived(connection, name, announced)
                # What a cut feed lacks is filled in from what was submitted.
                state, reason = (DayState.ANNOUNCED, "") if answer.complete else (DayState.GAP, _FULL)
                news.set_coverage(connection, categories, name, state, reason, moment)
            elif announces(day) and day == eastern_day(self._clock()):
                # On another day by this computer's clock, the feed says nothing about the day that it names.
                news.set_coverage(connection, categories, name, DayState.NONE, why_none(day) or _EMPTY, moment)
            feed_notes.note_reading(
                connection, FeedReading(tuple(categories), moment, name, answer.etag, answer.modified)
            )
        return announced

    def _fill_gaps(self, running: Running, followed: Sequence[_Followed], newest: date) -> bool:
        """Fill the days that are missing, the newest first; return whether arXiv answered all the time."""
        gaps = self._gaps(followed, newest)
        for number, (day, categories) in enumerate(gaps):
            _check(running)
            running.progress(number, len(gaps), f"Filling {_spoken(day)}")
            try:
                self._fill(running, day, categories, followed)
            except Offline:
                raise
            except NetworkError as error:
                _log.warning("%s was not filled: %s", day, error)
                left = gaps[number:] if error.retry else gaps[number : number + 1]
                self._note_gaps(left, error.message)
                if error.retry:
                    return False
        return True

    def _gaps(self, followed: Sequence[_Followed], newest: date) -> list[tuple[date, list[str]]]:
        first = max(min(one.since for one in followed), newest - _DAYS_BACK)
        past = past_days(first, newest, self._clock())
        if not past:
            return []
        with self._database.read() as connection:
            rows = news.coverage(connection, past[0].isoformat(), past[-1].isoformat())
        # That a feed was empty on its day is looked at once more: it may have been late.
        covered = {
            (category.casefold(), day)
            for category, day, state, reason in rows
            if state is not DayState.GAP and not (reason == _EMPTY and day < newest.isoformat())
        }
        gaps = []
        for day in reversed(past):
            missing = [
                one.category
                for one in followed
                if one.since <= day and (one.category.casefold(), day.isoformat()) not in covered
            ]
            if missing:
                gaps.append((day, missing))
        return gaps

    def _fill_one(self, running: Running, day: date, followed: Sequence[_Followed]) -> None:
        """Fill a day that the person asked for."""
        categories = [one.category for one in followed]
        running.progress(0, 0, f"Filling {_spoken(day)}")
        try:
            self._fill(running, day, categories, followed)
        except NetworkError as error:
            self._note_gaps([(day, categories)], error.message)
            raise

    def _fill(self, running: Running, day: date, categories: Sequence[str], followed: Sequence[_Followed]) -> None:
        """Put a day together from what was submitted for it."""
        from carrel.sources.arxiv_api import ArxivApi  # noqa: PLC0415 - see `_ask`
        from carrel.sources.paper_text import withdrawn  # noqa: PLC0415 - see `_ask`

        api = ArxivApi(self._network.client, self._addresses)
        papers, complete = api.submitted(categories, submissions(day), _who(running))
        running.check()
        announcements = [
            Announcement(
                paper,
                AnnounceType.NEW
                if any(in_category(paper.categories[0], one.category) for one in followed if paper.categories)
                else AnnounceType.CROSS,
                withdrawn(paper),
            )
            for paper in papers
        ]
        state, reason = DayState.FILLED, ""
        if not complete:
            state, reason = DayState.GAP, _CUT
        elif not papers:
            state, reason = DayState.NONE, why_none(day) or _NOTHING
        with self._database.write() as connection:
            announced = news.announce(
                connection, day.isoformat(), announcements, from_feed=False, now=instant(self._clock())
            )
            feed_notes.note_arrived(connection, day.isoformat(), announced)
            news.set_coverage(connection, categories, day.isoformat(), state, reason, instant(self._clock()))
        self._events.publish(_told(announced))

    def _note_gaps(self, gaps: Sequence[tuple[date, Sequence[str]]], reason: str) -> None:
        with self._database.write() as connection:
            for day, categories in gaps:
                news.set_coverage(connection, categories, day.isoformat(), DayState.GAP, reason, instant(self._clock()))
        self._events.publish(Changes(news=True))

    def _ask_details(self, running: Running) -> None:
        """Ask for what feeds do not tell. What is not answered is asked for by the next refresh."""
        from carrel.sources.arxiv_api import ArxivApi  # noqa: PLC0415 - see `_ask`
        from carrel.sources.paper_text import withdrawn  # noqa: PLC0415 - see `_ask`

        api = ArxivApi(self._network.client, self._addresses)
        with self._database.read() as connection:
            lacking = news.without_details(connection, _MOST_DETAILS)
        for start in range(0, len(lacking), _DETAILS_AT_ONCE):
            _check(running)
            running.progress(start, len(lacking), f"Details {start} of {len(lacking)}")
            asked = lacking[start : start + _DETAILS_AT_ONCE]
            try:
                told = api.papers(asked, _who(running))
            except NetworkError as error:
                _log.warning("no details: %s", error)
                return
            gone = [paper.arxiv_id for paper in told if withdrawn(paper)]
            with self._database.write() as connection:
                changed = news.set_details(connection, told, asked=asked, withdrawn=gone)
            self._events.publish(Changes(papers=changed))


def _check(running: Running) -> None:
    running.check()
    if running.outranked():
        raise GiveWay


def _who(running: Running) -> str:
    return str(running.job.payload.get("who", "you"))


def _told(announced: Announced | None) -> Changes:
    return Changes(papers=announced.papers if announced else frozenset(), news=True)


def _names(categories: Sequence[str]) -> str:
    if len(categories) <= _NAMED + 1:
        return ", ".join(categories)
    return f"{', '.join(categories[:_NAMED])} and {len(categories) - _NAMED} more"


def _spoken(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
