"""Blocks: neighbouring lines that belong together, and what each block is in the paper."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.documents.headings import Heading
    from carrel.documents.line import Line, Page
    from carrel.documents.typography import Typography

_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|algorithm|listing|scheme|exhibit|plate)\s*(?:[A-Z]?\.?\d+(?:\.\d+)*|[IVX]+|[A-Z]\d?)\s*(?:[.:|(—–-]|\([a-z]\)|$|\s+[A-Z])",
    re.IGNORECASE,
)
_FOOTNOTE_MARK = re.compile(r"(?:\d{1,2}|[∗*†‡§¶♦♣⋆◦•\u2020\u2021])\s?\S")
_SAMPLE = 120
_FOOT = 0.86
_UNLIKE = 0.6
_SAMPLED_LINES = 4


class Part(Enum):
    """What a block is. A *float* is text of a figure, table or margin: kept, but never joined to running text."""

    HEADING = auto()
    BODY = auto()
    CAPTION = auto()
    FOOTNOTE = auto()
    FLOAT = auto()


class Block(NamedTuple):
    """Lines of one page that belong together."""

    part: Part
    lines: tuple[Line, ...]
    heading: Heading | None = None


def of_page(
    lines: Sequence[Line],
    page: Page,
    number: int,
    headings: dict[tuple[int, int], Heading],
    typography: Typography,
) -> list[Block]:
    """Cut one page's lines, in reading order, into blocks. `number` is the page's place among those `headings` counts."""
    blocks: list[Block] = []
    run: list[Line] = []
    index = 0
    lowest = _lowest_body(lines, typography)
    while index < len(lines):
        heading = headings.get((number, index))
        line = lines[index]
        if (
            heading
            or (run and not _together(run[-1], line))
            or (run and _CAPTION.match(line.text) and _starts_low(run[-1], line))
        ):
            if run:
                blocks.append(_judged(run, page, lowest, typography))
            run = []
        if heading:
            blocks.append(Block(Part.HEADING, tuple(lines[index : index + heading.lines]), heading))
            index += heading.lines
            continue
        run.append(line)
        index += 1
    if run:
        blocks.append(_judged(run, page, lowest, typography))
    return blocks


def _starts_low(previous: Line, line: Line) -> bool:
    return line.top > previous.top + 0.5 * line.style.size


def _together(previous: Line, line: Line) -> bool:
    size = previous.style.size
    step = line.top - previous.top
    if not -0.6 * size <= step <= 2.4 * size:
        return False
    # Small capitals, a raised mark or a formula change the size inside lines of one block.
    if abs(size - line.style.size) > _UNLIKE:
        if abs(previous.size - line.size) > _UNLIKE and not _same_row(previous, line):
            return False
        size = max(previous.size, line.size)
    return (
        -0.6 * size <= step <= 1.9 * size
        and line.left < previous.right + 2 * size
        and previous.left < line.right + 2 * size
    )


def _same_row(previous: Line, line: Line) -> bool:
    return line.top < previous.bottom - 1 and previous.top < line.bottom - 1


def _lowest_body(lines: Sequence[Line], typography: Typography) -> list[tuple[float, float, float]]:
    """Of long lines in the running text's size: (left, right, bottom)."""
    return [
        (line.left, line.right, line.bottom)
        for line in lines
        if line.style.size >= typography.size - 0.4 and line.right - line.left > 0.5 * typography.column
    ]


def _judged(run: Sequence[Line], page: Page, lowest: list[tuple[float, float, float]], typography: Typography) -> Block:
    lines = tuple(run)
    first = lines[0]
    if _CAPTION.match(first.text) and (
        first.style.size < typography.size - 0.3 or first.lead != first.style or len(lines) < 12
    ):
        return Block(Part.CAPTION, lines)
    if not first.upright:
        return Block(Part.FLOAT, lines)
    text = " ".join([line.text for line in lines[:_SAMPLED_LINES]])
    # Enough of a block to tell words from figures; counting all of its letters would take longer than all the rest.
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    width = max(line.right - line.left for line in lines)
    prose = letters > 0.55 * len(sample) and (
        width > 0.6 * typography.column or len(text) > 60 * min(len(lines), _SAMPLED_LINES)
    )
    if max(line.size for line in lines) < typography.size - 0.6:
        if first.top > _FOOT * page.height and _is_last(lines, lowest):
            return Block(Part.FOOTNOTE, lines)
        if (
            first.top > 0.4 * page.height
            and _is_last(lines, lowest)
            and (_FOOTNOTE_MARK.match(first.text) or first.lead.size < first.style.size - 1)
        ):
            return Block(Part.FOOTNOTE, lines)
        return Block(Part.BODY if prose and len(lines) > 1 and width > 0.6 * typography.column else Part.FLOAT, lines)
    if first.style.font not in typography.fonts and not prose:
        return Block(Part.FLOAT, lines)
    return Block(Part.BODY if prose or letters > 2 else Part.FLOAT, lines)


def _is_last(lines: Sequence[Line], lowest: list[tuple[float, float, float]]) -> bool:
    """Whether no running text stands below these lines in their column."""
    left, right, top = lines[0].left, max(line.right for line in lines), lines[0].top
    return not any(a < right and left < b and bottom > top + 4 for a, b, bottom in lowest)
