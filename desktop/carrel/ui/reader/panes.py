"""The reader's three panes side by side; their widths are kept, and in a narrow window the outline waits behind its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from carrel.ui.theme import Theme

_WIDTHS = (214, 404)
_LEAST = (170, 320, 300)
_NARROW = 1180


class Panes(QSplitter):
    """Left, pages, inspector. `moved` carries the widths as text; `narrowed` whether the outline should step aside."""

    moved = Signal(str)
    narrowed = Signal(bool)

    def __init__(self, theme: Theme, left: QWidget, pages: QWidget, inspector: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._is_narrow = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for widget, least in zip((left, pages, inspector), _LEAST, strict=True):
            widget.setMinimumWidth(theme.px(least))
            self.addWidget(widget)
        for index in range(3):
            self.setStretchFactor(index, int(index == 1))
        self.setSizes([theme.px(_WIDTHS[0]), 10_000, theme.px(_WIDTHS[1])])
        self.splitterMoved.connect(self._tell)

    def restore(self, widths: str) -> None:
        """Take the widths that were kept, if they are any."""
        parts = widths.split()
        if len(parts) == 2 and all(part.isdecimal() for part in parts):
            self.setSizes([int(parts[0]), 10_000, int(parts[1])])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell when the window becomes too narrow for three panes, or wide enough again."""
        super().resizeEvent(event)
        narrow = event.size().width() < self._theme.px(_NARROW)
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self.narrowed.emit(narrow)

    def _tell(self) -> None:
        left, _, right = self.sizes()
        if left and right:
            self.moved.emit(f"{left} {right}")
