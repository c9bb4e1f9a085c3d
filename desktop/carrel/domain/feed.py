"""arXiv's announcements: what a feed says, what is kept of it, and what a day's page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from carrel.domain.digest import Field, Statement, Status
from carrel.domain.interests import Interests
from carrel.domain.paper import Paper, PaperRow


class AnnounceType(StrEnum):
    """How arXiv announces a paper; the values are those of its feeds."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"

    @property
    def rank(self) -> int:
        """The lower one stands where a paper is announced in several ways on one day."""
        return list(AnnounceType).index(self)

    @property
    def replaced(self) -> bool:
        """Whether it announces a new version of a paper announced before."""
        return self in (AnnounceType.REPLACE, AnnounceType.REPLACE_CROSS)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One paper as a feed announces it; `paper.version` is the version announced."""

    paper: Paper
    type: AnnounceType
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What a feed answered.

    `day` is the day of announcement in US Eastern time, an ISO 8601 date. `announcements` are in arXiv's order, a paper once.
    `skip_days` are the English names of days without announcements. `etag` and `modified` are to be sent with the next
    request. `complete` is false where the feed holds as many entries as it may (arXiv's limit is 2,000), so that some
    may be missing. `unchanged` is true where arXiv said that nothing changed since; all else is then empty. `skipped` is
    how many entries could not be read.
    """

    day: str
    announcements: tuple[Announcement, ...]
    skip_days: tuple[str, ...] = ()
    etag: str = ""
    modified: str = ""
    complete: bool = True
    unchanged: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """A followed category ("cs.LG") or a group of them ("cs"), with what of it is wanted. Counts are of the strip's days."""

    category: str
    interests: Interests = field(default_factory=Interests)
    added: str = ""
    unread: int = 0


class DayState(StrEnum):
    """What is known of a day of the calendar."""

    ANNOUNCED = "announced"
    FILLED = "filled"
    NONE = "none"
    GAP = "gap"
    BEFORE = "before"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class NewsDay:
    """A day of the strip. `day` is an ISO 8601 date, US Eastern.

    *announced*: read from the feed. *filled*: put together later from submissions, without replacements. *none*: arXiv
    announced nothing, `reason` says why. *gap*: it should have announcements, which Carrel does not have, `reason` says why.
    *before*: before anything was followed. *ahead*: arXiv has not announced it yet, or Carrel has not asked since.
    """

    day: str
    state: DayState
    papers: int = 0
    unread: int = 0
    reason: str = ""


class NewsLane(StrEnum):
    """Which announcements a page shows."""

    ALL = "all"
    FOR_YOU = "for_you"
    NEW = "new"
    CROSS = "cross"
    REPLACED = "replaced"


class NewsSort(StrEnum):
    """The order of a page."""

    FOR_YOU = "for_you"
    ARXIV = "arxiv"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class NewsQuery:
    """Which announcements, in which order. `day` "" means all days kept; `feed` is a followed category or "" for all."""

    day: str = ""
    lane: NewsLane = NewsLane.ALL
    unread: bool = False
    topic: str = ""
    feed: str = ""
    sort: NewsSort = NewsSort.FOR_YOU


@dataclass(frozen=True, slots=True)
class LaneCounts:
    """How many papers each lane of a page holds; `unread` of all of them. `topics` are those of their digests."""

    lanes: dict[NewsLane, int]
    unread: int
    topics: dict[str, int]


@dataclass(frozen=True, slots=True)
class Card:
    """A paper as a card shows it.

    `type`, `day`, `version` are those of its newest announcement; of a paper that was only searched for, `type` is None.
    `points` are up to two key points of the digest, without their passages; `extractive` says that they are the paper's own
    sentences. `opening` is the abstract's first sentence, shown while there is no digest. `reasons` say
    why it is among those for the person. `seen` is true where it is read, `kept` where it is in the library. `strip` has
    part and effective status of each of its digest's statements, in reading order. Of a replaced paper `changed` is how many
    of them came, went or are worded otherwise than in the digest of its earlier version.
    """

    row: PaperRow
    type: AnnounceType | None
    day: str
    version: int
    seen: bool
    kept: bool
    withdrawn: bool
    points: tuple[Statement, ...]
    extractive: bool
    opening: str
    reasons: tuple[str, ...]
    strip: tuple[tuple[Field, Status], ...] = ()
    changed: int = 0


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept: `papers` are found in the library and among all that is announced, `new` of them came since it was opened.

    `alert` says that the person wants to be told when a refresh brings some.
    """

    id: int
    name: str
    text: str
    new: int = 0
    papers: int = 0
    alert: bool = False


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """Where following stands: instants in UTC or "". `problem` tells why the last refresh failed, "" where it did not."""

    checked: str = ""
    due: str = ""
    problem: str = ""
    advice: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Submissions:
    """When papers that are announced on a day were submitted: instants in UTC, the first included, the last not."""

    first: str
    last: str
