"""One digest, from its text to its place in the library: what single digests and those of a day have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from carrel.digesting.source import Source
from carrel.domain.digest import Digest, Field, Status
from carrel.domain.errors import Cancelled, CarrelError, InputError, ModelError
from carrel.services.events import Events, Writing, WritingEvent, WritingState
from carrel.services.models import ModelChoice
from carrel.services.work import Running
from carrel.storage import digests, papers
from carrel.storage.database import Database
from carrel.worker.documents import DocumentsWorker
from carrel.worker.model import ModelWorker


class NotMatched(ModelError):
    """None of a model's statements could be matched to the paper."""


class DigestWriting:
    """Has digests written in the child processes and keeps them, each whole or not at all."""

    def __init__(self, database: Database, worker: ModelWorker, documents: DocumentsWorker, events: Events) -> None:
        self._database = database
        self._worker = worker
        self._documents = documents
        self._events = events
        self._writing = 0
        self._given_up = 0

    def stop(self, paper_id: int) -> None:
        """Give up this paper's digest where it is being written right now."""
        if self._writing == paper_id:
            self._given_up = paper_id

    def write(
        self,
        running: Running,
        paper_id: int,
        source: Source,
        file_id: int | None,
        choice: ModelChoice,
        *,
        tell: Callable[[str], None],
    ) -> int:
        """Write the digest of a paper, keep it as the current one, and return its id.

        Without a model it is made of sentences of `source`. `file_id` is the file `source` was read from, None: the
        abstract. Each step is told by events, and to `tell` in words.

        Raises:
            NotMatched: none of the model's statements could be matched to the paper.
            ModelError: the model cannot be used. Cancelled: the job was stopped, or this digest alone by `stop`.
        """

        def on_event(event: WritingEvent) -> None:
            self._tell(running, paper_id, WritingState.WRITING, event)
            tell(f"Writing {event.field.heading.lower()}")

        def stopped() -> bool:
            return running.stopped() or self._given_up == paper_id

        self._writing, self._given_up = paper_id, 0
        self._tell(running, paper_id, WritingState.STARTED)
        try:
            if choice.path is None:
                digest = self._documents.extract(source, cancelled=stopped)
            else:
                tell(f"Loading {choice.name}")
                digest = self._worker.digest(source, choice.path, on_event=on_event, cancelled=stopped)
            if digest.count(Status.NOT_FOUND) == len(digest.statements):
                raise NotMatched(
                    "The model's text could not be matched to the paper, so sentences from the paper are shown instead.",
                    "Try again, or choose a larger model.",
                )
            running.check()
            digest_id = self._keep(paper_id, file_id, digest)
        except Cancelled:
            self._tell(running, paper_id, WritingState.STOPPED)
            raise
        except CarrelError:
            self._tell(running, paper_id, WritingState.FAILED)
            raise
        finally:
            self._writing = 0
        self._tell(running, paper_id, WritingState.FINISHED)
        return digest_id

    def extract_instead(self, running: Running, paper_id: int, source: Source) -> int:
        """Keep the paper's own sentences where a model failed at its abstract; all its fields are then fallbacks."""
        digest = self._documents.extract(source, cancelled=running.stopped)
        fields = tuple(part for part in Field if digest.of(part))
        return self._keep(paper_id, None, replace(digest, fallbacks=fields))

    def _keep(self, paper_id: int, file_id: int | None, digest: Digest) -> int:
        with self._database.write() as connection:
            if papers.get(connection, paper_id) is None:
                raise InputError("This paper is no longer in the library.")
            return digests.save(connection, paper_id, file_id, digest)

    def _tell(self, running: Running, paper_id: int, state: WritingState, event: WritingEvent | None = None) -> None:
        self._events.publish(Writing(paper_id, running.job.id, state, event))
