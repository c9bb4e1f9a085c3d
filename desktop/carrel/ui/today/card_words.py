"""A card in words: its kind of announcement, what stands in its lines, and what screen readers say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from carrel.ui.library.paper_words import announced_words
from carrel.ui.library.row_words import READING_WORDS

if TYPE_CHECKING:
    from carrel.domain.feed import Card

_NAMED = 3


def type_words(card: Card) -> str:
    """How arXiv announced it, "" for a paper that was not announced."""
    return announced_words(card.type)


def category_words(card: Card) -> str:
    """Its categories, the primary one first."""
    names = ", ".join(card.row.categories[:_NAMED])
    return f"{names} …" if len(card.row.categories) > _NAMED else names


def id_words(card: Card) -> str:
    """Its arXiv id with the version that was announced."""
    if not card.row.arxiv_id:
        return str(card.row.year or "")
    return f"{card.row.arxiv_id}v{card.version}" if card.version else card.row.arxiv_id


def short_day(day: str) -> str:
    """A day without its year: "12 Sep"; "" for none."""
    if not day:
        return ""
    moment = date.fromisoformat(day[:10])
    return f"{moment.day} {moment:%b}"


def long_day(day: str) -> str:
    """A day as a heading says it: "Friday 12 September"."""
    moment = date.fromisoformat(day)
    return f"{moment:%A} {moment.day} {moment:%B}"


def queue_words(place: int) -> str:
    """Where a paper stands among the digests to be written, 0 for the first."""
    return f"Digest queued, {place:,} before it" if place else "Its digest is next"


def changed_words(card: Card) -> str:
    """How many of a replaced paper's statements are not as before: "3 digest points changed", "" for none."""
    if not card.changed:
        return ""
    return f"{card.changed} digest {'point' if card.changed == 1 else 'points'} changed"


def spoken_card(card: Card) -> str:
    """The whole card: "Fast attention mechanisms, new, unread, starred, 11 of 13 statements supported, 1 not found"."""
    row = card.row
    words = [row.title]
    if card.type is not None:
        words += [type_words(card).lower(), "read" if card.seen else "unread"]
    else:
        words.append(READING_WORDS[row.reading] if card.kept else "not in your library")
    words += ["withdrawn"] if card.withdrawn else []
    words.append("starred" if row.starred else "unstarred")
    if row.statements:
        words.append(f"{row.supported} of {row.statements} statements supported")
        words += [f"{row.partly} partly"] if row.partly else []
        words += [f"{row.not_found} not found"] if row.not_found else []
    else:
        words.append("no digest yet")
    words += [changed_words(card)] if card.changed else []
    words += [category_words(card)] if row.categories else []
    words += [", ".join(row.topics)] if row.topics else []
    words += [name for name, has in (("PDF", row.has_pdf), ("code", row.has_code)) if has]
    words += [f"for you: {'; '.join(card.reasons)}"] if card.reasons else []
    return ", ".join(words)
