"""arXiv's query API, through the ``arxiv`` package and Carrel's own client."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import arxiv
import requests
from lxml import etree

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id
from carrel.domain.arxiv_query import ArxivQuery, ArxivSort
from carrel.domain.errors import NetworkError
from carrel.domain.feed import Submissions
from carrel.domain.paper import Paper
from carrel.sources.arxiv_search import search_query, submitted_query
from carrel.sources.http import HttpClient
from carrel.sources.paper_text import readable, web_addresses
from carrel.sources.policy import ArxivAddresses
from carrel.sources.refusals import BadRequest
from carrel.sources.safe_xml import children, parse_xml, text_of

MOST_IDS = 100
MOST_SUBMITTED = 2_000
_PAGE = 500
_MOST_BYTES = 32 << 20
_SORTS = {
    ArxivSort.RELEVANCE: arxiv.SortCriterion.Relevance,
    ArxivSort.SUBMITTED: arxiv.SortCriterion.SubmittedDate,
    ArxivSort.UPDATED: arxiv.SortCriterion.LastUpdatedDate,
}

_log = logging.getLogger(__name__)


class _Page:
    """An answer in the shape that the ``arxiv`` package reads from its session."""

    status_code = requests.codes.OK

    def __init__(self, content: bytes) -> None:
        self.content = content


class _Session:
    """Stands where the ``arxiv`` package keeps its own session, which knows no time limit, ledger or offline switch."""

    def __init__(self, client: HttpClient, purpose: str, who: str) -> None:
        self._client = client
        self._purpose = purpose
        self._who = who

    def get(self, url: str, headers: dict[str, str]) -> _Page:
        """Fetch one page of results; the package's own headers are not used."""
        del headers
        try:
            with self._client.get(url, purpose=self._purpose, who=self._who) as answer:
                return _Page(_checked(answer.body(_MOST_BYTES)))
        except BadRequest as error:
            raise _refused(_error_of(parse_xml(error.body, "an explanation"))) from error


class ArxivApi:
    """Looks papers up: by identifier, by words, by when they were submitted."""

    def __init__(self, client: HttpClient, addresses: ArxivAddresses) -> None:
        self._client = client
        self._addresses = addresses

    def paper(self, identifier: ArxivId, who: str = "you") -> Paper:
        """The metadata of one paper.

        Raises:
            NetworkError: no answer, or arXiv knows no such paper.
        """
        papers, _ = self._page(arxiv.Search(id_list=[str(identifier)]), 0, 1, f"Metadata of {identifier}", who)
        if not papers:
            error = NetworkError(f"arXiv knows no paper {identifier}.", "Check the identifier.")
            error.retry = False
            raise error
        return papers[0]

    def papers(self, identifiers: Sequence[str], who: str = "you") -> list[Paper]:
        """The metadata of up to 100 papers; those that arXiv does not know are left out.

        Raises:
            NetworkError: no answer.
            ValueError: these are more than 100, or one is no identifier, which arXiv would refuse all for.
        """
        if len(identifiers) > MOST_IDS or not all(map(parse_arxiv_id, identifiers)):
            raise ValueError(f"not up to {MOST_IDS} identifiers: {identifiers}")
        if not identifiers:
            return []
        purpose = f"Metadata of {len(identifiers)} papers"
        return self._page(arxiv.Search(id_list=list(identifiers)), 0, len(identifiers), purpose, who)[0]

    def search(self, query: ArxivQuery, who: str = "you") -> tuple[list[Paper], int]:
        """A page of what matches, and how many papers match in all. An identifier or address finds that paper.

        Raises:
            NetworkError: no answer, or arXiv could not read the query.
            InputError: the query names nothing to look for.
        """
        identifier = parse_arxiv_id(query.text)
        search = arxiv.Search(
            query="" if identifier else search_query(query.text),
            id_list=[str(identifier)] if identifier else [],
            sort_by=_SORTS[query.sort],
            sort_order=arxiv.SortOrder.Descending if query.descending else arxiv.SortOrder.Ascending,
        )
        return self._page(search, query.start, query.size, f"Search for {query.text.strip()}", who)

    def submitted(self, categories: Sequence[str], window: Submissions, who: str = "you") -> tuple[list[Paper], bool]:
        """Papers that were submitted in a window, the earliest first, and whether these are all of them.

        Raises:
            NetworkError: no answer, or arXiv left out a page of it.
        """
        search = arxiv.Search(
            query=submitted_query(categories, window),
            sort_by=arxiv.SortCriterion.SubmittedDate,
            sort_order=arxiv.SortOrder.Ascending,
        )
        purpose = f"Papers submitted from {window.first[:16]} to {window.last[:16]} in {', '.join(categories)}"
        found: dict[str, Paper] = {}
        start, total = 0, 1
        while start < min(total, MOST_SUBMITTED):
            papers, total = self._page(search, start, _PAGE, purpose, who)
            if not papers and start < total:
                raise NetworkError("arXiv left out a part of its answer.", "Try again in some minutes.")
            found |= {paper.arxiv_id: paper for paper in papers}
            start += _PAGE
        return list(found.values()), total <= MOST_SUBMITTED

    def _page(self, search: arxiv.Search, start: int, size: int, purpose: str, who: str) -> tuple[list[Paper], int]:
        query = arxiv.Client(page_size=size, delay_seconds=0, num_retries=0)
        query.query_url_format = self._addresses.api
        query._session = cast("requests.Session", _Session(self._client, purpose, who))  # noqa: SLF001 - the package has no other way to be given a client
        # Its generator of results asks for the next page where an entry of this one was left out.
        page = query._parse_feed(query._format_url(search, start, size))  # noqa: SLF001 - see above
        return [paper_from(result) for result in page.results], page.header.total_results


