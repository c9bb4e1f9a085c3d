"""What is said of two papers that may be one."""

from __future__ import annotations

from carrel.domain.paper import Paper, PaperFile, ReadingState
from carrel.services.duplicates import Reason, Twin, Twins

_STATES = {ReadingState.UNREAD: "to read", ReadingState.READING: "being read", ReadingState.READ: "read"}
_NOTE = 140


def why(twins: Twins) -> str:
    """Why both are shown, in a sentence."""
    match twins.reason:
        case Reason.ARXIV:
            return "Both have the same arXiv identifier."
        case Reason.DOI:
            return "Both have the same DOI."
        case Reason.TEXT:
            return "Their PDFs say nearly the same, word by word."
        case Reason.TITLE:
            return "Their titles and authors are alike."
        case None:
            return "Nothing but you says that they are one."


def kind(paper: Paper) -> str:
    """What a paper is, in a word or two."""
    if paper.journal_reference:
        return paper.journal_reference
    if paper.arxiv_id:
        return f"arXiv:{paper.arxiv_id}{f'v{paper.version}' if paper.version else ''}"
    return f"DOI {paper.doi}" if paper.doi else "Added from a file"


def facts(one: Twin, other: Twin) -> list[tuple[str, str, str]]:
    """What is kept of both papers, whatever is chosen: a name, and what each has, without what neither has."""
    told = [
        ("Identifiers", _identifiers(one.paper), _identifiers(other.paper)),
        ("Published in", one.paper.journal_reference, other.paper.journal_reference),
        ("Files", _files(one.files), _files(other.files)),
        ("Note", _short(one.state.note), _short(other.state.note)),
        ("Annotations", _count(one.annotations), _count(other.annotations)),
        ("Digests", _count(one.digests), _count(other.digests)),
        ("Tags", ", ".join(one.state.tags), ", ".join(other.state.tags)),
        ("Collections", ", ".join(one.collections), ", ".join(other.collections)),
        ("State", _state(one), _state(other)),
        ("Added", one.state.added[:10], other.state.added[:10]),
    ]
    return [(name, mine, others) for name, mine, others in told if mine or others]


def _identifiers(paper: Paper) -> str:
    return ", ".join(part for part in (f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else "", paper.doi) if part)


def _files(files: tuple[PaperFile, ...]) -> str:
    return ", ".join(f"{file.pages} pages" if file.pages else "1 PDF" for file in files)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _NOTE else f"{line[:_NOTE].rstrip()}…"


def _count(number: int) -> str:
    return str(number) if number else ""


def _state(twin: Twin) -> str:
    return f"{_STATES[twin.state.reading]}, starred" if twin.state.starred else _STATES[twin.state.reading]
