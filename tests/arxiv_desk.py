"""An open library that follows a loopback arXiv, at a moment that the test sets."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from arxiv_papers import MadePaper
from arxiv_query_reader import in_category
from arxiv_server import ArxivServer
from carrel.domain.announcing import EASTERN
from carrel.domain.feed import DayState, NewsQuery
from carrel.domain.job import Job, JobKind, JobState
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library

TUESDAY = date(2026, 7, 14)
FOLLOWED = ("cs.LG", "cs.CL")


@dataclass(slots=True)
class Moment:
    """A clock that stands where a test puts it; by default at 08:00 in the east of America."""

    now: datetime

    @classmethod
    def on(cls, day: date, hour: int = 8, minute: int = 0) -> Moment:
        return cls(datetime(day.year, day.month, day.day, hour, minute, tzinfo=EASTERN))

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: date, hour: int = 8) -> None:
        self.now = Moment.on(day, hour).now

    def days_later(self, days: int) -> None:
        self.now += timedelta(days=days)


@contextmanager
def open_desk(
    home: Path, arxiv: ArxivServer, clock: Callable[[], datetime], *, only_own: bool = True
) -> Iterator[Carrel]:
    """A library with its lanes running; its schedule is not started, so that the test alone asks for what is done."""
    desk = open_library(
        Paths(home),
        only_own_jobs=only_own,
        digest_on_import=False,
        addresses=arxiv.addresses(),
        policy=arxiv.policy(home),
        clock=clock,
    )
    desk.settings.change(welcomed=True, news_digests=0)
    desk.jobs.start()
    try:
        yield desk
    finally:
        desk.close()


def refreshed(desk: Carrel, who: str = "you") -> Job:
    """Refresh, and give the job as it ended; where it is put back, as it waits."""
    job = desk.following.refresh(who)
    assert job is not None
    return settled(desk, job)


def settled(desk: Carrel, job: Job) -> Job:
    """The job once it has ended, or waits for its time."""
    return _once(lambda: desk.jobs.get(job.id))


def scheduled(desk: Carrel, after: Job | None = None) -> Job:
    """The refresh that somebody else asked for, later than `after`, once it has ended or waits for its time."""

    def newest() -> Job | None:
        job = desk.jobs.latest(JobKind.REFRESH_FEEDS, "feeds")
        return job if job is not None and (after is None or job.id > after.id) else None

    return _once(newest)


def _once(look: Callable[[], Job | None]) -> Job:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        job = look()
        if job is not None and (not job.state.open or (job.state is JobState.WAITING and job.due)):
            return job
        threading.Event().wait(0.005)
    raise AssertionError(look())


def coverage(desk: Carrel) -> dict[tuple[str, str], tuple[DayState, str]]:
    """(category, day) → (state, reason), of all that is noted."""
    with desk.database.read() as connection:
        rows = connection.execute("SELECT category, day, state, reason FROM coverage").fetchall()
    return {(category, day): (DayState(state), reason) for category, day, state, reason in rows}


def states(desk: Carrel) -> dict[str, set[DayState]]:
    """The states that each day has in any category."""
    found: dict[str, set[DayState]] = {}
    for (_, day), (state, _) in coverage(desk).items():
        found.setdefault(day, set()).add(state)
    return found


def announced(desk: Carrel) -> dict[tuple[str, int], str]:
    """(arXiv id, version) → day, of every announcement; fails where one is there twice."""
    with desk.database.read() as connection:
        rows = connection.execute(
            "SELECT arxiv_id, a.version, a.day FROM announcements a JOIN papers p ON p.id = a.paper_id"
        ).fetchall()
    found = {(arxiv_id, version): day for arxiv_id, version, day in rows}
    assert len(found) == len(rows)
    return found


def shown(desk: Carrel, day: date) -> list[str]:
    """The arXiv ids of a day's page, in arXiv's order."""
    return sorted(card.row.arxiv_id for card in desk.news.cards(desk.news.ids(NewsQuery(day=day.isoformat()))))


def jobs_of(desk: Carrel, kind: JobKind) -> list[Job]:
    """All jobs of a kind, open and ended."""
    return [job for job in [*desk.jobs.open_jobs(), *desk.jobs.recent(1000)] if job.kind is kind]


def of_followed(papers: list[MadePaper]) -> list[MadePaper]:
    """Those that are in a followed category."""
    return [paper for paper in papers if any(in_category(paper, name) for name in FOLLOWED)]


def ids(papers: list[MadePaper]) -> list[str]:
    """Their arXiv ids, in order."""
    return sorted(paper.id for paper in papers)
