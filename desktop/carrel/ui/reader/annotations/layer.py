"""The layer of annotations on the page view: what is painted, what is under the pointer, what is chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen

from carrel.domain.annotation import Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle
from carrel.ui.reader import overlays
from carrel.ui.reader.annotations import painting
from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.annotations.margins import Margins
from carrel.ui.reader.annotations.on_pages import Standing
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_view import PageView
from carrel.ui.theme import Theme

_REACH = 7.0


class AnnotationLayer(QObject):
    """Paints the kept annotations on a view. `chosen_changed` tells that another one is chosen, or none."""

    chosen_changed = Signal()

    def __init__(self, theme: Theme, view: PageView, kept: KeptAnnotations) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._kept = kept
        self._margins = Margins()
        self._chosen = 0
        self._draft: tuple[Rectangle, Colour] | None = None
        view.layers.append(self.paint)
        kept.loaded.connect(self._loaded)
        kept.changed.connect(self._changed)

    @property
    def chosen(self) -> Annotation | None:
        """The annotation that is chosen."""
        return self._kept.here.get(self._chosen)

    @property
    def draft(self) -> Rectangle | None:
        """The area that is being drawn."""
        return self._draft[0] if self._draft is not None else None

    @property
    def margins(self) -> Margins:
        """Where notes stand beside the print."""
        return self._margins

    def set_margins(self, margins: Margins) -> None:
        """Know where the open file's print ends, which notes stand beside."""
        self._margins = margins
        self._view.viewport().update()

    def choose(self, annotation_id: int) -> None:
        """Choose an annotation; 0 for none."""
        if annotation_id != self._chosen:
            self._chosen = annotation_id
            self._view.viewport().update()
            self.chosen_changed.emit()

    def show_draft(self, rectangle: Rectangle | None, colour: Colour = Colour.YELLOW) -> None:
        """Show the area that is being drawn or moved; None for none."""
        self._draft = (rectangle, colour) if rectangle is not None else None
        self._view.viewport().update()

    def area(self, annotation: Annotation) -> QRectF:
        """The content rectangle around the annotation's first page; empty where it stands on no page that is laid out."""
        layout = self._view.geometry_of_pages
        rectangles = [one for one in self._kept.here.rectangles(annotation) if one.page in layout.pages]
        if not rectangles:
            return QRectF()
        first = rectangles[0].page
        return overlays.bounds(layout, (one for one in rectangles if one.page == first))

    def at(self, position: QPointF) -> Annotation | None:
        """The annotation under a viewport point: its sign in the margin, or its place on the page."""
        content = self._view.to_content(position)
        layout = self._view.geometry_of_pages
        page = layout.page_at(content.x(), content.y())
        if page is None:
            return None
        for standing, center in reversed(self._icons(page)):
            if painting.icon_rectangle(center, self._theme).contains(content):
                return standing.annotation
        point = layout.to_page(content.x(), content.y(), page)
        return self._kept.here.at(point) if point is not None else None

    def movable_at(self, position: QPointF) -> Annotation | None:
        """The note, or the chosen area, that a drag from a viewport point moves or pulls."""
        annotation = self.at(position)
        if annotation is not None and annotation.kind is AnnotationKind.NOTE:
            return annotation
        chosen = self.chosen
        if chosen is None or chosen.kind is not AnnotationKind.AREA:
            return None
        return chosen if annotation is chosen or self.corner_at(position) is not None else None

    def corner_at(self, position: QPointF) -> int | None:
        """The corner of the chosen area under a viewport point: 0 upper left, and on clockwise."""
        chosen = self.chosen
        if chosen is None or chosen.kind is not AnnotationKind.AREA:
            return None
        content = self._view.to_content(position)
        for number, corner in enumerate(painting.corners(self.area(chosen))):
            if (corner - content).manhattanLength() <= _REACH:
                return number
        return None

    def opposite_corner(self, position: QPointF) -> PagePoint | None:
        """The corner of the chosen area that stays while the one under a viewport point is pulled."""
        corner, chosen = self.corner_at(position), self.chosen
        if corner is None or chosen is None:
            return None
        page = self._kept.here.rectangles(chosen)[0].page
        stays = painting.corners(self.area(chosen))[(corner + 2) % 4]
        return self._view.geometry_of_pages.to_page(stays.x(), stays.y(), page)

    def paint(self, painter: QPainter, shown: range, exposed: QRectF) -> None:
        """Paint what stands on the exposed part of the pages."""
        layout, here, theme, tint = self._view.geometry_of_pages, self._kept.here, self._theme, self._view.tint
        near = exposed.adjusted(-8, -8, 8, 8)
        for page in shown:
            reach = self._reach(page, near)
            for standing in here.on_page(page):
                one = standing.annotation
                near_ones = [item for item in standing.rectangles if _meets(item, reach)]
                if not near_ones:
                    continue
                seen = [overlays.on_screen(layout, item) for item in near_ones]
                if one.kind is AnnotationKind.UNDERLINE:
                    # Beneath the words whichever way the page is turned.
                    lines = [_beneath(item, painting.line_strength(layout.zoom) / layout.zoom) for item in near_ones]
                    painting.paint_lines(
                        painter, [overlays.on_screen(layout, item) for item in lines], one.colour, theme, tint
                    )
                if one.kind is not AnnotationKind.NOTE:
                    state = here.state(one)
                    painting.paint_standing(painter, one.kind, one.colour, seen, theme, tint, state=state)
                    if one.id == self._chosen:
                        handles = one.kind is AnnotationKind.AREA
                        painting.paint_chosen(painter, seen, theme, handles=handles)
            for standing, center in self._icons(page):
                if painting.icon_rectangle(center, theme).intersects(near):
                    one = standing.annotation
                    painting.paint_icon(painter, center, one.colour, theme, chosen=one.id == self._chosen)
        self._paint_draft(painter, shown)

    def _icons(self, page: int) -> list[tuple[Standing, QPointF]]:
        """The signs of a page's notes and written-on marks, none over another, by their middles in content coordinates."""
        layout = self._view.geometry_of_pages
        placed: list[tuple[Standing, QPointF]] = []
        if page not in layout.pages:
            return placed
        lowest: dict[int, float] = {}
        side = self._theme.px(painting.ICON) + 2
        beside: list[tuple[Standing, QPointF]] = []
        for standing in self._kept.here.on_page(page):
            if standing.annotation.kind is AnnotationKind.NOTE:
                placed.append((standing, overlays.on_screen(layout, standing.rectangles[0]).center()))
            elif standing.annotation.text:
                beside.append((standing, QPointF(*layout.to_content(self._margins.beside(standing.rectangles)))))
        for standing, center in sorted(beside, key=lambda one: one[1].y()):
            column = round(center.x())
            y = max(center.y(), lowest.get(column, float("-inf")) + side)
            lowest[column] = y
            placed.append((standing, QPointF(center.x(), y)))
        return placed

    def _paint_draft(self, painter: QPainter, shown: range) -> None:
        if self._draft is None or self._draft[0].page not in shown:
            return
        rectangle, colour = self._draft
        area = overlays.on_screen(self._view.geometry_of_pages, rectangle)
        color = painting.ink(painting.mark_color(self._theme, colour).name(), night=self._theme.dark)
        painter.setPen(QPen(color, 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)

    def _reach(self, page: int, exposed: QRectF) -> Rectangle:
        """The part of a page that an exposed content rectangle covers, in points."""
        layout = self._view.geometry_of_pages
        corners = (exposed.topLeft(), exposed.topRight(), exposed.bottomLeft(), exposed.bottomRight())
        points: list[PagePoint] = [
            point for one in corners if (point := layout.to_page(one.x(), one.y(), page)) is not None
        ]
        across, down = [point.x for point in points], [point.y for point in points]
        return Rectangle(page, min(across), min(down), max(across), max(down))

    def _loaded(self) -> None:
        if self._kept.here.get(self._chosen) is None:
            self.choose(0)
        self._view.viewport().update()

    def _changed(self, ids: frozenset[int]) -> None:
        if self._chosen in ids:
            if self._kept.here.get(self._chosen) is None:
                self.choose(0)
            else:
                self.chosen_changed.emit()
        self._view.viewport().update()


def _beneath(words: Rectangle, high: float) -> Rectangle:
    """The line under words: below their feet, above the next line of print."""
    return replace(words, top=words.bottom - high)


def _meets(one: Rectangle, other: Rectangle) -> bool:
    return one.left <= other.right and other.left <= one.right and one.top <= other.bottom and other.top <= one.bottom
