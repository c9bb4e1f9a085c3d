"""Asks what the page shows: days, numbers, papers, and where following stands, all in one question beside the window."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from carrel.domain.feed import DayState, LaneCounts, NewsLane, SavedSearch
from carrel.domain.job import JobKind, JobState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.changes import Changes
    from carrel.domain.feed import FeedStatus, NewsDay, NewsQuery
    from carrel.domain.job import Job
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background

_WAIT = 120
LISTED = (DayState.ANNOUNCED, DayState.FILLED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: announcements, or a saved search's papers.

    With `free_day` the newest day is chosen, with `free_lane` the lane by what there is: For you where there is anything.
    """

    query: NewsQuery
    search: SavedSearch | None = None
    free_day: bool = False
    free_lane: bool = False


@dataclass(frozen=True, slots=True)
class NewsAnswer:
    """The answer to `wanted`; its query has day and lane filled in.

    `whole` are the papers without regard to what is read. `job` is the open refresh, None while there is none. `queue`
    says how many digests come before a paper's own.
    """

    wanted: Wanted
    ids: array[int]
    whole: frozenset[int]
    strip: tuple[NewsDay, ...]
    counts: LaneCounts
    followed: tuple[str, ...]
    interests: bool
    status: FeedStatus
    job: Job | None
    offline: bool
    queue: dict[int, int]

    @property
    def query(self) -> NewsQuery:
        """The announcements shown."""
        return self.wanted.query

    @property
    def day(self) -> NewsDay | None:
        """The day shown, None where there are several."""
        return next((day for day in self.strip if day.day == self.query.day), None)

    @property
    def newer(self) -> int:
        """How many papers the newest day has, where another one is shown."""
        day = newest(self.strip)
        return 0 if day == self.query.day else next((one.papers for one in self.strip if one.day == day), 0)

    @property
    def unread(self) -> int:
        """How many papers of the strip's days are unread."""
        return sum(day.unread for day in self.strip)

    @property
    def for_you(self) -> bool:
        """Whether the lane For you is offered."""
        asked = self.query.lane is NewsLane.FOR_YOU
        return asked or self.interests or self.counts.lanes.get(NewsLane.FOR_YOU, 0) > 0

    @property
    def first(self) -> bool:
        """Whether nothing was ever read from arXiv, and the first answer is on its way."""
        never = not any(day.papers for day in self.strip) and not self.status.checked
        return never and bool(self.followed) and self.job is not None and not self.job.error


