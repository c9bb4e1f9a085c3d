"""The toolbar: back and forward, the search field, refreshing, the palette, and adding papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from carrel.ui.shell.query_field import QueryField
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, IconButton, Line

_REFRESH = "Ask arXiv for new papers (r), uses the network."


class Toolbar(QFrame):
    """Tells by signals what the person wants: `arxiv` and `save` what is to be done with the text that was typed."""

    back = Signal()
    forward = Signal()
    refresh = Signal()
    commands = Signal()
    arxiv = Signal()
    save = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "canvas")
        self.setAccessibleName("Toolbar")
        self._add_entries: Callable[[], Sequence[QAction]] = tuple
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._row = row = QHBoxLayout()
        row.setContentsMargins(10, 8, 12, 8)
        row.setSpacing(4)
        self._back = IconButton(theme, "chevron-left", "Back (Alt ←)", clicked=self.back.emit)
        self._forward = IconButton(theme, "chevron-right", "Forward (Alt →)", clicked=self.forward.emit)
        row.addWidget(self._back)
        row.addWidget(self._forward)
        row.addSpacing(6)
        self.search = QueryField(theme, "Search papers, notes and arXiv ids", key="/")
        row.addWidget(self.search, 10)
        self.search.setMaximumWidth(theme.px(560))
        row.addSpacing(4)
        self._named = Button(theme, "Add from arXiv", "plus", "Enter", "flat", clicked=self.arxiv.emit)
        self._arxiv = Button(theme, "Search arXiv", "globe", "Ctrl Enter", "flat", clicked=self.arxiv.emit)
        self._save = IconButton(theme, "bookmark-plus", "Save this search (Ctrl S)", clicked=self.save.emit)
        for way in (self._named, self._arxiv, self._save):
            way.hide()
            row.addWidget(way)
        self._named.setToolTip("Get this paper from arXiv, uses the network")
        self._arxiv.setToolTip("Search all of arXiv for these words, uses the network")
        row.addStretch(1)
        self._refresh = Button(theme, "Refresh", "refresh-cw", look="flat", clicked=self.refresh.emit)
        self._refresh.setToolTip(_REFRESH)
        row.addWidget(self._refresh)
        self._commands = Button(theme, "Commands", "command", "Ctrl K", "flat", clicked=self.commands.emit)
        self._commands.setToolTip("Find commands, papers and notes (Ctrl K)")
        row.addWidget(self._commands)
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

    def offer(self, text: str, *, named: bool, save: bool) -> None:
        """Offer what can be done with the text typed: `named` where it names a paper of arXiv, `save` where it can be kept."""
        self._named.setVisible(bool(text) and named)
        self._arxiv.setVisible(bool(text) and not named)
        self._save.setVisible(save)
        self._fit()

    def show_refresh(self, *, busy: bool, told: str) -> None:
        """Say whether arXiv is being asked, and in the tooltip when it was."""
        self._refresh.setText("Refreshing" if busy else "Refresh")
        self._refresh.setEnabled(not busy)
        self._refresh.setToolTip(f"{_REFRESH} {told}".rstrip())

    def set_add_entries(self, entries: Callable[[], Sequence[QAction]]) -> None:
        """Name what the Add menu offers; asked each time it opens."""
        self._add_entries = entries

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out keys where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        keys = ((self._commands, "Ctrl K"), (self._arxiv, "Ctrl Enter"))
        for button, key in keys:
            button.set_key(key)
        for button, _ in keys:
            # A key that was just set or left out has not reached the layout yet.
            self._row.invalidate()
            if self._row.minimumSize().width() > self.width():
                button.set_key("")

    def open_add_menu(self) -> None:
        """Open the Add menu under its button."""
        menu = QMenu(self)
        menu.addActions(list(self._add_entries()))
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self._add.mapToGlobal(QPoint(self._add.width(), self._add.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
