"""The values that extraction works on: lines of print, their style, and the pages they stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Style(NamedTuple):
    """How characters look: effective size in points, the font's name without its subset prefix, bold or not."""

    size: float
    font: str
    bold: bool


class Line(NamedTuple):
    """A line of print as PDFium groups characters, its box in points from the displayed page's top-left corner.

    `text` is normalised; `printed` is as PDFium gives it where that differs, else "". `start` is the index of the
    line's first character in the page's text.
    `style` is taken in the middle of the line, `lead` at its first character. `soft` tells that the line
    ended in a hyphen which PDFium recognised as a word break; the hyphen itself is not part of `text`.
    """

    page: int
    start: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    style: Style
    lead: Style
    soft: bool
    printed: str = ""

    @property
    def size(self) -> float:
        """The size of its capitals: in small capitals the middle of a line is often set smaller than its beginning."""
        return max(self.style.size, self.lead.size)

    @property
    def upright(self) -> bool:
        """False for text that runs up or down the page, as the margin stamp of arXiv does."""
        return len(self.text) < 4 or self.bottom - self.top < 3 * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Page:
    """One page's lines in the order of its content, and what is needed to cut sentences out of them.

    `edges` maps indices of characters at which a sentence may begin or end to their (left, right).
    `hidden` counts characters that people cannot see and that are not part of any line.
    """

    index: int
    width: float
    height: float
    lines: tuple[Line, ...]
    edges: dict[int, tuple[float, float]] = field(default_factory=dict)
    hidden: int = 0
