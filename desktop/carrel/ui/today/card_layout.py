"""Where the parts of one card stand: its lines of text, laid out once for a width, and its height.

Lengths are in pixels at 100 % text size, as in the design; `Measures` scales them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from carrel.ui.today.card_words import category_words, changed_words, id_words, queue_words, short_day, type_words
from carrel.ui.wrapped_text import wrapped

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout

    from carrel.domain.feed import Card
    from carrel.ui.theme import Theme

TITLE_LINES, POINT_LINES = 3, 2
_TOP, _BOTTOM, _BULLET = 10, 12, 12


class Measures:
    """The theme's fonts and lengths as cards use them, made once for a theme and a text size."""

    def __init__(self, theme: Theme) -> None:
        self.px = theme.px
        self.title = theme.font("card-title")
        self.title_read = theme.font("card-title", weight=500)
        self.row = theme.font("table-title")
        self.body = theme.font("body")
        self.quote = theme.font("quote")
        self.quote.setPixelSize(max(1, theme.px(13.5)))
        self.meta = theme.font("meta")
        self.strong = theme.font("meta", weight=500)
        self.left, self.right = theme.px(32), theme.px(13)
        self.title_line, self.point_line, self.meta_line = theme.px(20), theme.px(19), theme.px(18)
        self.compact = theme.px(30)

    def estimate(self) -> int:
        """About how high a card is that has not been laid out."""
        return self.px(150)


@dataclass(frozen=True, slots=True)
class Words:
    """A run of one line: where it begins, its width, and what it says. `strong` is of weight 500."""

    rect: QRectF
    text: str
    token: str
    strong: bool = False


@dataclass(slots=True)
class CardLayout:
    """One card, laid out. Points are (where, text, serif); `strip` and `reason` are where those stand."""

    card: Card
    height: int = 0
    title: QTextLayout | None = None
    title_top: float = 0
    points: list[tuple[QPointF, QTextLayout]] = field(default_factory=list)
    bullets: bool = False
    words: list[Words] = field(default_factory=list)
    strip: QRectF | None = None
    reason: QRectF | None = None


def lay_out(card: Card, width: int, measures: Measures, *, dated: bool, queued: int) -> CardLayout:
    """Lay a card out for a list `width` pixels wide; `dated` names its day, `queued` is its digest's place, -1 for none."""
    made = CardLayout(card)
    left, room = measures.left, width - measures.left - measures.right
    top = float(measures.px(_TOP))
    _first_line(made, measures, QRectF(left, top, room, measures.meta_line), dated=dated)
    top += measures.meta_line + measures.px(2)
    font = measures.title_read if card.seen else measures.title
    made.title, lines = wrapped(card.row.title, font, room, TITLE_LINES, measures.title_line)
    made.title_top = top
    top += lines * measures.title_line + measures.px(5)
    made.bullets = bool(card.points)
    indent = measures.px(_BULLET) if card.points else 0
    opening = [(card.opening, True)] if card.opening else []
    for text, serif in [(point.told, card.extractive or point.replaced) for point in card.points] or opening:
        font = measures.quote if serif else measures.body
        layout, lines = wrapped(text, font, room - indent, POINT_LINES, measures.point_line)
        made.points.append((QPointF(left + indent, top), layout))
        top += lines * measures.point_line + measures.px(2)
    if made.points:
        top += measures.px(3)
    top = _evidence(made, measures, QRectF(left, top, room, measures.meta_line), queued)
    if card.reasons:
        line = QRectF(left, top, room, measures.meta_line)
        made.reason = QRectF(line)
        _run(made, measures, line, (("For you:", "text-2", True), ("; ".join(card.reasons), "text-3", False)))
        top += measures.meta_line + measures.px(2)
    made.height = round(top - measures.px(2) + measures.px(_BOTTOM))
    return made


def lay_out_row(card: Card, width: int, measures: Measures) -> CardLayout:
    """Lay a card out as one compact row."""
    made = CardLayout(card, measures.compact)
    kind = "" if card.type is None else type_words(card)
    kind = "Withdrawn" if card.withdrawn else "" if kind == "New" else kind
    tail = "  ".join(part for part in (kind, category_words(card).partition(",")[0]) if part)
    metrics = QFontMetricsF(measures.meta)
    tail_width = metrics.horizontalAdvance(tail)
    right = width - measures.right - measures.px(28)
    made.words.append(Words(QRectF(right - tail_width, 0, tail_width + 2, measures.compact), tail, "text-3"))
    room = right - tail_width - measures.px(12) - measures.left
    made.title, _ = wrapped(card.row.title, measures.row, room, 1, measures.compact)
    return made


def _first_line(made: CardLayout, measures: Measures, line: QRectF, *, dated: bool) -> None:
    card = made.card
    icons = 1 + card.row.has_pdf + card.row.has_code + card.kept
    line.setWidth(line.width() - measures.px(23) * icons)
    parts = [(type_words(card), "text-2" if card.seen else "text", True)]
    parts += [("Withdrawn", "not-found", True)] if card.withdrawn else []
    parts += [(category_words(card), "text-2", False), (id_words(card), "text-2", False)]
    parts += [(short_day(card.day), "text-2", False)] if dated else []
    _run(made, measures, line, tuple(parts))


def _evidence(made: CardLayout, measures: Measures, line: QRectF, queued: int) -> float:
    card, row = made.card, made.card.row
    parts = []
    if card.strip:
        made.strip = QRectF(line.left(), line.top(), strip_width(card, measures), line.height())
        line.setLeft(made.strip.right() + measures.px(8))
    if row.statements:
        parts.append((f"{row.supported} of {row.statements} supported", "text-2", False))
    elif queued >= 0:
        parts.append((queue_words(queued), "text-3", False))
    parts.append((changed_words(card), "text", False))
    parts.append((", ".join(row.topics), "text-2", False))
    if not any(text for text, _, _ in parts):
        return line.top()
    _run(made, measures, line, tuple(parts))
    return line.bottom() + measures.px(2)


def strip_width(card: Card, measures: Measures) -> float:
    """How wide the small strip is: cells of 4, a pixel between them, 3 between the parts of the digest."""
    pairs = zip(card.strip, card.strip[1:], strict=False)
    gaps = sum(1 if one[0] is other[0] else 3 for one, other in pairs)
    return measures.px(100) / 100 * (4 * len(card.strip) + gaps)


def _run(made: CardLayout, measures: Measures, line: QRectF, parts: tuple[tuple[str, str, bool], ...]) -> None:
    """Set words one after the other into a line; the last that fits ends in an ellipsis."""
    left = line.left()
    for text, token, strong in parts:
        if not text or left >= line.right():
            continue
        metrics = QFontMetricsF(measures.strong if strong else measures.meta)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.right() - left)
        width = metrics.horizontalAdvance(shown)
        made.words.append(Words(QRectF(left, line.top(), width + 2, line.height()), shown, token, strong))
        left += width + measures.px(7)
