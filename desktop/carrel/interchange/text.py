"""A day as plain text, for terminals and for mail programs that show no HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from carrel.interchange.day import DayPage, Entry
from carrel.interchange.wording import INDEPENDENT, LANES, LEGEND, THANKS, day_words, lane_words, mark, totals

_WIDTH = 76


def write(page: DayPage) -> str:
    """The whole page; no line is longer than 76 characters unless a word is."""
    parts = [f"{day_words(page.day)}\n{totals(page).capitalize()}"]
    if page.note:
        parts.append(_wrap(page.note))
    for lane in page.lanes:
        if lane.papers:
            heading = f"{LANES[lane.lane]}, {lane_words(lane)}"
            parts.append(f"{heading}\n{'-' * len(heading)}")
            parts += ["\n".join(_entry(entry)) for entry in lane.entries]
    parts.append(f"--\n{_wrap(f'{LEGEND}. {THANKS} {INDEPENDENT}')}")
    return "\n\n".join(parts) + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    yield _wrap(entry.title)
    if entry.byline:
        yield _wrap(entry.byline)
    yield _wrap("  ".join(filter(None, (entry.kind, ", ".join(entry.categories)))))
    yield entry.arxiv.address
    yield from map(_wrap, entry.notices)
    if entry.reasons:
        yield _wrap(f"For you: {entry.reasons}")
    for point in entry.points:
        yield _wrap(f"- {point.text} {mark(point)}", "  ")
    if entry.summary:
        yield _wrap(" ".join(f"{said.text} {mark(said)}" for said in entry.summary))
    if not entry.digested and entry.abstract:
        yield _wrap(entry.abstract)
    yield from (link.address for link in entry.links)
    if entry.notes:
        yield _wrap(f"({entry.notes})")
    if entry.provenance:
        yield _wrap(f"({entry.provenance})")


def _wrap(words: str, indent: str = "") -> str:
    return textwrap.fill(words, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
