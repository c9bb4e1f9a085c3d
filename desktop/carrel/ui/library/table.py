"""The table of papers: one row a paper, selection and focus told apart, keys for everything."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication

from carrel.ui.library.columns import Column
from carrel.ui.library.row_view import RowView
from carrel.ui.paper_drag import papers_mime

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from carrel.domain.paper import PaperRow
    from carrel.ui.library.rows import PaperRows
    from carrel.ui.theme import Theme

_Flag = QItemSelectionModel.SelectionFlag
_ONLY = _Flag.ClearAndSelect | _Flag.Rows


class PaperTable(RowView):
    """`current_changed` carries the paper under the cursor (0: none), `marked_changed` how many rows are selected together.

    *Marking* is the state in which moving the cursor leaves the selection alone: it begins with ``x`` or with a second
    row and ends with `clear_marks`.
    """

    current_changed = Signal(int)
    marked_changed = Signal(int)
    opened = Signal(int)
    star_clicked = Signal(int)
    paged = Signal()

    def __init__(self, theme: Theme, model: PaperRows) -> None:
        super().__init__(theme, model)
        self._rows = model
        self._marking = False
        self._restoring = False
        self._pressed: QPoint | None = None
        self.selectionModel().currentRowChanged.connect(self._current_moved)
        self.selectionModel().selectionChanged.connect(self._selection_moved)

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Drag the chosen papers, to a collection in the sidebar."""
        del supported
        drag = QDrag(self)
        drag.setMimeData(papers_mime(self.chosen))
        drag.exec(Qt.DropAction.CopyAction)

    # What is shown

    @property
    def current_id(self) -> int:
        """The paper under the cursor, 0 for none."""
        return self._rows.id_at(self.currentIndex().row()) if self.currentIndex().isValid() else 0

    @property
    def marked(self) -> list[int]:
        """The papers that are selected together, in the list's order; empty while none is."""
        return self._selected() if self._marking else []

    @property
    def marked_count(self) -> int:
        """How many papers are selected together."""
        return sum(bottom - top + 1 for top, bottom in self._spans()) if self._marking else 0

    @property
    def marked_rows(self) -> list[PaperRow]:
        """The rows at hand of those that are selected together."""
        spans = self._spans() if self._marking else []
        tops = [top for top, _ in spans]

        def within(place: int) -> bool:
            span = bisect.bisect_right(tops, place) - 1
            return span >= 0 and place <= spans[span][1]

        return [row for row in self._rows.at_hand() if within(self._rows.row_of(row.id))]

    @property
    def marked_place(self) -> int:
        """Which of those selected together the paper under the cursor is, from 1; 0 where it is none of them."""
        row = self.currentIndex().row()
        if not self._is_marked(row):
            return 0
        return sum(min(bottom, row) - top + 1 for top, bottom in self._spans() if top <= row)

    @property
    def any_chosen(self) -> bool:
        """Whether there is a paper that a command would be for."""
        return self.marked_count > 0 or self.current_id != 0

    @property
    def chosen(self) -> list[int]:
        """The papers a command is for: those selected together, else the one under the cursor."""
        return self.marked or ([self.current_id] if self.current_id else [])

    def set_ids(self, ids: array[int]) -> None:
        """Show other papers. Cursor, selection and the cursor's place on the screen are kept where they can be."""
        if ids == self._rows.ids:
            return
        current, marks = self.current_id, set(self.marked)
        old_row = self.currentIndex().row()
        seen = self._is_seen(old_row)
        offset = self.visualRect(self.currentIndex()).top()
        scroll = self.verticalScrollBar().value()
        self._restoring = True
        self._rows.set_ids(ids)
        row = self._rows.row_of(current)
        if row < 0 and ids and current:
            row = min(max(old_row, 0), len(ids) - 1)
        places = [place for mark in marks if (place := self._rows.row_of(mark)) >= 0]
        self._marking = bool(places)
        self._select_rows(places)
        if row >= 0:
            flag = _Flag.NoUpdate if self._marking else _ONLY
            self.selectionModel().setCurrentIndex(self._rows.index(row, 0), flag)
        self.executeDelayedItemsLayout()
        bar = self.verticalScrollBar()
        bar.setValue(scroll)
        if row >= 0 and seen:
            bar.setValue(bar.value() + self.visualRect(self._rows.index(row, 0)).top() - offset)
        self._restoring = False
        self.current_changed.emit(self.current_id)
        self.marked_changed.emit(self.marked_count)

    # Moving

    def move(self, step: int, *, extend: bool = False) -> None:  # type: ignore[override]  # a table moves its cursor, never itself
        """Move the cursor by `step` rows; `extend` selects on the way."""
        row = self.currentIndex().row()
        self.go_to(0 if row < 0 else row + step, extend=extend)

    def go_to(self, row: int, *, extend: bool = False) -> None:
        """Put the cursor into `row`, or the nearest there is."""
        if not self._rows.rowCount():
            return
        index = self._rows.index(min(max(row, 0), self._rows.rowCount() - 1), 0)
        if extend:
            if not self._marking:
                self._marking = True
                self.selectionModel().select(self.currentIndex(), _Flag.Select | _Flag.Rows)
            self.selectionModel().setCurrentIndex(index, _Flag.Select | _Flag.Rows)
        elif self._marking:
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        else:
            self.selectionModel().setCurrentIndex(index, _ONLY)
        self.scrollTo(index)
        self.viewport().update()

    def toggle_mark(self) -> None:
        """Select the row under the cursor together with others, or leave it out again."""
        index = self.currentIndex()
        if not index.isValid():
            return
        if self._marking:
            self.selectionModel().select(index, _Flag.Toggle | _Flag.Rows)
            if not self.selectionModel().hasSelection():
                self.clear_marks()
        else:
            self._marking = True
            self.selectionModel().select(index, _Flag.Select | _Flag.Rows)
        self._tell_marks()

    def clear_marks(self) -> bool:
        """Select only the row under the cursor; whether more were selected."""
        if not self._marking:
            return False
        self._marking = False
        self.selectionModel().select(self.currentIndex(), _ONLY)
        self._tell_marks()
        return True

    # Qt

    def selectAll(self) -> None:
        """Select all rows together."""
        # As one span: the view itself would ask the model about each row, a second of it for 100,000.
        self._marking = True
        self._select_rows(range(self._rows.rowCount()))
        self._tell_marks()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Toggle a star; with Ctrl or Shift select together; else choose one row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == Column.STAR and event.button() is Qt.MouseButton.LeftButton:
            self.star_clicked.emit(self._rows.id_at(index.row()))
            return
        left = index.isValid() and event.button() is Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None
        together = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self._marking = bool(together) and index.isValid()
        super().mousePressEvent(event)
        self._tell_marks()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row's digest."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() != Column.STAR:
            self.opened.emit(self._rows.id_at(index.row()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, show a hand over stars, and begin to drag.

        That rows can be dragged is not told by the model: the view asks it about each of 100,000 rows when it lays them out.
        """
        index = self.indexAt(event.position().toPoint())
        over_star = index.isValid() and index.column() == Column.STAR
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over_star else Qt.CursorShape.ArrowCursor)
        self._hover(index.row())
        if event.buttons() & Qt.MouseButton.LeftButton:
            pressed = self._pressed
            moved = pressed is not None and (event.position().toPoint() - pressed).manhattanLength()
            if moved and moved >= QApplication.startDragDistance():
                self._pressed = None
                self.startDrag(Qt.DropAction.CopyAction)
        elif event.buttons():
            super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages and ends move the cursor; with Shift they select; Enter opens."""
        page = max(1, self.viewport().height() // max(1, self.rowHeight(self._rows.index(0, 0))) - 1)
        moves = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_End: self._rows.rowCount(),
            Qt.Key.Key_Home: -self._rows.rowCount(),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.move(moves[key], extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_id:
            self.opened.emit(self.current_id)
        elif key == Qt.Key.Key_Space:
            self.paged.emit()
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.selectAll()
        else:
            event.ignore()

    # Within

    def _is_seen(self, row: int) -> bool:
        rect = self.visualRect(self._rows.index(row, 0)) if row >= 0 else QRect()
        return rect.isValid() and self.viewport().rect().intersects(rect)

    def _selected(self) -> list[int]:
        return [paper for top, bottom in self._spans() for paper in self._rows.ids[top : bottom + 1]]

    def _spans(self) -> list[tuple[int, int]]:
        """First and last rows of what is selected, from the top."""
        selection = self.selectionModel().selection()
        return sorted((selection.at(n).top(), selection.at(n).bottom()) for n in range(selection.count()))

    def _is_marked(self, row: int) -> bool:
        return self._marking and row >= 0 and self.selectionModel().isRowSelected(row, QModelIndex())

    def _select_rows(self, rows: Sequence[int]) -> None:
        selection = QItemSelection()
        for top, bottom in _runs(rows):
            selection.select(self._rows.index(top, 0), self._rows.index(bottom, len(Column) - 1))
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def _current_moved(self) -> None:
        if not self._restoring:
            self.current_changed.emit(self.current_id)

    def _selection_moved(self) -> None:
        if not self._restoring:
            self._tell_marks()

    def _tell_marks(self) -> None:
        self.marked_changed.emit(self.marked_count)
        self.viewport().update()


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows as spans of neighbours: Qt goes through all spans for each row that it draws."""
    if isinstance(rows, range):
        return [(rows[0], rows[-1])] if rows else []
    spans: list[tuple[int, int]] = []
    for row in sorted(rows):
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans
