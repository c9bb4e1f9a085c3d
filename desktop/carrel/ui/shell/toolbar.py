"""The toolbar: back and forward, the search field, and adding papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, IconButton, Line, SearchField


class Toolbar(QFrame):
    """Tells by signals what the person wants; `extras` is a row for buttons of the page that is shown."""

    back = Signal()
    forward = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "canvas")
        self.setAccessibleName("Toolbar")
        self._add_entries: Callable[[], Sequence[QAction]] = tuple
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(10, 8, 12, 8)
        row.setSpacing(4)
        self._back = IconButton(theme, "chevron-left", "Back (Alt ←)", clicked=self.back.emit)
        self._forward = IconButton(theme, "chevron-right", "Forward (Alt →)", clicked=self.forward.emit)
        row.addWidget(self._back)
        row.addWidget(self._forward)
        row.addSpacing(6)
        self.search = SearchField(theme, "Search papers, notes and arXiv ids", key="/")
        row.addWidget(self.search, 10)
        self.search.setMaximumWidth(theme.px(420))
        row.addStretch(1)
        self.extras = QHBoxLayout()
        self.extras.setSpacing(4)
        row.addLayout(self.extras)
        self._add = Button(theme, "Add", "plus", clicked=self.open_add_menu)
        self._add.setToolTip("Add papers (Ctrl O)")
        self._add.setAccessibleName("Add papers")
        row.addWidget(self._add)
        outer.addLayout(row)
        outer.addWidget(Line())

    def set_history(self, back: bool, forward: bool) -> None:
        """Enable what the history allows."""
        self._back.setEnabled(back)
        self._forward.setEnabled(forward)

    def set_add_entries(self, entries: Callable[[], Sequence[QAction]]) -> None:
        """Name what the Add menu offers; asked each time it opens."""
        self._add_entries = entries

    def open_add_menu(self) -> None:
        """Open the Add menu under its button."""
        menu = QMenu(self)
        menu.addActions(list(self._add_entries()))
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self._add.mapToGlobal(QPoint(self._add.width(), self._add.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
