"""Search at arXiv: what is found is written down as papers, so that it can be read, kept, fetched and digested."""

from __future__ import annotations

from collections.abc import Callable

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id
from carrel.domain.arxiv_query import ArxivQuery, ArxivResults
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError, Offline
from carrel.domain.paper import Paper, PaperVersion
from carrel.services.clock import now
from carrel.services.events import Events
from carrel.services.network import Network
from carrel.sources.policy import ArxivAddresses
from carrel.storage import news, papers
from carrel.storage.database import Connection, Database


class ArxivSearch:
    """Asks arXiv, and nobody else, each time the person does."""

    def __init__(
        self,
        database: Database,
        network: Network,
        events: Events,
        addresses: ArxivAddresses,
        *,
        allowed: Callable[[], bool],
    ) -> None:
        """`allowed` says whether Carrel may ask: not before Welcome was finished or skipped."""
        self._database = database
        self._network = network
        self._events = events
        self._addresses = addresses
        self._allowed = allowed

    def search(self, query: ArxivQuery) -> ArxivResults:
        """One page of results. An identifier, address or DOI of arXiv is looked up instead. Papers found are not kept.

        Raises:
            InputError: nothing to search for, or not before Welcome was finished.
            Offline: work offline is on. NetworkError: arXiv did not answer, or knows no paper of that identifier.
        """
        if not query.text.strip():
            raise InputError("There is nothing to search for.", "Type some words, an author or an arXiv identifier.")
        if not self._allowed():
            raise InputError("Carrel asks arXiv nothing before Welcome is finished.", "Finish or skip Welcome first.")
        if self._network.offline:
            raise Offline(
                "Work offline is on, so Carrel has not searched arXiv.", "Turn it off in Activity and try again."
            )
        # The libraries behind it take long to import, and one binds a socket: they wait for the first request.
        from carrel.sources.arxiv_api import ArxivApi  # noqa: PLC0415 - see above

        api = ArxivApi(self._network.client, self._addresses)
        identifier = parse_arxiv_id(query.text)
        if identifier is not None:
            found, total = [api.paper(ArxivId(identifier.value))], 1
        else:
            found, total = api.search(query)
        with self._database.write() as connection:
            new = [paper for paper in found if papers.find(connection, arxiv_id=paper.arxiv_id, doi=paper.doi) is None]
            ids = [_save(connection, paper) for paper in found]
            changed = news.set_details(connection, [paper for paper in found if paper not in new])
        self._events.publish(Changes(papers=changed))
        return ArxivResults(tuple(dict.fromkeys(ids)), total, 0 if identifier else query.start)


def _save(connection: Connection, paper: Paper) -> int:
    """The paper's id. What the library has of it stays: a new version of a kept paper is told when arXiv announces it."""
    version = PaperVersion(paper.version, paper.title, paper.abstract, paper.updated, paper.comment)
    known = papers.find(connection, arxiv_id=paper.arxiv_id, doi=paper.doi)
    if known is None:
        paper_id = papers.add(connection, paper, added=now(), kept=False)
        papers.save_version(connection, paper_id, version)
        return paper_id
    before = papers.get(connection, known)
    if before is not None and before.version < paper.version and not papers.is_kept(connection, known):
        papers.update(connection, known, paper)
        papers.save_version(connection, known, version)
    return known
