"""How papers and digests look on a terminal and as JSON."""

from __future__ import annotations

import textwrap
from itertools import groupby

from carrel.domain.digest import Digest, Field, Statement, Status
from carrel.domain.paper import Paper, PaperRow
from carrel.domain.query import PassageHit
from carrel.services.reading import DocumentText

_WIDTH = 96
_FALLBACK = "sentences from the paper"
_IN_VAIN = "the model gave nothing usable here"
_MARKS = {Status.SUPPORTED: "✓", Status.PARTLY: "◐", Status.NOT_FOUND: "⊘", Status.CHECKING: "…"}


def paper_data(paper: Paper, digest: Digest | None) -> dict[str, object]:
    """A paper and its digest for ``--json``."""
    return {"paper": paper, "digest": digest}


def row_line(row: PaperRow) -> str:
    """One line of a list: number, star, year, evidence, title."""
    evidence = f"{row.supported}/{row.statements}" if row.has_digest else "-"
    return f"{row.id:>6} {'★' if row.starred else ' '} {row.year or '':>4}  {evidence:>6}  {row.title}"


def hit_line(hit: PassageHit) -> str:
    """One line under a paper: where it matches, and the passage."""
    quote = textwrap.shorten(hit.text, _WIDTH - 30, placeholder=" …")
    page = f"p.{hit.page + 1} " if hit.page >= 0 else ""
    by = "by meaning, " if hit.by_meaning else ""
    return f"{'':>15} {by}{page}{hit.section or 'text'}: “{quote}”"


def paper_page(paper: Paper, digest: Digest | None, document: DocumentText | None) -> str:
    """A paper with its digest, each statement with its mark and its page."""
    identifier = f"arXiv:{paper.arxiv_id}v{paper.version}" if paper.arxiv_id else paper.doi
    meta = "  ".join(part for part in (identifier, " ".join(paper.categories), str(paper.year or "")) if part)
    parts = [_wrap(paper.title), _wrap(", ".join(paper.authors)), meta, ""]
    if digest is None:
        parts.append(_wrap(paper.abstract) or "No digest yet: this paper has no text that Carrel can read.")
        return "\n".join(part for part in parts if part or part == "")
    for part in Field:
        statements = digest.of(part)
        if statements:
            fallback = part in digest.fallbacks and not digest.provenance.extractive
            label = _FALLBACK if digest.note(part) else f"{_FALLBACK}: {_IN_VAIN}"
            parts += [f"{part.heading} ({label})" if fallback else part.heading]
            parts += [_statement(one, document) for one in statements]
            parts += [_wrap(digest.note(part), indent="  ", first="  "), ""] if digest.note(part) else [""]
    if digest.topics:
        parts.append(f"Topics: {', '.join(digest.topics)}")
    parts += [_counts(digest), _provenance(digest, document)]
    return "\n".join(parts)


def full_text(document: DocumentText) -> str:
    """The text as it was read, section by section."""
    headings = {section.position: section.heading for section in document.sections}
    parts = []
    for section, members in groupby(document.passages, key=lambda passage: passage.section):
        heading = headings.get(section, "")
        body = _wrap(" ".join(passage.text for passage in members))
        parts.append(f"{heading}\n{body}" if heading else body)
    return "\n\n".join(parts)


def _statement(statement: Statement, document: DocumentText | None) -> str:
    pages = ""
    if document is not None and statement.effective is not Status.NOT_FOUND:
        numbers = sorted(
            {document.passages[one].page + 1 for one in statement.passages if one < len(document.passages)}
        )
        pages = f" p.{', '.join(map(str, numbers))}" if numbers else ""
    elif document is None:
        pages = " abstract"
    if statement.replaced:
        pages = " in place of a sentence that was not found in paper"
    elif statement.effective is Status.NOT_FOUND:
        pages = " not found in paper"
    pages += ", your mark" if statement.verdict is not None else ""
    words = f"{statement.shown} (from the paper)" if statement.replaced else statement.shown
    line = _wrap(f"{_MARKS[statement.effective]}{pages}  {words}", indent="    ", first="  ")
    return "\n".join([line, *(_wrap(remark, indent="      ", first="      ") for remark in _remarks(statement))])


def _remarks(statement: Statement) -> list[str]:
    """What stands beneath a statement: what the model wrote where it was replaced, why, and what was checked."""
    remarks = []
    if statement.replaced:
        remarks.append(f"The model wrote, not found in paper: {statement.translation or statement.text}")
    elif statement.translation:
        remarks.append(f"Checked as: {statement.text}")
    remarks += [statement.reason] if statement.reason and statement.effective is not Status.SUPPORTED else []
    missing = [number for number in statement.missing_numbers if number not in statement.reason]
    remarks += [f"Not found in paper: {', '.join(missing)}"] if missing else []
    return remarks


def _counts(digest: Digest) -> str:
    counts = [f"{digest.count(Status.SUPPORTED)} of {len(digest.statements)} supported"]
    counts += [f"{n} partly" for n in [digest.count(Status.PARTLY)] if n]
    counts += [f"{n} not found" for n in [digest.count(Status.NOT_FOUND)] if n]
    return ", ".join(counts)


def _provenance(digest: Digest, document: DocumentText | None) -> str:
    source, coverage = digest.provenance, digest.provenance.coverage
    who = "Extractive, the model gave nothing usable" if digest.fallbacks else "Extractive"
    if not source.extractive:
        quantization = f" ({source.quantization})" if source.quantization else ""
        who = f"{source.model_name or source.model_file}{quantization}, {source.where}"
    amount = f"{coverage.tokens_read:,} of {coverage.tokens:,} {source.unit}"
    sections = f"{coverage.sections_read} of {coverage.sections} {'section' if coverage.sections == 1 else 'sections'}"
    alone = document is None and coverage.sections <= 1
    read = f"the abstract alone, {amount}" if alone else f"{sections}, {amount}"
    part = "read in part" if coverage.tokens_read < coverage.tokens else "read"
    left = f"; {', '.join(coverage.left_out)} left out" if coverage.left_out else ""
    return f"{who}, {source.created}, {source.seconds:.1f} s; {part}: {read}{left}"


def _wrap(text: str, indent: str = "", first: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=indent) if text else ""
