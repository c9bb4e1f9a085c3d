"""Draws what a row of the models' list says, in four columns of two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from carrel.ui.digest.glyphs import COLOR_TOKENS, paint_mark

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from carrel.ui.models.model_words import FitWords, SpeedWords
    from carrel.ui.theme import Theme

_FIT, _SPEED = 0.386, 0.583
"""Where the columns begin, as shares of the width between the margins and the button."""

NARROW = 620
"""Rows narrower than this, at a text size of 100 %, have no column for the speed alone."""


class Columns:
    """The left edges of the columns in a row of `width` pixels."""

    def __init__(self, theme: Theme, width: float) -> None:
        self.margin = float(theme.px(24))
        self.fit = max(self.margin + theme.px(150), width * _FIT + theme.px(12))
        self.speed = max(self.fit + theme.px(132), width * _SPEED + theme.px(10))
        self.end = width - self.margin


class RowPainter:
    """Fonts and colours of a row, for one painter and one width."""

    def __init__(self, painter: QPainter, theme: Theme, columns: Columns, height: float) -> None:
        self._painter = painter
        self._theme = theme
        self._columns = columns
        line = theme.px(19)
        self._top = (height - 2 * line) / 2
        self._line = float(line)

    def name(self, text: str, detail: str, chip: tuple[str, str, str], *, problem: bool) -> None:
        """The name with its chip (words, ground, ink; words "" for none), and what it is."""
        theme, left = self._theme, self._columns.margin
        room = self._columns.fit - left - theme.px(16)
        font = theme.font("body", weight=600)
        chip_room = self._chip_width(chip[0]) + theme.px(8) if chip[0] else 0.0
        shown = self._text(text, left, self._top, max(theme.px(60), room - chip_room), font, "text")
        if chip[0]:
            self._chip(chip, left + shown + theme.px(8))
        end = self._columns.speed if problem else self._columns.fit
        token = "not-found" if problem else "text-2"
        self._text(detail, left, self._top + self._line, end - left - theme.px(16), theme.font("meta"), token)

    def fit(self, words: FitWords, end: float) -> None:
        """The mark and the words of the fit, up to `end`."""
        theme, left = self._theme, self._columns.fit
        room = end - left - theme.px(4)
        token, side = COLOR_TOKENS[words.mark], theme.px(12)
        mark = QRectF(left, self._top + (self._line - side) / 2, side, side)
        paint_mark(self._painter, mark, words.mark, theme)
        inset = side + theme.px(6)
        self._text(words.text, left + inset, self._top, room - inset, theme.font("label"), token)
        self._text(words.detail, left, self._top + self._line, room, theme.font("meta", tabular=True), "text-2")

    def speed(self, words: SpeedWords, end: float) -> None:
        """The speed, or the line of what runs."""
        theme, left = self._theme, self._columns.speed
        room = end - left - theme.px(12)
        quiet = theme.font("meta", tabular=True)
        if words.share is None:
            self._text(words.text, left, self._top, room, theme.font("label", weight=500, tabular=True), "text")
        else:
            percent = QFontMetricsF(quiet).horizontalAdvance("100%") + theme.px(8) if words.text else 0.0
            track = QRectF(left, self._top + self._line / 2 - 2.5, max(40.0, min(theme.px(148), room) - percent), 5)
            self._bar(track, words)
            if words.text:
                self._text(words.text, track.right() + theme.px(8), self._top, percent, quiet, "text-2")
        self._text(words.detail, left, self._top + self._line, room, quiet, "text-2")

    def right(self, words: str, end: float) -> None:
        """Words where a button would stand."""
        font = self._theme.font("meta")
        width = QFontMetricsF(font).horizontalAdvance(words)
        self._text(words, end - width, self._top + self._line / 2, width + 1, font, "text-2")

    def _bar(self, track: QRectF, words: SpeedWords) -> None:
        painter, theme = self._painter, self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(track, 2.5, 2.5)
        if words.share:
            token = "supported-fill" if words.checked else "control" if words.standing else "accent"
            painter.setBrush(theme.color(token))
            done = QRectF(track)
            done.setWidth(max(5.0, track.width() * min(1.0, words.share)))
            painter.drawRoundedRect(done, 2.5, 2.5)

    def _chip_width(self, words: str) -> float:
        theme = self._theme
        width = QFontMetricsF(theme.font("meta", weight=500)).horizontalAdvance(words) + theme.px(14)
        return width + (theme.px(18) if words == "In use" else 0)

    def _chip(self, chip: tuple[str, str, str], left: float) -> None:
        theme, painter = self._theme, self._painter
        words, ground, ink = chip
        height = theme.px(20)
        rect = QRectF(left, self._top + (self._line - height) / 2, self._chip_width(words), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(rect, 4, 4)
        inside = rect.left() + theme.px(7)
        if words == "In use":
            side = theme.px(12)
            tick = theme.pixmap("check", 12, ink, stroke=2.6)
            painter.drawPixmap(QPointF(inside, rect.center().y() - side / 2), tick)
            inside += theme.px(18)
        self._text(words, inside, self._top, rect.right() - inside, theme.font("meta", weight=500), ink)

    def _text(self, text: str, left: float, top: float, room: float, font: QFont, token: str) -> float:
        """Draw as much of a line as fits; the width it took."""
        if not text or room <= 0:
            return 0.0
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 1)
        self._painter.setFont(font)
        self._painter.setPen(self._theme.color(token))
        self._painter.drawText(QRectF(left, top, room + 2, self._line), Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)
