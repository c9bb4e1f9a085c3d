"""Vectors of what kept papers say, passage by passage, made in the background by the encoder that only looks words up."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from carrel.domain.changes import Changes
from carrel.domain.job import Job, JobKind, JobState
from carrel.inference.checksum import Checksums
from carrel.services.clock import now
from carrel.services.embedding import QUIET_SECONDS
from carrel.services.events import Event, Events
from carrel.services.jobs import JobRunner
from carrel.services.quiet_watch import QuietWatch
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage import passage_vectors
from carrel.storage.database import Database
from carrel.storage.passage_vectors import Unread
from carrel.storage.vector_files import VectorFiles
from carrel.storage.vectors import VectorSet
from carrel.worker.documents import DocumentsWorker

_log = logging.getLogger(__name__)
_PRIORITY = -1
_PAPERS = 256
_BATCH = 2_000
"""A batch ends with the paper with which it has so many texts, some two seconds' work: an import waits no longer."""
_TEXTS = 256
_KEY = "passages"
_SPARE_ROWS = 20_000
"""So many rows that nobody has may lie in the file, and as many as papers have, before it is written anew without."""


class PassageEmbedding:
    """Keeps the vectors of kept papers' descriptions and passages up to date, some papers in one transaction."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        worker: DocumentsWorker,
        events: Events,
        folder: Path,
        *,
        allowed: Callable[[], bool],
        quiet: float = QUIET_SECONDS,
    ) -> None:
        """`folder` is for the file. `allowed` says whether Carrel may begin with such work by itself.

        It is `making` vectors while its job runs here.
        """
        self._database = database
        self._jobs = jobs
        self._worker = worker
        self.files = VectorFiles(folder)
        self._allowed = allowed
        self._events = events
        self._checksums = Checksums()
        self._checked: set[int] = set()
        self.making = False
        self._made = False
        self._watch = QuietWatch(events, "passages", _concerns, self._look, quiet)

    def start(self) -> None:
        """Look a while from now what is missing, and then whenever papers came or changed."""
        self._watch.start()

    def close(self) -> None:
        """Look no more."""
        self._watch.close()

    def model(self) -> str:
        """The name of the vectors' model, which tells its exact state.

        Raises:
            ModelError: this installation lacks it, or it cannot be read.
        """
        from carrel.inference.static_encoder import static_files  # noqa: PLC0415 - it needs NumPy

        hashes = [self._checksums.sha256(path, self._watch.ending) for path in static_files()]
        return f"static {hashlib.sha256(' '.join(hashes).encode()).hexdigest()}"

    def whole_rows(self, stopped: Callable[[], bool] | None = None) -> VectorSet | None:
        """The set; papers whose rows its file lacks, or has otherwise than they were written, are forgotten and so made anew.

        The checksums are compared once, when the set is first looked at here.

        Raises:
            ModelError: there is no encoder. StorageError: the file cannot be read, or the database not be written.
            Cancelled: `stopped`, or the end of Carrel, said so.
        """
        model = self.model()
        with self._database.read() as connection:
            vector_set = passage_vectors.of_model(connection, model)
            held = passage_vectors.held(connection, vector_set) if vector_set is not None else []
        if vector_set is None:
            return None
        there = self.files.rows(vector_set)
        lost = [one for one in held if one.first + one.rows > there]
        if vector_set.id not in self._checked:
            sound = self.files.sound(vector_set, stopped or self._watch.ending)
            lost = [one for one in held if not sound.holds(one.first, one.rows)]
            self._checked.add(vector_set.id)
        if lost:
            with self._database.write() as connection:
                passage_vectors.forget(connection, vector_set, lost)
            _log.warning("the vectors of %d papers' passages are spoilt or not there, and are made anew", len(lost))
            self._events.publish(Changes(vectors=True))
        return vector_set

    def queue_when_needed(self) -> Job | None:
        """Queue the vectors that are missing; None where none is, or Carrel may not begin with it. Reads all descriptions."""
        if not self._allowed():
            return None
        vector_set = self.whole_rows()
        with self._database.read() as connection:
            if not passage_vectors.unread(connection, vector_set, limit=1):
                return None
        return self._jobs.add([NewJob(JobKind.EMBED_PASSAGES, _KEY, {}, "Search by meaning", priority=_PRIORITY)])[0]

    def run(self, running: Running) -> Changes:
        """Make the vectors that are missing; those that were made are told, however it ends.

        Raises:
            GiveWay: something more urgent waits. ModelError: there is no encoder. StorageError: they cannot be written.
            Cancelled: the job was stopped.
        """
        self.making, self._made = True, False
        try:
            self._make(running)
        finally:
            self.making = False
            if self._made:
                self._events.publish(Changes(vectors=True))
        return Changes()

    def _make(self, running: Running) -> None:
        vector_set = self.whole_rows(running.stopped)
        after = 0
        while True:
            running.check()
            if running.outranked():
                raise GiveWay
            with self._database.read() as connection:
                papers = passage_vectors.unread(connection, vector_set, after=after, limit=_PAPERS)
                have, of = passage_vectors.counts(connection, vector_set)
            if papers:
                running.progress(have, of)
                vector_set, after = self._embed(running, vector_set, papers)
            elif after:
                # Texts of papers before may have changed meanwhile.
                after = 0
            else:
                break
        if vector_set is not None:
            self._tidy(vector_set)

    def _embed(self, running: Running, vector_set: VectorSet | None, papers: list[Unread]) -> tuple[VectorSet, int]:
        """Make those of the first of these papers, a batch of them; return also the last that was done."""
        counts: list[int] = []
        texts: list[str] = []
        with self._database.read() as connection:
            for paper in papers:
                before = len(texts)
                texts += passage_vectors.texts(connection, paper)
                counts.append(len(texts) - before)
                if len(texts) >= _BATCH:
                    break
        done = papers[: len(counts)]
        parts: list[bytes] = []
        dimension = 0
        for start in range(0, len(texts), _TEXTS):
            running.check()
            made = self._worker.vectors(texts[start : start + _TEXTS], cancelled=running.stopped)
            parts.append(made.vectors)
            dimension = made.dimension
        if vector_set is None:
            with self._database.write() as connection:
                vector_set = passage_vectors.begin(connection, self.model(), dimension, now())
        first = self.files.append(vector_set, b"".join(parts))
        with self._database.write() as connection:
            for paper, rows in zip(done, counts, strict=True):
                passage_vectors.put(connection, vector_set, paper, first, rows)
                first += rows
        self._made = True
        return vector_set, done[-1].paper_id

    def _tidy(self, vector_set: VectorSet) -> None:
        """Write the file anew where much of it is nobody's, and remove those of sets that are no more."""
        with self._database.read() as connection:
            kept = passage_vectors.held(connection, vector_set)
        used = sum(one.rows for one in kept)
        if self.files.rows(vector_set) - used > max(_SPARE_ROWS, used):
            with self._database.write() as connection:
                new = passage_vectors.begin(connection, vector_set.model, vector_set.dimension, now())
            self.files.copy(vector_set, new, (row for one in kept for row in range(one.first, one.first + one.rows)))
            with self._database.write() as connection:
                passage_vectors.replace(connection, vector_set, new, kept)
            vector_set = new
        with self._database.write() as connection:
            # Also what an end in the middle of the above left.
            passage_vectors.only(connection, vector_set)
            sets = passage_vectors.set_ids(connection)
        self.files.sweep(sets)

    def _look(self, first: bool) -> None:
        # What the person stopped begins again when papers come, not because a window was opened.
        last = self._jobs.latest(JobKind.EMBED_PASSAGES, _KEY) if first else None
        if last is None or last.state is not JobState.CANCELLED:
            self.queue_when_needed()


def _concerns(event: Event) -> bool:
    return isinstance(event, Changes) and bool(event.papers_added or event.papers)
