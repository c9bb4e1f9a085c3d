"""What is painted behind a digest's text: bullets, bars beside quotes, and the chosen statement's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from carrel.ui.digest.ink import Role
from carrel.ui.digest.marks import Property
from carrel.ui.digest.spans import blocks, blocks_of

if TYPE_CHECKING:
    from PySide6.QtGui import QTextBlock, QTextDocument

    from carrel.ui.theme import Theme


def paint_backdrop(painter: QPainter, document: QTextDocument, theme: Theme, *, card: int = -1) -> None:
    """Paint in the document's own coordinates; `card` is the index of the statement that stands on a card."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if card >= 0:
        _card(painter, document, theme, card)
    layout = document.documentLayout()
    for block in blocks(document):
        role = block.blockFormat().property(Property.ROLE)
        rect = layout.blockBoundingRect(block)
        if role == Role.BULLET.value:
            line = block.layout().lineAt(0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("text-3"))
            radius = 1.9 * theme.scale
            middle = rect.top() + line.y() + line.ascent() - 0.36 * line.ascent()
            painter.drawEllipse(QPointF(document.documentMargin() + 5 * theme.scale, middle), radius, radius)
        elif role in {Role.QUOTE.value, Role.REASON.value}:
            left = document.documentMargin() + 1
            printed = _printed(block)
            painter.fillRect(QRectF(left, printed.top() + 1, 2, printed.height() - 2), theme.color("line-strong"))


def _card(painter: QPainter, document: QTextDocument, theme: Theme, index: int) -> None:
    area = QRectF()
    for block in blocks_of(document, index):
        area = area.united(_printed(block))
    if area.isEmpty():
        return
    card = QRectF(1, area.top() - 4, document.textWidth() - 2, area.height() + 10)
    painter.setBrush(theme.color("selection"))
    painter.setPen(QPen(theme.color("focus"), 2))
    painter.drawRoundedRect(card, 8, 8)


def _printed(block: QTextBlock) -> QRectF:
    """Where a block's lines stand: in lines of a fixed height the text is lower than the block's own rectangle."""
    layout = block.layout()
    area = QRectF()
    for number in range(layout.lineCount()):
        area = area.united(layout.lineAt(number).rect())
    return area.translated(layout.position())
