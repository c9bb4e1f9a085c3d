"""How the paper is set: the size and font of its running text, against which everything else stands out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.documents.line import Line

_MAIN_SHARE = 0.03
_SLIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Typography:
    """`size`, `font` and `bold` of the running text, `fonts` that set a fair share of the paper, `column` a full line's width."""

    size: float
    font: str
    bold: bool
    fonts: frozenset[str]
    column: float

    @classmethod
    def of(cls, pages: Sequence[Sequence[Line]]) -> Typography:
        """Judge by characters: the size most of them have, then the font most of those have."""
        sizes: Counter[float] = Counter()
        styles: Counter[tuple[float, str, bool]] = Counter()
        fonts: Counter[str] = Counter()
        for lines in pages:
            for line in lines:
                length = len(line.text)
                style = line.style
                sizes[style.size] += length
                styles[style] += length
                fonts[style.font] += length
        if not sizes:
            return cls(10.0, "", False, frozenset(), 0.0)
        size = sizes.most_common(1)[0][0]
        (_, font, bold), _ = max(((s, n) for s, n in styles.items() if s[0] == size), key=lambda pair: pair[1])
        total = sum(fonts.values())
        main = frozenset(name for name, count in fonts.items() if count >= _MAIN_SHARE * total)
        widths = sorted(
            line.right - line.left for lines in pages for line in lines if abs(line.style.size - size) < 0.6
        )
        column = widths[int(0.75 * (len(widths) - 1))] if widths else 0.0
        return cls(size, font, bold, main, column)

    def stands_out(self, line: Line) -> bool:
        """Whether a whole line differs from running text in the way headings do."""
        if line.text.isupper() and line.size >= self.size - _SLIGHT:
            return True
        style = line.style
        if style.size < self.size - 0.6 and not (style.bold and not self.bold):
            return False
        if style.size >= self.size + 0.7:
            return True
        if style.bold and line.lead.bold and not self.bold:
            return True
        return self.font not in {style.font, line.lead.font}
