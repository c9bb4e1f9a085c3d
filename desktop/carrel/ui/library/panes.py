"""The library's panes side by side: filters, list, preview; or the list with a paper in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from carrel.ui.theme import Theme

WIDE = 1200
"""Narrower windows show filters and preview only when they are asked for."""


class LibraryPanes(QSplitter):
    """`sides_moved` carries the widths of filters and preview, `split_moved` that of the list beside an open paper.

    `toggles_changed` tells whether the list has to offer buttons for filters and preview.
    """

    sides_moved = Signal(int, int)
    split_moved = Signal(int)
    toggles_changed = Signal(bool)

    def __init__(self, theme: Theme, facets: QWidget, papers: QWidget, preview: QWidget, detail: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._facets, self._preview, self._detail = facets, preview, detail
        self._sides = (theme.px(176), theme.px(308))
        self._split = theme.px(480)
        self._wide: bool | None = None
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        papers.setMinimumWidth(theme.px(360))
        facets.setMinimumWidth(theme.px(150))
        preview.setMinimumWidth(theme.px(260))
        for pane in (facets, papers, preview, detail):
            self.addWidget(pane)
        self.setStretchFactor(1, 1)
        self.setStretchFactor(3, 1)
        detail.hide()
        self.splitterMoved.connect(self._moved)

    @property
    def detail_open(self) -> bool:
        """Whether a paper is shown in full."""
        return not self._detail.isHidden()

    def set_sizes(self, sides: tuple[int, int] | None = None, split: int = 0) -> None:
        """Take remembered widths."""
        self._sides = sides or self._sides
        self._split = split or self._split
        self._arrange()

    def open_detail(self) -> None:
        """Show the paper in full beside the list."""
        self._facets.hide()
        self._preview.hide()
        self._detail.show()
        self.toggles_changed.emit(False)
        self._arrange()

    def close_detail(self) -> None:
        """Show filters, list and preview."""
        self._detail.hide()
        self._wide = None
        self.fit()
        self._arrange()

    def fit(self) -> None:
        """Leave filters and preview out where the window has no room for them."""
        wide = self.window().width() >= WIDE
        if wide == self._wide or self.detail_open:
            return
        self._wide = wide
        self._facets.setVisible(wide)
        self._preview.setVisible(wide)
        self.toggles_changed.emit(not wide)

    def toggle_facets(self) -> None:
        """Show the filters, or hide them."""
        self._facets.setVisible(not self._facets.isVisible())
        self._arrange()

    def toggle_preview(self) -> None:
        """Show the preview, or hide it."""
        self._preview.setVisible(not self._preview.isVisible())
        self._arrange()

    def _arrange(self) -> None:
        if self.detail_open:
            rest = max(self._theme.px(480), self.width() - self._split)
            self.setSizes([0, self._split, 0, rest])
        else:
            facets, preview = self._sides
            self.setSizes([facets, max(self._theme.px(360), self.width() - facets - preview), preview, 0])

    def _moved(self) -> None:
        sizes = self.sizes()
        if self.detail_open:
            self._split = sizes[1]
            self.split_moved.emit(sizes[1])
        elif self._facets.isVisible() and self._preview.isVisible():
            self._sides = (sizes[0], sizes[2])
            self.sides_moved.emit(*self._sides)
