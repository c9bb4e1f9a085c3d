"""The words of a day's page, the same in every form; English, whatever language the computer speaks."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time
from urllib.parse import quote, urlsplit

from carrel.domain.announcing import EASTERN
from carrel.domain.digest import Digest, Field, Statement, Status
from carrel.domain.feed import AnnounceType, Card, NewsLane
from carrel.domain.paper import Paper, PaperVersion
from carrel.interchange.day import DayPage, Entry, Lane, Link, Said

MARKS = {Status.SUPPORTED: "✓", Status.PARTLY: "◐", Status.NOT_FOUND: "⊘", Status.CHECKING: "…"}
LEGEND = "✓ a passage says this, ◐ partly, ⊘ not found in paper"
THANKS = "Thank you to arXiv for use of its open access interoperability."
INDEPENDENT = "Carrel is not part of arXiv and not endorsed by it."
LANES = {
    NewsLane.FOR_YOU: "For you",
    NewsLane.NEW: "New",
    NewsLane.CROSS: "Cross-lists",
    NewsLane.REPLACED: "Replaced",
}

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_KINDS = {
    AnnounceType.NEW: "New",
    AnnounceType.CROSS: "Cross-list",
    AnnounceType.REPLACE: "Replaced",
    AnnounceType.REPLACE_CROSS: "Replaced, cross-list",
}
_STATUS_WORDS = {
    Status.SUPPORTED: "supported",
    Status.PARTLY: "partly",
    Status.NOT_FOUND: "not found in paper",
    Status.CHECKING: "not checked yet",
}
_NAMED_AUTHORS = 5
_SPACE = re.compile(r"\s+")
# What XML forbids, and what turns the direction of the text that follows; joiners of scripts and emoji stay.
_DROPPED = re.compile(r"[\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_IN_ADDRESSES = "!#$&'()*+,/:;=?@[]%~-._"


def entry(card: Card, paper: Paper, digest: Digest | None, replaces: PaperVersion | None) -> Entry:
    """An announced paper as a page tells it. `replaces` is the version that was known before the one announced."""
    said = {part: _said(digest, part) for part in (Field.KEY_POINTS, Field.SUMMARY)}
    shown = digest if any(said.values()) else None
    announced = instant(card.day)
    authors = tuple(filter(None, map(plain, paper.authors)))
    return Entry(
        title=plain(paper.title),
        authors=authors,
        byline=_byline(authors),
        kind=_KINDS[card.type] if card.type else "",
        arxiv=_arxiv(paper.arxiv_id, card.version or paper.version),
        categories=tuple(map(plain, paper.categories)),
        abstract=plain(paper.abstract),
        changed=max(announced, shown.provenance.created) if shown else announced,
        notices=tuple(filter(None, (_withdrawn(card, paper), _replaced(card, paper, replaces)))),
        reasons="; ".join(map(plain, card.reasons)),
        points=said[Field.KEY_POINTS],
        summary=said[Field.SUMMARY],
        extractive=bool(shown and shown.provenance.extractive),
        provenance=_provenance(shown) if shown else "",
        notes=_notes(shown) if shown else "",
        links=tuple(Link(_label(url), url) for url in map(web, paper.links) if url),
    )


def plain(text: str) -> str:
    """One line of `text`, without control characters and without what turns the direction of other text."""
    kept = (" " if unicodedata.category(char) == "Cc" else char for char in _DROPPED.sub("", text))
    return _SPACE.sub(" ", "".join(kept)).strip()


def web(address: str) -> str:
    """`address` where it leads to the web, with all that could end it early encoded; "" where it leads elsewhere."""
    try:
        parts = urlsplit(plain(address))
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return ""
    return quote(parts.geturl(), safe=_IN_ADDRESSES)


def day_words(day: str, *, year: bool = True) -> str:
    """An ISO 8601 date in words: "Friday 12 September 2025"."""
    found = date.fromisoformat(day)
    words = f"{_DAYS[found.weekday()]} {found.day} {_MONTHS[found.month - 1]}"
    return f"{words} {found.year}" if year else words


def instant(day: str) -> str:
    """The instant in UTC at which a day of arXiv's begins."""
    begins = datetime.combine(date.fromisoformat(day), time(), EASTERN).astimezone(UTC)
    return begins.isoformat(timespec="seconds").replace("+00:00", "Z")


def papers(count: int) -> str:
    """How many, in words: "no papers", "1 paper", "84 papers"."""
    return "1 paper" if count == 1 else f"{count:,} papers" if count else "no papers"


