"""Papers that the library has twice: found in the background, merged or kept apart when the person says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from carrel.domain.changes import Changes
from carrel.domain.duplicates import Reason, reason_for
from carrel.domain.errors import InputError
from carrel.domain.job import Job, JobKind
from carrel.domain.merged_paper import Choice, merged, usual_choice
from carrel.domain.paper import Paper, PaperFile, PaperState
from carrel.services.clock import now
from carrel.services.events import Event, Events
from carrel.services.jobs import JobRunner
from carrel.services.quiet_watch import QuietWatch
from carrel.services.undo import Undo
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage import annotation_rows, compared, digests, duplicates, files, listing, merging, papers
from carrel.storage.database import Connection, Database
from carrel.storage.duplicates import Pair

_log = logging.getLogger(__name__)
_KEY = "library"
_PRIORITY = -2
_BATCH = 64
_SKETCHES = 32
_QUIET_SECONDS = 15.0

__all__ = ["Duplicates", "Pair", "Reason", "Twin", "Twins"]


@dataclass(frozen=True, slots=True)
class Twin:
    """A paper beside one that may be the same; counts of annotations and digests, collections by name."""

    paper: Paper
    state: PaperState
    files: tuple[PaperFile, ...]
    annotations: int
    digests: int
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """Two papers that may be one; `reason` is None where nothing but the person says so. `usual` is what stands by itself."""

    one: Twin
    other: Twin
    reason: Reason | None
    usual: Choice


class Duplicates:
    """Keeps the pairs up to date: what came or changed is compared when nothing has come for a moment."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        events: Events,
        undo: Undo,
        place: Callable[[int], object],
        stop: Callable[[int], object],
        *,
        alone: Callable[[], bool] = lambda: True,
        quiet: float = _QUIET_SECONDS,
    ) -> None:
        """`place` has a paper's annotations looked for in its files, `stop` ends the writing of a paper's digest.

        `alone` says whether Carrel compares papers by itself.
        """
        self._database = database
        self._jobs = jobs
        self._events = events
        self._undo = undo
        self._place = place
        self._stop = stop
        self._alone = alone
        self._watch = QuietWatch(events, "duplicates", _concerns, lambda _first: self.queue_when_needed(), quiet)

    def start(self) -> None:
        """Compare what was not compared yet, and from now on what comes or changes."""
        if self._alone():
            self._watch.start()

    def close(self) -> None:
        """Compare no more."""
        self._watch.close()

    def queue_when_needed(self) -> Job | None:
        """Queue the comparing of what was not compared yet; None where nothing is."""
        with self._database.read() as connection:
            if not compared.stale(connection, 1) and not compared.files_without_sketch(connection, 1):
                return None
        new = NewJob(JobKind.FIND_DUPLICATES, _KEY, {}, "Looking for papers you have twice", priority=_PRIORITY)
        return self._jobs.add([new])[0]

    def run(self, running: Running) -> Changes:
        """Compare what was not compared yet, some papers at a time.

        Raises:
            GiveWay: something more urgent waits. Cancelled: the job was stopped.
        """
        with self._database.read() as connection:
            left, of = compared.counts(connection)
        done, after, sketched = of - left, 0, 0
        while True:
            running.check()
            if running.outranked():
                raise GiveWay
            running.progress(min(done, of), of)
            if behind := self._sketch(running, sketched):
                sketched = behind
                continue
            with self._database.write() as connection:
                stale = compared.stale(connection, _BATCH, after=after)
                found = duplicates.look(connection, stale) if stale else frozenset()
            if not stale and not after and not sketched:
                return Changes()
            # Behind the last one papers and files before may have changed meanwhile.
            after, sketched = (stale[-1], sketched) if stale else (0, 0)
            done += len(stale)
            if found:
                self._events.publish(Changes(papers=found, duplicates=True))

    def count(self) -> int:
        """How many pairs wait for the person."""
        with self._database.read() as connection:
            return duplicates.count(connection)

    def pairs(self) -> list[Pair]:
        """The pairs that wait for the person, the surest first."""
        with self._database.read() as connection:
            return duplicates.pairs(connection)

    def of_paper(self, paper_id: int) -> list[Pair]:
        """The pairs with a paper that wait for the person, the surest first."""
        with self._database.read() as connection:
            return duplicates.of_paper(connection, paper_id)

    def twins(self, one: int, other: int) -> Twins | None:
        """Two papers side by side; None where one of them is not in the library any more."""
        with self._database.read() as connection:
            first, second = _twin(connection, one), _twin(connection, other)
            both = compared.described(connection, (one, other))
        if first is None or second is None:
            return None
        return Twins(first, second, reason_for(both[one], both[other]), usual_choice(first.paper, second.paper))

    def merge(self, one: int, other: int, choice: Choice | None = None) -> Changes:
        """Make one paper of two, which has the number of `one` and all that is kept of both; None chooses by itself.

        Raises:
            InputError: they are the same, or one of them is not in the library.
        """
        if one == other:
            raise InputError("These are the same paper already.", "Name two papers.")
        # What is being written about a paper that goes would have nowhere to stay.
        self._stop(other)
        with self._database.write() as connection:
            first, second = _demand(connection, one), _demand(connection, other)
            metadata = merged(first, second, choice or usual_choice(first, second))
            done = merging.merge(connection, one, other, metadata, at=now(), origin=_named(second))
        changes = Changes(
            papers=frozenset({one}),
            papers_removed=frozenset({other}),
            annotations=frozenset(done.annotations),
            annotated=frozenset({one}) if done.annotations else frozenset(),
            collections=True,
            tags=True,
            news=bool(first.arxiv_id or second.arxiv_id),
            duplicates=True,
            undo="Merged 2 papers",
        )

        def take_back() -> None:
            with self._database.write() as connection:
                back = merging.take_back(connection, done)
            self._events.publish(
                replace(
                    changes,
                    papers=frozenset({one}),
                    papers_added=frozenset({back}),
                    papers_removed=frozenset(),
                    undo="",
                )
            )

        self._undo.record(changes.undo, take_back)
        self._events.publish(changes)
        self._place(one)
        return changes

    def keep_both(self, one: int, other: int) -> Changes:
        """Offer two papers no more, unless something changes in one of them.

        Raises:
            InputError: they are the same, or one of them is not in the library.
        """
        if one == other:
            raise InputError("These are the same paper.", "Name two papers.")
        with self._database.write() as connection:
            _demand(connection, one), _demand(connection, other)
            new = duplicates.keep_apart(connection, one, other)
        if not new:
            return Changes()
        changes = Changes(papers=frozenset({one, other}), duplicates=True, undo="Kept both papers")

        def take_back() -> None:
            with self._database.write() as connection:
                duplicates.offer(connection, one, other)
            self._events.publish(replace(changes, undo=""))

        self._undo.record(changes.undo, take_back)
        self._events.publish(changes)
        return changes

    def _sketch(self, running: Running, after: int) -> int:
        """Sketch the texts of some files behind the file `after`; return the last one, 0 where there was none."""
        made = []
        with self._database.read() as connection:
            for file_id, text_sha256 in compared.files_without_sketch(connection, _SKETCHES, after=after):
                made.append((file_id, text_sha256, compared.sketch_of(connection, file_id)))
                if running.stopped():
                    break
        if made:
            with self._database.write() as connection:
                for one in made:
                    compared.put_sketch(connection, *one)
        return made[-1][0] if made else 0


