"""How a related paper looks: its title, where and whose it is, and its sentence that is closest, both in the paper's type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from carrel.ui.related.words import meta_parts
from carrel.ui.theme.focus import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListView

    from carrel.domain.related import RelatedPaper
    from carrel.ui.related.rows import Index, RelatedRows
    from carrel.ui.theme import Theme

_LINES = 2
_STAR = 16
_PARTED = "   "


class RelatedDelegate(QStyledItemDelegate):
    """Rows as high as their words need at the list's width. `inset` is how far words stand from the list's left side."""

    def __init__(self, theme: Theme, view: QListView, rows: RelatedRows, inset: float) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._rows = rows
        self._inset = inset

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a row."""
        del option
        paper = self._rows.at(index.row())
        width = self._view.viewport().width()
        if paper is None:
            return QSize(width, 0)
        theme = self._theme
        title, sentence = self._lines(paper, self._inner(QRectF(0, 0, width, 0)).width())
        high = len(title) * theme.line("table-title") + theme.line("meta") + len(sentence) * theme.line("quote")
        return QSize(width, high + theme.px(24 if sentence else 20))

    def star(self, rect: QRectF) -> QRectF:
        """Where a row's star stands."""
        side = self._theme.px(_STAR)
        return QRectF(rect.right() - self._theme.px(14) - side, rect.top() + self._theme.px(12), side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        paper = self._rows.at(index.row())
        if paper is None:
            return
        theme, rect = self._theme, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self._view.hasFocus()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            token = "selection" if chosen and focused else "selection-unfocused" if chosen else "hover"
            painter.fillRect(rect, theme.color(token))
        inner = self._inner(rect)
        painter.setPen(theme.color("line"))
        painter.drawLine(QPointF(inner.left(), rect.bottom()), QPointF(rect.right() - theme.px(14), rect.bottom()))
        title, sentence = self._lines(paper, inner.width())
        top = inner.top()
        for line in title:
            top = self._line(painter, inner, top, line, self._title_font, "text", theme.line("table-title"))
        meta = _PARTED.join(meta_parts(paper))
        top = self._line(painter, inner, top, meta, theme.font("meta"), "text-3", theme.line("meta"))
        top += theme.px(4)
        for line in sentence:
            top = self._line(painter, inner, top, line, self._quote_font, "text-2", theme.line("quote"))
        star = "accent" if paper.row.starred else "control"
        painter.drawPixmap(self.star(rect).topLeft(), theme.pixmap("star", _STAR, star, filled=paper.row.starred))
        if focused and option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, rect, theme)
        painter.restore()

    @property
    def _title_font(self) -> QFont:
        return self._theme.font("table-title", weight=600)

    @property
    def _quote_font(self) -> QFont:
        return self._theme.font("table-title", weight=400)

    def _inner(self, rect: QRectF) -> QRectF:
        px = self._theme.px
        return rect.adjusted(self._inset, px(10), -px(14 + _STAR + 10), -px(10))

    def _lines(self, paper: RelatedPaper, width: float) -> tuple[list[str], list[str]]:
        quoted = f"“{paper.sentence}”" if paper.sentence else ""
        return broken(paper.row.title, self._title_font, width), broken(quoted, self._quote_font, width)

    def _line(
        self, painter: QPainter, inner: QRectF, top: float, text: str, font: QFont, token: str, high: int
    ) -> float:
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
        place = QRectF(inner.left(), top, inner.width(), high)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return top + high


def broken(text: str, font: QFont, width: float) -> list[str]:
    """A text in at most two lines, the last one cut short where there is more."""
    if not text:
        return []
    layout = QTextLayout(text, font)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < _LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1.0))
        start = line.textStart()
        lines.append(text[start:] if len(lines) == _LINES - 1 else text[start : start + line.textLength()].rstrip())
    layout.endLayout()
    lines[-1] = QFontMetricsF(font).elidedText(lines[-1], Qt.TextElideMode.ElideRight, width)
    return lines
