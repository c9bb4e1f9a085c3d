"""A paper's metadata in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.feed import AnnounceType
from carrel.domain.paper import FileState
from carrel.ui.digest.wording import day_words

if TYPE_CHECKING:
    from carrel.domain.paper import Paper, PaperFile
    from carrel.ui.library.record import PaperRecord

_ANNOUNCED = {
    AnnounceType.NEW: "New",
    AnnounceType.CROSS: "Cross-list",
    AnnounceType.REPLACE: "Replaced",
    AnnounceType.REPLACE_CROSS: "Replaced, cross-list",
}


def announced_words(kind: AnnounceType | None) -> str:
    """How arXiv announced a paper ("Replaced, cross-list"), "" where it did not."""
    return _ANNOUNCED[kind] if kind is not None else ""


def meta_words(paper: Paper, *, short: bool = False) -> str:
    """Categories, arXiv id with version, and the day it was submitted."""
    parts = [", ".join(paper.categories[: 1 if short else 4])]
    if paper.arxiv_id:
        version = f"v{paper.version}" if paper.version and not short else ""
        parts.append(f"arXiv:{paper.arxiv_id}{version}")
    elif paper.doi:
        parts.append(f"doi:{paper.doi}")
    if not short and paper.published:
        parts.append(f"submitted {day_words(paper.published)}")
    elif not paper.arxiv_id and paper.year:
        parts.append(str(paper.year))
    return "   ".join(part for part in parts if part)


def file_words(file: PaperFile | None) -> tuple[str, str]:
    """Where the PDF is, in words, and the icon beside them; "" where there is none."""
    if file is None:
        return "", "file-text"
    match file.state:
        case FileState.CHECKING:
            return "Checking the PDF", "clock"
        case FileState.LOCKED:
            return "The PDF needs a password", "circle-alert"
        case FileState.UNSAFE:
            return "The PDF cannot be opened", "circle-alert"
        case FileState.NO_TEXT:
            return f"PDF without text, {size_words(file.bytes)}", "file-text"
        case FileState.READY:
            return f"PDF on this computer, {size_words(file.bytes)}", "file-text"


def size_words(size: int) -> str:
    """A size in kB, MB or GB, as people write it."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size / 1_000_000_000:.1f} GB"


def citation(record: PaperRecord) -> str:
    """One line that cites a paper: authors, year, title, arXiv id or DOI."""
    paper = record.paper
    authors = ", ".join(paper.authors[:3]) + (" et al." if len(paper.authors) > 3 else "")
    where = f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else f"doi:{paper.doi}" if paper.doi else ""
    year = f"({paper.year})" if paper.year else ""
    title = paper.title.rstrip(".") + "."
    return " ".join(part for part in (authors, year, title, paper.journal_reference, where) if part)
