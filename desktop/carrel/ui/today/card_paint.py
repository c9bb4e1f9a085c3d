"""Painting cards: ground, words, evidence, icons, the ring of the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from carrel.domain.digest import Status

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout

    from carrel.domain.feed import Card
    from carrel.ui.theme import Theme
    from carrel.ui.today.card_layout import CardLayout, Measures

INSET = 8
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


class CardPainter:
    """Draws a laid-out card into the rectangle of its row."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def ground(self, painter: QPainter, rect: QRect, token: str, *, ring: bool, line: bool, measures: Measures) -> None:
        """Fill the row where `token` is not "", draw the focus ring, or the hairline under the card."""
        area = QRectF(rect).adjusted(INSET, 0, 0, 0)
        if token:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(token))
            painter.drawRoundedRect(area, 8, 8)
        if ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
        if line:
            left, right = rect.left() + measures.left, rect.right() + 1 - measures.right
            painter.fillRect(QRectF(left, rect.bottom(), right - left, 1), self._theme.color("line"))

    def card(
        self, painter: QPainter, rect: QRect, layout: CardLayout, card: Card, measures: Measures, *, bright: bool
    ) -> None:
        """Draw a card; `layout` may be of an older state of it. `bright` sets its points in full ink."""
        color = self._theme.color
        origin = QPointF(rect.topLeft())
        middle = rect.top() + measures.px(10) + measures.meta_line / 2
        self._dot(painter, QPointF(rect.left() + measures.px(21), middle), card)
        if layout.title is not None:
            painter.setPen(color("text-2" if card.seen else "text"))
            layout.title.draw(painter, origin + QPointF(measures.left, layout.title_top))
        for place, text in layout.points:
            painter.setPen(color("text" if bright else "text-2"))
            self._point(painter, origin + place, text, layout, measures)
        self._words(painter, origin, layout, measures)
        if layout.strip is not None:
            self._strip(painter, layout.strip.translated(origin), layout.card, measures)
        self._icons(painter, rect, middle, card, measures)

    def row(self, painter: QPainter, rect: QRect, layout: CardLayout, card: Card, measures: Measures) -> None:
        """Draw a compact row."""
        origin = QPointF(rect.topLeft())
        middle = rect.top() + rect.height() / 2
        self._dot(painter, QPointF(rect.left() + measures.px(21), middle), card)
        if layout.title is not None:
            painter.setPen(self._theme.color("text-2" if card.seen else "text"))
            layout.title.draw(painter, origin + QPointF(measures.left, 0))
        self._words(painter, origin, layout, measures)
        self._star(painter, self.star(rect, measures, middle), card)

    def star(self, rect: QRect, measures: Measures, middle: float) -> QRectF:
        """Where the star stands, in a row whose first line is centred at `middle`."""
        side = measures.px(16)
        return QRectF(rect.right() + 1 - measures.right - side, middle - side / 2, side, side)

    def _dot(self, painter: QPainter, center: QPointF, card: Card) -> None:
        if card.seen or card.type is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent"))
        radius = 3.5 * self._theme.scale
        painter.drawEllipse(center, radius, radius)

    def _point(
        self, painter: QPainter, place: QPointF, text: QTextLayout, layout: CardLayout, measures: Measures
    ) -> None:
        text.draw(painter, place)
        if layout.bullets:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("control"))
            left = place.x() - measures.px(10)
            painter.drawEllipse(QPointF(left, place.y() + measures.point_line / 2 + 0.5), 2, 2)

    def _words(self, painter: QPainter, origin: QPointF, layout: CardLayout, measures: Measures) -> None:
        for words in layout.words:
            painter.setFont(measures.strong if words.strong else measures.meta)
            painter.setPen(self._theme.color(words.token))
            painter.drawText(words.rect.translated(origin), _LINE, words.text)

    def _icons(self, painter: QPainter, rect: QRect, middle: float, card: Card, measures: Measures) -> None:
        place = self.star(rect, measures, middle)
        self._star(painter, place, card)
        side = measures.px(14)
        right = place.left() - measures.px(7)
        icons = (("file-text", card.row.has_pdf), ("code-xml", card.row.has_code), ("library", card.kept))
        for name, has in icons:
            if has:
                painter.drawPixmap(QPointF(right - side, middle - side / 2), self._theme.pixmap(name, 14, "text-2"))
                right -= side + measures.px(7)

    def _star(self, painter: QPainter, place: QRectF, card: Card) -> None:
        token = "accent" if card.row.starred else "control"
        painter.drawPixmap(place.topLeft(), self._theme.pixmap("star", 16, token, filled=card.row.starred))

    def _strip(self, painter: QPainter, place: QRectF, card: Card, measures: Measures) -> None:
        scale = measures.px(100) / 100
        width, height = 4 * scale, 10 * scale
        top = round(place.center().y() - height / 2)
        left = place.left()
        before = None
        for part, status in card.strip:
            if before is not None:
                left += (1 if part is before else 3) * scale
            self._cell(painter, QRectF(left, top, width, height), status)
            left += width
            before = part

    def _cell(self, painter: QPainter, cell: QRectF, status: Status) -> None:
        color = self._theme.color
        painter.setPen(Qt.PenStyle.NoPen)
        if status is Status.SUPPORTED:
            painter.setBrush(color("supported-fill"))
            painter.drawRoundedRect(cell, 1, 1)
        elif status is Status.PARTLY:
            painter.setBrush(color("partly"))
            painter.drawRoundedRect(cell.adjusted(0, cell.height() / 2, 0, 0), 1, 1)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("not-found"), 1))
            painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), 1, 1)
