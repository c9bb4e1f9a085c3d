"""arXiv's query API, through the ``arxiv`` package and Carrel's own client."""

from __future__ import annotations

import re
from typing import cast

import arxiv
import requests

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id
from carrel.domain.errors import NetworkError
from carrel.domain.paper import Paper
from carrel.sources.http import HttpClient
from carrel.sources.policy import ArxivAddresses

_MOST_BYTES = 32 << 20
_WEB = re.compile(r"https?://[^\s)>\]}\"']+")


class _Page:
    """An answer in the shape that the ``arxiv`` package reads from its session."""

    status_code = requests.codes.OK

    def __init__(self, content: bytes) -> None:
        self.content = content


class _Session:
    """Stands where the ``arxiv`` package keeps its own session, which knows no time limit, ledger or offline switch."""

    def __init__(self, client: HttpClient, purpose: str) -> None:
        self._client = client
        self._purpose = purpose

    def get(self, url: str, headers: dict[str, str]) -> _Page:
        """Fetch one page of results; the package's own headers are not used."""
        del headers
        with self._client.get(url, purpose=self._purpose) as answer:
            content = answer.body(_MOST_BYTES)
        # An HTML page with status 200 would be read as a feed without results.
        if b"totalResults" not in content:
            raise NetworkError("arXiv's answer was not a list of papers.", "Try again in some minutes.")
        return _Page(content)


class ArxivApi:
    """Looks papers up by identifier."""

    def __init__(self, client: HttpClient, addresses: ArxivAddresses) -> None:
        self._client = client
        self._addresses = addresses

    def paper(self, identifier: ArxivId) -> Paper:
        """The metadata of one paper.

        Raises:
            NetworkError: no answer, or arXiv knows no such paper.
        """
        query = arxiv.Client(page_size=1, delay_seconds=0, num_retries=0)
        query.query_url_format = self._addresses.api
        query._session = cast("requests.Session", _Session(self._client, f"Metadata of {identifier}"))  # noqa: SLF001 - the package has no other way to be given a client
        results = list(query.results(arxiv.Search(id_list=[str(identifier)], max_results=1)))
        if not results:
            error = NetworkError(f"arXiv knows no paper {identifier}.", "Check the identifier.")
            error.retry = False
            raise error
        return paper_from(results[0])


def paper_from(result: arxiv.Result) -> Paper:
    """A paper out of the ``arxiv`` package's result. Line breaks inside fields become spaces."""
    identifier = parse_arxiv_id(result.get_short_id())
    comment = _flat(result.comment or "")
    abstract = _flat(result.summary)
    links = [link.rstrip(".,;:") for link in _WEB.findall(f"{abstract} {comment}")]
    return Paper(
        title=_flat(result.title),
        authors=tuple(_flat(author.name) for author in result.authors),
        abstract=abstract,
        arxiv_id=identifier.value if identifier else "",
        version=identifier.version if identifier else 0,
        doi=result.doi or "",
        categories=(result.primary_category, *(name for name in result.categories if name != result.primary_category)),
        published=result.published.isoformat().replace("+00:00", "Z"),
        updated=result.updated.isoformat().replace("+00:00", "Z"),
        comment=comment,
        journal_reference=_flat(result.journal_ref or ""),
        links=tuple(dict.fromkeys(links)),
        source="arxiv",
        year=result.published.year,
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
