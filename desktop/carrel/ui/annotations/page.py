"""The place Annotations: a head with search and filters, and the list."""

from __future__ import annotations

from array import array
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.annotation import AnnotationCounts, AnnotationQuery
from carrel.domain.changes import Changes
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.annotations.delegate import AnnotationDelegate
from carrel.ui.annotations.head import AnnotationsHead
from carrel.ui.annotations.rows import AnnotationRows
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
        self.list.selectionModel().selectionChanged.connect(lambda *_: actions.refresh())
        bridge.changes.connect(self._changed)
        theme.changed.connect(self.list.scheduleDelayedItemsLayout)
        self._bind()

    @property
    def chosen(self) -> list[int]:
        """The annotations that are selected."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.rows.id_at(row) for row in rows]

    def show_query(self, query: AnnotationQuery) -> None:
        """List these."""
        self.query = query
        self.head.show_query(query)
        service = self._annotations

        def found(answer: tuple[array[int], AnnotationCounts]) -> None:
            ids, counts = answer
            current = self.rows.id_at(self.list.currentIndex().row())
            self.rows.set_ids(ids)
            self.head.show_counts(counts)
            row = self.rows.row_of(current)
            if row >= 0 and row != self.list.currentIndex().row():
                self.list.setCurrentIndex(self.rows.index(row))
            self._stack.setCurrentIndex(0 if ids else 3 if query.trash else 2 if query != _plain(query) else 1)
            self._actions.refresh()

        self._background.latest("list", lambda: (service.ids(query), service.counts(query)), found)

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) row."""
        row = min(max(0, self.list.currentIndex().row() + direction), len(self.rows.ids) - 1)
        if row >= 0:
            self.list.setCurrentIndex(self.rows.index(row))

    def remove(self) -> None:
        """Move the selected ones to Trash."""
        ids = self.chosen
        self._background.run(lambda: self._annotations.remove(ids), self._tell)

    def restore(self) -> None:
        """Take the selected ones out of Trash."""
        ids = self.chosen
        self._background.run(lambda: self._annotations.restore(ids), self._tell)

    def _tell(self, changes: Changes) -> None:
        if changes.undo:
            self.done.emit(changes.undo)

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

    def _bind(self) -> None:
        bind = self._actions.bind
        bind("list.next", lambda: self.step(1), context=self)
        bind("list.previous", lambda: self.step(-1), context=self)
        bind("list.open", self._open_current, context=self, available=lambda: bool(self.chosen))
        bind("paper.open", self._open_current, context=self, available=lambda: bool(self.chosen))
        bind("search", lambda: self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason), context=self)
        some = {
            True: lambda: self.query.trash and bool(self.chosen),
            False: lambda: bool(self.chosen) and not self.query.trash,
        }
        bind("paper.trash", self.remove, context=self, available=some[False])
        bind("paper.restore", self.restore, context=self, available=some[True])


def _plain(query: AnnotationQuery) -> AnnotationQuery:
    """A query for everything, in the same order."""
    return replace(AnnotationQuery(), sort=query.sort, trash=query.trash)
