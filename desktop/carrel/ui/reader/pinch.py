"""Two fingers on a touchpad or a screen zoom the pages at the point between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from carrel.ui.reader.canvas import PageCanvas


class Pinch(QObject):
    """Watches a canvas' viewport for the system's zoom gesture and for Qt's own of touch points."""

    def __init__(self, canvas: PageCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        canvas.viewport().grabGesture(Qt.GestureType.PinchGesture)
        canvas.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Zoom by what the fingers moved since the last event."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1 + event.value(), event.position())
                return True
            return False
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                middle = self._canvas.viewport().mapFromGlobal(pinch.centerPoint())
                self._zoom(pinch.scaleFactor(), middle)
                event.accept(pinch)
                return True
        return False

    def _zoom(self, factor: float, middle: QPointF) -> None:
        if factor > 0 and factor != 1:
            self._canvas.set_zoom(self._canvas.zoom * factor, middle)