def paper_from(result: arxiv.Result) -> Paper:
    """A paper out of the ``arxiv`` package's result. Line breaks inside fields become spaces, LaTeX becomes Unicode."""
    identifier = parse_arxiv_id(result.get_short_id())
    latex_title, latex_abstract = _flat(result.title), _flat(result.summary)
    title, abstract = _flat(readable(latex_title)), _flat(readable(latex_abstract))
    comment = _flat(readable(result.comment or ""))
    primary = (result.primary_category,) if result.primary_category else ()
    return Paper(
        title=title,
        authors=tuple(filter(None, (_flat(readable(author.name)) for author in result.authors))),
        abstract=abstract,
        arxiv_id=identifier.value if identifier else "",
        version=identifier.version if identifier else 0,
        doi=result.doi or "",
        categories=tuple(dict.fromkeys((*primary, *result.categories))),
        published=result.published.isoformat().replace("+00:00", "Z"),
        updated=result.updated.isoformat().replace("+00:00", "Z"),
        comment=comment,
        journal_reference=_flat(readable(result.journal_ref or "")),
        links=web_addresses(f"{abstract} {comment}"),
        source="arxiv",
        year=result.published.year,
        latex_title=latex_title if latex_title != title else "",
        latex_abstract=latex_abstract if latex_abstract != abstract else "",
    )


def _checked(content: bytes) -> bytes:
    """The answer's bytes, without entries that the ``arxiv`` package would fail on."""
    root = parse_xml(content, "a list of papers")
    message = _error_of(root)
    if message:
        raise _refused(message)
    # A page that is no list of results would be read as a list without any.
    if not text_of(root, "totalResults").isdigit():
        raise NetworkError("arXiv's answer was not a list of papers.", "Try again in some minutes.")
    bad = [entry for entry in children(root, "entry") if not _usable(entry)]
    for entry in bad:
        _log.warning("a paper in arXiv's answer was left out: %s", text_of(entry, "id"))
        root.remove(entry)
    return etree.tostring(root) if bad else content


def _usable(entry: Any) -> bool:
    try:
        for name in ("published", "updated"):
            datetime.fromisoformat(text_of(entry, name))
    except ValueError:
        return False
    return parse_arxiv_id(text_of(entry, "id")) is not None


def _error_of(root: Any) -> str:
    """What arXiv says is wrong with a query, "" where nothing is."""
    for entry in children(root, "entry"):
        if "/api/errors" in text_of(entry, "id"):
            return _flat(text_of(entry, "summary")) or "no reason given"
    return ""


def _refused(message: str) -> NetworkError:
    error = NetworkError(
        f"arXiv could not read this query: {message or 'no reason given'}.", "Change it and try again."
    )
    error.retry = False
    return error


def _flat(text: str) -> str:
    return " ".join(text.split())
