"""How a related paper looks: its title, where and whose it is, and its sentence that is closest, both in the paper's type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from carrel.ui.related.words import meta_parts
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.wrapped_text import wrapped

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListView

    from carrel.domain.related import RelatedPaper
    from carrel.ui.related.rows import Index, RelatedRows
    from carrel.ui.theme import Theme

_LINES = 2
_STAR = 16
_PARTED = "   "

Text = tuple[QTextLayout, int]


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
        (_, title), (_, sentence) = self._laid_out(paper, self._inner(QRectF(0, 0, width, 0)).width())
        high = title * theme.line("table-title") + theme.line("meta") + sentence * theme.line("quote")
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
        title, sentence = self._laid_out(paper, inner.width())
        top = self._text(painter, inner, inner.top(), title, "text", "table-title")
        meta = QRectF(inner.left(), top, inner.width(), theme.line("meta"))
        painter.setFont(theme.font("meta"))
        painter.setPen(theme.color("text-3"))
        words = painter.fontMetrics().elidedText(
            _PARTED.join(meta_parts(paper)), Qt.TextElideMode.ElideRight, int(inner.width())
        )
        painter.drawText(meta, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        self._text(painter, inner, meta.bottom() + theme.px(4), sentence, "text-2", "quote")
        star = "accent" if paper.row.starred else "control"
        painter.drawPixmap(self.star(rect).topLeft(), theme.pixmap("star", _STAR, star, filled=paper.row.starred))
        if focused and option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, rect, theme)
        painter.restore()

    def _inner(self, rect: QRectF) -> QRectF:
        px = self._theme.px
        return rect.adjusted(self._inset, px(10), -px(14 + _STAR + 10), -px(10))

    def _laid_out(self, paper: RelatedPaper, width: float) -> tuple[Text, Text]:
        """Title and sentence, each in the lines it takes."""

        def text(said: str, weight: int, line: str) -> Text:
            font = self._theme.font("table-title", weight=weight)
            layout, lines = wrapped(said, font, width, _LINES, self._theme.line(line))
            return layout, lines if said else 0

        quoted = f"“{paper.sentence}”" if paper.sentence else ""
        return text(paper.row.title, 600, "table-title"), text(quoted, 400, "quote")

    def _text(self, painter: QPainter, inner: QRectF, top: float, text: Text, token: str, line: str) -> float:
        layout, lines = text
        painter.setPen(self._theme.color(token))
        layout.draw(painter, QPointF(inner.left(), top))
        return top + lines * self._theme.line(line)
