"""How feeds, results of a search at arXiv and requests look on a terminal."""

from __future__ import annotations

import textwrap
from datetime import date, datetime

from carrel.domain.feed import Card, Feed, FeedStatus
from carrel.domain.request import Request

_WIDTH = 96


def feed_lines(feed: Feed, name: str) -> list[str]:
    """A followed category with its unread papers, and what of it is wanted."""
    lines = [f"{feed.category:<18} {feed.unread:>5} unread  {name}"]
    if feed.interests.include:
        lines.append(f"{'':>25} for you: {', '.join(feed.interests.include)}")
    if feed.interests.exclude:
        lines.append(f"{'':>25} left out: {', '.join(feed.interests.exclude)}")
    return lines


def status_line(status: FeedStatus) -> str:
    """When the feeds were read, and why that failed where it did."""
    words = f"Read {moment(status.checked)}." if status.checked else "Not read yet; carrel feed refresh does."
    if status.problem:
        words += f" The last try failed: {status.problem}"
    if status.checked and status.due:
        words += f" An open window reads them again {moment(status.due)}."
    return words


def new_line(day: str, count: int) -> str:
    """What a day has that it had not before."""
    found = date.fromisoformat(day)
    return f"{found:%A} {found.day} {found:%B}: {count:,} new {'paper' if count == 1 else 'papers'}"


def card_lines(card: Card) -> list[str]:
    """A paper found at arXiv: its number, identifier, title, and key points where there are any."""
    row = card.row
    mark = "★" if row.starred else "+" if card.kept else " "
    authors = ", ".join(row.authors[:3]) + (" and others" if len(row.authors) > 3 else "")
    about = "  ".join(part for part in (authors, " ".join(row.categories), str(row.year or "")) if part)
    lines = [f"{row.id:>6} {mark} {row.arxiv_id}v{card.version}  {row.title}", f"{'':>9}{about}"]
    return lines + [
        textwrap.fill(point.told, _WIDTH, initial_indent=" " * 11 + "- ", subsequent_indent=" " * 13)
        for point in card.points
    ]


def request_line(request: Request) -> str:
    """A request: when, who asked, where, what for, and what came of it."""
    who = "you" if request.who == "you" else request.who
    came = size(request.bytes) if request.status in (200, 206) and not request.outcome else ""
    came = came or " ".join(part for part in (str(request.status or ""), request.outcome) if part)
    return f"{moment(request.time)}  {who:<8}  {request.host:<18}  {request.purpose}  {came}"


def size(count: int) -> str:
    """Bytes as people read them: "1.4 MB"."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}" if count < 10 * factor else f"{count / factor:.0f} {unit}"
    return f"{count} bytes"


def moment(instant: str) -> str:
    """An instant in UTC as local time: "2026-11-20 09:30"."""
    return datetime.fromisoformat(instant).astimezone().strftime("%Y-%m-%d %H:%M")
