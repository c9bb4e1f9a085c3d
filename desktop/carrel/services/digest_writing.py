"""One digest, from its text to its place in the library: what single digests and those of a day have in common."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from carrel.digesting.source import Source
from carrel.domain.digest import Digest, DigestOptions, Field, Status
from carrel.domain.errors import Cancelled, CarrelError, InputError, ModelError, TextTooLong
from carrel.domain.job import JobKind
from carrel.services.events import Events, Writing, WritingEvent, WritingState
from carrel.services.models import ModelChoice
from carrel.services.own_server import OwnServer
from carrel.services.work import Running
from carrel.storage import digests, papers
from carrel.storage.database import Database
from carrel.worker.documents import DocumentsWorker
from carrel.worker.model import ModelWorker

_POLL = 0.05


class NotMatched(ModelError):
    """None of a model's statements could be matched to the paper."""


class WrittenElsewhere(Cancelled):
    """Another job writes this paper's digest, one that is at least as urgent."""


@dataclass(slots=True)
class _Paper:
    """A paper whose digest is being written by a job of this priority."""

    priority: int
    stopped: bool = False
    elsewhere: bool = False


class DigestWriting:
    """Has digests written in the child processes, many at once, and keeps them, each whole or not at all."""

    def __init__(
        self,
        database: Database,
        worker: ModelWorker,
        documents: DocumentsWorker,
        own_server: OwnServer,
        events: Events,
        options: Callable[[], DigestOptions],
    ) -> None:
        """`options` tells what the person wants of every digest."""
        self._options = options
        self._own_server = own_server
        self._database = database
        self._worker = worker
        self._documents = documents
        self._events = events
        self._changed = threading.Condition()
        self._papers: dict[int, _Paper] = {}

    def stop(self, paper_id: int) -> None:
        """Give up this paper's digest where it is being written right now; the others go on."""
        with self._changed:
            if (paper := self._papers.get(paper_id)) is not None:
                paper.stopped = True

    def write(
        self,
        running: Running,
        paper_id: int,
        source: Source,
        file_id: int | None,
        choice: ModelChoice,
        *,
        tell: Callable[[str], None],
        given_up: Callable[[], bool] = lambda: False,
        language: str | None = None,
    ) -> int:
        """Write the digest of a paper, keep it as the current one, and return its id.

        Without a model it is made of sentences of `source`. `file_id` is the file `source` was read from, None: the
        abstract. Each step is told by events, and to `tell` in words. What a person waits for goes ahead of the rest; a
        paper that a less urgent job writes is taken from it. `given_up` says whether it should stop, `language` which one is
        asked for (None: the one that is set).

        Raises:
            NotMatched: none of the model's statements could be matched to the paper.
            ModelError: the model cannot be used. NetworkError: the person's own server, where that is chosen, did not
            answer. WrittenElsewhere: another job writes it.
            Cancelled: the job was stopped, or this digest alone by `stop` or `given_up`.
        """
        with self._alone(running, paper_id) as paper:
            options = self._options()
            if language is not None:
                options = replace(options, language=language)
            return self._write(
                running,
                paper_id,
                source,
                file_id,
                choice,
                options,
                tell,
                lambda: paper.stopped or paper.elsewhere or given_up(),
            )

    def _write(
        self,
        running: Running,
        paper_id: int,
        source: Source,
        file_id: int | None,
        choice: ModelChoice,
        options: DigestOptions,
        tell: Callable[[str], None],
        given_up: Callable[[], bool],
    ) -> int:
        def on_event(event: WritingEvent) -> None:
            self._tell(running, paper_id, WritingState.WRITING, event)
            tell(event.text if event.kind == "reading" else f"Writing {event.field.heading.lower()}")

        def stopped() -> bool:
            return running.stopped() or given_up()

        self._tell(running, paper_id, WritingState.STARTED)
        try:
            digest = self._digest(running, source, choice, options, tell, on_event, stopped)
            if digest.count(Status.NOT_FOUND) == len(digest.statements):
                raise NotMatched(
                    "The model's text could not be matched to the paper, so sentences from the paper are shown instead.",
                    "Try again, or choose a larger model.",
                )
            if stopped():
                raise Cancelled("Stopped.")
            digest_id = self._keep(paper_id, file_id, digest)
        except Cancelled:
            self._tell(running, paper_id, WritingState.STOPPED)
            raise
        except CarrelError:
            self._tell(running, paper_id, WritingState.FAILED)
            raise
        self._tell(running, paper_id, WritingState.FINISHED)
        return digest_id

    def _digest(
        self,
        running: Running,
        source: Source,
        choice: ModelChoice,
        options: DigestOptions,
        tell: Callable[[str], None],
        on_event: Callable[[WritingEvent], None],
        stopped: Callable[[], bool],
    ) -> Digest:
        if choice.on_server:
            tell(f"Asking {choice.name}")
            who = "schedule" if running.job.kind is JobKind.DIGEST_NEWS else "you"
            title = source.title or "a paper without a title"
            with self._own_server.answering(title, who=who, urgent=running.interactive, stopped=stopped) as server:
                try:
                    return self._worker.digest_on_server(source, server, options, on_event=on_event, cancelled=stopped)
                except TextTooLong:
                    if not server.holds_less:
                        raise
                    return self._worker.digest_on_server(source, server, options, on_event=on_event, cancelled=stopped)
        if choice.path is None:
            return self._documents.extract(source, options, cancelled=stopped)
        tell(f"Loading {choice.name}")
        return self._worker.digest(
            source, choice.path, options, interactive=running.interactive, on_event=on_event, cancelled=stopped
        )

    @contextmanager
    def _alone(self, running: Running, paper_id: int) -> Iterator[_Paper]:
        """Be the only one who writes this paper's digest. A less urgent job is made to stop, and that is waited for."""
        mine = _Paper(running.job.priority)
        with self._changed:
            while (other := self._papers.get(paper_id)) is not None:
                if other.priority >= mine.priority:
                    raise WrittenElsewhere("This digest is being written already.")
                other.elsewhere = True
                self._changed.wait(_POLL)
                running.check()
            self._papers[paper_id] = mine
        try:
            yield mine
        except Cancelled as stopped:
            if mine.elsewhere and not mine.stopped:
                raise WrittenElsewhere("This digest is written by another job now.") from stopped
            raise
        finally:
            with self._changed:
                del self._papers[paper_id]
                self._changed.notify_all()

    def extract_instead(
        self, running: Running, paper_id: int, source: Source, given_up: Callable[[], bool] = lambda: False
    ) -> int:
        """Keep the paper's own sentences where a model failed at its abstract; all its fields are then fallbacks."""
        digest = self._documents.extract(source, self._options(), cancelled=lambda: running.stopped() or given_up())
        fields = tuple(part for part in Field if digest.of(part))
        return self._keep(paper_id, None, replace(digest, fallbacks=fields))

    def _keep(self, paper_id: int, file_id: int | None, digest: Digest) -> int:
        with self._database.write() as connection:
            if papers.get(connection, paper_id) is None:
                raise InputError("This paper is no longer in the library.")
            return digests.save(connection, paper_id, file_id, digest)

    def _tell(self, running: Running, paper_id: int, state: WritingState, event: WritingEvent | None = None) -> None:
        self._events.publish(Writing(paper_id, running.job.id, state, event))
