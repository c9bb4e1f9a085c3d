"""The head of the list: which day or search it shows, how many papers, in which order, as cards or rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from carrel.domain.feed import NewsSort
from carrel.ui.widgets import ElidedLabel, IconButton, Label

if TYPE_CHECKING:
    from carrel.ui.actions import Actions
    from carrel.ui.theme import Theme

SORTS = {NewsSort.FOR_YOU: "For you first", NewsSort.ARXIV: "arXiv’s order", NewsSort.NEWEST: "Newest first"}


class TodayHeader(QWidget):
    """`sort_chosen` carries a `NewsSort`."""

    sort_chosen = Signal(object)

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sort = NewsSort.FOR_YOU
        self.title = Label(theme, "Today", "page-title")
        self.detail = ElidedLabel(theme, "", "body", "text-3")
        self.sort = IconButton(theme, "arrow-up-down", "Order", clicked=self._offer_sorts)
        self.density = IconButton(
            theme, "rows-3", actions.tooltip("news.compact"), clicked=lambda: actions.trigger("news.compact")
        )
        self.density.setCheckable(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(self.title)
        layout.addWidget(self.detail, 1)
        layout.addWidget(self.sort)
        layout.addWidget(self.density)
        self._theme = theme
        self._rescale()
        theme.changed.connect(self._rescale)

    def show_words(self, title: str, detail: str) -> None:
        """Say what the list shows."""
        self.title.setText(title)
        self.detail.setText(detail)

    def show_sort(self, sort: NewsSort | None) -> None:
        """Tick an order in the menu; None: there is no choice."""
        self._sort = sort or self._sort
        self.sort.setVisible(sort is not None)

    def _rescale(self) -> None:
        self.setFixedHeight(self._theme.px(32))

    def _offer_sorts(self) -> None:
        menu = QMenu(self)
        for sort, text in SORTS.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(sort is self._sort)
            action.triggered.connect(lambda _checked=False, sort=sort: self.sort_chosen.emit(sort))
        menu.popup(self.sort.mapToGlobal(QPoint(0, self.sort.height())))
