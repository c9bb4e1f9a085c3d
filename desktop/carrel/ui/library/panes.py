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
        self._scale = theme.scale
        self._wide: bool | None = None
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._papers = papers
        self._set_least()
        for pane in (facets, papers, preview, detail):
            self.addWidget(pane)
        self.setStretchFactor(1, 1)
        self.setStretchFactor(3, 1)
        detail.hide()
        self.splitterMoved.connect(self._moved)
        theme.changed.connect(self._rescale)

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
        wide = self.window().width() >= self._theme.px(WIDE)
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

    def _set_least(self) -> None:
        self._papers.setMinimumWidth(_least_list(self._theme))
        self._facets.setMinimumWidth(self._theme.px(150))
        self._preview.setMinimumWidth(self._theme.px(260))

    def _rescale(self) -> None:
        """Give larger text wider panes."""
        ratio, self._scale = self._theme.scale / self._scale, self._theme.scale
        if ratio != 1:
            self._sides = (round(self._sides[0] * ratio), round(self._sides[1] * ratio))
            self._split = min(
                round(self._split * ratio), max(_least_list(self._theme), self.width() - least_detail(self._theme))
            )
            self._set_least()
            self.fit()
            self._arrange()

    def _arrange(self) -> None:
        if self.detail_open:
            # Reading comes first: where room is short the list gets less than its share.
            split = min(self._split, round(self.width() * 0.42))
            rest = max(least_detail(self._theme), self.width() - split)
            self.setSizes([0, max(_least_list(self._theme), self.width() - rest), 0, rest])
        else:
            facets, preview = self._sides
            self.setSizes([facets, max(_least_list(self._theme), self.width() - facets - preview), preview, 0])

    def _moved(self) -> None:
        sizes = self.sizes()
        if self.detail_open:
            self._split = sizes[1]
            self.split_moved.emit(sizes[1])
        elif self._facets.isVisible() and self._preview.isVisible():
            self._sides = (sizes[0], sizes[2])
            self.sides_moved.emit(*self._sides)


def _least_list(theme: Theme) -> int:
    return min(theme.px(360), 400)


def least_detail(theme: Theme) -> int:
    """The least width of an open paper: 480 pixels, somewhat more with larger text, so that both fit the window."""
    return min(theme.px(480), 560)
