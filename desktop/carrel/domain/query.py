"""What a list shows: one value for the search field, the facets and the place in the sidebar."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from carrel.domain.paper import ReadingState


class Sort(StrEnum):
    """Columns a list can be sorted by."""

    BEST = "best"
    ADDED = "added"
    TITLE = "title"
    YEAR = "year"
    AUTHOR = "author"


class SearchBy(StrEnum):
    """What decides which papers words find: that they stand there, what they mean, or either."""

    BOTH = "both"
    WORDS = "words"
    MEANING = "meaning"


class Evidence(StrEnum):
    """A digest's worst status, as a facet."""

    ALL_SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_FOUND = "not_found"
    NOT_CHECKED = "none"


class Has(StrEnum):
    """Things a paper can have. *Highlights* are annotations of any kind, *hidden* text that people cannot see in its PDF."""

    PDF = "pdf"
    CODE = "code"
    NOTES = "notes"
    HIGHLIGHTS = "highlights"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """Which papers, in which order. Values of one tuple are alternatives, different fields are all required.

    `text` is what the person typed; every word must occur, or by meaning, the paper must be close to all of them together.
    `descending` applies to `sort`; `BEST` needs `text`,
    without it the newest come first.
    """

    text: str = ""
    states: tuple[ReadingState, ...] = ()
    starred: bool = False
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    evidence: tuple[Evidence, ...] = ()
    has: tuple[Has, ...] = ()
    collection: int | None = None
    trash: bool = False
    sort: Sort = Sort.ADDED
    descending: bool = True
    by: SearchBy = SearchBy.WORDS


@dataclass(frozen=True, slots=True)
class Facets:
    """How many papers of the current list fall under each value."""

    states: dict[ReadingState, int]
    topics: dict[str, int]
    years: dict[int, int]
    evidence: dict[Evidence, int]
    has: dict[Has, int]


@dataclass(frozen=True, slots=True)
class SidebarCounts:
    """The numbers beside the sidebar's places."""

    library: int
    unread: int
    reading: int
    starred: int
    trash: int
    annotations: int = 0


@dataclass(frozen=True, slots=True)
class PassageHit:
    """Why a paper matched: one of its passages, with the (start, end) offsets in `text` of what matched.

    `passage` and `page` count from 0; both are -1 where `text` is of the abstract, `passage` alone where it is what the person
    wrote on a page. `by_meaning` says that it is close in meaning, not in words.
    """

    paper_id: int
    passage: int
    page: int
    section: str
    text: str
    matches: tuple[tuple[int, int], ...]
    by_meaning: bool = False
