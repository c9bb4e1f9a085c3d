"""Text in a few lines, the last one cut short where there is more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QTextLayout, QTextOption

from carrel.ui.text_offsets import from_qt

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

_LONGEST = 400
"""So many characters at most are tried for the last line."""


def wrapped(text: str, font: QFont, width: float, most: int, height: float) -> tuple[QTextLayout, int]:
    """Text in at most `most` lines of `height`, the last one with an ellipsis where there is more; and how many lines."""
    layout, starts = _layout(text, font, width, height)
    if len(starts) > most:
        last = from_qt(text, starts[most - 1])
        rest = QFontMetricsF(font).elidedText(text[last : last + _LONGEST], Qt.TextElideMode.ElideRight, width)
        layout, starts = _layout(text[:last] + rest, font, width, height, most)
    return layout, max(1, min(len(starts), most))


def _layout(text: str, font: QFont, width: float, height: float, most: int = 0) -> tuple[QTextLayout, list[int]]:
    """Lines of `height`, and where each begins as Qt counts."""
    layout = QTextLayout(text, font)
    layout.setCacheEnabled(True)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid() and (not most or len(starts) < most):
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, len(starts) * height + (height - line.height()) / 2))
        starts.append(line.textStart())
    layout.endLayout()
    return layout, starts
