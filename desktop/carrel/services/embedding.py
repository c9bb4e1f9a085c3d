"""Vectors of papers, which tell what is alike: made of titles and abstracts in the background, by a model that comes along."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError
from carrel.domain.job import Job, JobKind, JobState
from carrel.inference.checksum import Checksums
from carrel.inference.encoder import bundled_encoder
from carrel.services.clock import now
from carrel.services.events import Event, Events
from carrel.services.jobs import JobRunner
from carrel.services.quiet_watch import QuietWatch
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage import vectors
from carrel.storage.database import Connection, Database
from carrel.storage.vector_files import VectorFiles
from carrel.storage.vectors import Text, Vectors, VectorSet
from carrel.worker.model import ModelWorker

if TYPE_CHECKING:
    from carrel.ranking.nearest_papers import NearestPapers

_log = logging.getLogger(__name__)
_PRIORITY = -2
_BATCH = 64
QUIET_SECONDS = 30.0
"""What came is looked at when nothing has come for so long."""
_KEY = "papers"
_SPARE_ROWS = 1000
"""So many rows that nobody has may lie in a set's file, and as many as papers have, before it is written anew without."""


class Embedding:
    """Keeps the vectors of all papers, those announced too, up to date; a model that changes makes a set of its own.

    The old set serves until the new one has every paper.
    """

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        worker: ModelWorker,
        events: Events,
        folder: Path,
        *,
        allowed: Callable[[], bool],
        encoder: Callable[[], Path | None] = bundled_encoder,
        quiet: float = QUIET_SECONDS,
    ) -> None:
        """`folder` is for the vectors. `allowed` says whether Carrel may begin with such work by itself.

        `encoder` finds the model. What came is looked at when nothing has come for `quiet` seconds.
        """
        self._database = database
        self._jobs = jobs
        self._worker = worker
        self._files = VectorFiles(folder)
        self._allowed = allowed
        self._encoder = encoder
        self._events = events
        self._checksums = Checksums()
        self._checked: set[int] = set()
        self._lost = 0
        self._watch = QuietWatch(events, "embedding", _concerns, self._look, quiet)
        self._finding = threading.Lock()
        self._nearest: tuple[tuple[int, int, int], NearestPapers] | None = None

    def start(self) -> None:
        """Look a while from now, when the window stands, what is missing, and then whenever papers came or changed."""
        self._watch.start()

    def close(self) -> None:
        """Look no more."""
        self._watch.close()

    def queue_when_needed(self) -> Job | None:
        """Queue the vectors that are missing; None where none is, or Carrel may not begin with it. Reads all texts."""
        path = self._encoder()
        if path is None or not self._allowed():
            return None
        vector_set = self._whole_rows(self._model(path, self._watch.ending), self._watch.ending)
        with self._database.read() as connection:
            # An empty library needs no set.
            if not vectors.missing(connection, vector_set, limit=1):
                return None
        title = "Comparing papers by what they say"
        return self._jobs.add([NewJob(JobKind.EMBED_PAPERS, _KEY, {}, title, priority=_PRIORITY)])[0]

    def vectors(self) -> Vectors | None:
        """The vectors that serve now; None where no set was ever whole.

        Raises:
            StorageError: they cannot be read.
        """
        with self._database.read() as connection:
            vector_set = vectors.serving(connection)
            return self._files.read(connection, vector_set) if vector_set is not None else None

    def serving(self) -> tuple[int, int, int] | None:
        """What changes whenever vectors came or some were found spoilt: of the set that serves; None where no set was ever whole."""
        with self._database.read() as connection:
            return self._state(connection, vectors.serving(connection))

    def nearest(self) -> NearestPapers | None:
        """What finds the nearest among the vectors that serve now, made anew when some came; None where no set was ever whole.

        Whoever asks while it is made waits for it: not for the window's thread, nor inside a read, which would show what was before.
        Of a set that is asked for the first time, what a disk spoilt is left out.

        Raises:
            StorageError: the vectors cannot be read, or what is spoilt of them not be forgotten. Cancelled: Carrel ends.
        """
        from carrel.ranking.nearest_papers import NearestPapers  # noqa: PLC0415 - it needs NumPy

        with self._database.read() as connection:
            vector_set = vectors.serving(connection)
        if vector_set is not None and vector_set.id not in self._checked:
            self._forget_lost(vector_set, self._watch.ending)
        with self._finding:
            with self._database.read() as connection:
                vector_set = vectors.serving(connection)
                now = self._state(connection, vector_set)
                known = self._nearest is not None and self._nearest[0] == now
                read = self._files.read(connection, vector_set) if vector_set is not None and not known else None
            if now is None:
                self._nearest = None
            elif read is not None:
                self._nearest = now, NearestPapers(read.papers, read.matrix)
            return self._nearest[1] if self._nearest is not None else None

    def counts(self) -> tuple[int, int]:
        """How many papers have a vector, and how many papers there are."""
        with self._database.read() as connection:
            return vectors.counts(connection, vectors.newest(connection))

    def run(self, running: Running) -> Changes:
        """Make the vectors that are missing, some papers at a time, each time in one transaction.

        Raises:
            GiveWay: something more urgent waits, or it has to wait for mains power. ModelError: there is no model.
            StorageError: they cannot be written.
        """
        path = self._encoder()
        if path is None:
            raise ModelError("The model that compares papers is not there.", "Install Carrel again: it comes with it.")
        model = self._model(path, running.stopped)
        vector_set = self._whole_rows(model, running.stopped)
        after = 0
        while True:
            running.check()
            if running.outranked():
                raise GiveWay
            with self._database.read() as connection:
                texts = vectors.missing(connection, vector_set, after=after, limit=_BATCH)
                have, of = vectors.counts(connection, vector_set)
            if texts:
                running.progress(have, of)
                vector_set = self._embed(running, path, model, vector_set, texts)
                after = texts[-1].paper_id
            elif after:
                # Texts of papers before may have changed meanwhile.
                after = 0
            else:
                break
        if vector_set is not None:
            self._finish(vector_set)
        return Changes(vectors=True)

    def _embed(
        self, running: Running, path: Path, model: str, vector_set: VectorSet | None, texts: list[Text]
    ) -> VectorSet:
        made = self._worker.embed([text.text for text in texts], path, cancelled=running.stopped)
        if vector_set is None:
            with self._database.write() as connection:
                vector_set = vectors.begin(connection, model, made.dimension, now())
        first = self._files.append(vector_set, vectors.halved(made.vectors))
        with self._database.write() as connection:
            vectors.put(connection, vector_set, first, texts)
        return vector_set

    def _finish(self, vector_set: VectorSet) -> None:
        """Let a set serve, without what nobody has of it where that is much; remove what served before."""
        with self._database.read() as connection:
            kept = vectors.rows(connection, vector_set)
        if self._files.rows(vector_set) - len(kept) > max(_SPARE_ROWS, len(kept)):
            with self._database.write() as connection:
                new = vectors.begin(connection, vector_set.model, vector_set.dimension, now())
            self._files.copy(vector_set, new, kept)
            with self._database.write() as connection:
                vectors.move(connection, vector_set, new, kept)
                vectors.finish(connection, new)
        else:
            with self._database.write() as connection:
                vectors.finish(connection, vector_set)
        with self._database.read() as connection:
            kept_sets = vectors.set_ids(connection)
        self._files.sweep(kept_sets)

    def _whole_rows(self, model: str, stopped: Callable[[], bool]) -> VectorSet | None:
        """A model's set without what its file lacks."""
        with self._database.read() as connection:
            vector_set = vectors.of_model(connection, model)
        if vector_set is not None:
            self._forget_lost(vector_set, stopped)
        return vector_set

    def _forget_lost(self, vector_set: VectorSet, stopped: Callable[[], bool]) -> None:
        """Forget rows that the set's file lacks, or has otherwise than they were written: they are made anew.

        The checksums are compared once, when the set is first looked at here.
        """
        with self._database.read() as connection:
            named = vectors.rows(connection, vector_set)
        there = self._files.rows(vector_set)
        lost = [row for row in named if row >= there]
        if vector_set.id not in self._checked:
            sound = self._files.sound(vector_set, stopped)
            lost = [row for row in named if not sound.holds(row)]
            self._checked.add(vector_set.id)
        if lost:
            with self._database.write() as connection:
                vectors.forget(connection, vector_set, lost)
            self._lost += 1
            _log.warning("%d vectors are not in their file, or not as they were written, and are made anew", len(lost))
            self._events.publish(Changes(vectors=True))

    def _state(self, connection: Connection, serving: VectorSet | None) -> tuple[int, int, int] | None:
        return (serving.id, vectors.last_row(connection, serving), self._lost) if serving is not None else None

    def _model(self, path: Path, cancelled: Callable[[], bool]) -> str:
        return f"{path.name} {self._checksums.sha256(path, cancelled)}"

    def _look(self, first: bool) -> None:
        # What the person stopped begins again when papers come, not because a window was opened.
        last = self._jobs.latest(JobKind.EMBED_PAPERS, _KEY) if first else None
        if last is None or last.state is not JobState.CANCELLED:
            self.queue_when_needed()


def _concerns(event: Event) -> bool:
    return isinstance(event, Changes) and bool(event.papers_added or event.papers or event.news)
