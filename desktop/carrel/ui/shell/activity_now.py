"""What runs, waits, failed and ended, and what was asked of the network, read at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from carrel.domain.announcing import eastern_day
from carrel.domain.feed import DayState
from carrel.domain.job import JobKind, JobState
from carrel.ui.shell.job_words import will_retry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.job import Job
    from carrel.domain.request import Request
    from carrel.services.carrel import Carrel

_ENDED = 6
_RECENT = 50
_REQUESTS = 6


@dataclass(frozen=True, slots=True)
class ActivityNow:
    """All that Activity and the status bar show.

    `on_battery` says that work nobody waits for waits for mains power. `current` is the request that is being made.
    `problems` are jobs that wait for their next try, then those that failed. `news` is the newest check of arXiv that
    ended, 0 for none, `brought` what it brought in words.
    """

    open_jobs: list[Job]
    problems: list[Job]
    ended: list[Job]
    paused: bool
    requests: list[Request]
    today: int
    offline: bool
    current: Request | None = None
    news: int = 0
    brought: str = ""
    on_battery: bool = False


def activity_now(carrel: Carrel) -> ActivityNow:
    """Read it. A failure whose work was queued again is a problem no more."""
    waiting = carrel.jobs.open_jobs()
    seen = {(job.kind, job.key) for job in waiting}
    failed: list[Job] = []
    ended: list[Job] = []
    for job in carrel.jobs.recent(_RECENT):
        if (job.kind, job.key) in seen:
            continue
        seen.add((job.kind, job.key))
        (failed if job.state is JobState.FAILED else ended).append(job)
    ended = ended[:_ENDED]
    news = next((job for job in ended if _is_check(job)), None)
    return ActivityNow(
        open_jobs=[job for job in waiting if not will_retry(job)],
        problems=[*(job for job in waiting if will_retry(job)), *failed],
        ended=ended,
        paused=carrel.jobs.paused,
        requests=carrel.network.recent(_REQUESTS + 1),
        today=carrel.network.today(),
        offline=carrel.network.offline,
        current=carrel.network.current,
        news=news.id if news is not None else 0,
        brought=_brought(carrel, news.finished) if news is not None else "",
        on_battery=carrel.power.waits,
    )


def in_their_places(wanted: Sequence[Job], shown: Sequence[Job]) -> list[Job]:
    """The jobs `wanted` in the order in which they are `shown` already, new ones at the end.

    Several jobs begin and end at any moment, so a list that is being looked at keeps them where they are, those that ended
    too; what was queued again takes the place of what failed.
    """
    now = {(job.kind, job.key): job for job in wanted}
    return [*(now.pop((job.kind, job.key), job) for job in shown), *now.values()]


def _is_check(job: Job) -> bool:
    return job.kind is JobKind.REFRESH_FEEDS and job.state is JobState.DONE and not job.payload.get("day")


def _brought(carrel: Carrel, finished: str) -> str:
    """What the check that ended at `finished` found: the papers of the newest day that was known then."""
    until = eastern_day(datetime.fromisoformat(finished)).isoformat()
    known = [day for day in carrel.news.strip() if day.state is DayState.ANNOUNCED and day.day <= until]
    feeds = len(carrel.news.feeds())
    if not known or not feeds:
        return ""
    papers = known[-1].papers
    return f"{papers:,} paper{'' if papers == 1 else 's'} from {feeds} {'category' if feeds == 1 else 'categories'}"
