"""Painting the table's cells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from carrel.domain.digest import Status
from carrel.domain.paper import PaperRow, ReadingState
from carrel.ui.digest.glyphs import COLOR_TOKENS, paint_mark
from carrel.ui.library.columns import Column
from carrel.ui.library.hidden_text import HIDDEN_ICON
from carrel.ui.library.row_words import CELL_WORDS, evidence_words, row_status
from carrel.ui.library.rows import ROW

if TYPE_CHECKING:
    from carrel.ui.library.rows import Heading
    from carrel.ui.theme import Theme

ROW_HEIGHTS = {"compact": 25, "normal": 29, "roomy": 36}
_BESIDE = 8
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


class Cells(QStyledItemDelegate):
    """Paints a `PaperRow`'s cells; backgrounds are the table's."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.density = "normal"
        self._make_fonts()
        theme.changed.connect(self._make_fonts)

    def _make_fonts(self) -> None:
        self._title = self._theme.font("table-title")
        self._body = self._theme.font("body", tabular=True)
        self._heading = self._theme.font("body", weight=600)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows of one height."""
        return QSize(40, self._theme.px(ROW_HEIGHTS[self.density]))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell; a row that is still being fetched is blank."""
        row = index.data(ROW)
        if isinstance(row, PaperRow):
            self.paint_cell(painter, option.rect, row, Column(index.column()))

    def paint_cell(self, painter: QPainter, rect: QRect, row: PaperRow, column: Column) -> None:
        """Draw what `column` shows of `row`."""
        match column:
            case Column.STATUS:
                self._status(painter, QRectF(rect), row.reading)
            case Column.STAR:
                self._star(painter, rect, starred=row.starred)
            case Column.TITLE:
                quiet = row.reading is not ReadingState.UNREAD
                self._text(painter, rect, row.title, self._title, "text-2" if quiet else "text")
            case Column.EVIDENCE:
                self._evidence(painter, rect, row)
            case Column.ATTACHMENTS:
                self._attachments(painter, rect, row)
            case _:
                self._text(painter, rect, CELL_WORDS[column](row), self._body, "text-2")

    def paint_heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        """Draw the heading of a group all along a row: whether it is collapsed, its name, how many papers it has."""
        side = self._theme.px(14)
        left = rect.left() + self._theme.px(12)
        arrow = self._theme.pixmap("chevron-right" if heading.collapsed else "chevron-down", 14, "text-2")
        painter.drawPixmap(left, rect.center().y() - side // 2 + 1, arrow)
        count = f"{heading.count:,}"
        after = round(QFontMetricsF(self._body).horizontalAdvance(count)) + 2 * _BESIDE
        room = rect.adjusted(left + side + _BESIDE, 0, -after, 0)
        name = elided(heading.name, self._heading.key(), room.width())
        painter.setFont(self._heading)
        painter.setPen(self._theme.color("text"))
        painter.drawText(room, _LEFT, name)
        painter.setFont(self._body)
        painter.setPen(self._theme.color("text-3"))
        room.setLeft(room.left() + round(QFontMetricsF(self._heading).horizontalAdvance(name)) + _BESIDE)
        painter.drawText(room.adjusted(0, 0, after, 0), _LEFT, count)

    def _text(self, painter: QPainter, rect: QRect, text: str, font: QFont, token: str) -> None:
        room = rect.adjusted(_BESIDE, 0, -_BESIDE, 0)
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        painter.drawText(room, _LEFT, elided(text, font.key(), room.width()))

    def _status(self, painter: QPainter, rect: QRectF, state: ReadingState) -> None:
        if state is ReadingState.READ:
            return
        radius = 3.75 * self._theme.scale
        center = QPointF(rect.left() + 19 * self._theme.scale, rect.center().y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self._theme.color("accent")
        painter.setBrush(accent)
        if state is ReadingState.UNREAD:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(center, radius, radius)
            return
        ring = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawChord(ring, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.3))
        painter.drawEllipse(ring.adjusted(0.5, 0.5, -0.5, -0.5))

    def _star(self, painter: QPainter, rect: QRect, *, starred: bool) -> None:
        pixmap = self._theme.pixmap("star", 16, "accent" if starred else "control", filled=starred)
        side = self._theme.px(16)
        painter.drawPixmap(rect.center().x() - side // 2 + 1, rect.center().y() - side // 2 + 1, pixmap)

    def _evidence(self, painter: QPainter, rect: QRect, row: PaperRow) -> None:
        status = row_status(row)
        side = self._theme.px(11)
        left = rect.left() + _BESIDE
        paint_mark(painter, QRectF(left, rect.center().y() - side / 2 + 0.5, side, side), status, self._theme)
        quiet = status in {Status.SUPPORTED, Status.CHECKING} or row.busy
        words = rect.adjusted(_BESIDE + side + self._theme.px(5), 0, 0, 0)
        painter.setFont(self._body)
        painter.setPen(self._theme.color("text-2" if quiet else COLOR_TOKENS[status]))
        painter.drawText(words, _LEFT, elided(evidence_words(row), self._body.key(), words.width()))

    def _attachments(self, painter: QPainter, rect: QRect, row: PaperRow) -> None:
        side = self._theme.px(14)
        left = rect.left() + 4
        icons = (
            ("file-text", row.has_pdf),
            ("code-xml", row.has_code),
            ("sticky-note", row.has_note),
            ("highlighter", row.has_highlight),
            (HIDDEN_ICON, row.has_hidden),
        )
        for name, has in icons:
            if has:
                token = "partly" if name == HIDDEN_ICON else "text-2"
                painter.drawPixmap(left, rect.center().y() - side // 2 + 1, self._theme.pixmap(name, 14, token))
                left += side + self._theme.px(4)


@lru_cache(maxsize=4096)
def elided(text: str, font: str, width: int) -> str:
    """`text` cut with an ellipsis to `width` pixels in the font that `font` is the key of."""
    made = QFont()
    made.fromString(font)
    return QFontMetricsF(made).elidedText(text, Qt.TextElideMode.ElideRight, width)
