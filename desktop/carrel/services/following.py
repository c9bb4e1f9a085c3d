"""Following arXiv: which categories, what of them, when they are asked for, and where that stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from carrel.domain.announcing import announces, eastern_day
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError, Offline
from carrel.domain.feed import FeedStatus
from carrel.domain.interests import Interests
from carrel.domain.job import Job, JobKind, JobState
from carrel.services import feed_notes
from carrel.services.arrivals import Arrivals
from carrel.services.clock import Clock, instant
from carrel.services.events import Event, Events
from carrel.services.fetching import Fetching
from carrel.services.jobs import JobRunner
from carrel.services.schedule import Schedule, seconds_until_refresh
from carrel.services.settings import SettingsService
from carrel.services.taxonomy import Taxonomy
from carrel.services.undo import Undo
from carrel.services.work import NewJob
from carrel.storage import feeds, files
from carrel.storage.database import Database

_KEY = "feeds"
_TITLE = "arXiv's announcements"


class Following:
    """What a person does to follow arXiv, and the schedule that asks for them. Only jobs use the network.

    While `by_person` is held the schedule asks for nothing: a first refresh that comes of a person's Start is theirs.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        undo: Undo,
        settings: SettingsService,
        jobs: JobRunner,
        taxonomy: Taxonomy,
        fetching: Fetching,
        arrivals: Arrivals,
        *,
        allowed: Callable[[], bool],
        clock: Clock,
    ) -> None:
        """`allowed` says whether Carrel may ask arXiv: not before Welcome was finished or skipped."""
        self._database = database
        self._events = events
        self._undo = undo
        self._settings = settings
        self._jobs = jobs
        self._taxonomy = taxonomy
        self._fetching = fetching
        self._arrivals = arrivals
        self._allowed = allowed
        self._clock = clock
        self._offline = settings.current.offline
        self.by_person = threading.RLock()
        self._schedule = Schedule(self._left, self._refresh_when_due)

    def start(self) -> None:
        """Begin with the schedule, and act upon what came to another process."""
        self._events.subscribe(self._on_event)
        self._schedule.start(first=self._act)

    def close(self) -> None:
        """End the schedule."""
        self._schedule.close()

    def follow(self, categories: Sequence[str]) -> Changes:
        """Follow categories or groups of them; those that are followed already stay as they are. arXiv is not asked.

        Raises:
            InputError: arXiv has no such category; then none is followed.
        """
        for category in categories:
            if not self._taxonomy.known(category):
                raise InputError(
                    f"arXiv has no category {category}.", "Choose one such as cs.LG, or a group such as cs."
                )
        with self._database.write() as connection:
            new = [category for category in categories if feeds.add(connection, category, instant(self._clock()))]
        return self._tell(Changes(news=bool(new)))

    def unfollow(self, category: str) -> Changes:
        """Follow a category no longer; what it announced stays in the history."""
        with self._database.write() as connection:
            place = feeds.position(connection, category)
            gone = feeds.remove(connection, category)
        if gone is None:
            return Changes()

        def take_back() -> None:
            with self._database.write() as connection:
                feeds.add(connection, gone.category, gone.added, wanted=gone.interests, position=place)
            self._tell(Changes(news=True))

        undo = f"Stopped following {gone.category}"
        self._undo.record(undo, take_back)
        return self._tell(Changes(news=True, undo=undo))

    def set_interests(self, category: str, interests: Interests) -> Changes:
        """Say what of a followed category is wanted.

        Raises:
            InputError: it is not followed.
        """
        try:
            with self._database.write() as connection:
                before = feeds.set_interests(connection, category, interests)
        except KeyError as error:
            raise InputError(f"{category} is not followed.", "Follow it first.") from error
        return self._tell(Changes(news=before != interests))

    def refresh(self, who: str = "you") -> Job | None:
        """Queue the reading of the feeds, and return None where nothing is followed.

        Raises:
            InputError: Welcome was neither finished nor skipped.
        """
        if not self._followed():
            return None
        self._demand_allowed()
        return self._jobs.add([_refresh(_KEY, {"who": who}, _TITLE, urgent=who == "you")])[0]

    def fill(self, day: str) -> Job:
        """Queue putting a day together from what was submitted for it: one before it was followed, or a gap.

        Raises:
            InputError: arXiv announces nothing on such a day, or it is yet to come, or nothing is followed.
        """
        self._demand_allowed()
        try:
            wanted = date.fromisoformat(day)
        except ValueError as error:
            raise InputError(f"{day} is no day.", "Give it as 2026-09-08.") from error
        if not announces(wanted) or wanted > eastern_day(self._clock()):
            raise InputError(f"arXiv has announced nothing on {day}.", "Choose a weekday that has begun at arXiv.")
        if not self._followed():
            raise InputError("No category is followed.", "Follow one first.")
        title = f"Announcements of {wanted.day} {wanted:%B}"
        return self._jobs.add([_refresh(f"day {day}", {"who": "you", "day": day}, title, urgent=True)])[0]

    def fetch(self, ids: Sequence[int]) -> list[Job]:
        """Queue getting the PDFs of these papers of arXiv; others are left out."""
        return self._fetching.request(ids, "you")

    def starred(self, ids: Sequence[int]) -> None:
        """Get the PDFs of papers that the person starred, where that is set and none is here."""
        if self._settings.current.fetch_pdfs != "starred" or not self._allowed():
            return
        with self._database.read() as connection:
            without = [paper_id for paper_id in ids if not files.of_paper(connection, paper_id)]
        self._fetching.request(without, "you")

    def status(self) -> FeedStatus:
        """Where following stands."""
        with self._database.read() as connection:
            checked = feed_notes.reading(connection).checked
        job = self._jobs.latest(JobKind.REFRESH_FEEDS, _KEY)
        if job is not None and job.state is JobState.WAITING and job.due:
            return FeedStatus(checked, "" if job.error_code == Offline.code else job.due, job.error, job.advice)
        failed = job if job is not None and job.state is JobState.FAILED else None
        left = self._until_due(checked, failed.finished if failed else "")
        due = "" if left is None else instant(self._clock() + timedelta(seconds=left))
        return FeedStatus(
            checked,
            due,
            failed.error if failed else "",
            failed.advice if failed else "",
            busy=job is not None and job.state in (JobState.WAITING, JobState.RUNNING),
        )

    def _act(self) -> None:
        if self._allowed():
            self._arrivals.act()

    def _left(self) -> float | None:
        """Seconds until the schedule asks for a refresh, None where it has none to wait for."""
        job = self._jobs.latest(JobKind.REFRESH_FEEDS, _KEY)
        if job is not None and job.state.open:
            return None
        with self._database.read() as connection:
            checked = feed_notes.reading(connection).checked
        return self._until_due(checked, job.finished if job is not None else "")

    def _refresh_when_due(self) -> None:
        with self.by_person:
            if self._left() == 0:
                self.refresh("schedule")

    def _until_due(self, checked: str, tried: str) -> float | None:
        if self._settings.current.offline or not self._allowed() or not self._followed():
            return None
        return seconds_until_refresh(checked, tried, self._settings.current.refresh_hours, self._clock())

    def _followed(self) -> bool:
        with self._database.read() as connection:
            return bool(feeds.interests(connection))

    def _demand_allowed(self) -> None:
        if not self._allowed():
            raise InputError("Carrel asks arXiv nothing before Welcome is finished.", "Finish or skip Welcome first.")

    def _tell(self, changes: Changes) -> Changes:
        self._events.publish(changes)
        return changes

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, Changes):
            return
        if event.settings:
            was, self._offline = self._offline, self._settings.current.offline
            if was and not self._offline:
                self._jobs.try_all_now(Offline.code)
        if event.settings or event.news or event.jobs:
            self._schedule.look_again()


def _refresh(key: str, payload: dict[str, object], title: str, *, urgent: bool) -> NewJob:
    return NewJob(JobKind.REFRESH_FEEDS, key, payload, title, priority=1 if urgent else 0)
