"""What is drawn over a page: evidence with its bar and tag, hits of a search, and selected text. Tokens only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from carrel.domain.digest import Status
from carrel.domain.passage import Rectangle
from carrel.ui.digest.glyphs import paint_mark
from carrel.ui.reader.layout import PageLayout
from carrel.ui.reader.tint import Tint
from carrel.ui.theme import Theme

BAR = 3
BAR_DISTANCE = 10
_EDGE = 4
_TAG_SOFT = {Status.PARTLY: "partly", Status.NOT_FOUND: "not-found"}


@dataclass(frozen=True, slots=True)
class EvidenceFrame:
    """Passages to frame: their lines, best first, and the statement's `name` for the tag ("Key point 4").

    `columns` are the stretches of print they stand in, which the bars and the tag stand beside. `status` is None for a frame
    that is about no statement.
    """

    rectangles: tuple[Rectangle, ...]
    columns: tuple[Rectangle, ...]
    name: str
    status: Status | None


def on_screen(layout: PageLayout, rectangle: Rectangle) -> QRectF:
    """A rectangle in content coordinates."""
    return QRectF(*layout.rectangle(rectangle))


def bounds(layout: PageLayout, rectangles: Iterable[Rectangle]) -> QRectF:
    """The content rectangle around all of them."""
    area = QRectF()
    for rectangle in rectangles:
        area = area.united(on_screen(layout, rectangle))
    return area


def wash(painter: QPainter, rectangles: Iterable[QRectF], color: QColor, strength: float, tint: Tint) -> None:
    """Colour the ground of print and leave the print: multiplied on paper, screened over night."""
    painter.save()
    modes = QPainter.CompositionMode
    painter.setCompositionMode(modes.CompositionMode_Screen if tint is Tint.NIGHT else modes.CompositionMode_Multiply)
    color.setAlphaF(strength)
    for rectangle in rectangles:
        painter.fillRect(rectangle, color)
    painter.restore()


def paint_evidence(
    painter: QPainter, layout: PageLayout, frame: EvidenceFrame, opacity: float, tint: Tint, theme: Theme
) -> None:
    """The tint over the passage's lines, a bar beside each column of them, and the tag."""
    shown = [rectangle for rectangle in frame.rectangles if rectangle.page in layout.pages]
    focus = theme.color("focus")
    strength = (0.34 if theme.dark or tint is Tint.NIGHT else 0.24) * opacity
    wash(painter, (on_screen(layout, item).adjusted(-1, 0, 1, 0) for item in shown), QColor(focus), strength, tint)
    painter.save()
    painter.setOpacity(opacity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(focus)
    for column in frame.columns:
        if column.page not in layout.pages:
            continue
        area = on_screen(layout, column)
        bar = QRectF(area.left() - BAR_DISTANCE, area.top() - 1, BAR, area.height() + 2)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
    if shown:
        _paint_tag(painter, tag_place(layout, frame, theme), frame, theme)
    painter.restore()


def evidence_area(layout: PageLayout, frame: EvidenceFrame, theme: Theme) -> QRectF:
    """The content rectangle that painting a frame touches."""
    shown = [rectangle for rectangle in frame.rectangles if rectangle.page in layout.pages]
    if not shown:
        return QRectF()
    area = bounds(layout, [column for column in frame.columns if column.page in layout.pages]).adjusted(
        -BAR_DISTANCE - 2, -2, 4, 2
    )
    return area.united(tag_place(layout, frame, theme))


def tag_place(layout: PageLayout, frame: EvidenceFrame, theme: Theme) -> QRectF:
    """Where the tag stands: beside the first column, at the page's edge that is nearer to it, or over it without room."""
    column = next(column for column in frame.columns if column.page in layout.pages)
    area = on_screen(layout, column)
    box = layout.box(column.page)
    width = QFontMetricsF(theme.font("meta", weight=500)).horizontalAdvance(frame.name) + theme.px(31)
    height = theme.px(22)
    beside = round(area.center().y() - height / 2)
    if area.right() <= box.left + box.width * 0.54:  # the left of two columns
        # In a narrow margin it may stand on the bar, like a flag, but never on print.
        left = max(_EDGE, area.left() - BAR_DISTANCE - 8 - width)
        if left + width + 2 <= area.left():
            return QRectF(round(left), beside, round(width), height)
    elif area.right() + 8 + width <= layout.width - _EDGE:
        left = max(area.right() + 8, min(box.right - width - 8, area.right() + 16))
        return QRectF(round(left), beside, round(width), height)
    # No room beside it: over the line above, so that the passage itself can be read.
    left = min(max(_EDGE, area.left() - BAR_DISTANCE), layout.width - width - _EDGE)
    return QRectF(round(left), round(area.top() - height - 4), round(width), height)


def paint_hits(
    painter: QPainter, rectangles: Sequence[QRectF], current: Sequence[QRectF], tint: Tint, theme: Theme
) -> None:
    """Words that a search found; the current ones are framed."""
    wash(painter, rectangles, theme.color("mark-yellow"), 0.26 if tint is Tint.NIGHT else 1.0, tint)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("focus"), 2))
    for rectangle in current:
        painter.drawRoundedRect(rectangle.adjusted(-2, -2, 2, 2), 3, 3)
    painter.restore()


def _paint_tag(painter: QPainter, place: QRectF, frame: EvidenceFrame, theme: Theme) -> None:
    soft = _TAG_SOFT.get(frame.status) if frame.status is not None else None
    painter.setPen(QPen(theme.color(f"{soft}-line"), 1) if soft else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"{soft}-soft" if soft else "accent"))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    side = theme.px(11)
    glyph = QRectF(place.left() + theme.px(7), place.center().y() - side / 2, side, side)
    if soft and frame.status is not None:
        paint_mark(painter, glyph, frame.status, theme, hole=f"{soft}-soft")
    elif frame.status is not None:
        _paint_check(painter, glyph, theme)
    painter.setPen(theme.color(soft or "on-accent"))
    painter.setFont(theme.font("meta", weight=500))
    text = place.adjusted(theme.px(23 if frame.status is not None else 15), 0, 0, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, frame.name)


def _paint_check(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.save()
    painter.translate(rect.center())
    painter.scale(rect.width() / 12, rect.height() / 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("on-accent"))
    painter.drawEllipse(QPointF(0, 0), 5.75, 5.75)
    pen = QPen(theme.color("accent"), 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([QPointF(-2.5, 0.2), QPointF(-0.7, 2.0), QPointF(2.6, -1.7)]))
    painter.restore()
