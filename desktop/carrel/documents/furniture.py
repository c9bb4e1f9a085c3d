"""What is printed on pages but is not part of the paper: running headers, footers, page and line numbers, stamps."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.documents.line import Line, Page

_BAND = 0.14
_NEAREST = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+|p\.\s*)?[-–—|\[(.\s]*(?:\d{1,4}|[ivxlc]{1,6})[-–—|\]).\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)
_FIRST_NUMBER = re.compile(r"^(\d{1,4})\s+\D")
_LAST_NUMBER = re.compile(r"[^\d.]\s+(\d{1,4})$")
_FEWEST_NUMBERED = 3
_MARGIN = 0.1


def remove(pages: Sequence[Page]) -> tuple[list[list[Line]], tuple[str, ...]]:
    """The pages' lines without furniture, and the texts of the sideways stamps of the first page."""
    margins = [_ends(page) for page in pages]
    repeated = _repeated(pages, margins)
    numbering = _numbering(pages, margins)
    kept: list[list[Line]] = []
    stamps: list[str] = []
    for page, ends in zip(pages, margins, strict=True):
        numbers = _line_numbers(page)
        lines = []
        for line in page.lines:
            if not line.upright:
                if page.index == 0:
                    stamps.append(line.text)
                if line.right < page.width * _MARGIN or line.left > page.width * (1 - _MARGIN):
                    continue
            if line in ends and (
                _key(line, page) in repeated
                or _PAGE_NUMBER.fullmatch(line.text)
                or any(vote in numbering for vote in _votes(line, page))
            ):
                continue
            if line in numbers:
                continue
            lines.append(line)
        kept.append(lines)
    return kept, tuple(stamps)


def _ends(page: Page) -> set[Line]:
    """The few lines nearest to the page's top and bottom edges that stand in its marginal bands."""
    high, low = page.height * _BAND, page.height * (1 - _BAND)
    top = [line for line in page.lines if line.bottom < high]
    bottom = [line for line in page.lines if line.top > low]
    nearest_top = sorted({round(line.top) for line in top})[:_NEAREST]
    nearest_bottom = sorted({round(line.bottom) for line in bottom})[-_NEAREST:]
    return {line for line in top if round(line.top) in nearest_top} | {
        line for line in bottom if round(line.bottom) in nearest_bottom
    }


def _key(line: Line, page: Page) -> tuple[str, int, bool]:
    # The size tells a paper's title from the running header that repeats it.
    return _DIGITS.sub("#", line.text).casefold(), round(line.style.size), line.top < page.height / 2


def _repeated(pages: Sequence[Page], margins: Sequence[set[Line]]) -> set[tuple[str, int, bool]]:
    """Texts, their digits aside, that stand at the same end of three pages, or of two among fewer than five."""
    counts: Counter[tuple[str, int, bool]] = Counter()
    for page, ends in zip(pages, margins, strict=True):
        counts.update({_key(line, page) for line in ends})
    enough = 3 if len(pages) > 4 else 2
    return {key for key, count in counts.items() if count >= enough}


def _votes(line: Line, page: Page) -> list[tuple[int, str]]:
    """How a page number at either end of the line would differ from the page's index, and at which end it stands."""
    votes = []
    for side, pattern in (("first", _FIRST_NUMBER), ("last", _LAST_NUMBER)):
        match = pattern.search(line.text)
        if match:
            votes.append((int(match[1]) - page.index, side))
    return votes


def _numbering(pages: Sequence[Page], margins: Sequence[set[Line]]) -> set[tuple[int, str]]:
    """By how much printed page numbers differ from the pages' indices, where running headers hold them."""
    counts: Counter[tuple[int, str]] = Counter()
    for page, ends in zip(pages, margins, strict=True):
        counts.update({vote for line in ends for vote in _votes(line, page)})
    return {vote for vote, count in counts.items() if count >= max(_FEWEST_NUMBERED, len(pages) // 4)}


def _line_numbers(page: Page) -> set[Line]:
    """The numbers that review copies print beside every line."""
    numbers = [line for line in page.lines if line.text.isdigit() and len(line.text) < 5]
    if len(numbers) < 15:
        return set()
    columns = Counter(round(line.right / 4) for line in numbers)
    return {line for line in numbers if columns[round(line.right / 4)] >= 15}
