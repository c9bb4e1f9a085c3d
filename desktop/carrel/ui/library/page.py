"""The library page: facets, table, preview, and a paper in full beside the list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.services.events import Notice
from carrel.ui.library.bulk_bar import BulkBar
from carrel.ui.library.commands import PaperCommands
from carrel.ui.library.context_menu import offer_menus
from carrel.ui.library.detail import DetailPane
from carrel.ui.library.facets import FacetPanel
from carrel.ui.library.finder import Finder, Found
from carrel.ui.library.following import PreviewFollower
from carrel.ui.library.group_by import GroupByChoice
from carrel.ui.library.keys import bind_keys
from carrel.ui.library.list_area import ListArea
from carrel.ui.library.list_header import ListHeader
from carrel.ui.library.memory import LibraryMemory
from carrel.ui.library.nothing import Nothing, narrowed, same_place
from carrel.ui.library.panes import LibraryPanes
from carrel.ui.library.preview import Preview
from carrel.ui.library.rows import PaperRows
from carrel.ui.library.search_by import SearchByChoice
from carrel.ui.library.table import PaperTable
from carrel.ui.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from carrel.domain.changes import Changes
    from carrel.services.carrel import Carrel
    from carrel.services.reading import Reading
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

T = TypeVar("T")


class LibraryPage(QWidget):
    """Shows the papers of a query.

    `open_reader` carries a paper and a statement (-1: none), `query_changed` the edited query, `place_wanted` a `Place`.
    """

    open_reader = Signal(int, int)
    place_wanted = Signal(object)
    query_changed = Signal(object)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._actions = actions
        self._query = LibraryQuery()
        self._asked: LibraryQuery | None = None
        self._fresh = True
        self.rows = PaperRows(carrel.reading.rows, background)
        self.table = PaperTable(theme, self.rows)
        self.facets = FacetPanel(theme)
        self.list_header = ListHeader(theme, self.table.header_bar)
        self.preview = Preview(theme)
        self.detail = DetailPane(theme, carrel, background, bridge)
        self.commands = PaperCommands(theme, carrel, background, self)
        self.nothing = Nothing(theme, lambda: actions.trigger("add"), self.commands.add_sample)
        self.finder = Finder(carrel.reading, background, self)
        self.follower = PreviewFollower(self.preview, self.table, carrel, background, self)
        self._lay_out()
        self.bulk_bar = BulkBar(theme, self._list_area)
        self._connect(bridge)
        bind_keys(self, actions)
        offer_menus(self.table, actions)
        self._memory = LibraryMemory(theme, self.table, self.list_header, self.panes, carrel.reading, background)
        self._group_by = GroupByChoice(self.list_header, self.finder, carrel.reading, background, actions, self)
        self._search_by = SearchByChoice(self.list_header, self.finder, self.follower, carrel.reading, background)

    def _lay_out(self) -> None:
        self._list_area = ListArea(self.list_header, self.table, self.nothing)
        self.panes = LibraryPanes(self._theme, self.facets, self._list_area, self.preview, self.detail)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panes)
        self.setFocusProxy(self._list_area)

    def _connect(self, bridge: Bridge) -> None:
        self.facets.query_edited.connect(self._edit)
        self.list_header.query_edited.connect(self._edit)
        self.list_header.facets_toggled.connect(self.panes.toggle_facets)
        self.list_header.preview_toggled.connect(self.panes.toggle_preview)
        self.list_header.empty_requested.connect(lambda: self.commands.confirm_empty_trash(len(self.rows.ids)))
        self.nothing.query_chosen.connect(self._edit)
        self.nothing.arxiv_wanted.connect(lambda text: self.place_wanted.emit(Place("arxiv", name=text)))
        self.table.header_bar.sort_chosen.connect(self._sort)
        self.table.current_changed.connect(self._current_changed)
        self.table.marked_changed.connect(self._marked_changed)
        self.table.opened.connect(self._opened)
        self.table.star_clicked.connect(lambda paper: self.commands.star([paper]))
        self.table.paged.connect(self.detail.panel.page_down)
        self.bulk_bar.command_chosen.connect(self._command)
        self.bulk_bar.cleared.connect(self.table.clear_marks)
        self.preview.command_chosen.connect(self._command)
        self.preview.statement_opened.connect(lambda index: self.open_reader.emit(self.table.current_id, index))
        self.preview.untagged.connect(lambda name: self.commands.untag([self.table.current_id], name))
        self.detail.command_chosen.connect(self._detail_command)
        self.detail.open_requested.connect(self.open_reader)
        self.detail.place_wanted.connect(self.place_wanted)
        self.preview.place_wanted.connect(self.place_wanted)
        self.detail.back_requested.connect(self.close_detail)
        self.commands.failed.connect(lambda text: self.tell(Notice(text, problem=True)))
        self.finder.found.connect(self._found)
        self.finder.counted.connect(self.facets.show_counts)
        self.finder.closest.connect(self.nothing.show_closest)
        self.finder.settled.connect(self._settled)
        self.panes.toggles_changed.connect(self.list_header.set_toggles)
        bridge.changes.connect(self.finder.note_changes)
        bridge.job.connect(lambda job: self.rows.update_papers([job.paper_id] if job.paper_id else []))

    # What is shown

    @property
    def query(self) -> LibraryQuery:
        """What the list shows."""
        return self._query

    @property
    def detail_open(self) -> bool:
        """Whether a paper is shown in full beside the list."""
        return self.panes.detail_open

    def show_query(self, query: LibraryQuery) -> None:
        """Show a query's papers from the top, with the first one chosen.

        The query that was asked for last is shown as it was left, cursor and all; ticks stand in a query's words and go with them.
        """
        asked, self._asked = self._asked, query
        if query == asked:
            self._show_query()
            return
        self._fresh = True
        if asked is not None and same_place(query, asked):
            self._query = replace(self._query, text=query.text, sort=query.sort, descending=query.descending)
            self._show_query()
        else:
            self._query = query
            self._show_query(fresh=True)

    @property
    def reading(self) -> Reading:
        """The library's questions."""
        return self._carrel.reading

    def ask(self, question: Callable[[], T], then: Callable[[T], object]) -> None:
        """Ask something of the library in the background."""
        self._background.latest(question.__qualname__, question, then)

    def tell(self, notice: Notice) -> None:
        """Tell the person something once."""
        self._carrel.events.publish(notice)

    def select_paper(self, paper_id: int) -> None:
        """Put the cursor on a paper where the list holds it."""
        self.table.groups.reveal(paper_id)

    def open_detail(self) -> None:
        """Show the paper under the cursor in full beside the list."""
        if not self.table.current_id:
            return
        if not self.detail_open:
            self.table.set_narrow(narrow=True)
            self.list_header.set_narrow(narrow=True)
            self.panes.open_detail()
            self.follower.stopped = True
        self.detail.show_paper(self.table.current_id)
        self.table.scrollTo(self.table.currentIndex())
        self._actions.refresh()

    def close_detail(self) -> None:
        """Return to the table with facets and preview."""
        if not self.detail_open:
            return
        self.detail.notes.save()
        self.table.set_narrow(narrow=False)
        self.list_header.set_narrow(narrow=False)
        self.panes.close_detail()
        self.table.setFocus()
        self.table.scrollTo(self.table.currentIndex())
        self.follower.stopped = False
        self.follower.load()
        self._actions.refresh()

    def _show_query(self, *, fresh: bool = False) -> None:
        self.follower.text = self._query.text
        self.facets.show_query(self._query, fresh=fresh)
        self.list_header.show_query(self._query)
        self.table.header_bar.set_sort(self._query.sort, descending=self._query.descending)
        self.finder.find(self._query)

    def _edit(self, query: LibraryQuery) -> None:
        self._query = query
        if self._asked is not None:
            self._asked = replace(self._asked, text=query.text)
        self._show_query()
        self.query_changed.emit(query)

    def _sort(self, sort: Sort) -> None:
        down = not self._query.descending if sort is self._query.sort else sort in {Sort.ADDED, Sort.YEAR}
        self._edit(replace(self._query, sort=sort, descending=down))

    def _found(self, found: Found) -> None:
        if found.query != self._query:
            return
        self.table.show_list(found.papers)
        self.list_header.show_count(len(found.papers.ids), found.whole, waiting=found.waiting)
        if found.papers.ids:
            self._list_area.show_table()
        else:
            if not self._list_area.empty or self._fresh or narrowed(self._query):
                self.nothing.show_reason(self._query)
            self._list_area.show_nothing()
            if narrowed(self._query):
                self.finder.find_closest(self._query)
            self.close_detail()
        if self._fresh:
            self._fresh = False
            self.table.scrollToTop()
            self.table.clear_marks()
            self.table.go_to(0)
        self._actions.refresh()

    def _settled(self, changes: Changes) -> None:
        self.rows.update_papers(changes.papers)
        self.rows.forget_papers(changes.papers_removed)
        if self.table.current_id in changes.papers | changes.papers_added:
            self.follower.follow()

    # The chosen paper

    def _current_changed(self, paper_id: int) -> None:
        if self.detail_open and paper_id:
            self.detail.show_paper(paper_id)
        else:
            self.follower.follow()
        self.follower.show_place()

    def _marked_changed(self, count: int) -> None:
        known = self.table.marked_rows
        self.bulk_bar.show_count(
            count,
            trash=self._query.trash,
            all_read=bool(known) and all(row.reading is ReadingState.READ for row in known),
            all_starred=bool(known) and all(row.starred for row in known),
        )
        self.follower.show_place()
        self._actions.refresh()

    def _opened(self, _paper_id: int) -> None:
        if self.detail_open and self.detail.panel.current >= 0:
            self.detail.open_current()
        else:
            self.open_detail()

    # Commands

    def _command(self, name: str) -> None:
        if name == "list.open":
            self.open_detail()
        elif name == "paper.tag" and not self.table.marked_count and not self.detail_open:
            self.commands.offer_tags(self.table.chosen, self.preview.add_tag)
        else:
            self._actions.trigger(name)

    def _detail_command(self, name: str) -> None:
        redo = name == "paper.redo"
        anchor = self.detail.provenance.button if redo else self.detail.header.command_anchor
        self.commands.run(name, [self.detail.paper_id], anchor)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the panes to the window."""
        super().showEvent(event)
        self.panes.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave facets and preview out where there is no room for them."""
        super().resizeEvent(event)
        self.panes.fit()
