"""Where a file that came in is put: to its paper, known or new, with what was read of it, in one write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.changes import Changes
from carrel.domain.digest import Digest
from carrel.domain.errors import DocumentError
from carrel.domain.job import Job
from carrel.domain.paper import FileState, Paper
from carrel.domain.passage import Document
from carrel.services.clock import now
from carrel.storage import digests, files, jobs, merging, papers, passages
from carrel.storage.database import Connection, Database
from carrel.storage.store import KeptFile


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file in the library's folder that is to be filed.

    `paper_id` is the paper it was fetched for, where it was; `version` that paper's version, 0 where it is not known. One
    that was not `asked` for neither takes its paper into the library nor replaces its digest. What the job says of all
    that changes when papers are merged, so it is read again where the file is put.
    """

    kept: KeptFile
    title: str
    job_id: int
    paper_id: int | None = None
    version: int = 0
    asked: bool = True

    @classmethod
    def of(cls, job: Job, kept: KeptFile) -> Arrival:
        """What a job that imports has put into the library's folder."""
        told = job.payload
        paper_id, version = _number(told.get("paper")), _number(told.get("version"))
        return cls(kept, job.title, job.id, paper_id, version or 0, told.get("asked", True) is True)


class Filing:
    """Writes down files and what was read of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, arrival: Arrival, document: Document, digest: Digest | None) -> Changes:
        """File what was read; without a paper it goes to the one it names, or to a new one."""
        with self._database.write() as connection:
            arrival = _anew(connection, arrival)
            wanted = _wanted(connection, arrival)
            found = wanted if wanted is not None else _named(connection, document)
            if found is None:
                found, is_new = papers.add(connection, _paper_from(document, arrival.title), added=now()), True
            else:
                is_new = arrival.asked and bool(papers.keep(connection, [found]) + papers.restore(connection, [found]))
            state = FileState.READY if document.passages else FileState.NO_TEXT
            version = arrival.version or _printed_version(connection, found, document)
            file_id = _file(connection, found, arrival, state, version)
            passages.save(connection, file_id, document)
            digest_ids: frozenset[int] = frozenset()
            current = digests.current(connection, found)
            new = current is None or digest is None or current.provenance.text_sha256 != digest.provenance.text_sha256
            if digest is not None and arrival.asked and new:
                digest_ids = frozenset({digests.save(connection, found, file_id, digest)})
        one = frozenset({found})
        return Changes(papers=one, papers_added=one if is_new else frozenset(), digests=digest_ids)

    def unread(self, arrival: Arrival, state: FileState, error: DocumentError) -> Changes:
        """File one that could not be read: a locked one, or one of a paper that is known; and note why."""
        with self._database.write() as connection:
            arrival = _anew(connection, arrival)
            paper_id = _wanted(connection, arrival)
            is_new = paper_id is None
            known = files.by_sha256(connection, arrival.kept.sha256)
            if known is not None:
                paper_id, is_new = known.paper_id, False
            if paper_id is None:
                paper_id = papers.add(connection, Paper(title=_readable_name(arrival.title)), added=now())
            is_new = is_new or (arrival.asked and bool(papers.keep(connection, [paper_id])))
            file_id = _file(connection, paper_id, arrival, state, 0)
            files.set_state(connection, file_id, state, error.message)
        one = frozenset({paper_id})
        return Changes(papers=one, papers_added=one if is_new else frozenset())

    def again(self, arrival: Arrival) -> Changes | None:
        """Bring back the paper of a file that is there and was read; None where it is not.

        The paper comes out of Trash, and gets the metadata of the one that the file was fetched for.
        """
        with self._database.write() as connection:
            arrival = _anew(connection, arrival)
            known = files.by_sha256(connection, arrival.kept.sha256)
            if known is None or known.state not in (FileState.READY, FileState.NO_TEXT):
                return None
            paper_id, described = known.paper_id, arrival.paper_id
            back = papers.keep(connection, [paper_id]) + papers.restore(connection, [paper_id]) if arrival.asked else []
            gone: list[int] = []
            if described is not None and described != paper_id and _untouched(connection, paper_id, described):
                metadata = papers.get(connection, described)
                if metadata is not None:
                    merging.merge(connection, paper_id, described, metadata, at=now(), origin=metadata.title)
                    gone = [described]
        return Changes(papers=frozenset({paper_id}), papers_added=frozenset(back), papers_removed=frozenset(gone))


def _anew(connection: Connection, arrival: Arrival) -> Arrival:
    """An arrival as its job says it now."""
    job = jobs.get(connection, arrival.job_id)
    return Arrival.of(job, arrival.kept) if job is not None else arrival


def _wanted(connection: Connection, arrival: Arrival) -> int | None:
    """The paper that a file was fetched for, unless that was merged with another one since."""
    there = arrival.paper_id is not None and papers.get(connection, arrival.paper_id) is not None
    return arrival.paper_id if there else None


def _named(connection: Connection, document: Document) -> int | None:
    identifier = parse_arxiv_id(document.arxiv_id)
    return papers.find(connection, arxiv_id=identifier.value if identifier else "", doi=document.doi)


def _printed_version(connection: Connection, paper_id: int, document: Document) -> int:
    """The version that a file's stamp tells, 0 where that counts another identifier than its paper's."""
    printed, paper = parse_arxiv_id(document.arxiv_id), papers.get(connection, paper_id)
    if printed is None or paper is None or paper.arxiv_id not in {"", printed.value}:
        return 0
    return printed.version


def _paper_from(document: Document, title: str) -> Paper:
    identifier = parse_arxiv_id(document.arxiv_id)
    return Paper(
        title=document.title or _readable_name(title),
        authors=document.authors,
        abstract=document.abstract,
        arxiv_id=identifier.value if identifier else "",
        version=identifier.version if identifier else 0,
        doi=document.doi,
        year=document.year,
    )


def _file(connection: Connection, paper_id: int, arrival: Arrival, state: FileState, version: int) -> int:
    known = files.by_sha256(connection, arrival.kept.sha256)
    if known is not None:
        return known.id
    return files.add(
        connection,
        paper_id,
        arrival.kept,
        state=state,
        version=version,
        original_name=arrival.title,
        keep=arrival.asked,
        added=now(),
    )


def _untouched(connection: Connection, file_paper: int, described: int) -> bool:
    """Whether `described` is metadata alone, and `file_paper` a file that nothing was known about."""
    paper = papers.get(connection, file_paper)
    state = papers.state(connection, described)
    bare = not (state.tags or state.collections or state.note or state.starred)
    return bare and paper is not None and not paper.arxiv_id and not files.of_paper(connection, described)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _readable_name(name: str) -> str:
    return " ".join(Path(name).stem.replace("_", " ").split()) or name
