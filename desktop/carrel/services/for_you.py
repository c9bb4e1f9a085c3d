"""For you: announcements ranked by what the person does, on this computer alone. `Steering` changes what it learns from."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from carrel.domain import announcing
from carrel.domain.changes import Changes
from carrel.domain.for_you import Act, ActKind, InterestProfile, Pick
from carrel.ranking import evidence
from carrel.services.clock import Clock, instant
from carrel.services.day_ranking import DayRanking, Known
from carrel.services.embedding import Embedding
from carrel.services.events import Event, Events
from carrel.services.news import DAYS
from carrel.services.paper_vectors import PaperVectors
from carrel.services.quiet_watch import QuietWatch
from carrel.services.settings import SettingsService
from carrel.storage import interest_profiles, news, ranked, wishes
from carrel.storage import settings as table
from carrel.storage.database import Connection, Database

_log = logging.getLogger(__name__)
_FIRST_SECONDS, _QUIET_SECONDS = 4.0, 0.5
_PASSED = 2000
_DONE = "for_you.of"


class ForYou:
    """Ranks the days of the strip whenever what it learns from changed, and keeps what came out: lists read rows."""

    def __init__(
        self,
        database: Database,
        settings: SettingsService,
        events: Events,
        embedding: Embedding,
        clock: Clock,
        *,
        quiet: float = _QUIET_SECONDS,
        first: float = _FIRST_SECONDS,
    ) -> None:
        """It looks when nothing has changed for `quiet` seconds, and `first` at first."""
        self._database = database
        self._settings = settings
        self._events = events
        self._vectors = PaperVectors(database, embedding)
        self._clock = clock
        self._ranking = threading.Lock()
        self._watch = QuietWatch(events, "for you", _concerns, lambda _first: self.rank(), quiet, first=first)

    # In the background

    def start(self) -> None:
        """Rank a little from now, when the window stands, and then whenever something changed."""
        self._watch.start()

    def close(self) -> None:
        """Rank no more."""
        self._watch.close()

    def rank(self) -> Changes:
        """Rank the days of the strip where anything changed since, and tell; nothing where For you is off."""
        changes = self.rank_untold()
        self._events.publish(changes)
        return changes

    def rank_untold(self) -> Changes:
        """The same, for one who tells it together with changes of their own."""
        with self._ranking:
            return self._ranked() if self._settings.current.for_you else self._cleared()

    # Within

    def _ranked(self) -> Changes:
        moment = instant(self._clock())
        with self._database.read() as connection:
            stale = wishes.acts_stale(connection)
        if stale:
            with self._database.write() as connection:
                wishes.note_acts(connection, moment)
        today = date.fromisoformat(moment[:10])
        with self._database.read() as connection:
            first, last = self._days(connection)
            known = self._known(connection, first, last, today)
            before = ranked.picks(connection, first, last)
            done = table.value(connection, _DONE)
        settings = self._settings.current
        learnt = (known.acts, known.profiles, tuple(known.passed), known.candidates, known.categories)
        # What was seen and left counts when something else has changed: reading on is no reason to rank anew.
        of = _fingerprint(today, learnt, settings.for_you_most, settings.for_you_different, self._vectors.state())
        if of == done:
            return Changes()
        days: dict[str, list[Pick]] = {one.day: [] for one in known.candidates}
        if known.says_something:
            space = self._vectors.space(known.papers)
            ranking = DayRanking(known, space, self._describe, today)
            days |= ranking.rank(settings.for_you_most, settings.for_you_different, before)
        changed = _changed(before, days)
        with self._database.write() as connection:
            ranked.put(connection, days)
            table.set_value(connection, _DONE, of)
        return Changes(papers=changed, news=bool(changed))

    def _cleared(self) -> Changes:
        with self._database.read() as connection:
            if not table.value(connection, _DONE):
                return Changes()
        with self._database.write() as connection:
            gone = ranked.clear(connection)
            table.set_value(connection, _DONE, "")
        return Changes(papers=gone, news=bool(gone))

    def _known(self, connection: Connection, first: str, last: str, today: date) -> Known:
        profiles = interest_profiles.all(connection)
        acts = wishes.acts(connection, self._settings.current.for_you_since)
        acts += [Act(seed, ActKind.SEED, "") for profile in profiles for seed in profile.seeds]
        # Before anything is read of them: a large library's texts and vectors would not fit.
        acts = evidence.strongest(acts, today)
        passed = ranked.passed(connection, _PASSED)
        candidates = ranked.candidates(connection, first, last)
        papers = {*passed, *(one.paper_id for one in candidates), *(act.paper_id for act in acts)}
        chosen = any(profile.categories for profile in profiles)
        categories = ranked.first_categories(connection, papers) if chosen else {}
        return Known(tuple(acts), profiles or (InterestProfile(""),), passed, tuple(candidates), categories)

    def _days(self, connection: Connection) -> tuple[str, str]:
        today = announcing.eastern_day(self._clock()).isoformat()
        last = max(today, news.newest_day(connection))
        return (date.fromisoformat(last) - timedelta(days=DAYS - 1)).isoformat(), last

    def _describe(self, papers: Collection[int]) -> dict[int, ranked.Named]:
        with self._database.read() as connection:
            return ranked.described(connection, papers)


def _concerns(event: Event) -> bool:
    return isinstance(event, Changes) and bool(replace(event, jobs=frozenset(), network=False, undo=""))


def _fingerprint(*of: object) -> str:
    """What tells apart whether anything is to be ranked anew."""
    return hashlib.sha256(repr(of).encode("utf-8", "replace")).hexdigest()


def _changed(before: dict[str, dict[int, Pick]], days: dict[str, list[Pick]]) -> frozenset[int]:
    """The papers that stand otherwise now."""
    changed: set[int] = set()
    for day, picks in days.items():
        old, new = before.get(day, {}), {pick.paper_id: pick for pick in picks}
        changed |= {one for one in old.keys() | new.keys() if old.get(one) != new.get(one)}
    return frozenset(changed)
