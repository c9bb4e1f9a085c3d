"""arXiv's feeds of announcements."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from carrel.domain.announcing import eastern_day
from carrel.domain.errors import NetworkError
from carrel.domain.feed import Announcement, FeedAnswer
from carrel.sources.feed_entries import announcement
from carrel.sources.http import HttpClient
from carrel.sources.policy import ArxivAddresses
from carrel.sources.safe_xml import children, local_name, parse_xml, text_of

MOST_ENTRIES = 2_000
_MOST_BYTES = 64 << 20
_LONGEST_ADDRESS = 1_800
_CATEGORY = re.compile(r"[a-zA-Z-]+(?:\.[a-zA-Z-]+)?")
_EVENING = timedelta(hours=4)

_log = logging.getLogger(__name__)


class ArxivFeed:
    """Asks for announcements: once for all categories, in halves only where arXiv's limit cuts the answer off."""

    def __init__(self, client: HttpClient, addresses: ArxivAddresses) -> None:
        self._client = client
        self._addresses = addresses

    def read(self, categories: Sequence[str], *, etag: str = "", modified: str = "", who: str = "you") -> FeedAnswer:
        """What arXiv announced last in `categories`, groups such as "cs" among them.

        `etag` and `modified` are those of the last answer for the same categories.

        Raises:
            NetworkError: no answer, or it is not a feed.
            ValueError: there are no categories, or one has a name that arXiv cannot have.
        """
        names = list(dict.fromkeys(categories))
        if not names or not all(_CATEGORY.fullmatch(name) for name in names):
            raise ValueError(f"not categories: {names}")
        address = self._addresses.rss.format(categories="+".join(names))
        if len(address) <= _LONGEST_ADDRESS:
            answer = self._ask(address, names, etag, modified, who)
            if answer.complete or len(names) == 1:
                return answer
        half = len(names) // 2
        return merged([self.read(names[:half], who=who), self.read(names[half:], who=who)])

    def _ask(self, address: str, names: list[str], etag: str, modified: str, who: str) -> FeedAnswer:
        headers = {"If-None-Match": etag} if etag else {}
        if modified:
            headers["If-Modified-Since"] = modified
        purpose = f"Announcements in {', '.join(names)}"
        with self._client.get(address, purpose=purpose, who=who, headers=headers) as answer:
            if answer.status == 304:
                return FeedAnswer("", (), etag=etag, modified=modified, unchanged=True)
            # Read while the request is open, so that the ledger tells why an answer was not used.
            read = parse_feed(answer.body(_MOST_BYTES))
            return replace(read, etag=answer.headers.get("ETag", ""), modified=answer.headers.get("Last-Modified", ""))


def parse_feed(content: bytes) -> FeedAnswer:
    """Read a feed's bytes. An entry that cannot be read is left out and counted.

    Raises:
        NetworkError: it is not a feed, or has no date.
    """
    root = parse_xml(content, "the feed")
    kind = local_name(root)
    if kind == "rss" and children(root, "channel"):
        channel = children(root, "channel")[0]
        entries = children(channel, "item")
    elif kind == "RDF" and children(root, "channel"):
        channel, entries = children(root, "channel")[0], children(root, "item")
    elif kind == "feed":
        channel, entries = root, children(root, "entry")
    else:
        raise NetworkError("What arXiv sent instead of the feed cannot be read.", "Try again later.")
    found: list[Announcement] = []
    for entry in entries:
        try:
            found.append(announcement(entry))
        except ValueError as error:
            _log.warning("an entry of the feed was left out: %s", error)
    if entries and not found:
        raise NetworkError("No entry of arXiv's feed could be read.", "Try again later.")
    days = (text for skip in children(channel, "skipDays") for text in skip.itertext())
    return FeedAnswer(
        day=_day(channel, entries),
        announcements=_once(found),
        skip_days=tuple(day.strip() for day in days if day.strip()),
        complete=len(entries) < MOST_ENTRIES,
        skipped=len(entries) - len(found),
    )


def merged(answers: Sequence[FeedAnswer]) -> FeedAnswer:
    """Several answers as one. Their ETags say nothing of the whole, so it has none.

    Raises:
        NetworkError: they are of different days, as arXiv went from one to the next in between.
    """
    days = {answer.day for answer in answers if answer.announcements}
    if len(days) > 1:
        error = NetworkError("arXiv announced a new day while its feed was read.", "It will be read again.")
        error.wait = 60.0
        raise error
    return FeedAnswer(
        day=days.pop() if days else max(answer.day for answer in answers),
        announcements=_once(one for answer in answers for one in answer.announcements),
        skip_days=answers[0].skip_days,
        complete=all(answer.complete for answer in answers),
        skipped=sum(answer.skipped for answer in answers),
    )


def _once(announcements: Iterable[Announcement]) -> tuple[Announcement, ...]:
    """Each paper once, where it came first: its newest version, all its categories, and the type that stands."""
    found: dict[str, Announcement] = {}
    for one in announcements:
        before = found.get(one.paper.arxiv_id)
        if before is None:
            found[one.paper.arxiv_id] = one
            continue
        newest = max(before, one, key=lambda each: each.paper.version)
        categories = tuple(dict.fromkeys((*before.paper.categories, *one.paper.categories)))
        found[one.paper.arxiv_id] = Announcement(
            replace(newest.paper, categories=categories),
            min(before.type, one.type, key=lambda kind: kind.rank),
            newest.withdrawn,
        )
    return tuple(found.values())


def _day(channel: Any, entries: list[Any]) -> str:
    """The day of announcement: the channel's own date, else its entries', else when the feed was made."""
    places: list[tuple[Any, str, Callable[[str], datetime]]] = [(channel, "pubDate", parsedate_to_datetime)]
    places += [(entry, "pubDate", parsedate_to_datetime) for entry in entries[:1]]
    places += [(entry, "published", datetime.fromisoformat) for entry in entries[:1]]
    places += [(channel, "lastBuildDate", parsedate_to_datetime), (channel, "updated", datetime.fromisoformat)]
    for element, name, read in places:
        moment = _moment(text_of(element, name), read)
        if moment:
            return eastern_day(moment).isoformat()
    # The RDF of the years before was dated by the evening of the announcement, which belongs to the day after.
    moment = _moment(text_of(channel, "date"), datetime.fromisoformat)
    if moment:
        return eastern_day(moment + _EVENING).isoformat()
    raise NetworkError("arXiv's feed does not say of which day it is.", "Try again later.")


def _moment(text: str, read: Callable[[str], datetime]) -> datetime | None:
    try:
        moment = read(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
