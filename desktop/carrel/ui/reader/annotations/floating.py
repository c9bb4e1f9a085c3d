"""Panels over the pages that belong to a place on them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QFrame

from carrel.ui.reader.page_view import PageView

_GAP = 8


def place_beside(panel: QFrame, view: PageView, area: QRectF) -> bool:
    """Move `panel` (a sibling of `view`'s container) under a content rectangle, or over it; whether that is in view."""
    host = panel.parentWidget()
    if host is None or area.isEmpty():
        return False
    corner = view.viewport().mapTo(host, QPoint(0, 0))
    shown = QRect(corner, view.viewport().size())
    here = area.translated(-view.visible_content().topLeft()).toAlignedRect().translated(corner)
    if not here.adjusted(0, -1, 0, 1).intersects(shown):
        return False
    size = panel.sizeHint()
    left = min(max(shown.left() + _GAP, here.left()), max(shown.left() + _GAP, shown.right() - size.width() - _GAP))
    top = here.bottom() + _GAP
    if top + size.height() > shown.bottom() - _GAP:
        top = here.top() - size.height() - _GAP
    top = min(max(shown.top() + _GAP, top), max(shown.top() + _GAP, shown.bottom() - size.height() - _GAP))
    panel.setGeometry(left, top, size.width(), size.height())
    return True
