"""The place Annotations: a head with search and filters, and the list."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.annotation import AnnotationCounts, AnnotationQuery, Colour
from carrel.domain.changes import Changes
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.annotations.acts import AnnotationActs
from carrel.ui.annotations.bulk_bar import AnnotationsBulkBar
from carrel.ui.annotations.delegate import AnnotationDelegate
from carrel.ui.annotations.head import AnnotationsHead
from carrel.ui.annotations.rows import AnnotationRows
from carrel.ui.annotations.selection import AnnotationSelection
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.theme import Theme
from carrel.ui.widgets import EmptyState, Line


class AnnotationsPage(QWidget):
    """`open_reader` carries a paper's id and an annotation's; `done` tells in words what can be undone."""

    open_reader = Signal(int, int)
    done = Signal(str)

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._annotations = carrel.annotations
        self._background = background.of(self)
        self._actions = actions
        self.query = AnnotationQuery()
        self.head = AnnotationsHead(theme)
        self.rows = AnnotationRows(carrel.annotations.rows, background)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(AnnotationDelegate(theme, self.list, self.rows))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("Annotations")
        self.selection = AnnotationSelection(self.list, self.rows)
        self.acts = AnnotationActs(theme, carrel, background, self, self.done.emit)
        self.bar = AnnotationsBulkBar(theme, self.list)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        nothing = "Highlights, underlines, notes and areas that you make in papers are listed here."
        self._stack.addWidget(EmptyState(theme, "No annotations yet", nothing))
        self._stack.addWidget(EmptyState(theme, "None like this", "Search for other words, or take filters away."))
        self._stack.addWidget(EmptyState(theme, "Trash is empty", "What you take away stays here for 30 days."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(Line())
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)
        self.head.query_edited.connect(self.show_query)
        self.head.search.left.connect(self.list.setFocus)
        self.list.activated.connect(self._open)
        self.selection.changed.connect(self._selection_changed)
        self.bar.coloured.connect(self._colour)
        self.bar.command_chosen.connect(actions.trigger)
        self.bar.cleared.connect(self.selection.clear)
        bridge.changes.connect(self._changed)
        theme.changed.connect(self.list.scheduleDelayedItemsLayout)
        self._bind()

    def show_query(self, query: AnnotationQuery) -> None:
        """List these."""
        self.query = query
        self.head.show_query(query)
        service = self._annotations

        def found(answer: tuple[array[int], AnnotationCounts]) -> None:
            ids, counts = answer
            current, chosen = self.rows.id_at(self.list.currentIndex().row()), self.selection.ids
            self.rows.set_ids(ids)
            self.head.show_counts(counts)
            self.selection.keep(chosen, current)
            self._stack.setCurrentIndex(0 if ids else 3 if query.trash else 2 if query != _plain(query) else 1)
            self._actions.refresh()

        self._background.latest("list", lambda: (service.ids(query), service.counts(query)), found)

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.annotation_row(index.row())
        if row is not None and not self.query.trash:
            self.open_reader.emit(row.annotation.paper_id, row.annotation.id)

    def _open_current(self) -> None:
        self._open(self.list.currentIndex())

    def _changed(self, changes: Changes) -> None:
        if changes.annotated or changes.papers_added or changes.papers_removed:
            self.rows.update_rows(changes.annotations)
            if self.isVisible():
                self.show_query(self.query)

    def _selection_changed(self) -> None:
        several = self.selection.several
        self.bar.show_count(self.selection.count if several else 0, trash=self.query.trash)
        self._actions.refresh()

    def _colour(self, colour: Colour) -> None:
        self.acts.colour(self.selection.ids, colour)

    def _bind(self) -> None:
        chosen, acts = self.selection, self.acts

        def bind(name: str, function: Callable[[], object], available: Callable[[], bool] | None = None) -> None:
            self._actions.bind(name, function, context=self, available=available)

        def listed() -> bool:
            return chosen.some and not self.query.trash

        bind("list.next", lambda: chosen.step(1))
        bind("list.previous", lambda: chosen.step(-1))
        bind("list.extend_next", lambda: chosen.step(1, extend=True))
        bind("list.extend_previous", lambda: chosen.step(-1, extend=True))
        bind("list.select", chosen.pick, lambda: bool(self.rows.ids))
        bind("list.select_all", chosen.all)
        bind("close", chosen.clear, lambda: chosen.several)
        bind("list.open", self._open_current, listed)
        bind("paper.open", self._open_current, listed)
        bind("search", lambda: self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        bind("paper.tag", lambda: acts.offer_tags(chosen.ids, self.bar.tag if chosen.several else None), listed)
        bind("paper.trash", lambda: acts.remove(chosen.ids), listed)
        bind("paper.restore", lambda: acts.restore(chosen.ids), lambda: self.query.trash and chosen.some)
        for colour in Colour:
            bind(f"reader.{colour}", partial(self._colour, colour), listed)


def _plain(query: AnnotationQuery) -> AnnotationQuery:
    """A query for everything, in the same order."""
    return replace(AnnotationQuery(), sort=query.sort, trash=query.trash)
