"""Papers that are like one or several, with the chosen one in full beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from carrel.services.events import Notice
from carrel.ui.library.commands import PaperCommands
from carrel.ui.library.detail import DetailPane
from carrel.ui.library.panes import least_detail
from carrel.ui.navigation import Place
from carrel.ui.related.keys import bind_related
from carrel.ui.related.view import RelatedView
from carrel.ui.widgets import ElidedLabel, Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.domain.paper import PaperRow
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

_SPLIT = 480
_LEAST = 360
_NAMED = 20
"""So many papers are named over those that are like them."""


class RelatedPage(QWidget):
    """`open_reader` carries a paper and a statement (-1: none), `place_wanted` a `Place`; `closed` asks for the place before."""

    open_reader = Signal(int, int)
    place_wanted = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._actions = actions
        self.title = ElidedLabel(theme, "", "page-title", "text")
        self.seeds = ElidedLabel(theme, "", "body", "text-3")
        self.view = RelatedView(theme, carrel, background, bridge, inset=16, leads=False)
        self.detail = DetailPane(theme, carrel, background, bridge, back=False)
        self.commands = PaperCommands(theme, carrel, background, self)
        self._detail_stack = QStackedWidget()
        self._fresh = True
        self._lay_out()
        self._connect()
        self._bind()

    def _lay_out(self) -> None:
        px = self._theme.px
        left = QFrame()
        left.setProperty("look", "subtle")
        left.setMinimumWidth(min(px(_LEAST), 400))
        head = QVBoxLayout()
        head.setContentsMargins(px(16), px(14), px(16), px(2))
        head.setSpacing(px(2))
        head.addWidget(self.title)
        head.addWidget(self.seeds)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.insertWidget(1, Line())
        blank = QFrame()
        blank.setProperty("look", "surface")
        blank.setMinimumWidth(least_detail(self._theme))
        self._detail_stack.addWidget(blank)
        self._detail_stack.addWidget(self.detail)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self._detail_stack)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([px(_SPLIT), 10_000])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.view.list.current_changed.connect(self._show_paper)
        self.view.list.opened.connect(lambda _paper: self.detail.open_or_get())
        self.view.counted.connect(self._counted)
        self.view.place_wanted.connect(self.place_wanted)
        self.detail.command_chosen.connect(self._detail_command)
        self.detail.open_requested.connect(self.open_reader)
        self.detail.place_wanted.connect(self.place_wanted)
        self.commands.failed.connect(lambda text: self._carrel.events.publish(Notice(text, problem=True)))

    def _bind(self) -> None:
        papers, panel = self.view.list, self.detail.panel

        def bind(name: str, function: Callable[[], object]) -> None:
            self._actions.bind(name, function, context=self, available=lambda: papers.current is not None)

        bind("list.next", partial(papers.move, 1))
        bind("list.previous", partial(papers.move, -1))
        bind("list.page_down", panel.page_down)
        bind("list.open", self.detail.open_or_get)
        bind("paper.open", self.detail.open_or_get)
        bind("paper.note", self.detail.edit_note)
        bind("paper.related", self._go_on)
        for name in ("star", "read", "keep", "collect", "tag", "copy", "write"):
            bind(f"paper.{name}", partial(self._run, f"paper.{name}"))
        bind("evidence.next", panel.next_statement)
        bind("evidence.previous", panel.previous_statement)
        bind("evidence.exception", panel.next_exception)
        bind("evidence.wrong", self.detail.toggle_verdict)
        bind("evidence.turn", panel.turn)
        self._actions.bind("close", self.closed.emit, context=self)
        bind_related(self.detail.related, self._actions)

    def show_papers(self, papers: tuple[int, ...], chosen: int = 0, facet: str = "") -> None:
        """Show what is like these papers, compared by a facet ("": by all), the paper `chosen` in full (0: the first)."""
        if papers != self.view.papers:
            self._fresh = True
            self.title.setText("")
            self.seeds.setText("")
            self._detail_stack.setCurrentIndex(0)
            self._background.latest(
                "seeds", lambda: self._carrel.reading.rows(papers[:_NAMED]), partial(self._name, len(papers))
            )
        self.view.show_papers(papers, facet=facet, current=chosen)

    def _name(self, several: int, rows: list[PaperRow]) -> None:
        self.title.setText(f"More like these {several:,} papers" if several > 1 else "Related papers")
        self.seeds.setText("   ".join(f"“{row.title}”" for row in rows))

    def _counted(self, count: int | None) -> None:
        if count and self.view.list.current is None:
            self.view.list.go_to(0)
        if count and self._fresh:
            # The list was not there to take the focus when the page was shown.
            self._fresh = False
            if self.isVisible() and (self.focusWidget() is None or self.view.isAncestorOf(self.focusWidget())):
                self.view.list.setFocus()
        elif count == 0:
            self._detail_stack.setCurrentIndex(0)
        self._actions.refresh()

    def _show_paper(self, paper: int) -> None:
        if paper:
            self.detail.show_paper(paper)
        self._detail_stack.setCurrentIndex(1 if paper else 0)
        self._actions.refresh()

    def _go_on(self) -> None:
        """Go to what is like the chosen paper."""
        current = self.view.list.current
        if current is not None:
            self.place_wanted.emit(Place("related", papers=(current.paper_id,)))

    def _run(self, name: str) -> None:
        current = self.view.list.current
        if current is not None:
            self.commands.run(name, [current.paper_id])

    def _detail_command(self, name: str) -> None:
        self.commands.run(name, [self.detail.paper_id], self.detail.header.command_anchor)
