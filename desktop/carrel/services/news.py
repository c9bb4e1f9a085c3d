"""The news: what arXiv announced in the followed categories, a day at a time, and what the person does with it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from carrel.domain import announcing
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.feed import Card, Feed, LaneCounts, NewsDay, NewsQuery, SavedSearch
from carrel.interchange import wording
from carrel.services.clock import Clock, now, utc_now
from carrel.services.events import Events
from carrel.services.news_days import explained
from carrel.services.undo import Undo
from carrel.storage import feeds, news, papers, searches
from carrel.storage.database import Connection, Database

DAYS = 9
"""How many days the strip has."""


class News:
    """Questions to the announcements, safe from any thread, and writes that a person asks for."""

    def __init__(self, database: Database, events: Events, undo: Undo, clock: Clock = utc_now) -> None:
        """`clock` tells what day it is at arXiv."""
        self._database = database
        self._events = events
        self._undo = undo
        self._clock = clock

    def now(self) -> datetime:
        """The moment that it is, in local time."""
        return self._clock().astimezone()

    def strip(self, today: date | None = None) -> list[NewsDay]:
        """The last nine days, oldest first. They end today at arXiv, or with the newest day known where that is later."""
        with self._database.read() as connection:
            days = self._days(connection, today)
            return explained(connection, days, feeds.all(connection))

    def day(self, day: date) -> NewsDay:
        """What is known of any one day, also of one that is not on the strip."""
        with self._database.read() as connection:
            return explained(connection, [day], feeds.all(connection))[0]

    def ids(self, query: NewsQuery) -> array[int]:
        """Ids of the papers that a query asks for, in its order."""
        with self._database.read() as connection:
            return news.ids(connection, query)

    def counts(self, query: NewsQuery) -> LaneCounts:
        """How many papers the lanes of a query's day and feed hold, and the topics of its lane."""
        with self._database.read() as connection:
            return news.counts(connection, query)

    def cards(self, ids: Sequence[int], day: str = "") -> list[Card]:
        """Cards of these papers in this order, as they were announced on `day` ("": at last); those gone are left out."""
        with self._database.read() as connection:
            return news.cards(connection, ids, day)

    def unread(self) -> int:
        """How many papers are unread on the days of the strip."""
        with self._database.read() as connection:
            return news.unread(connection, *_span(self._days(connection, None)))

    def feeds(self) -> list[Feed]:
        """The followed categories in the person's order, with how many papers of the strip's days are unread in each."""
        with self._database.read() as connection:
            return feeds.all(connection, _span(self._days(connection, None)))

    def searches(self) -> list[SavedSearch]:
        """The saved searches, each with how many papers it has, and how many of them were announced since it was opened."""
        with self._database.read() as connection:
            return searches.all(connection)

    def search_ids(self, text: str) -> array[int]:
        """Ids of papers in the library, or announced, that match a saved search; the newest first."""
        with self._database.read() as connection:
            return searches.ids(connection, text)

    def set_seen(self, ids: Sequence[int], seen: bool) -> Changes:
        """Mark announced papers read or unread."""
        with self._database.write() as connection:
            marked = news.set_seen(connection, ids, seen)
        label = f"Marked {wording.papers(len(set(ids)))} {'read' if seen else 'unread'}"
        return self._done(marked, ids, label, lambda c: news.mark(c, marked, not seen))

    def note_seen(self, ids: Sequence[int]) -> Changes:
        """Mark announced papers read that were opened; that is not undone."""
        with self._database.write() as connection:
            marked = news.set_seen(connection, ids, True)
        changes = Changes(papers=frozenset(ids), news=True) if marked else Changes()
        self._events.publish(changes)
        return changes

    def mark_all_seen(self, query: NewsQuery) -> Changes:
        """Mark all that a page shows read."""
        with self._database.write() as connection:
            marked = news.announcements(connection, query)
            ids = news.mark(connection, marked, True)
        return self._done(marked, ids, f"Marked {wording.papers(len(ids))} read", lambda c: news.mark(c, marked, False))

    def hide(self, ids: Sequence[int]) -> Changes:
        """Take papers off every page. Their announcements stay in the history."""
        with self._database.write() as connection:
            hidden = news.hide(connection, ids)
            kept = papers.kept_of(connection, ids)
        changes = Changes()
        if hidden:
            # One that does not stand in the library is to be seen nowhere any more.
            changes = Changes(papers=frozenset(ids), papers_removed=frozenset(ids) - kept, news=True)
        return self._told(changes, f"Hid {wording.papers(len(set(ids)))}", lambda c: news.unhide(c, hidden))

    def keep(self, ids: Sequence[int]) -> Changes:
        """Take papers into the library, out of Trash too."""
        with self._database.write() as connection:
            kept = papers.keep(connection, ids)
            restored = papers.restore(connection, ids)
        added = frozenset([*kept, *restored])
        if not added:
            return Changes()

        def take_back() -> None:
            with self._database.write() as connection:
                left = papers.unkeep(connection, kept) + papers.trash(connection, restored, now())
            gone = frozenset(left)
            self._events.publish(Changes(papers=added, papers_removed=gone, collections=bool(restored), news=True))

        changes = Changes(
            papers=added,
            papers_added=added,
            collections=bool(restored),
            news=True,
            undo=f"Kept {wording.papers(len(added))}",
        )
        self._undo.record(changes.undo, take_back)
        self._events.publish(changes)
        return changes

    def save_search(self, name: str, text: str) -> int:
        """Keep any search and return its id; it is named after its text where no name is given.

        Raises:
            InputError: there is nothing to search for.
        """
        text = " ".join(text.split())
        if not text:
            raise InputError("There is no search to save.", "Type one.")
        with self._database.write() as connection:
            search = searches.add(connection, " ".join(name.split()) or text, text, now())
        self._told(Changes(news=True), "Saved a search", lambda c: searches.delete(c, search))
        return search

    def rename_search(self, search: int, name: str) -> Changes:
        """Give a saved search another name.

        Raises:
            InputError: the name is empty.
        """
        name = " ".join(name.split())
        if not name:
            raise InputError("A saved search needs a name.", "Type one.")
        with self._database.write() as connection:
            before = searches.rename(connection, search, name)
        return self._told(
            Changes(news=True), f"Renamed “{before}” to “{name}”", lambda c: searches.rename(c, search, before)
        )

    def delete_search(self, search: int) -> Changes:
        """Forget a saved search."""
        with self._database.write() as connection:
            # Another search may get the number.
            alert = searches.set_alert(connection, search, False)
            gone = searches.delete(connection, search)
        if gone is None:
            return Changes()

        def take_back(connection: Connection) -> None:
            searches.restore(connection, gone)
            searches.set_alert(connection, search, alert)

        return self._told(Changes(news=True), f"Deleted the search “{gone[1]}”", take_back)

    def set_alert(self, search: int, on: bool) -> Changes:
        """Tell the person when a refresh brings papers that match a saved search, or no more."""
        with self._database.write() as connection:
            changed = searches.set_alert(connection, search, on)
        label = "Turned an alert on" if on else "Turned an alert off"
        return self._told(Changes(news=changed), label, lambda c: searches.set_alert(c, search, not on))

    def open_search(self, search: int) -> None:
        """Note that a saved search was looked at: nothing of it is new any more."""
        with self._database.write() as connection:
            changed = searches.open(connection, search)
        if changed:
            self._events.publish(Changes(news=True))

    def _days(self, connection: Connection, today: date | None) -> list[date]:
        last = today or announcing.eastern_day(self._clock())
        newest = news.newest_day(connection)
        if newest:
            # A clock that is behind must not hide what arXiv announced.
            last = max(last, date.fromisoformat(newest))
        return [last - timedelta(days=ago) for ago in reversed(range(DAYS))]

    def _done(
        self, announcements: Collection[int], ids: Collection[int], label: str, inverse: Callable[[Connection], object]
    ) -> Changes:
        changes = Changes(papers=frozenset(ids), news=True) if announcements else Changes()
        return self._told(changes, label, inverse)

    def _told(self, changes: Changes, label: str, inverse: Callable[[Connection], object]) -> Changes:
        """Tell a write that changed something, and how it is taken back."""
        if not changes:
            return changes

        def take_back() -> None:
            with self._database.write() as connection:
                inverse(connection)
            self._events.publish(changes)

        self._undo.record(label, take_back)
        told = replace(changes, undo=label)
        self._events.publish(told)
        return told


def _span(days: Sequence[date]) -> tuple[str, str]:
    return days[0].isoformat(), days[-1].isoformat()
