"""The table of papers: one row a paper, selection and focus told apart, keys for everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication

from carrel.ui.library.columns import Column
from carrel.ui.library.marked import Marked
from carrel.ui.library.row_groups import RowGroups
from carrel.ui.library.row_view import RowView
from carrel.ui.paper_drag import papers_mime

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from carrel.domain.grouping import Grouped
    from carrel.domain.paper import PaperRow
    from carrel.ui.library.rows import PaperRows
    from carrel.ui.theme import Theme

_Flag = QItemSelectionModel.SelectionFlag
_ONLY = _Flag.ClearAndSelect | _Flag.Rows


class PaperTable(RowView):
    """`current_changed` carries the paper under the cursor (0: none), `marked_changed` how many rows are selected together.

    *Marking* is the state in which moving the cursor leaves the selection alone: it begins with ``x`` or with a second
    row and ends with `clear_marks`. The cursor stands on papers, and on the headings of groups that are collapsed.
    """

    current_changed = Signal(int)
    marked_changed = Signal(int)
    opened = Signal(int)
    star_clicked = Signal(int)
    paged = Signal()

    def __init__(self, theme: Theme, model: PaperRows) -> None:
        super().__init__(theme, model)
        self._marks = Marked(self.selectionModel(), model)
        self.groups = RowGroups(self, model)
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
        return self._marks.ids() if self._marking else []

    @property
    def marked_count(self) -> int:
        """How many papers are selected together."""
        return self._marks.count() if self._marking else 0

    @property
    def marked_rows(self) -> list[PaperRow]:
        """The rows at hand of those that are selected together."""
        return self._marks.at_hand() if self._marking else []

    @property
    def marked_place(self) -> int:
        """Which of those selected together the paper under the cursor is, from 1; 0 where it is none of them."""
        row = self.currentIndex().row()
        return self._marks.count_to(row) if self._marking and self._marks.has(row) else 0

    @property
    def any_chosen(self) -> bool:
        """Whether there is a paper that a command would be for."""
        return self.marked_count > 0 or self.current_id != 0

    @property
    def chosen(self) -> list[int]:
        """The papers a command is for: those selected together, else the one under the cursor."""
        return self.marked or ([self.current_id] if self.current_id else [])

    def show_list(self, found: Grouped) -> None:
        """Show other papers. Cursor, selection and the cursor's place on the screen are kept where they can be."""
        if found == self._rows.list:
            return
        regrouped = found.by is not self._rows.list.by
        self.rebuild(lambda: self._rows.show(found))
        if regrouped:
            self.show_row(self.currentIndex().row())

    def rebuild(self, change: Callable[[], object], anchor: str | None = None) -> None:
        """Change which rows there are, with selection and cursor on their papers as far as those are shown.

        The heading of the group `anchor`, or else the cursor's row, stays where it is on the screen; the cursor comes to it
        from a paper that is not shown any more.
        """
        cursor = self.currentIndex().row()
        current, heading = self.current_id, self._rows.heading_at(cursor)
        marks = self._marks.ids() if self._marking else []
        kept = cursor if anchor is None else self._rows.row_of_heading(anchor)
        seen, offset = self._is_seen(kept), self.visualRect(self._rows.index(kept, 0)).top()
        scroll = self.verticalScrollBar().value()
        self._restoring = True
        change()
        held = -1 if anchor is None else self._rows.row_of_heading(anchor)
        row = self._rows.row_of(current) if heading is None else self._rows.row_of_heading(heading.value)
        if row < 0 and cursor >= 0:
            row = held if held >= 0 else cursor
        self._marking = self._marks.select(marks)
        if row >= 0 and self._rows.plan.rows:
            row = self._nearest(row)
            flag = _Flag.NoUpdate if self._marking else _ONLY
            self.selectionModel().setCurrentIndex(self._rows.index(row, 0), flag)
        self.executeDelayedItemsLayout()
        bar = self.verticalScrollBar()
        bar.setValue(scroll)
        held = row if anchor is None else held
        if held >= 0 and seen:
            bar.setValue(bar.value() + self.visualRect(self._rows.index(held, 0)).top() - offset)
        self._restoring = False
        self.current_changed.emit(self.current_id)
        self.marked_changed.emit(self.marked_count)

    # Moving

    def move(self, step: int, *, extend: bool = False) -> None:  # type: ignore[override]  # a table moves its cursor, never itself
        """Move the cursor by `step` papers, or headings of collapsed groups; `extend` selects on the way."""
        row, plan = self.currentIndex().row(), self._rows.plan
        self.go_to(plan.stop(plan.stops_before(row) + step) if row >= 0 and plan.rows else 0, extend=extend)

    def go_to(self, row: int, *, extend: bool = False) -> None:
        """Put the cursor into `row`, or the nearest that it can be in."""
        if not self._rows.rowCount():
            return
        index = self._rows.index(self._nearest(row), 0)
        if extend and self._rows.id_at(index.row()):
            if not self._marking:
                self._marking = True
                self.selectionModel().select(self.currentIndex(), _Flag.Select | _Flag.Rows)
            self.selectionModel().setCurrentIndex(index, _Flag.Select | _Flag.Rows)
        elif self._marking:
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        else:
            self.selectionModel().setCurrentIndex(index, _ONLY)
        self.show_row(index.row())
        self.viewport().update()

    def show_row(self, row: int) -> None:
        """Scroll to a row, and to a heading that stands right over it."""
        if row > 0 and self._rows.plan.heading(row - 1) >= 0:
            self.scrollTo(self._rows.index(row - 1, 0))
        self.scrollTo(self._rows.index(row, 0))

    def toggle_mark(self) -> None:
        """Select the row under the cursor together with others, or leave it out again."""
        index = self.currentIndex()
        if not self.current_id:
            return
        if self._marking:
            self.selectionModel().select(index, _Flag.Toggle | _Flag.Rows)
            if not self._marks.count():
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
        """Select all papers together that stand under no collapsed heading."""
        if self._rows.plan.shown:
            self._marking = True
            self._marks.select_all()
            self._tell_marks()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Toggle a star; with Ctrl or Shift select together; else choose one row."""
        index = self.indexAt(event.position().toPoint())
        if self.groups.press(index.row(), event.button()):
            self._pressed = None
            return
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
        if self.groups.press(index.row(), event.button()):
            return
        if index.isValid() and index.column() != Column.STAR:
            self.opened.emit(self._rows.id_at(index.row()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, show a hand over stars, and begin to drag.

        That rows can be dragged is not told by the model: the view asks it about each of 100,000 rows when it lays them out.
        """
        index = self.indexAt(event.position().toPoint())
        pressable = index.isValid() and (index.column() == Column.STAR or self.groups.is_heading(index.row()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor)
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
        """Arrows, pages and ends move the cursor; with Shift they select; Enter opens. Left and Right collapse and expand groups."""
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
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right} and self.groups.on_heading:
            self.groups.expand_here()
        elif key == Qt.Key.Key_Left and self.groups.any:
            self.groups.collapse_here()
        elif key == Qt.Key.Key_Space:
            self.paged.emit()
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.selectAll()
        else:
            event.ignore()

    # Within

    def _nearest(self, row: int) -> int:
        """The row nearest to one that the cursor can be in: after the heading of an expanded group, its first paper."""
        plan = self._rows.plan
        row = min(max(row, 0), plan.rows - 1)
        group = plan.heading(row)
        return row + 1 if group >= 0 and not plan.is_collapsed(group) else row

    def _is_seen(self, row: int) -> bool:
        rect = self.visualRect(self._rows.index(row, 0)) if row >= 0 else QRect()
        return rect.isValid() and self.viewport().rect().intersects(rect)

    def _current_moved(self) -> None:
        if not self._restoring:
            self.current_changed.emit(self.current_id)

    def _selection_moved(self) -> None:
        if not self._restoring:
            self._tell_marks()

    def _tell_marks(self) -> None:
        self.marked_changed.emit(self.marked_count)
        self.viewport().update()
