"""A paper from arXiv: its metadata first, visible at once, then its PDF."""

from __future__ import annotations

from dataclasses import replace

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.paper import Paper, PaperVersion
from carrel.services.clock import now
from carrel.services.events import Events
from carrel.services.importing import Importing
from carrel.services.network import Network
from carrel.services.work import Running
from carrel.sources.policy import ArxivAddresses
from carrel.storage import papers
from carrel.storage.database import Database
from carrel.storage.store import FileStore


class Fetching:
    """Does the jobs that ask arXiv for one paper."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        network: Network,
        importing: Importing,
        events: Events,
        addresses: ArxivAddresses,
    ) -> None:
        self._database = database
        self._store = store
        self._network = network
        self._importing = importing
        self._events = events
        self._addresses = addresses

    def run(self, running: Running) -> Changes:
        """Fetch metadata and PDF of one paper, then queue the reading of the PDF.

        Raises:
            NetworkError: arXiv did not answer, or knows no such paper; metadata that came is kept.
        """
        # The libraries behind these take long to import, and one binds a socket: they wait for the first request.
        from carrel.sources.arxiv_api import ArxivApi  # noqa: PLC0415 - see above
        from carrel.sources.download import download_pdf  # noqa: PLC0415 - see above

        identifier = parse_arxiv_id(str(running.job.payload["arxiv"]))
        if identifier is None:
            raise InputError(f"{running.job.title} is no arXiv identifier.", "Check it and add it again.")
        running.progress(0, 0, "Asking arXiv for the metadata")
        paper = ArxivApi(self._network.client, self._addresses).paper(identifier)
        changes = self._save(paper)
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
                progress=lambda done, total: running.progress(done, total, "Downloading the PDF"),
                cancelled=running.stopped,
            )
        self._importing.import_kept(name, paper.title, paper_id, version.version)
        return changes

    def _save(self, paper: Paper) -> Changes:
        with self._database.write() as connection:
            found = papers.find(connection, arxiv_id=paper.arxiv_id, doi=paper.doi)
            if found is None:
                paper_id = papers.add(connection, paper, added=now())
                added = frozenset({paper_id})
            else:
                paper_id = found
                known = papers.get(connection, found)
                links = tuple(dict.fromkeys((known.links if known else ()) + paper.links))
                papers.update(connection, paper_id, replace(paper, links=links))
                added = frozenset(papers.restore(connection, [paper_id]))
            seen = PaperVersion(paper.version, paper.title, paper.abstract, paper.updated, paper.comment)
            papers.save_version(connection, paper_id, seen)
        return Changes(papers=frozenset({paper_id}), papers_added=added)
