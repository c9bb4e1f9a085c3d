"""List and paper side by side; the list's width, and whether it shows rows or cards, are remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QWidget

from carrel.ui.library.panes import least_detail

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from carrel.ui.theme import Theme

_WIDTH, _LEAST, _MOST = 480, 360, 640


class TodayPanes(QSplitter):
    """`moved` carries the list's width at a text size of 100 %."""

    moved = Signal(int)

    def __init__(self, theme: Theme, papers: QWidget, detail: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._papers = papers
        self._width = _WIDTH
        self._detail = detail
        blank = QFrame()
        blank.setProperty("look", "surface")
        self._stack = QStackedWidget()
        self._stack.addWidget(blank)
        self._stack.addWidget(detail)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(papers)
        self.addWidget(self._stack)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._moved)
        theme.changed.connect(self._rescale)
        self._rescale()

    @property
    def detail_shown(self) -> bool:
        """Whether a paper is shown beside the list."""
        return self._stack.currentWidget() is self._detail

    def show_detail(self, *, shown: bool) -> None:
        """Show the paper, or nothing where there is none."""
        self._stack.setCurrentIndex(1 if shown else 0)

    def set_list_width(self, width: int) -> None:
        """Take a remembered width, at a text size of 100 %."""
        self._width = min(max(width, _LEAST), _MOST)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the detail what it needs first."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        # Reading comes first: with large text in a small window the list gets less than its share.
        detail = max(least_detail(self._theme), self._theme.px(440))
        width = max(self._papers.minimumWidth(), min(self._theme.px(self._width), self.width() - detail))
        self.setSizes([width, max(1, self.width() - width - 1)])

    def _moved(self) -> None:
        self._width = round(self.sizes()[0] / self._theme.scale)
        self.moved.emit(self._width)

    def _rescale(self) -> None:
        self._papers.setMinimumWidth(min(self._theme.px(_LEAST), 400))
        self._papers.setMaximumWidth(self._theme.px(_MOST))
        self._arrange()
