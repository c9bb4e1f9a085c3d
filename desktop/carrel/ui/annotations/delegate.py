"""How a row of the list of all annotations looks: the quote, what was written on it, and where it stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from carrel.domain.annotation import Annotation, AnnotationKind
from carrel.ui.annotations.rows import AnnotationRows, Index
from carrel.ui.annotations.words import paper_words, place_of
from carrel.ui.reader.annotations.painting import ink, mark_color
from carrel.ui.reader.annotations.words import heading_of, plain
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring

_HIGH = 72
_LONGEST = 300


class AnnotationDelegate(QStyledItemDelegate):
    """Rows of one height, whatever they hold."""

    def __init__(self, theme: Theme, view: QListView, rows: AnnotationRows) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._rows = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One height for all rows."""
        del option, index
        return QSize(200, self._theme.px(_HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row; one that is still fetched is blank."""
        theme = self._theme
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            focused = self._view.hasFocus()
            painter.fillRect(
                rect, theme.color(("selection" if focused else "selection-unfocused") if chosen else "hover")
            )
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row = self._rows.annotation_row(index.row())
        if row is not None:
            one = row.annotation
            inner = rect.adjusted(theme.px(16), theme.px(9), -theme.px(16), -theme.px(9))
            self._paint_bar(painter, inner, one)
            left, width = inner.left() + theme.px(14), inner.width() - theme.px(14)
            quoted = theme.font("table-title", weight=400) if one.anchor.quote else theme.font("body")
            written = plain(one.text) if one.anchor.quote else ""
            tags = " ".join(f"#{tag}" for tag in one.tags)
            middle = "   ".join(part for part in (written, tags) if part)
            shown = [
                one
                for one in (
                    (quoted, "text", heading_of(one)),
                    (theme.font("body"), "text-2", middle),
                    (theme.font("meta"), "text-3", f"{paper_words(row)}, {place_of(one).lower()}"),
                )
                if one[2]
            ]
            top = inner.center().y() - len(shown) * theme.px(18) / 2
            for font, token, text in shown:
                self._line(painter, QRectF(left, top, width, theme.px(18)), font, token, text)
                top += theme.px(18)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            paint_focus_ring(painter, rect, theme)
        painter.restore()

    def _paint_bar(self, painter: QPainter, inner: QRectF, one: Annotation) -> None:
        mark = mark_color(self._theme, one.colour)
        line = one.kind is AnnotationKind.UNDERLINE
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink(mark.name(), night=self._theme.dark) if line else mark)
        painter.drawRoundedRect(QRectF(inner.left(), inner.top(), self._theme.px(4), inner.height()), 2, 2)

    def _line(self, painter: QPainter, rect: QRectF, font: QFont, token: str, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        shown = painter.fontMetrics().elidedText(text[:_LONGEST], Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
