"""A paper from arXiv: its metadata first, visible at once, then its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.job import Job, JobKind
from carrel.domain.merged_paper import renewed
from carrel.domain.paper import Paper, PaperVersion
from carrel.services.clock import now
from carrel.services.events import Events
from carrel.services.importing import Importing
from carrel.services.jobs import JobRunner
from carrel.services.network import Network
from carrel.services.work import NewJob, Running
from carrel.sources.policy import ArxivAddresses
from carrel.storage import papers
from carrel.storage.database import Connection, Database
from carrel.storage.store import FileStore


class Fetching:
    """Queues and does the jobs that ask arXiv for one paper."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        jobs: JobRunner,
        network: Network,
        importing: Importing,
        events: Events,
        addresses: ArxivAddresses,
    ) -> None:
        self._database = database
        self._store = store
        self._jobs = jobs
        self._network = network
        self._importing = importing
        self._events = events
        self._addresses = addresses

    def request(self, ids: Sequence[int], who: str, *, many: bool = False) -> list[Job]:
        """Queue getting the PDFs of these papers of arXiv, in the newest version known; others are left out.

        Where they are `many` nobody waits for one of them: whatever else uses the network goes first.
        """
        with self._database.read() as connection:
            found = [papers.get(connection, paper_id) for paper_id in ids]
        new = [_job(paper, who, many=many) for paper in found if paper is not None and paper.arxiv_id]
        return self._jobs.add(new)

    def run(self, running: Running) -> Changes:
        """Fetch metadata and PDF of one paper, then queue the reading of the PDF; a PDF of another version stays.

        What the person asked for is in the library at once; what was fetched unasked stays as it was.

        Raises:
            NetworkError: arXiv did not answer, or knows no such paper; metadata that came is kept.
        """
        # The libraries behind these take long to import, and one binds a socket: they wait for the first request.
        from carrel.sources.arxiv_api import ArxivApi  # noqa: PLC0415 - see above
        from carrel.sources.download import download_pdf  # noqa: PLC0415 - see above

        identifier = parse_arxiv_id(str(running.job.payload["arxiv"]))
        if identifier is None:
            raise InputError(f"{running.job.title} is no arXiv identifier.", "Check it and add it again.")
        who = str(running.job.payload.get("who", "you"))
        asked = who == "you"
        paper = self._known(running.job.paper_id, identifier)
        if paper is not None:
            changes = self._take(paper.id, asked=asked)
        else:
            running.progress(0, 0, "Asking arXiv for the metadata")
            paper = ArxivApi(self._network.client, self._addresses).paper(identifier, who)
            changes = self._save(paper, asked=asked)
        paper_id = next(iter(changes.papers))
        self._events.publish(changes)
        version = ArxivId(paper.arxiv_id, identifier.version or paper.version)
        name = f"{version.file_stem}.pdf"
        target = self._store.path(name)
        if not target.exists():
            download_pdf(
                self._network.client,
                self._addresses.pdf.format(id=version),
                target,
                purpose=f"PDF {version}",
                who=who,
                progress=lambda done, total: running.progress(done, total, "Downloading the PDF"),
                cancelled=running.stopped,
            )
        with self._database.read() as connection:
            paper_id, number = _belongs(connection, version, paper_id)
        self._importing.import_kept(name, paper.title, paper_id, number, asked=asked)
        return changes

    def _known(self, paper_id: int | None, identifier: ArxivId) -> Paper | None:
        """The paper that is to be fetched, where there is nothing about this version of it to be asked for."""
        if paper_id is None:
            return None
        with self._database.read() as connection:
            paper = papers.get(connection, paper_id)
        whole = paper is not None and paper.source == "arxiv" and paper.published and paper.updated
        same = paper is not None and (paper.arxiv_id, paper.version) == (identifier.value, identifier.version)
        return paper if whole and same else None

    def _take(self, paper_id: int, *, asked: bool) -> Changes:
        with self._database.write() as connection:
            added = _kept(connection, paper_id, asked=asked)
        return Changes(papers=frozenset({paper_id}), papers_added=added, news=bool(added))

    def _save(self, paper: Paper, *, asked: bool) -> Changes:
        from carrel.sources.paper_text import withdrawn  # noqa: PLC0415 - see `run`

        with self._database.write() as connection:
            found = papers.find(connection, arxiv_id=paper.arxiv_id, doi=paper.doi)
            if found is None:
                paper_id = papers.add(connection, paper, added=now(), kept=asked)
                added = frozenset({paper_id}) if asked else frozenset()
            else:
                paper_id = found
                known = papers.get(connection, found)
                assert known is not None  # noqa: S101 - it was found in this transaction
                # An older version that is asked for by its number does not take the newer one's place, and nothing that of
                # a paper which this one was merged with.
                if known.arxiv_id not in {"", paper.arxiv_id}:
                    return Changes(papers=frozenset({found}), papers_added=_kept(connection, found, asked=asked))
                if known.version <= paper.version:
                    told = renewed(known, paper, papers.version(connection, found, known.version))
                    links = tuple(dict.fromkeys(known.links + paper.links))
                    papers.update(connection, paper_id, replace(told, links=links))
                added = _kept(connection, paper_id, asked=asked)
            seen = PaperVersion(
                paper.version, paper.title, paper.abstract, paper.updated, paper.comment, withdrawn(paper)
            )
            papers.save_version(connection, paper_id, seen)
        return Changes(papers=frozenset({paper_id}), papers_added=added, news=bool(added))


def _kept(connection: Connection, paper_id: int, *, asked: bool) -> frozenset[int]:
    """Have a paper in the library that the person asked for, and out of Trash; the paper, where it was not there."""
    if not asked:
        return frozenset()
    return frozenset(papers.keep(connection, [paper_id]) + papers.restore(connection, [paper_id]))


def _belongs(connection: Connection, version: ArxivId, paper_id: int) -> tuple[int, int]:
    """Whose a PDF is, for its paper may be merged with another one by now, and its version, 0 where it is another identifier's."""
    paper_id = papers.find(connection, arxiv_id=version.value) or paper_id
    paper = papers.get(connection, paper_id)
    return paper_id, version.version if paper is not None and paper.arxiv_id == version.value else 0


def _job(paper: Paper, who: str, *, many: bool) -> NewJob:
    payload: dict[str, object] = {"arxiv": str(ArxivId(paper.arxiv_id, paper.version)), "who": who}
    # Before a refresh, which takes long where days are missing; what nobody waits for, after it.
    priority = 2 if who == "you" and not many else -1
    return NewJob(JobKind.FETCH_PAPER, paper.arxiv_id, payload, paper.title, paper.id, priority)
