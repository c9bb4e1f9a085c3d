"""Where a note goes that is asked for by key."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QCursor

from carrel.domain.passage import Rectangle
from carrel.ui.reader.annotations.margins import Margins
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_view import PageView


def reading_point(view: PageView, margins: Margins) -> PagePoint:
    """Where the pointer is over a page, else beside the print a third down the view."""
    under = QPointF(view.viewport().mapFromGlobal(QCursor.pos()))
    point = view.page_point(under)
    if view.viewport().underMouse() and point is not None and view.on_page(under):
        return point
    place = view.place(1 / 3)
    width, height = view.geometry_of_pages.sizes[place.page]
    y = min(max(0.0, place.y), height)
    return margins.beside((Rectangle(place.page, 0.0, y, width, y),))
