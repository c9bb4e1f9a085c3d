"""When the sidebar is a rail: in the reader and in narrow windows, and as the person chose."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter

from carrel.ui.shell.place_row import RAIL
from carrel.ui.shell.sidebar import Sidebar
from carrel.ui.theme import Theme

_WIDTH = 216


class Folding:
    """Folds `sidebar`, the first part of `splitter`. A choice made in the reader holds until it is left."""

    def __init__(self, theme: Theme, splitter: QSplitter, sidebar: Sidebar) -> None:
        self._theme = theme
        self._splitter = splitter
        self._sidebar = sidebar
        self._tight = False
        self._folded = False
        self._folded_in_tight = True
        self._width = theme.px(_WIDTH)

    @property
    def width(self) -> int:
        """The unfolded sidebar's width in pixels."""
        return self._width if self._sidebar.rail else self._splitter.sizes()[0] or self._width

    def set_width(self, width: int) -> None:
        """Make the unfolded sidebar this wide, within its limits."""
        self._width = width
        if not self._sidebar.rail:
            self._give(width)

    def toggle(self) -> None:
        """Fold it or unfold it, as the person wants."""
        if self._tight:
            self._folded_in_tight = not self._sidebar.rail
        else:
            self._folded = not self._sidebar.rail
        self._apply()

    def fit(self, *, tight: bool) -> None:
        """`tight`: there is little room, or the reader wants it."""
        if tight != self._tight:
            self._tight = tight
            self._folded_in_tight = True
        self._apply()

    def _apply(self) -> None:
        rail = self._folded_in_tight if self._tight else self._folded
        if rail == self._sidebar.rail:
            return
        if rail:
            self._width = self.width
        self._sidebar.set_rail(rail)
        self._give(RAIL if rail else self._width)

    def _give(self, width: int) -> None:
        whole = sum(self._splitter.sizes()) or self._splitter.width()
        self._splitter.setSizes([width, max(1, whole - width)])
