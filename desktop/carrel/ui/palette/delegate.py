"""How a row of the palette looks: icon, words with the typed letters bold, and at the right its place or its key."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from carrel.domain.name_matching import Span
from carrel.ui.palette.entry import USES_THE_NETWORK, Entry, Group
from carrel.ui.palette.rows import Index, PaletteRows
from carrel.ui.text_offsets import in_qt
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.widgets.key_cap import key_size, paint_key

_ROW, _HEADING = 34, 30
_INSET = 6
_SHARE = 0.4
"""As much of a row's words' room may be taken by what stands at its right."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


class PaletteDelegate(QStyledItemDelegate):
    """Paints headings and entries."""

    def __init__(self, theme: Theme, rows: PaletteRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = rows

    def height(self, row: int) -> int:
        """How high a row is."""
        return self._theme.px(_HEADING if self._rows.entry(row) is None else _ROW)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are a little lower than entries."""
        del option
        return QSize(100, self.height(index.row()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entry = self._rows.entry(index.row())
        if entry is None:
            self._heading(painter, QRectF(option.rect), str(index.data()))
        else:
            rect = QRectF(option.rect).adjusted(_INSET, 0, -_INSET, 0)
            self._ground(painter, rect, option, entry)
            self._entry(painter, rect, entry)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRectF, text: str) -> None:
        theme = self._theme
        painter.setFont(theme.font("meta", weight=600))
        painter.setPen(theme.color("text-3"))
        painter.drawText(rect.adjusted(theme.px(16), theme.px(7), -theme.px(16), 0), _MIDDLE, text)

    def _ground(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, entry: Entry) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if not chosen and not (option.state & QStyle.StateFlag.State_MouseOver and entry.possible):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("selection" if chosen else "hover"))
        painter.drawRoundedRect(rect, 6, 6)
        if chosen:
            paint_focus_ring(painter, rect, self._theme)

    def _entry(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        theme = self._theme
        ink = "text" if entry.possible else "text-3"
        side = theme.px(16)
        left = rect.left() + theme.px(16) - _INSET
        pixmap = theme.pixmap(entry.icon, 16, "text-2" if entry.possible else "text-3")
        painter.drawPixmap(QPointF(left, rect.center().y() - side / 2), pixmap)
        left += side + theme.px(12)
        right = self._beside(painter, rect.adjusted(0, 0, _INSET - theme.px(16), 0), left, entry)
        room = QRectF(left, rect.top(), right - left - theme.px(12), rect.height())
        font = theme.font("table-title", weight=400) if entry.group is Group.PAPERS else theme.font("body")
        width = self._text(painter, room, entry.text, font, ink, entry.spans)
        if entry.author:
            painter.setFont(theme.font("meta"))
            painter.setPen(theme.color("text-3"))
            after = room.adjusted(width + theme.px(10), 0, 0, 0)
            painter.drawText(
                after,
                _MIDDLE,
                painter.fontMetrics().elidedText(entry.author, Qt.TextElideMode.ElideRight, max(0, int(after.width()))),
            )

    def _beside(self, painter: QPainter, rect: QRectF, left: float, entry: Entry) -> float:
        """What stands at the right: keys at the end, before them what is said in words; where that begins."""
        theme = self._theme
        right = rect.right()
        for cap in reversed(entry.caps):
            box = key_size(theme, cap)
            right -= box.width()
            paint_key(
                painter, QRectF(right, rect.center().y() - box.height() / 2, box.width(), box.height()), cap, theme
            )
            right -= theme.px(3)
        words = entry.beside or (USES_THE_NETWORK if entry.network else "")
        if not words:
            return right
        right -= theme.px(7) if entry.caps else 0
        font = theme.font("meta")
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, (right - left) * _SHARE)
        width = metrics.horizontalAdvance(shown)
        painter.setFont(font)
        painter.setPen(theme.color("text-3"))
        painter.drawText(QRectF(right - width, rect.top(), width + 1, rect.height()), _MIDDLE, shown)
        return right - width

    def _text(
        self, painter: QPainter, room: QRectF, text: str, font: QFont, token: str, spans: tuple[Span, ...]
    ) -> float:
        """Draw the words with their bold letters, cut to the room; how wide they are."""
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        shown = text
        layout = _laid_out(shown, font, bold, spans)
        if layout.lineAt(0).naturalTextWidth() > room.width():
            # Bold letters are a little wider than what is measured here.
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width() - metrics.averageCharWidth())
            layout = _laid_out(shown, font, bold, tuple(one for one in spans if one[1] < len(shown)))
        painter.setPen(self._theme.color(token))
        line = layout.lineAt(0)
        layout.draw(painter, QPointF(room.left(), room.center().y() - line.height() / 2))
        return line.naturalTextWidth()


def _laid_out(text: str, font: QFont, bold: QTextCharFormat, spans: tuple[Span, ...]) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    ranges = []
    for start, end in spans:
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = in_qt(text, start), in_qt(text, end) - in_qt(text, start), bold
        ranges.append(one)
    layout.setFormats(ranges)
    layout.beginLayout()
    layout.createLine().setLineWidth(1e6)
    layout.endLayout()
    return layout
