"""The head of arXiv's results: what was searched for, how many there are, in which order; and the ways to the other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.arxiv_query import ArxivSort
from carrel.ui.widgets import Button, ElidedLabel, Label, Segmented

if TYPE_CHECKING:
    from carrel.domain.arxiv_query import ArxivQuery, ArxivResults
    from carrel.ui.theme import Theme

_SORTS = (
    (ArxivSort.RELEVANCE.value, "Relevance"),
    (ArxivSort.SUBMITTED.value, "Newest"),
    (ArxivSort.UPDATED.value, "Updated"),
)


class ResultsHead(QWidget):
    """`sort_chosen` carries an `ArxivSort`."""

    sort_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(theme, "", "page-title", "text")
        self.detail = ElidedLabel(theme, "", "body", "text-3")
        self.sort = Segmented(theme, _SORTS, name="Order of the results")
        self.sort.chosen.connect(lambda key: self.sort_chosen.emit(ArxivSort(key)))
        line = QHBoxLayout()
        line.setSpacing(theme.px(10))
        line.addWidget(self.detail, 1)
        line.addWidget(self.sort)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(10))
        layout.setSpacing(theme.px(6))
        layout.addWidget(self._title)
        layout.addLayout(line)

    def show_query(self, query: ArxivQuery) -> None:
        """Say what is searched for, and that arXiv is being asked."""
        self._title.setText(f"arXiv: {query.text}")
        self.sort.set_current(query.sort.value)
        self.detail.setText("Asking arXiv" if not query.start else f"Asking arXiv for {query.start + 1} onwards")

    def show_results(self, results: ArxivResults) -> None:
        """Say which results these are."""
        self.detail.setText(f"{span_words(results)}, uses the network" if results.papers else "")


class PageButtons(QWidget):
    """`turned` carries -1 for the page before and 1 for the next; both ask arXiv again."""

    turned = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = Button(theme, "Previous", "arrow-left", look="small", clicked=lambda: self.turned.emit(-1))
        self.after = Button(theme, "Next", look="small", clicked=lambda: self.turned.emit(1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self.before)
        layout.addWidget(self.after)
        layout.addWidget(Label(theme, "asks arXiv again", "meta", "text-3"))
        layout.addStretch(1)

    def show_results(self, results: ArxivResults, size: int) -> None:
        """Offer the pages there are beside these results."""
        left = results.total - results.start - len(results.papers)
        self.before.setEnabled(results.start > 0)
        self.before.setText(f"Previous {size}")
        self.after.setEnabled(left > 0)
        self.after.setText(f"Next {min(size, left)}" if left > 0 else "Next")
        self.setVisible(results.start > 0 or left > 0)


def span_words(results: ArxivResults) -> str:
    """Which of how many ("1–50 of 1,234")."""
    if len(results.papers) == results.total == 1:
        return "1 paper"
    return f"{results.start + 1:,}–{results.start + len(results.papers):,} of {results.total:,}"
