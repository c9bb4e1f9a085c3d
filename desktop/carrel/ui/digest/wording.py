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
        return f"your mark: {spoken_status(statement.verdict)}"
    place = "" if statement.status is Status.NOT_FOUND else places.spoken(statement.passages)
    return f"{spoken_status(statement.status)}, {place}" if place else spoken_status(statement.status)


def quotation_text(statement: Statement, places: Places) -> str:
    """The words beside a sentence of the paper that stands in for the model's: ``from the paper, p.3``."""
    place = places.short(statement.passages[:1])
    return "from the abstract" if place == "abstract" else ", ".join(filter(None, ("from the paper", place)))


def spoken_quotation(statement: Statement, places: Places) -> str:
    """The same in words: "from the paper, page 3, in place of the model's sentence, which was not found in paper"."""
    place = places.spoken(statement.passages[:1])
    origin = "from the abstract" if place == "abstract" else ", ".join(filter(None, ("from the paper", place)))
    mark = "your mark: " if statement.verdict is not None else ""
    return f"{origin}, in place of the model’s sentence, {mark}not found in paper"


def checked_words(statement: Statement) -> str:
    """What was checked of a statement that is shown in another language: "Checked as: Oak lasts.", else ""."""
    return f"Checked as: {statement.text}" if statement.translation else ""


def spoken_status(status: Status) -> str:
    """The status inside a line that is spoken: "supported", "not found in paper"."""
    return "not found in paper" if status is Status.NOT_FOUND else status_word(status).lower()


def summary_words(statements: Iterable[Statement], *, whole: bool = False) -> tuple[str, str]:
    """The count in words, in two parts, the first to be stressed: ("11 of 13", "supported, 1 partly, 1 not found").

    `whole` adds where the paper's own sentence is shown: "1 not found (the paper's own sentence is shown)".
    """
    statements = tuple(statements)
    counts = Counter(statement.effective for statement in statements)
    if not statements:
        return "", ""
    instead = _instead(statements) if whole else ""
    rest = ["supported"]
    rest += [
        f"{counts[status]} {words}"
        for status, words in (
            (Status.PARTLY, "partly"),
            (Status.NOT_FOUND, f"not found{instead}"),
            (Status.CHECKING, "being checked"),
        )
        if counts[status]
    ]
    marked = sum(statement.verdict is not None for statement in statements)
    words = ", ".join(rest)
    return f"{counts[Status.SUPPORTED]} of {len(statements)}", f"{words}; {marked} marked by you" if marked else words


def _instead(statements: tuple[Statement, ...]) -> str:
    replaced = sum(statement.replaced for statement in statements)
    missing = sum(statement.effective is Status.NOT_FOUND for statement in statements)
    if not replaced:
        return ""
    if replaced < missing:
        return f" (for {replaced} the paper’s own sentence is shown)"
    return " (the paper’s own sentence is shown)" if replaced == 1 else " (the paper’s own sentences are shown)"


def provenance_words(provenance: Provenance) -> str:
    """One line that says where a digest came from: "SmolLM2 135M (Q4_1), offline, 06:14, 18 s"; of a server, which one."""
    if provenance.extractive:
        origin = "Extractive"
    else:
        origin = provenance.model_name or provenance.model_file or "Model without a name"
        if provenance.quantization:
            origin += f" ({provenance.quantization})"
    return ", ".join((origin, provenance.where, _local_time(provenance.created), _duration(provenance.seconds)))


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
