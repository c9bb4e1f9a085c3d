"""The pointer over annotations: choosing, moving and pulling them, drawing areas, sticking notes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from carrel.domain.annotation import Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle
from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.annotations.layer import AnnotationLayer
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_view import PageView

_LEAST = 4.0


@dataclass(slots=True)
class _Drag:
    """What is drawn, moved or pulled: from where, and the corner that stays (None moves all of it)."""

    start: PagePoint
    annotation: Annotation | None
    rectangle: Rectangle
    fixed: PagePoint | None = None
    moved: bool = False


class AnnotationGestures(QObject):
    """Watches a view's viewport before the pointer that selects text does.

    `chosen` carries the annotation that was clicked, 0 where a click chose none. `drawn` carries an area's rectangle, `stuck`
    the point for a note, `moved` an annotation's id and its rectangles. `selected` tells that a drag over text has ended.
    """

    chosen = Signal(int)
    drawn = Signal(object)
    stuck = Signal(object)
    moved = Signal(int, object)
    selected = Signal()

    def __init__(self, view: PageView, layer: AnnotationLayer, kept: KeptAnnotations) -> None:
        super().__init__(view)
        self._view = view
        self._layer = layer
        self._kept = kept
        self._drag: _Drag | None = None
        self._pressed: QPointF | None = None
        self._travelled = False
        self.colour = Colour.YELLOW
        self.sticking = False
        view.viewport().installEventFilter(self)

    @property
    def selecting(self) -> bool:
        """Whether the button is down over text."""
        return self._pressed is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the mouse; what is not about annotations goes on to the text."""
        del watched
        if not isinstance(event, QMouseEvent) or self._view.selection is None:
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress:
                return event.button() is Qt.MouseButton.LeftButton and self._press(event)
            case QEvent.Type.MouseMove:
                return self._move(event)
            case QEvent.Type.MouseButtonRelease:
                return event.button() is Qt.MouseButton.LeftButton and self._release(event)
            case QEvent.Type.MouseButtonDblClick:
                self._pressed, self._travelled = event.position(), True
        return False

    def _press(self, event: QMouseEvent) -> bool:
        position = event.position()
        point = self._view.page_point(position)
        if point is None or not self._view.on_page(position):
            return False
        drawing = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        movable = None if self.sticking or drawing else self._layer.movable_at(position)
        if drawing or self.sticking:
            self._drag = _Drag(point, None, Rectangle(point.page, point.x, point.y, point.x, point.y))
        elif movable is not None:
            rectangle = self._kept.here.rectangles(movable)[0]
            self._drag = _Drag(point, movable, rectangle, self._layer.opposite_corner(position))
        else:
            self._pressed, self._travelled = position, False
            return False
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        return True

    def _move(self, event: QMouseEvent) -> bool:
        position = event.position()
        if self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._pull(position)
            return True
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = (position - self._pressed).manhattanLength() >= QApplication.startDragDistance() // 2
            self._travelled = self._travelled or far
            return False
        return self._hover(position)

    def _hover(self, position: QPointF) -> bool:
        corner = self._layer.corner_at(position)
        shape = None
        if corner is not None:
            shape = Qt.CursorShape.SizeFDiagCursor if corner % 2 == 0 else Qt.CursorShape.SizeBDiagCursor
        elif self.sticking and self._view.on_page(position):
            shape = Qt.CursorShape.CrossCursor
        elif (one := self._layer.movable_at(position)) is not None:
            grip = one.kind is AnnotationKind.AREA
            shape = Qt.CursorShape.SizeAllCursor if grip else Qt.CursorShape.PointingHandCursor
        elif self._layer.at(position) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if shape is not None:
            self._view.viewport().setCursor(shape)
        return shape is not None

    def _release(self, event: QMouseEvent) -> bool:
        drag, self._drag = self._drag, None
        if drag is not None:
            drawn = self._layer.draft
            self._layer.show_draft(None)
            self._finish(drag, drawn)
            return True
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return False
        if self._travelled or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.selected.emit()
            return False
        annotation = self._layer.at(event.position())
        if self._view.selection is not None and annotation is not None:
            self._view.selection.clear()
        self.chosen.emit(annotation.id if annotation is not None else 0)
        return annotation is not None

    def _pull(self, position: QPointF) -> None:
        drag = self._drag
        content = self._view.to_content(position)
        if drag is None:
            return
        point = self._view.geometry_of_pages.to_page(content.x(), content.y(), drag.start.page)
        if point is None:
            return
        width, height = self._view.geometry_of_pages.sizes[drag.start.page]
        here = PagePoint(point.page, min(max(0.0, point.x), width), min(max(0.0, point.y), height))
        drag.moved = drag.moved or abs(here.x - drag.start.x) + abs(here.y - drag.start.y) >= _LEAST
        if not drag.moved or (self.sticking and drag.annotation is None):
            return
        colour = drag.annotation.colour if drag.annotation is not None else self.colour
        self._layer.show_draft(self._pulled(drag, here, width, height), colour)

    def _pulled(self, drag: _Drag, here: PagePoint, width: float, height: float) -> Rectangle:
        one, page = drag.rectangle, drag.start.page
        fixed = drag.start if drag.annotation is None else drag.fixed
        if fixed is None:
            across = min(max(here.x - drag.start.x, -one.left), width - one.right)
            down = min(max(here.y - drag.start.y, -one.top), height - one.bottom)
            return Rectangle(page, one.left + across, one.top + down, one.right + across, one.bottom + down)
        return Rectangle(page, min(fixed.x, here.x), min(fixed.y, here.y), max(fixed.x, here.x), max(fixed.y, here.y))

    def _finish(self, drag: _Drag, drawn: Rectangle | None) -> None:
        if drag.annotation is None and self.sticking:
            self.stuck.emit(drag.start)
        elif not drag.moved:
            self.chosen.emit(drag.annotation.id if drag.annotation is not None else 0)
        elif drawn is not None and drag.annotation is not None:
            self.moved.emit(drag.annotation.id, (drawn,))
        elif drawn is not None and min(drawn.right - drawn.left, drawn.bottom - drawn.top) >= _LEAST:
            self.drawn.emit(drawn)
