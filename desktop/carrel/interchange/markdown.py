"""A day as Markdown (CommonMark, as Obsidian and others read it). No text of a paper can become markup.

Every text stands on one line, and what has a meaning in CommonMark, in GitHub's or in Obsidian's dialect is escaped, so
that a title is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carrel.interchange.day import DayPage, Entry, Said
from carrel.interchange.wording import INDEPENDENT, LANES, LEGEND, THANKS, day_words, lane_words, mark, totals

_MARKUP = re.compile(
    r"[\\`*_\[\]<>#$~|^&@{}]"  # emphasis, code, links, HTML, entities, headings and tags, formulas, tables, mentions
    r"|%(?=%)|(?<=%)%|=(?==)|(?<==)="  # Obsidian's comments and highlights
    r"|:(?=//)|(?<=www)\."  # addresses that would become links by themselves
    r"|^[-+=]",  # lists, rules and underlined headings
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def write(page: DayPage) -> str:
    """The whole page."""
    parts = [f"# {day_words(page.day)}", totals(page).capitalize()]
    if page.note:
        parts.append(escape(page.note))
    for lane in page.lanes:
        if lane.papers:
            parts += [f"## {LANES[lane.lane]}", lane_words(lane).capitalize()]
            for entry in lane.entries:
                parts += _entry(entry)
    parts += ["---", f"{LEGEND}. {THANKS} {INDEPENDENT}"]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """One line of text as Markdown that shows just this text, wherever in a line it stands."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### {escape(entry.title)}"
    meta = (
        entry.kind,
        ", ".join(map(escape, entry.categories)),
        f"[{escape(entry.arxiv.label)}]({entry.arxiv.address})",
    )
    yield " · ".join(filter(None, meta))
    if entry.byline:
        yield escape(entry.byline)
    yield from map(escape, entry.notices)
    if entry.reasons:
        yield f"For you: {escape(entry.reasons)}"
    if entry.points:
        yield "\n".join(f"- {_statement(point)}" for point in entry.points)
    if entry.summary:
        yield " ".join(map(_statement, entry.summary))
    if not entry.digested and entry.abstract:
        yield escape(entry.abstract)
    if entry.links:
        yield " ".join(f"[{escape(link.label)}](<{link.address}>)" for link in entry.links)
    if entry.notes:
        yield f"*{escape(entry.notes)}*"
    if entry.provenance:
        yield f"*{escape(entry.provenance)}*"


def _statement(said: Said) -> str:
    return f"{escape(said.text)} {escape(mark(said))}"
