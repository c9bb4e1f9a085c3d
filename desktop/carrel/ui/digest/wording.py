"""What evidence and provenance are called, in the words people read and screen readers speak."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from carrel.domain.digest import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carrel.domain.digest import Provenance, Statement
    from carrel.ui.digest.places import Places

_WORDS = {
    Status.SUPPORTED: "Supported",
    Status.PARTLY: "Partly",
    Status.NOT_FOUND: "Not found",
    Status.CHECKING: "Checking",
}


def status_word(status: Status) -> str:
    """The status as a word that begins a line."""
    return _WORDS[status]


def mark_text(statement: Statement, places: Places) -> str:
    """The words beside a statement's glyph: ``p.3``, ``p.3, 5``, ``abstract``, ``not found in paper``, ``your mark``."""
    if statement.verdict is not None:
        return "your mark"
    if statement.status is Status.CHECKING:
        return ""
    if statement.status is Status.NOT_FOUND:
        return "not found in paper"
    return places.short(statement.passages) or status_word(statement.status).lower()


def spoken_mark(statement: Statement, places: Places) -> str:
    """The mark in words: "supported, page 1", "partly, page 3", "not found in paper", "your mark: supported"."""
    if statement.verdict is not None:
        return f"your mark: {_spoken(statement.verdict)}"
    place = "" if statement.status is Status.NOT_FOUND else places.spoken(statement.passages)
    return f"{_spoken(statement.status)}, {place}" if place else _spoken(statement.status)


def _spoken(status: Status) -> str:
    return "not found in paper" if status is Status.NOT_FOUND else status_word(status).lower()


def summary_words(statements: Iterable[Statement]) -> tuple[str, str]:
    """The count in words, in two parts, the first to be stressed: ("11 of 13", "supported, 1 partly, 1 not found")."""
    counts = Counter(statement.effective for statement in statements)
    total = sum(counts.values())
    if not total:
        return "", ""
    rest = ["supported"]
    rest += [
        f"{counts[status]} {words}"
        for status, words in (
            (Status.PARTLY, "partly"),
            (Status.NOT_FOUND, "not found"),
            (Status.CHECKING, "being checked"),
        )
        if counts[status]
    ]
    return f"{counts[Status.SUPPORTED]} of {total}", ", ".join(rest)


def provenance_words(provenance: Provenance) -> str:
    """One line that says where a digest came from: "SmolLM2 135M (Q4_1), offline, 06:14, 18 s"; of a server, which one."""
    if provenance.extractive:
        origin = "Extractive"
    else:
        origin = provenance.model_name or provenance.model_file or "Model without a name"
        if provenance.quantization:
            origin += f" ({provenance.quantization})"
    return ", ".join((origin, provenance.where, _local_time(provenance.created), _duration(provenance.seconds)))


def coverage_words(provenance: Provenance) -> str:
    """How much of the paper was read: "14 of 14 sections, 11,842 of 11,842 tokens; references left out"."""
    coverage, unit = provenance.coverage, provenance.unit
    read = f"{coverage.sections_read:,} of {coverage.sections:,} sections, {coverage.tokens_read:,} of {coverage.tokens:,} {unit}"
    return f"{read}; {', '.join(coverage.left_out)} left out" if coverage.left_out else read


def day_words(instant: str) -> str:
    """The local day of an ISO 8601 date or instant: "10 Sep 2025", or "" where there is none."""
    if not instant:
        return ""
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    if moment.tzinfo is not None:
        moment = moment.astimezone()
    return f"{moment.day} {moment:%b %Y}"


def _local_time(instant: str) -> str:
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    if moment.tzinfo is not None:
        moment = moment.astimezone()
    today = datetime.now(moment.tzinfo).date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment.day} {moment:%b %Y %H:%M}"


def _duration(seconds: float) -> str:
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