class NewsFinder(QObject):
    """`found` carries a `NewsAnswer`."""

    found = Signal(object)

    def __init__(self, carrel: Carrel, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._carrel = carrel
        self._background = background.of(self)
        self._wanted: Wanted | None = None
        self._timer = QTimer(self, singleShot=True, interval=_WAIT)
        self._timer.timeout.connect(self.again)

    def find(self, wanted: Wanted) -> None:
        """Ask; what was asked for before is dropped."""
        self._wanted = wanted
        self._timer.stop()
        self._background.latest("news", lambda: answer(self._carrel, wanted), self.found.emit)

    def pin(self, wanted: Wanted) -> None:
        """Stay with this: the next answers are about the same list."""
        self._wanted = wanted

    def again(self) -> None:
        """Ask the same anew."""
        if self._wanted is not None:
            self.find(self._wanted)

    def note_changes(self, changes: Changes) -> None:
        """Ask anew soon where a change may matter."""
        papers = bool(changes.papers_added or changes.papers_removed or changes.digests)
        if self._wanted is not None and self._wanted.search is not None:
            papers |= changes.touches_searches
        if papers or changes.news or changes.jobs or changes.settings:
            self.soon()

    def soon(self) -> None:
        """Ask anew in a moment, so that bursts of changes are one question."""
        if not self._timer.isActive():
            self._timer.start()


def answer(carrel: Carrel, wanted: Wanted) -> NewsAnswer:
    """Ask the library; `wanted` comes back with day and lane filled in."""
    news = carrel.news
    strip = tuple(news.strip())
    feeds = news.feeds()
    jobs = carrel.jobs.open_jobs()
    query = wanted.query
    if wanted.search is not None:
        ids = news.search_ids(wanted.search.text)
        counts = LaneCounts({}, 0, {})
        whole = frozenset(ids)
    else:
        if wanted.free_day:
            query = replace(query, day=newest(strip))
        counts = _counts(carrel, query, strip)
        interests = any(feed.interests.include for feed in feeds)
        if wanted.free_lane:
            query = replace(query, lane=_lane(counts, interests=interests))
            counts = _counts(carrel, query, strip)
        ids = _ids(carrel, query, strip)
        whole = frozenset(_ids(carrel, replace(query, unread=False), strip) if query.unread else ids)
    return NewsAnswer(
        wanted=replace(wanted, query=query),
        ids=ids,
        whole=whole,
        strip=strip,
        counts=counts,
        followed=tuple(feed.category for feed in feeds),
        interests=any(feed.interests.include for feed in feeds),
        status=carrel.following.status(),
        job=_reading(jobs, query.day),
        offline=carrel.settings.current.offline,
        queue=_queue(carrel, jobs, query.day),
    )


def _reading(jobs: Sequence[Job], day: str) -> Job | None:
    """The open job that reads this day, else the one that reads the feeds."""
    reading = [job for job in jobs if job.kind is JobKind.REFRESH_FEEDS]
    return next((job for job in reading if job.payload.get("day") == day), next(iter(reading), None))


def newest(strip: Sequence[NewsDay]) -> str:
    """The day to begin with: today, or the newest with papers while today's are not there yet."""
    if not strip:
        return ""
    if strip[-1].state is not DayState.AHEAD:
        return strip[-1].day
    return next((day.day for day in reversed(strip) if day.state in LISTED), strip[-1].day)


def _lane(counts: LaneCounts, *, interests: bool) -> NewsLane:
    if counts.lanes.get(NewsLane.FOR_YOU, 0):
        return NewsLane.FOR_YOU
    return NewsLane.NEW if interests and counts.lanes.get(NewsLane.NEW, 0) else NewsLane.ALL


def _ids(carrel: Carrel, query: NewsQuery, strip: Sequence[NewsDay]) -> array[int]:
    """A day's papers, or those of all days of the strip, the newest day first."""
    if query.day:
        return carrel.news.ids(query)
    days = (carrel.news.ids(replace(query, day=day.day)) for day in reversed(strip) if day.papers)
    return array("q", dict.fromkeys(paper for ids in days for paper in ids))


def _counts(carrel: Carrel, query: NewsQuery, strip: Sequence[NewsDay]) -> LaneCounts:
    if query.day:
        return carrel.news.counts(query)
    lanes, topics, unread = dict.fromkeys(NewsLane, 0), dict[str, int](), 0
    for day in strip:
        if day.papers:
            counts = carrel.news.counts(replace(query, day=day.day))
            unread += counts.unread
            lanes = {lane: number + counts.lanes.get(lane, 0) for lane, number in lanes.items()}
            for topic, number in counts.topics.items():
                topics[topic] = topics.get(topic, 0) + number
    return LaneCounts(lanes, unread, topics)


def _queue(carrel: Carrel, jobs: Sequence[Job], day: str) -> dict[int, int]:
    """How many digests come before each that waits: those that were asked for one by one first, then the day's."""
    writing = [job for job in jobs if job.kind is JobKind.WRITE_DIGEST and job.paper_id]
    running = [job.paper_id for job in writing if job.state is JobState.RUNNING]
    waiting = sorted((job for job in writing if job.state is JobState.WAITING), key=lambda job: (-job.priority, job.id))
    order = [*running, *(job.paper_id for job in waiting)]
    news = (JobState.WAITING, JobState.RUNNING)
    if any(job.kind is JobKind.DIGEST_NEWS and job.payload.get("day") == day and job.state in news for job in jobs):
        order += carrel.news_digests.waiting(day)
    return {paper: place for place, paper in reversed(list(enumerate(order))) if paper}
