"""Notices what another process wrote into the library: a command, a timer's refresh, a second Carrel."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from carrel.domain.changes import Changes
from carrel.domain.errors import StorageError
from carrel.domain.query import LibraryQuery
from carrel.services.clock import now
from carrel.services.events import Event, Events
from carrel.storage import digests, job_runners, listing
from carrel.storage.database import Database

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 2.0
_JOIN_SECONDS = 2.0


class Elsewhere:
    """Looks every two seconds whether another process has written, which costs a few microseconds where none has.

    What it wrote is told as changes: papers that came or went, those that its jobs were about, and, for no log says more,
    that collections, tags, topics and news may be others.
    """

    def __init__(self, database: Database, events: Events, runner: str) -> None:
        """`runner` is how this process signs its jobs."""
        self._database = database
        self._events = events
        self._runner = runner
        self._ending = threading.Event()
        self._known: frozenset[int] = frozenset()
        self._looked = ""
        self._behind = False
        self._changing = threading.Lock()
        self._unsubscribe = events.subscribe(self._note)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look from now on."""
        self._thread = threading.Thread(target=self._run, name="elsewhere", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._unsubscribe()
        self._ending.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def look(self) -> Changes:
        """See whether another process has written since the last look that could read; what may be new is told, and returned."""
        self._behind = self._database.written_elsewhere() or self._behind
        if not self._behind:
            return Changes()
        looked = now()
        # What this process adds or removes meanwhile is noted behind what was read, not lost with what was known before.
        with self._changing, self._database.read() as connection:
            there = frozenset(listing.ids(connection, LibraryQuery()))
            ended = job_runners.ended_elsewhere(connection, self._runner, self._looked)
            touched = frozenset(paper for _, paper in ended if paper is not None)
            written = frozenset(digests.ids_of(connection, touched))
            before, self._known = self._known, there
        self._behind, self._looked = False, looked
        changes = Changes(
            papers=touched,
            papers_added=there - before,
            papers_removed=before - there,
            digests=written,
            jobs=frozenset(job for job, _ in ended),
            collections=True,
            tags=True,
            network=True,
            news=True,
            topics=True,
            duplicates=True,
        )
        self._events.publish(changes)
        return changes

    def _note(self, event: Event) -> None:
        if isinstance(event, Changes) and (event.papers_added or event.papers_removed):
            with self._changing:
                self._known = (self._known | event.papers_added) - event.papers_removed

    def _run(self) -> None:
        self._try(self._begin)
        while not self._ending.wait(_LOOK_SECONDS):
            self._try(self.look)

    def _try(self, look: Callable[[], object]) -> None:
        try:
            look()
        except StorageError as error:
            # The jobs and the window meet the same, and tell it.
            _log.warning("what other processes wrote is not known: %s", error)
        except RuntimeError:
            # The database was closed in the meantime.
            if not self._ending.is_set():
                raise

    def _begin(self) -> None:
        self._looked = now()
        self._database.written_elsewhere()
        with self._changing, self._database.read() as connection:
            self._known = frozenset(listing.ids(connection, LibraryQuery()))