def _concerns(event: Event) -> bool:
    return isinstance(event, Changes) and bool(event.papers or event.papers_added)


def _twin(connection: Connection, paper_id: int) -> Twin | None:
    paper = papers.get(connection, paper_id)
    if paper is None or not papers.is_kept(connection, paper_id):
        return None
    state = papers.state(connection, paper_id)
    if state.trashed:
        return None
    names = {one.id: one.name for one in listing.collections(connection)} if state.collections else {}
    return Twin(
        paper,
        state,
        tuple(files.of_paper(connection, paper_id)),
        len(annotation_rows.of_paper(connection, paper_id)),
        len(digests.ids_of(connection, [paper_id])),
        tuple(names[one] for one in state.collections if one in names),
    )


def _demand(connection: Connection, paper_id: int) -> Paper:
    paper = papers.get(connection, paper_id)
    known = paper is not None and papers.is_kept(connection, paper_id)
    if paper is None or not known or papers.state(connection, paper_id).trashed:
        raise InputError(f"There is no paper {paper_id} in the library.", "It may be in Trash, or merged already.")
    return paper


def _named(paper: Paper) -> str:
    """A paper as the line over its note names it."""
    identifier = f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else paper.doi
    return f"“{paper.title}”{f' ({identifier})' if identifier else ''}"
