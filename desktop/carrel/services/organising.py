"""What a person does with papers. Every write returns what it changed, tells it, and can be undone.

A star, tag, note or collection keeps a paper that was only announced, or found at arXiv; taking the one back takes back the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from carrel.domain.changes import Changes
from carrel.domain.digest import Status
from carrel.domain.errors import InputError
from carrel.domain.note_merging import merge_notes
from carrel.domain.paper import ReadingState
from carrel.interchange import wording
from carrel.services.clock import instant, now
from carrel.services.events import Events
from carrel.services.undo import Undo
from carrel.storage import digests, news, notes, organising, papers
from carrel.storage.database import Connection, Database
from carrel.storage.store import FileStore

T = TypeVar("T")

TRASH_DAYS = 30
"""How long Trash keeps papers and their files."""


class Organising:
    """Writes to the library that a person asks for."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        events: Events,
        undo: Undo,
        starred: Callable[[Sequence[int]], object],
    ) -> None:
        """`starred` is told each star that is given."""
        self._database = database
        self._store = store
        self._events = events
        self._undo = undo
        self._starred = starred

    def set_reading(self, ids: Sequence[int], state: ReadingState) -> Changes:
        """Mark papers unread, being read, or read; what is read is so in the news, too."""
        with self._database.write() as connection:
            before = papers.set_reading(connection, ids, state)
            seen = news.set_seen(connection, before, True) if state is ReadingState.READ else []

        def take_back(connection: Connection) -> None:
            _each(before, lambda old, members: papers.set_reading(connection, members, old))
            news.mark(connection, seen, False)

        words = {"unread": "to read", "reading": "being read", "read": "read"}[state.value]
        return self._done(
            Changes(papers=frozenset(before), news=bool(seen), undo=f"Marked {wording.papers(len(before))} {words}"),
            take_back,
        )

    def set_starred(self, ids: Sequence[int], starred: bool) -> Changes:
        """Star papers, or take the star away."""
        with self._database.write() as connection:
            before = papers.set_starred(connection, ids, starred)
            kept = papers.keep(connection, before) if starred else []
        changes = self._done(
            Changes(
                papers=frozenset(before), undo=f"{'Starred' if starred else 'Unstarred'} {wording.papers(len(before))}"
            ),
            lambda c: _each(before, lambda old, members: papers.set_starred(c, members, old)),
            kept,
        )
        if starred and before:
            self._starred(list(before))
        return changes

    def tag(self, ids: Sequence[int], name: str) -> Changes:
        """Give papers a tag, made when it is new.

        Raises:
            InputError: the name is empty.
        """
        name = _named(name, "A tag")
        with self._database.write() as connection:
            changed = organising.tag(connection, ids, name)
            kept = papers.keep(connection, changed)
        return self._done(
            Changes(papers=frozenset(changed), tags=True, undo=f"Tagged {wording.papers(len(changed))} “{name}”"),
            lambda c: organising.untag(c, changed, name),
            kept,
        )

    def untag(self, ids: Sequence[int], name: str) -> Changes:
        """Take a tag off papers."""
        with self._database.write() as connection:
            changed = organising.untag(connection, ids, name)
        return self._done(
            Changes(papers=frozenset(changed), tags=True, undo=f"Took tag “{name}” off {wording.papers(len(changed))}"),
            lambda c: organising.tag(c, changed, name),
        )

    def create_collection(self, name: str, parent: int | None = None) -> int:
        """Make a collection, inside `parent` where given, and return its id.

        Raises:
            InputError: the name is empty.
        """
        name = _named(name, "A collection")
        with self._database.write() as connection:
            collection = organising.create_collection(connection, name, parent, now())
        self._done(
            Changes(collections=True, undo=f"Made collection “{name}”"),
            lambda c: organising.delete_collection(c, collection),
        )
        return collection

    def rename_collection(self, collection: int, name: str) -> Changes:
        """Give a collection another name.

        Raises:
            InputError: the name is empty.
        """
        name = _named(name, "A collection")
        with self._database.write() as connection:
            before = organising.rename_collection(connection, collection, name)
        return self._done(
            Changes(collections=True, undo=f"Renamed “{before}” to “{name}”"),
            lambda c: organising.rename_collection(c, collection, before),
        )

    def delete_collection(self, collection: int) -> Changes:
        """Remove a collection and those inside it; the papers stay."""
        with self._database.write() as connection:
            gone = organising.delete_collection(connection, collection)
        return self._done(
            Changes(collections=True, undo=f"Deleted collection “{gone.name}”"),
            lambda c: organising.recreate_collection(c, gone),
        )

    def collect(self, ids: Sequence[int], collection: int) -> Changes:
        """Put papers into a collection."""
        with self._database.write() as connection:
            changed = organising.collect(connection, ids, collection, now())
            kept = papers.keep(connection, changed)
        return self._done(
            Changes(
                papers=frozenset(changed), collections=bool(changed), undo=f"Collected {wording.papers(len(changed))}"
            ),
            lambda c: organising.uncollect(c, changed, collection),
            kept,
        )

    def uncollect(self, ids: Sequence[int], collection: int) -> Changes:
        """Take papers out of a collection."""
        with self._database.write() as connection:
            changed = organising.uncollect(connection, ids, collection)
        return self._done(
            Changes(
                papers=frozenset(changed),
                collections=bool(changed),
                undo=f"Took {wording.papers(len(changed))} out of the collection",
            ),
            lambda c: organising.collect(c, changed, collection, now()),
        )

    def trash(self, ids: Sequence[int]) -> Changes:
        """Move papers to Trash, where they stay for 30 days."""
        with self._database.write() as connection:
            changed = papers.trash(connection, ids, now())
        return self._done(
            Changes(
                papers_removed=frozenset(changed),
                collections=bool(changed),
                news=bool(changed),
                undo=f"Moved {wording.papers(len(changed))} to Trash",
            ),
            lambda c: papers.restore(c, changed),
        )

    def restore(self, ids: Sequence[int]) -> Changes:
        """Take papers out of Trash."""
        with self._database.write() as connection:
            changed = papers.restore(connection, ids)
        return self._done(
            Changes(
                papers_added=frozenset(changed),
                collections=bool(changed),
                news=bool(changed),
                undo=f"Restored {wording.papers(len(changed))}",
            ),
            lambda c: papers.trash(c, changed, now()),
        )

    def empty_trash(self) -> Changes:
        """Delete everything in Trash, files too. This cannot be undone."""
        return self._purge("9999")

    def purge_expired(self) -> Changes:
        """Delete what has been in Trash for longer than 30 days."""
        return self._purge(instant(datetime.now(UTC) - timedelta(days=TRASH_DAYS)))

    def save_note(self, paper_id: int, body: str, *, base: str | None = None) -> Changes:
        """Keep a paper's note as typed; an empty one removes it. Notes have the editor's own undo.

        `base` is the note that it was typed in: what has come into the kept one since, from another window, stays in it.
        """
        with self._database.write() as connection:
            known = notes.get(connection, paper_id)
            if base is not None and (known.strip() or base.strip()):
                body = merge_notes(base, body, known)
            notes.save(connection, paper_id, body, now())
            kept = papers.keep(connection, [paper_id]) if body.strip() else []
        changes = Changes(papers=frozenset({paper_id}), papers_added=frozenset(kept), news=bool(kept))
        self._events.publish(changes)
        return changes

    def set_verdict(self, paper_id: int, digest_id: int, position: int, verdict: Status | None) -> Changes:
        """Keep the person's own status for a statement; None takes it back."""
        with self._database.write() as connection:
            before = digests.set_verdict(connection, digest_id, position, verdict)
        return self._done(
            Changes(papers=frozenset({paper_id}), digests=frozenset({digest_id}), undo="Marked a statement"),
            lambda c: digests.set_verdict(c, digest_id, position, before),
        )

    def make_current(self, paper_id: int, digest_id: int) -> Changes:
        """Show another of a paper's digests."""
        with self._database.write() as connection:
            before = digests.make_current(connection, paper_id, digest_id)
        return self._done(
            Changes(papers=frozenset({paper_id}), digests=frozenset({digest_id}), undo="Chose another digest"),
            lambda c: digests.make_current(c, paper_id, before) if before else None,
        )

    def _purge(self, before: str) -> Changes:
        with self._database.write() as connection:
            gone = papers.expired(connection, before)
            names = papers.delete(connection, gone)
        for name in names:
            self._store.remove(name)
        changes = Changes(papers_removed=frozenset(gone), news=bool(gone))
        self._events.publish(changes)
        return changes

    def _done(
        self, changes: Changes, inverse: Callable[[Connection], object], kept: Collection[int] = frozenset()
    ) -> Changes:
        """Tell a write that changed something, and how it is taken back; `kept` are papers that it brought into the library."""
        changes = replace(changes, papers_added=changes.papers_added | frozenset(kept), news=changes.news or bool(kept))

        def take_back() -> None:
            with self._database.write() as connection:
                inverse(connection)
                left = papers.unkeep(connection, kept)
            # What was removed comes back, and the other way round.
            self._events.publish(
                replace(
                    changes,
                    papers_added=changes.papers_removed,
                    papers_removed=changes.papers_added.difference(kept).union(left),
                    undo="",
                )
            )

        touched = changes.papers or changes.papers_added or changes.papers_removed or changes.collections
        if touched:
            self._undo.record(changes.undo, take_back)
            self._events.publish(changes)
        return changes


def _each(before: dict[int, T], write: Callable[[T, list[int]], object]) -> None:
    groups: dict[T, list[int]] = defaultdict(list)
    for paper, old in before.items():
        groups[old].append(paper)
    for old, members in groups.items():
        write(old, members)


def _named(name: str, what: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise InputError(f"{what} needs a name.", "Type one.")
    return name
