"""Areas and notes moved and resized by key: arrows move the chosen one, with Shift they pull an area's lower right corner."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from carrel.domain.annotation import AnnotationKind
from carrel.domain.passage import Rectangle
from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.annotations.layer import AnnotationLayer
from carrel.ui.reader.page_view import PageView

_STEP = 6.0
_LEAST = 8.0
_TURNS = {
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Up: (0, -1),
}


class AnnotationNudging(QObject):
    """Takes the arrows of a view while an area or a note is chosen. `moved` carries its id and rectangles."""

    moved = Signal(int, object)

    def __init__(self, view: PageView, layer: AnnotationLayer, kept: KeptAnnotations) -> None:
        super().__init__(view)
        self._view = view
        self._layer = layer
        self._kept = kept
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the arrows."""
        del watched
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        chosen, step = self._layer.chosen, _TURNS.get(Qt.Key(event.key()))
        others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if step is None or chosen is None or event.modifiers() & others:
            return False
        if chosen.kind not in {AnnotationKind.AREA, AnnotationKind.NOTE} or not self._kept.here.rectangles(chosen):
            return False
        one = self._kept.here.rectangles(chosen)[0]
        pull = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and chosen.kind is AnnotationKind.AREA
        self.moved.emit(chosen.id, (self._moved(one, *self._on_page(*step), pull=pull),))
        event.accept()
        return True

    def _on_page(self, across: int, down: int) -> tuple[int, int]:
        """A step as it is seen, as a step on the page, which may be turned."""
        for _ in range(self._view.geometry_of_pages.turn):
            across, down = down, -across
        return across, down

    def _moved(self, one: Rectangle, across: int, down: int, *, pull: bool) -> Rectangle:
        width, height = self._view.geometry_of_pages.sizes[one.page]
        x, y = across * _STEP, down * _STEP
        if pull:
            right = min(max(one.right + x, one.left + _LEAST), width)
            bottom = min(max(one.bottom + y, one.top + _LEAST), height)
            return Rectangle(one.page, one.left, one.top, right, bottom)
        x = min(max(x, -one.left), width - one.right)
        y = min(max(y, -one.top), height - one.bottom)
        return Rectangle(one.page, one.left + x, one.top + y, one.right + x, one.bottom + y)


def area_in_view(view: PageView) -> Rectangle:
    """An area to begin with: the middle of what is seen of the page that is read."""
    layout, shown = view.geometry_of_pages, view.visible_content()
    box = layout.box(view.page)
    top, bottom = max(float(box.top), shown.top()), min(float(box.bottom), shown.bottom())
    across, down = box.width / 4, (bottom - top) / 3
    corners = [
        point
        for x, y in ((box.left + across, top + down), (box.right - across, bottom - down))
        if (point := layout.to_page(x, y, view.page)) is not None
    ]
    xs, ys = [point.x for point in corners], [point.y for point in corners]
    return Rectangle(view.page, min(xs), min(ys), max(xs), max(ys))
