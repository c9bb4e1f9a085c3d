"""A row in words, for screen readers and for cells."""

from __future__ import annotations

from collections.abc import Callable

from carrel.domain.digest import Status
from carrel.domain.paper import PaperRow, ReadingState
from carrel.ui.digest.wording import day_words
from carrel.ui.library.columns import Column

READING_WORDS = {ReadingState.UNREAD: "to read", ReadingState.READING: "being read", ReadingState.READ: "read"}


def row_status(row: PaperRow) -> Status:
    """The worst status among a paper's statements; *checking* where nothing has been checked."""
    if not row.statements:
        return Status.CHECKING
    if row.not_found:
        return Status.NOT_FOUND
    return Status.PARTLY if row.partly else Status.SUPPORTED


def evidence_words(row: PaperRow) -> str:
    """The cell's words: "11 of 12", "not yet", "writing"."""
    if row.busy:
        return "working"
    return f"{row.supported} of {row.statements}" if row.statements else "not yet"


def label_words(row: PaperRow) -> str:
    """The tags a person gave, else the topics Carrel found."""
    return ", ".join(row.tags or row.topics)


def topic_words(row: PaperRow) -> str:
    """The topics Carrel found, beside whatever tags there are."""
    return ", ".join(row.topics)


def category_words(row: PaperRow) -> str:
    """The category of arXiv that a paper was submitted to."""
    return row.categories[0] if row.categories else ""


def author_words(row: PaperRow) -> str:
    """The first author, and whether there are more."""
    if not row.authors:
        return ""
    return f"{row.authors[0]} et al." if len(row.authors) > 2 else ", ".join(row.authors)


def attachments(row: PaperRow) -> list[str]:
    """What a paper has beside its description: "PDF", "note", "highlights", "code"."""
    known = (("PDF", row.has_pdf), ("note", row.has_note), ("highlights", row.has_highlight), ("code", row.has_code))
    return [name for name, has in known if has]


CELL_WORDS: dict[Column, Callable[[PaperRow], str]] = {
    Column.STATUS: lambda row: row.reading.value,
    Column.STAR: lambda row: "starred" if row.starred else "",
    Column.TITLE: lambda row: row.title,
    Column.AUTHOR: author_words,
    Column.YEAR: lambda row: str(row.year or ""),
    Column.ADDED: lambda row: day_words(row.added),
    Column.TAGS: label_words,
    Column.EVIDENCE: evidence_words,
    Column.ATTACHMENTS: lambda row: ", ".join(attachments(row)),
    Column.TOPICS: topic_words,
    Column.CATEGORY: category_words,
}
"""What each column says of a row."""


def spoken_row(row: PaperRow) -> str:
    """The whole row: "Fast attention mechanisms, to read, unstarred, 11 of 13 statements supported, 1 partly, 1 not found"."""
    words = [row.title, READING_WORDS[row.reading], "starred" if row.starred else "unstarred"]
    if row.year:
        words.append(str(row.year))
    if row.statements:
        words.append(f"{row.supported} of {row.statements} statements supported")
        words += [f"{row.partly} partly"] if row.partly else []
        words += [f"{row.not_found} not found"] if row.not_found else []
    else:
        words.append("not checked yet")
    if label_words(row):
        words.append(label_words(row))
    words += ["hidden text removed"] if row.has_hidden else []
    words += attachments(row)
    return ", ".join(words)