def totals(page: DayPage) -> str:
    """What a page holds: "84 papers, 12 for you"."""
    mine = page.count(NewsLane.FOR_YOU)
    return f"{papers(page.papers)}, {mine:,} for you" if mine else papers(page.papers)


def subject(page: DayPage) -> str:
    """What a mail of the page is called."""
    return f"Carrel: {day_words(page.day, year=False)}, {totals(page)}"


def lane_words(lane: Lane) -> str:
    """What a part holds: "46 papers, 8 of them above"."""
    above = lane.papers - len(lane.entries)
    if not above:
        return papers(lane.papers)
    return f"{papers(lane.papers)}, {'all' if above == lane.papers else f'{above:,}'} of them above"


def mark_words(said: Said) -> str:
    """A statement's mark in words: "supported", "partly: The paper says 3.1, not 3.2."."""
    words = "in place of a sentence that was not found in paper" if said.quoted else _STATUS_WORDS[said.status]
    return f"{words}: {said.remark}" if said.remark else words


def mark(said: Said) -> str:
    """A statement's mark: a glyph alone where it is supported, else with the words that say what is wrong."""
    glyph = MARKS[said.status]
    return glyph if said.status is Status.SUPPORTED and not said.remark else f"{glyph} {mark_words(said)}"


def _said(digest: Digest | None, part: Field) -> tuple[Said, ...]:
    statements = digest.of(part) if digest else ()
    return tuple(_one(statement) for statement in statements)


def _one(statement: Statement) -> Said:
    if statement.replaced:
        return Said(f"{plain(statement.shown)} (from the paper)", Status.NOT_FOUND, _remark(statement), quoted=True)
    return Said(plain(statement.shown), statement.effective, _remark(statement))


def _remark(statement: Statement) -> str:
    if statement.verdict is not None:
        return "your mark"
    if statement.status is Status.SUPPORTED or statement.replaced:
        return ""
    reason = plain(statement.reason)
    if statement.status is Status.NOT_FOUND:
        return reason
    missing = [number for number in map(plain, statement.unsupported_numbers) if number not in reason]
    return " ".join(filter(None, (reason, f"{', '.join(missing)} not found." if missing else "")))


def _byline(authors: tuple[str, ...]) -> str:
    named = ", ".join(authors[:_NAMED_AUTHORS])
    more = len(authors) - _NAMED_AUTHORS
    return f"{named} and {more:,} more" if more > 0 else named


def _arxiv(arxiv_id: str, version: int) -> Link:
    name = plain(f"{arxiv_id}v{version}" if version else arxiv_id)
    return Link(name, f"https://arxiv.org/abs/{quote(name, safe='/.')}")


def _label(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def _withdrawn(card: Card, paper: Paper) -> str:
    if not card.withdrawn:
        return ""
    comment = plain(paper.comment)
    return f"This paper was withdrawn. Its comment: {comment}" if comment else "This paper was withdrawn."


def _replaced(card: Card, paper: Paper, before: PaperVersion | None) -> str:
    if card.type is None or not card.type.replaced or card.version < 2:
        return ""
    if before is None:
        return f"Version {card.version} replaces version {card.version - 1}."
    of = f" of {_date_words(before.updated)}" if before.updated else ""
    words = f"Version {card.version} replaces version {before.version}{of}."
    title = plain(before.title)
    return f"{words} Its title was: {title}" if title and title != plain(paper.title) else words


def _date_words(when: str) -> str:
    try:
        found = date.fromisoformat(when[:10])
    except ValueError:
        return plain(when)
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def _notes(digest: Digest) -> str:
    said = ((part, plain(digest.note(part))) for part in (Field.KEY_POINTS, Field.SUMMARY))
    return " ".join(f"{part.heading}: {note}" for part, note in said if note)


def _provenance(digest: Digest) -> str:
    origin = digest.provenance
    if origin.extractive:
        who = "Extractive: the paper's own sentences"
    else:
        who = plain(origin.model_name or origin.model_file) or "Model without a name"
        who += f" ({plain(origin.quantization)})" if origin.quantization else ""
    borrowed = [part.heading.lower() for part in (Field.KEY_POINTS, Field.SUMMARY) if part in digest.fallbacks]
    words = [who, plain(origin.where), f"{digest.count(Status.SUPPORTED)} of {len(digest.statements)} supported"]
    words += [
        f"{count} {name}"
        for status, name in ((Status.PARTLY, "partly"), (Status.NOT_FOUND, "not found"))
        if (count := digest.count(status))
    ]
    line = ", ".join(words)
    if not borrowed:
        return line
    instead = "the model gave nothing usable" if origin.extractive else f"{' and '.join(borrowed)} extractive"
    return f"{line}; {instead}"
