"""The commands that search arXiv, and that show what was asked of the network."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrel.cli import news_text, text
from carrel.cli.output import Output, problems
from carrel.domain.arxiv_query import ArxivQuery, ArxivSort
from carrel.domain.job import Job
from carrel.services.carrel import Carrel

_SORTS = {"relevance": ArxivSort.RELEVANCE, "submitted": ArxivSort.SUBMITTED, "updated": ArxivSort.UPDATED}


def arxiv(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Search arXiv, and keep, fetch or digest what is found."""
    query = ArxivQuery(
        " ".join(given.query),
        sort=_SORTS[given.sort],
        descending=not given.ascending,
        start=given.start,
        size=given.limit,
    )
    results = carrel.arxiv_search.search(query)
    ids = list(results.papers)
    jobs: list[Job] = []
    if given.keep or given.fetch:
        carrel.news.keep(ids)
    if given.fetch:
        jobs += carrel.jobs.wait(carrel.following.fetch(ids))
    if given.digest:
        jobs += carrel.jobs.wait(carrel.digests.request(one for one in ids if _lacks_digest(carrel, one)))
    cards = carrel.news.cards(ids)
    papers = [(paper, carrel.reading.digest(one)) for one in ids if (paper := carrel.reading.paper(one)) is not None]
    data = {
        "total": results.total,
        "start": results.start,
        "papers": [text.paper_data(paper, digest) for paper, digest in papers],
    }
    lines = [line for card in cards for line in news_text.card_lines(card)]
    last = results.start + len(ids)
    if last < results.total and ids:
        lines.append(f"… {results.start + 1:,} to {last:,} of {results.total:,}; go on with --start {last}")
    return Output(data, "\n".join(lines) or "arXiv has nothing that matches.", problems(jobs))


def network(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Show the requests that were made, or write all of them to a file."""
    if given.export:
        count = carrel.network.export(Path(given.export))
        return Output({"file": given.export, "requests": count}, f"Wrote {count:,} requests to {given.export}.")
    requests = carrel.network.log(" ".join(given.text), given.limit)
    lines = [news_text.request_line(one) for one in requests]
    return Output(requests, "\n".join(lines) or "No request was made.")


def _lacks_digest(carrel: Carrel, paper_id: int) -> bool:
    """Whether a paper has none, or one that the model that is set could better."""
    digest = carrel.reading.digest(paper_id)
    return digest is None or (digest.provenance.extractive and bool(carrel.models.chosen().key))
