"""A day's announcements as they are written out: words in their order, before any of them is escaped for a form."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.domain.digest import Status
from carrel.domain.feed import NewsLane


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a digest, what the paper says to it, and why it is not simply supported ("" where it is).

    `quoted` says that `text` is the paper's own sentence, which stands in for one of the model's that was not found.
    """

    text: str
    status: Status
    remark: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A web address, safe to be followed, and what it is called."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper of the day. No text holds control characters or more than one line; all of it may be hostile.

    `byline` names the first authors and how many more there are. `notices` say that the paper is withdrawn or what it
    replaces. `points` and `summary` are those of its digest, `extractive` says that they are the paper's own sentences;
    without a digest both are empty and the abstract is what is shown. `notes` tell how a part of it was written.
    `changed` is an instant in UTC.
    """

    title: str
    authors: tuple[str, ...]
    byline: str
    kind: str
    arxiv: Link
    categories: tuple[str, ...]
    abstract: str
    changed: str
    notices: tuple[str, ...] = ()
    reasons: str = ""
    points: tuple[Said, ...] = ()
    summary: tuple[Said, ...] = ()
    extractive: bool = False
    provenance: str = ""
    notes: str = ""
    links: tuple[Link, ...] = ()

    @property
    def digested(self) -> bool:
        """Whether a digest is shown instead of the abstract."""
        return bool(self.points or self.summary)


@dataclass(frozen=True, slots=True)
class Lane:
    """A part of the page. It holds `papers`; those that stand in a part before it are not among its `entries`."""

    lane: NewsLane
    papers: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    """A day (ISO 8601 date, US Eastern) with its papers. `note` says why there are none, or what is not known of the day."""

    day: str
    papers: int
    lanes: tuple[Lane, ...] = ()
    note: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All papers in the order of the page, each once."""
        return tuple(entry for lane in self.lanes for entry in lane.entries)

    def count(self, lane: NewsLane) -> int:
        """How many papers a part holds."""
        return sum(one.papers for one in self.lanes if one.lane is lane)
