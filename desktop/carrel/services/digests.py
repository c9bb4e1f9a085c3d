"""Digests, in the background, from what was read of the paper: a model's words, or the paper's own sentences."""

from __future__ import annotations

from collections.abc import Iterable

from carrel.digesting.source import Source
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError, ModelError
from carrel.domain.job import Job, JobKind
from carrel.domain.paper import FileState
from carrel.domain.passage import Document
from carrel.services.digest_writing import DigestWriting
from carrel.services.jobs import JobRunner
from carrel.services.models import Models
from carrel.services.work import NewJob, Running
from carrel.storage import files, papers, passages
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
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._models = models
        self._writing = writing

    def request(self, paper_ids: Iterable[int], *, model: str | None = None, priority: int = 0) -> list[Job]:
        """Queue the writing of these papers' digests by `model`: its key or path, None: the one that was set, "": none.

        Without a model the digest is extractive. Nobody waits for more than three at once, so they are not urgent then.

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
            payload: dict[str, object] = {"model": choice.key}
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
        source, file_id = self.source(paper_id)

        digest_id = self._writing.write(
            running, paper_id, source, file_id, choice, tell=lambda stage: running.progress(0, 0, stage)
        )
        return Changes(papers=frozenset({paper_id}), digests=frozenset({digest_id}))
