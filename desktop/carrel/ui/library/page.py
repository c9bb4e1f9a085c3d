"""The library page: facets, table, preview, and a paper in full beside the list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QMessageBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.services.events import Notice
from carrel.ui.library.bulk_bar import BulkBar
from carrel.ui.library.commands import PaperCommands
from carrel.ui.library.detail import DetailPane
from carrel.ui.library.facets import FacetPanel
from carrel.ui.library.finder import Finder, Found
from carrel.ui.library.keys import bind_keys
from carrel.ui.library.list_header import ListHeader
from carrel.ui.library.nothing import Nothing, narrowed
from carrel.ui.library.preview import Preview
from carrel.ui.library.record import load_record
from carrel.ui.library.rows import PaperRows
from carrel.ui.library.table import PaperTable
from carrel.ui.library.view_state import ViewState, decoded, encoded
from carrel.ui.widgets import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from carrel.domain.changes import Changes
    from carrel.services.carrel import Carrel
    from carrel.services.reading import Reading
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme

T = TypeVar("T")
_WIDE = 1200
_COLUMNS, _DENSITY, _SIDES, _SPLIT = "library.columns", "library.density", "library.sides", "library.split"


class LibraryPage(QWidget):
    """Shows the papers of a query.

    `open_reader` carries a paper and a statement (-1: none), `query_changed` the query
    after the person edited it here.
    """

    open_reader = Signal(int, int)
    query_changed = Signal(object)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._actions = actions
        self._query = LibraryQuery()
        self._fresh = True
        self._wide: bool | None = None
        self._side_sizes: tuple[int, int] | None = None
        self._split = 0
        self._record: PaperRecord | None = None
        self.rows = PaperRows(carrel.reading.rows, background)
        self.table = PaperTable(theme, self.rows)
        self.facets = FacetPanel(theme)
        self.list_header = ListHeader(theme, self.table.header_bar)
        self.preview = Preview(theme)
        self.detail = DetailPane(theme, carrel, background, bridge)
        self.commands = PaperCommands(theme, carrel, background, self)
        self.nothing = Nothing(theme, lambda: actions.trigger("add"), self.commands.add_sample)
        self.finder = Finder(carrel.reading, background, self)
        self._state = ViewState(carrel.reading, background, self)
        self._lay_out()
        self.bulk_bar = BulkBar(theme, self._list_area)
        self._preview_wait = QTimer(self, singleShot=True, interval=60)
        self._connect(bridge)
        bind_keys(self, actions)
        self._state.load((_COLUMNS, _DENSITY, _SIDES, _SPLIT), self._restore)

    def _lay_out(self) -> None:
        px = self._theme.px
        self._list_stack = QStackedWidget()
        self._list_stack.addWidget(self.table)
        self._list_stack.addWidget(self.nothing)
        self._list_area = QFrame()
        self._list_area.setProperty("look", "surface")
        column = QVBoxLayout(self._list_area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list_header)
        column.addWidget(Line())
        column.addWidget(self._list_stack, 1)
        self._list_area.setMinimumWidth(px(360))
        self.facets.setMinimumWidth(px(150))
        self.preview.setMinimumWidth(px(260))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for widget in (self.facets, self._list_area, self.preview, self.detail):
            self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setStretchFactor(3, 1)
        self.splitter.setSizes([px(176), px(740), px(308), 0])
        self.detail.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def _connect(self, bridge: Bridge) -> None:
        self.facets.query_edited.connect(self._edit)
        self.list_header.query_edited.connect(self._edit)
        self.list_header.density_chosen.connect(self._set_density)
        self.list_header.facets_toggled.connect(lambda: self.facets.setVisible(not self.facets.isVisible()))
        self.list_header.preview_toggled.connect(lambda: self.preview.setVisible(not self.preview.isVisible()))
        self.list_header.empty_requested.connect(self._empty_trash)
        self.nothing.query_chosen.connect(self._edit)
        self.table.header_bar.sort_chosen.connect(self._sort)
        self.table.header_bar.columns_changed.connect(self._keep_columns)
        self.table.header_bar.sectionResized.connect(lambda *_: self._keep_columns())
        self.table.header_bar.sectionMoved.connect(lambda *_: self._keep_columns())
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
        self.detail.back_requested.connect(self.close_detail)
        self.commands.failed.connect(lambda text: self.tell(Notice(text, problem=True)))
        self.finder.found.connect(self._found)
        self.finder.counted.connect(self.facets.show_counts)
        self.finder.closest.connect(self.nothing.show_closest)
        self.finder.settled.connect(self._settled)
        self.splitter.splitterMoved.connect(lambda *_: self._keep_sizes())
        self._preview_wait.timeout.connect(self._load_preview)
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
        return not self.detail.isHidden()

    def show_query(self, query: LibraryQuery) -> None:
        """Show a query's papers from the top, with the first one chosen."""
        self._fresh = True
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
        row = self.rows.row_of(paper_id)
        if row >= 0:
            self.table.go_to(row)

    def open_detail(self) -> None:
        """Show the paper under the cursor in full beside the list."""
        if not self.table.current_id:
            return
        if not self.detail_open:
            self._keep_sizes()
            self.facets.hide()
            self.preview.hide()
            self.table.set_narrow(narrow=True)
            self.list_header.set_narrow(narrow=True)
            self.list_header.set_toggles(facets=False, preview=False)
            self.detail.show()
            split = self._split or self._theme.px(480)
            self.splitter.setSizes([0, split, 0, max(self._theme.px(480), self.width() - split)])
        self.detail.show_paper(self.table.current_id)
        self.table.scrollTo(self.table.currentIndex())
        self._actions.refresh()

    def close_detail(self) -> None:
        """Return to the table with facets and preview."""
        if not self.detail_open:
            return
        self.detail.notes.save()
        self.detail.hide()
        self.table.set_narrow(narrow=False)
        self.list_header.set_narrow(narrow=False)
        self._wide = None
        self._fit()
        self.splitter.setSizes([*self._sides(), 0])
        self.table.setFocus()
        self.table.scrollTo(self.table.currentIndex())
        self._load_preview()
        self._actions.refresh()

    def _show_query(self, *, fresh: bool = False) -> None:
        self.facets.show_query(self._query, fresh=fresh)
        self.list_header.show_query(self._query)
        self.table.header_bar.set_sort(self._query.sort, descending=self._query.descending)
        self.finder.find(self._query)

    def _edit(self, query: LibraryQuery) -> None:
        self._query = query
        self._show_query()
        self.query_changed.emit(query)

    def _sort(self, sort: Sort) -> None:
        same = sort is self._query.sort
        down = not self._query.descending if same else sort in {Sort.ADDED, Sort.YEAR}
        self._edit(replace(self._query, sort=sort, descending=down))

    def _found(self, found: Found) -> None:
        if found.query != self._query:
            return
        self.table.set_ids(found.ids)
        self.list_header.show_count(len(found.ids), found.whole)
        if found.ids:
            self._list_stack.setCurrentWidget(self.table)
        else:
            if self._list_stack.currentWidget() is not self.nothing or self._fresh or narrowed(self._query):
                self.nothing.show_reason(self._query)
            self._list_stack.setCurrentWidget(self.nothing)
            if narrowed(self._query):
                self.finder.find_closest(self._query)
            self.close_detail()
        if self._fresh:
            self._fresh = False
            self.table.scrollToTop()
            self.table.clear_marks()
            self.table.go_to(0)
        if not self.table.current_id:
            self.preview.show_record(None)

    def _settled(self, changes: Changes) -> None:
        self.rows.update_papers(changes.papers)
        self.rows.forget_papers(changes.papers_removed)
        if self.table.current_id in changes.papers | changes.papers_added:
            self._preview_wait.start()

    # The chosen paper

    def _current_changed(self, paper_id: int) -> None:
        if self.detail_open and paper_id:
            self.detail.show_paper(paper_id)
        elif paper_id:
            self._preview_wait.start()
        self._show_place()

    def _load_preview(self) -> None:
        paper_id, text = self.table.current_id, self._query.text
        if paper_id and not self.detail_open:
            self._background.latest("preview", lambda: load_record(self._carrel, paper_id, text), self._loaded)

    def _loaded(self, record: PaperRecord | None) -> None:
        self._record = record
        if record is not None and record.paper.id == self.table.current_id:
            self.preview.show_record(record, self._place())
            self._actions.refresh()

    def _marked_changed(self, count: int) -> None:
        known = [row for paper in self.table.marked if (row := self.rows.known(paper)) is not None]
        self.bulk_bar.show_count(
            count,
            trash=self._query.trash,
            all_read=bool(known) and all(row.reading is ReadingState.READ for row in known),
            all_starred=bool(known) and all(row.starred for row in known),
        )
        self._show_place()
        self._actions.refresh()

    def _show_place(self) -> None:
        self.preview.set_place(self._place())

    def _place(self) -> str:
        marked = self.table.marked
        if self.table.current_id in marked and len(marked) > 1:
            return f"{marked.index(self.table.current_id) + 1} of {len(marked)} selected"
        return ""

    def _opened(self, _paper_id: int) -> None:
        if self.detail_open and self.detail.panel.current >= 0:
            self.detail.open_current()
        else:
            self.open_detail()

    # Commands

    def _command(self, name: str) -> None:
        if name == "list.open":
            self.open_detail()
        elif name == "paper.tag" and not self.table.marked and not self.detail_open:
            self.commands.offer_tags(self.table.chosen, self.preview.add_tag)
        else:
            self._actions.trigger(name)

    def _detail_command(self, name: str) -> None:
        anchor = self.detail.header.collect
        if name == "paper.collect":
            self.commands.offer_collections([self.detail.paper_id], anchor)
        elif name == "paper.tag":
            self.commands.offer_tags([self.detail.paper_id], anchor)
        else:
            self._actions.trigger(name)

    def _empty_trash(self) -> None:
        count = len(self.rows.ids)
        words = f"Delete {count} {'paper' if count == 1 else 'papers'} and their files? This cannot be undone."
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel
        if QMessageBox.question(self, "Empty trash", words, buttons) is QMessageBox.StandardButton.Yes:
            self.commands.empty_trash()

    # What the page remembers

    def showEvent(self, event: QShowEvent) -> None:
        """Put the focus on the table."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave facets and preview out where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.window().width() >= _WIDE
        if wide == self._wide or self.detail_open:
            return
        self._wide = wide
        self.facets.setVisible(wide)
        self.preview.setVisible(wide)
        self.list_header.set_toggles(facets=not wide, preview=not wide)

    def _restore(self, values: dict[str, str]) -> None:
        if values[_COLUMNS]:
            self.table.header_bar.restoreState(decoded(values[_COLUMNS]))
        if values[_DENSITY]:
            self._set_density(values[_DENSITY])
        sides = [int(part) for part in values[_SIDES].split(",") if part.isdigit()]
        if len(sides) == 2:
            self._side_sizes = (sides[0], sides[1])
            if not self.detail_open:
                self.splitter.setSizes([*self._sides(), 0])
        if values[_SPLIT].isdigit():
            self._split = int(values[_SPLIT])

    def _sides(self) -> list[int]:
        facets, preview = self._side_sizes or (self._theme.px(176), self._theme.px(308))
        return [facets, max(self._theme.px(360), self.width() - facets - preview - 2), preview]

    def _keep_sizes(self) -> None:
        sizes = self.splitter.sizes()
        if self.detail_open:
            self._split = sizes[1]
            self._state.keep(_SPLIT, str(sizes[1]))
        elif self.facets.isVisible() and self.preview.isVisible():
            self._side_sizes = (sizes[0], sizes[2])
            self._state.keep(_SIDES, f"{sizes[0]},{sizes[2]}")

    def _keep_columns(self) -> None:
        if not self.table.narrow:
            self._state.keep(_COLUMNS, encoded(self.table.header_bar.saveState()))

    def _set_density(self, density: str) -> None:
        self.table.set_density(density)
        self.list_header.set_density(density)
        self._state.keep(_DENSITY, density)
