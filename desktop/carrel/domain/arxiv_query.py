"""A search at arXiv."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ArxivSort(StrEnum):
    """The order of results; the values are those of arXiv's query interface."""

    RELEVANCE = "relevance"
    SUBMITTED = "submittedDate"
    UPDATED = "lastUpdatedDate"


@dataclass(frozen=True, slots=True)
class ArxivQuery:
    """What is looked for, and which page of it.

    Plain words must all occur anywhere; ``author:``, ``title:``, ``abstract:``, ``cat:``, phrases in quotation marks and
    ``-not`` are understood, and arXiv's own forms (``au:``, ``ti:``, ``AND``).
    """

    text: str
    sort: ArxivSort = ArxivSort.RELEVANCE
    descending: bool = True
    start: int = 0
    size: int = 50


@dataclass(frozen=True, slots=True)
class ArxivResults:
    """A page of results: `papers` are ids of papers, `total` how many there are at arXiv, `start` the first one's place."""

    papers: tuple[int, ...]
    total: int
    start: int
