"""The results of a search at arXiv: cards, and a paper in full beside them.

Each search, each order and each page is one request, made because the person asked for it; coming back to the page asks
nothing.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.arxiv_query import ArxivQuery, ArxivResults, ArxivSort
from carrel.domain.errors import CarrelError, Offline
from carrel.services.events import Notice
from carrel.ui.arxiv.head import PageButtons, ResultsHead
from carrel.ui.arxiv.keys import bind_keys
from carrel.ui.arxiv.placeholders import Placeholders
from carrel.ui.library.commands import PaperCommands
from carrel.ui.library.detail import DetailPane
from carrel.ui.library.panes import least_detail
from carrel.ui.shell.problems import Problems
from carrel.ui.today.cards import CardList
from carrel.ui.widgets import EmptyState, Line

if TYPE_CHECKING:
    from carrel.domain.changes import Changes
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

_SPLIT = 480
_LEAST = 360


class ArxivPage(QWidget):
    """Shows what was last searched for. `open_reader` carries a paper and a statement (-1: none)."""

    open_reader = Signal(int, int)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._actions = actions
        self._query = ArxivQuery("")
        self._results: ArxivResults | None = None
        self.head = ResultsHead(theme)
        self.cards = CardList(theme, carrel, background)
        self.turning = PageButtons(theme)
        self.detail = DetailPane(theme, carrel, background, bridge, back=False)
        self.commands = PaperCommands(theme, carrel, background, self)
        self._empty: QWidget | None = None
        self._stack = QStackedWidget()
        self._waiting = Placeholders(theme, "Waiting for arXiv's answer")
        self._detail_stack = QStackedWidget()
        self._lay_out()
        self._connect(bridge)
        bind_keys(self, actions)

    def _lay_out(self) -> None:
        self._stack.addWidget(self._waiting)
        self._stack.addWidget(self.cards)
        left = QFrame()
        left.setProperty("look", "subtle")
        left.setMinimumWidth(min(self._theme.px(_LEAST), 400))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Line())
        self._problems = Problems(self._theme, column, 2)
        column.addWidget(self._stack, 1)
        column.addWidget(Line())
        column.addWidget(self.turning)
        self.turning.hide()
        blank = QFrame()
        blank.setProperty("look", "surface")
        blank.setMinimumWidth(least_detail(self._theme))
        self._detail_stack.addWidget(blank)
        self._detail_stack.addWidget(self.detail)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._detail_stack)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([self._theme.px(_SPLIT), 10_000])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self.setFocusProxy(self.cards)

    def _connect(self, bridge: Bridge) -> None:
        self.head.sort_chosen.connect(self._sort)
        self.turning.turned.connect(self._turn)
        self.cards.current_changed.connect(self._current_changed)
        self.cards.opened.connect(lambda _paper: self.open_chosen())
        self.cards.star_clicked.connect(lambda paper: self.commands.star([paper]))
        self.cards.paged.connect(self.detail.panel.page_down)
        self.detail.command_chosen.connect(self._detail_command)
        self.detail.open_requested.connect(self.open_reader)
        self.commands.failed.connect(self._tell)
        bridge.changes.connect(self._changed)

    # What is shown

    @property
    def query(self) -> ArxivQuery:
        """What was asked for last."""
        return self._query

    @property
    def results(self) -> ArxivResults | None:
        """What is shown, None until there is an answer."""
        return self._results

    def show_search(self, text: str) -> None:
        """Search arXiv for `text`. What is shown already is not asked for again."""
        text = " ".join(text.split())
        if text == self._query.text:
            return
        self._results = None
        self._stack.setCurrentWidget(self._waiting)
        self._detail_stack.setCurrentIndex(0)
        self.turning.hide()
        self._ask(ArxivQuery(text))

    def ask_again(self) -> None:
        """Ask arXiv once more for what was not answered."""
        self._ask(self._query)

    def open_chosen(self) -> None:
        """Open the chosen paper's PDF, or get it where there is none yet."""
        self.detail.open_or_get()

    def edit_note(self) -> None:
        """Put the cursor into the chosen paper's note."""
        if self.cards.current_id:
            self.detail.edit_note()

    def run(self, name: str) -> None:
        """Do a command for the chosen paper."""
        self.commands.run(name, self.cards.chosen)

    # Asking

    def _ask(self, query: ArxivQuery) -> None:
        self._query = query
        self._problems.drop()
        if self._results is None:
            self._stack.setCurrentWidget(self._waiting)
        self.head.show_query(query)
        self.turning.setEnabled(False)
        self._background.latest(
            "search",
            lambda: self._carrel.arxiv_search.search(query),
            lambda results: self._found(query, results),
            failed=self._not_found,
        )

    def _sort(self, sort: ArxivSort) -> None:
        self._ask(replace(self._query, sort=sort, start=0))

    def _turn(self, way: int) -> None:
        self._ask(replace(self._query, start=max(0, self._query.start + way * self._query.size)))

    def _found(self, query: ArxivQuery, results: ArxivResults) -> None:
        self._results = results
        self.head.show_results(results)
        self.turning.setEnabled(True)
        self.turning.show_results(results, query.size)
        self.cards.show_ids(array("q", results.papers), fresh=True)
        if results.papers:
            self._show(self.cards)
        else:
            text = "Fewer words, or other spellings, find more. author: title: and cat: narrow a search."
            self._show_empty(EmptyState(self._theme, "arXiv found nothing", text))
        self._actions.refresh()

    def _not_found(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self.turning.setEnabled(True)
        if self._results is not None:
            # What is there stays; what it is of is said again.
            start = self._results.start
            self._query = replace(self._query, start=start)
            self.head.show_results(self._results)
            self._problems.tell(str(error), (("Try now", self.ask_again),), "problem")
            return
        self.head.detail.setText("")
        title = "Work offline is on" if isinstance(error, Offline) else error.message.rstrip(".")
        text = "Carrel has not asked arXiv. Turn it off in Activity and try again."
        if not isinstance(error, Offline):
            text = error.advice or "Everything on this computer still works."
        self._show_empty(EmptyState(self._theme, title, text, (("Try now", "rotate-ccw", self.ask_again),)))

    def _show_empty(self, empty: QWidget) -> None:
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty
        self._stack.addWidget(empty)
        self._detail_stack.setCurrentIndex(0)
        self._show(empty)

    def _show(self, shown: QWidget) -> None:
        self._stack.setCurrentWidget(shown)
        if shown is self.cards and self.isVisible() and self.focusWidget() is None:
            self.cards.setFocus()

    # The chosen paper

    def _current_changed(self, paper_id: int) -> None:
        if paper_id:
            self.detail.show_paper(paper_id)
            self._detail_stack.setCurrentWidget(self.detail)
        else:
            self._detail_stack.setCurrentIndex(0)
        self._actions.refresh()

    def _changed(self, changes: Changes) -> None:
        self.cards.rows.update_papers(changes.papers | changes.papers_added | changes.papers_removed)

    def _detail_command(self, name: str) -> None:
        self.commands.run(name, [self.detail.paper_id], self.detail.header.command_anchor)

    def _tell(self, text: str) -> None:
        self._carrel.events.publish(Notice(text, problem=True))
