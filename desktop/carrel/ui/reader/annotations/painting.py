"""How annotations look: markers under print, lines beneath it, frames round areas, notes in the margin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from carrel.domain.annotation import AnnotationKind, Colour, PlaceState
from carrel.ui.reader.tint import Tint
from carrel.ui.theme import Theme
from carrel.ui.theme.icons import icon_pixmap

NIGHT_STRENGTH = 0.26
AREA_STRENGTH = 0.45
ICON = 22
HANDLE = 8
_SMALL = 0.8
_SATURATION, _LIGHTNESS = 0.6, 0.36


@lru_cache(maxsize=64)
def ink(mark: str, *, night: bool) -> QColor:
    """A marker's colour dark enough to be seen as a line on paper; at night the marker's own is."""
    color = QColor(mark)
    return color if night else QColor.fromHslF(max(0.0, color.hslHueF()), _SATURATION, _LIGHTNESS)


def mark_color(theme: Theme, colour: Colour) -> QColor:
    """A marker's colour."""
    return theme.color(f"mark-{colour.value}")


def paint_standing(
    painter: QPainter,
    kind: AnnotationKind,
    colour: Colour,
    areas: Sequence[QRectF],
    theme: Theme,
    tint: Tint,
    *,
    state: PlaceState | None = PlaceState.PLACED,
) -> None:
    """One annotation on one page; `areas` are its rectangles in content coordinates. A moved one has a dashed edge."""
    night = tint is Tint.NIGHT
    mark = mark_color(theme, colour)
    if kind is AnnotationKind.HIGHLIGHT:
        _wash(painter, areas, mark, NIGHT_STRENGTH if night else 1.0, night=night)
    elif kind is AnnotationKind.AREA:
        _wash(painter, areas, mark, (NIGHT_STRENGTH if night else 1.0) * AREA_STRENGTH, night=night)
        painter.setPen(QPen(ink(mark.name(), night=night), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for area in areas:
            painter.drawRoundedRect(area, 2, 2)
    if state is PlaceState.MOVED and kind is not AnnotationKind.NOTE:
        painter.setPen(QPen(ink(mark.name(), night=night), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for area in areas:
            painter.drawRect(area.adjusted(-1, -1, 1, 1))


def paint_lines(painter: QPainter, lines: Sequence[QRectF], colour: Colour, theme: Theme, tint: Tint) -> None:
    """The lines of an underline, in content coordinates. On whole pixels, for lines of one mark to be equally strong."""
    color = ink(mark_color(theme, colour).name(), night=tint is Tint.NIGHT)
    for line in lines:
        if line.width() >= line.height():
            painter.fillRect(QRectF(line.x(), round(line.y()), line.width(), round(line.height())), color)
        else:
            painter.fillRect(QRectF(round(line.x()), line.y(), round(line.width()), line.height()), color)


def line_strength(zoom: float) -> int:
    """How many pixels strong an underline is: finer where pages are small."""
    return 2 if zoom >= _SMALL else 1


def paint_chosen(painter: QPainter, areas: Sequence[QRectF], theme: Theme, *, handles: bool) -> None:
    """The ring around the chosen annotation, with corners to pull where it is an area."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for area in areas:
        path.addRoundedRect(area.adjusted(-2.5, -2.5, 2.5, 2.5), 3, 3)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("focus"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path.simplified())
    if handles:
        painter.setPen(QPen(theme.color("surface"), 1))
        painter.setBrush(theme.color("focus"))
        for area in areas:
            for corner in corners(area):
                painter.drawRect(QRectF(corner.x() - HANDLE / 2, corner.y() - HANDLE / 2, HANDLE, HANDLE))
    painter.restore()


def corners(area: QRectF) -> tuple[QPointF, QPointF, QPointF, QPointF]:
    """Where an area's handles are: upper left, upper right, lower right, lower left."""
    return area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft()


def icon_rectangle(center: QPointF, theme: Theme) -> QRectF:
    """The disc of a note, in content coordinates."""
    side = theme.px(ICON)
    return QRectF(round(center.x() - side / 2), round(center.y() - side / 2), side, side)


def paint_icon(painter: QPainter, center: QPointF, colour: Colour, theme: Theme, *, chosen: bool) -> None:
    """A note's sign: a disc with the sticky note in it."""
    disc = icon_rectangle(center, theme)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark = mark_color(theme, colour)
    painter.setBrush(theme.color("surface"))
    painter.setPen(QPen(theme.color("focus"), 2) if chosen else QPen(theme.color("line-strong"), 1))
    painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
    size = theme.px(12)
    place = QPointF(round(disc.center().x() - size / 2), round(disc.center().y() - size / 2))
    color = ink(mark.name(), night=theme.dark).name()
    painter.drawPixmap(place, icon_pixmap("sticky-note", size, color, painter.device().devicePixelRatio()))
    painter.restore()


def _wash(painter: QPainter, areas: Sequence[QRectF], color: QColor, strength: float, *, night: bool) -> None:
    """Lines of one annotation that touch are coloured once, or their seam would be darker."""
    painter.save()
    modes = QPainter.CompositionMode
    painter.setCompositionMode(modes.CompositionMode_SourceOver if night else modes.CompositionMode_Multiply)
    painter.setPen(Qt.PenStyle.NoPen)
    color = QColor(color)
    color.setAlphaF(strength)
    bottom = None
    for area in areas:
        cut = area
        if bottom is not None and area.top() < bottom < area.bottom() and bottom - area.top() < area.height() / 2:
            cut = QRectF(area.left(), bottom, area.width(), area.bottom() - bottom)
        painter.fillRect(cut, color)
        bottom = area.bottom()
    painter.restore()
