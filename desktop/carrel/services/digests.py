"""Digests, in the background, from what was read of the paper: a model's words, or the paper's own sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from carrel.digesting.source import Source
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError, ModelError
from carrel.domain.job import Job, JobKind
from carrel.domain.paper import FileState
from carrel.domain.passage import Document
from carrel.services.digest_keys import DigestKeys, Standing
from carrel.services.digest_writing import DigestWriting
from carrel.services.jobs import JobRunner
from carrel.services.models import ModelChoice, Models
from carrel.services.work import NewJob, Running
from carrel.storage import digests, files, papers, passages
from carrel.storage.database import Database

_MOST_AT_ONCE = 3


class Digests:
    """Queues and writes digests."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        models: Models,
        writing: DigestWriting,
        keys: DigestKeys,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._models = models
        self._writing = writing
        self._keys = keys

    def request(
        self,
        paper_ids: Iterable[int],
        *,
        model: str | None = None,
        language: str | None = None,
        again: bool = False,
        priority: int = 0,
    ) -> list[Job]:
        """Queue the writing of these papers' digests by `model`: its key or path, None: the one that was set, "": none.

        Without a model the digest is extractive. `language` is an ISO 639-1 code, "" for the paper's own, None for the one
        that is set. A digest that would come out the same is not written `again` unless that is asked for. Nobody waits for
        more than three at once, so they are not urgent then.

        Raises:
            ModelError: the model cannot be used.
        """
        choice = self._models.find(model) if model is not None else self._models.chosen()
        if choice.problem:
            raise ModelError(choice.problem, "Choose another on the Models page.")
        wanted = list(paper_ids)
        if len(wanted) > _MOST_AT_ONCE:
            priority = min(priority, 0)
        new = []
        for paper_id in wanted:
            with self._database.read() as connection:
                paper = papers.get(connection, paper_id)
            if paper is None:
                raise InputError(f"There is no paper {paper_id}.", "Look its number up in the list.")
            payload: dict[str, object] = {"model": choice.key, "language": language, "again": again}
            new.append(NewJob(JobKind.WRITE_DIGEST, str(paper_id), payload, paper.title, paper_id, priority))
        return self._jobs.add(new)

    def stop(self, paper_id: int) -> None:
        """Stop writing a paper's digest; the one it has stays. The other papers of a day go on."""
        for job in self._jobs.open_jobs():
            if job.kind is JobKind.WRITE_DIGEST and job.paper_id == paper_id:
                self._jobs.cancel(job.id)
        self._writing.stop(paper_id)

    def source(self, paper_id: int) -> tuple[Source, int | None]:
        """A paper's text for a digest, and the file it was read from (None: from the abstract alone).

        Raises:
            InputError: there is no such paper, or it has neither text nor abstract.
        """
        with self._database.read() as connection:
            paper = papers.get(connection, paper_id)
            if paper is None:
                raise InputError("This paper is no longer in the library.")
            readable = [file for file in files.of_paper(connection, paper_id) if file.state is FileState.READY]
            document = None
            if readable:
                file = readable[-1]
                document = Document(
                    title=paper.title,
                    authors=paper.authors,
                    abstract=paper.abstract,
                    sections=passages.sections(connection, file.id),
                    passages=passages.of_file(connection, file.id),
                    page_sizes=files.page_sizes(connection, file.id),
                    text_sha256=file.text_sha256,
                )
        source = Source.of(paper, document)
        if not source.passages:
            raise InputError(
                "This paper has no text that Carrel can read.", "Add a PDF with text, or its arXiv identifier."
            )
        return source, readable[-1].id if readable else None

    def run(self, running: Running) -> Changes:
        """Write one digest and keep it whole, or not at all.

        Raises:
            ModelError: the model cannot be used, or none of its statements could be matched to the paper.
        """
        paper_id = running.job.paper_id
        if paper_id is None:
            raise InputError("This paper is no longer in the library.")
        choice = self._models.find(str(running.job.payload["model"]))
        if choice.problem:
            raise ModelError(choice.problem, "Choose another on the Models page.")
        payload = running.job.payload
        asked = payload.get("language")
        language = None if asked is None else str(asked)
        again = bool(payload.get("again"))
        writer = self._keys.writer(choice, language)
        standing = self._keys.standing(paper_id, writer)
        if standing is not None and standing.same and not again and not writer.sha256:
            # Only the file's name is the same as far as is known: look closer.
            writer = self._keys.writer(choice, language, cancelled=running.stopped)
            standing = self._keys.standing(paper_id, writer)
        if standing is None:
            raise InputError("This paper is no longer in the library.")
        return self.write(
            running,
            standing,
            choice,
            again=again,
            language=language,
            tell=lambda stage: running.progress(0, 0, stage),
        )

    def write(
        self,
        running: Running,
        standing: Standing,
        choice: ModelChoice,
        *,
        again: bool,
        language: str | None = None,
        tell: Callable[[str], None],
        given_up: Callable[[], bool] = lambda: False,
    ) -> Changes:
        """Write one paper's digest, unless it would come out the same: then that one stands, or stands again.

        Raises:
            CarrelError: see `DigestWriting.write` and `source`.
        """
        paper_id = standing.paper_id
        if standing.same and not again:
            if standing.current:
                return Changes()
            with self._database.write() as connection:
                digests.make_current(connection, paper_id, standing.same)
            return Changes(papers=frozenset({paper_id}), digests=frozenset({standing.same}))
        source, file_id = self.source(paper_id)
        digest_id = self._writing.write(
            running, paper_id, source, file_id, choice, tell=tell, given_up=given_up, language=language
        )
        return Changes(papers=frozenset({paper_id}), digests=frozenset({digest_id}))
