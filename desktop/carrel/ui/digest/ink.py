"""The formats a digest is written in: whose words are serif, whose are sans, and how blocks are spaced."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat

from carrel.ui.digest.marks import Property

if TYPE_CHECKING:
    from carrel.ui.theme import Theme


class Role(StrEnum):
    """What a block of the document is."""

    HEADING = "heading"
    BULLET = "bullet"
    TEXT = "text"
    QUOTE = "quote"
    REASON = "reason"
    WAITING = "waiting"


class Ink:
    """Character and block formats made once a theme. `compact` is the smaller setting of previews."""

    def __init__(self, theme: Theme, *, compact: bool = False, listed: bool = False) -> None:
        self._theme = theme
        self._listed = listed
        self.heading = self._characters("label", "text", weight=600)
        self.heading_waiting = self._characters("label", "text-3", weight=600)
        self.sans = self._characters("body" if compact else "digest", "text")
        self.serif = self._characters("quote", "text")
        self.quote = self._characters("quote", "text-2")
        self.reason = self._characters("body", "text-2")
        self.remark = self._characters("meta", "text-3")
        self._line = theme.px(20 if compact else 21)

    def prose(self, *, serif: bool) -> QTextCharFormat:
        """The paper's own sentences in serif, everything else in sans."""
        return self.serif if serif else self.sans

    def number(self, base: QTextCharFormat) -> QTextCharFormat:
        """A number the passages do not hold: red, with a dotted underline."""
        red = self._theme.color("not-found")
        result = QTextCharFormat(base)
        result.setForeground(red)
        result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        result.setUnderlineColor(red)
        return result

    def block(self, role: Role, field: int, *, first: bool = False) -> QTextBlockFormat:
        """The format of a block of `role` in the field of index `field`; `first` leaves no space above."""
        px = self._theme.px
        block = QTextBlockFormat()
        block.setLineHeight(self._line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        block.setProperty(Property.FIELD, field)
        block.setProperty(Property.ROLE, role.value)
        if role is Role.HEADING:
            block.setTopMargin(0 if first else px(9))
            block.setBottomMargin(px(1))
        elif role in {Role.QUOTE, Role.REASON}:
            block.setLeftMargin(px(12))
            block.setTopMargin(px(5))
            block.setBottomMargin(px(9 if self._listed else 4))
        elif self._listed:
            block.setTopMargin(px(2))
            block.setBottomMargin(px(8))
        elif role is Role.BULLET:
            block.setLeftMargin(px(16))
            block.setBottomMargin(px(2))
        return block

    def _characters(self, style: str, token: str, weight: int | None = None) -> QTextCharFormat:
        result = QTextCharFormat()
        result.setFont(self._theme.font(style, weight=weight))
        result.setForeground(self._theme.color(token))
        return result
