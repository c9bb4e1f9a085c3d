"""The list of related papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from carrel.ui.related.delegate import RelatedDelegate
from carrel.ui.related.rows import RelatedRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent

    from carrel.domain.related import RelatedPaper
    from carrel.ui.related.rows import Index
    from carrel.ui.theme import Theme


class RelatedList(QListView):
    """`current_changed` carries a paper, 0 for none; `opened` one by Enter, `clicked_on` one by the mouse.

    `star_clicked` carries one whose star is to change.
    """

    current_changed = Signal(int)
    opened = Signal(int)
    clicked_on = Signal(int)
    star_clicked = Signal(int)
    focused = Signal()

    def __init__(self, theme: Theme, *, inset: float) -> None:
        super().__init__()
        self.rows = RelatedRows()
        self._delegate = RelatedDelegate(theme, self, self.rows, inset)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName("Related papers")
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def current(self) -> RelatedPaper | None:
        """The paper under the cursor."""
        return self.rows.at(self.currentIndex().row())

    def show_papers(self, papers: Sequence[RelatedPaper], current: int = 0) -> None:
        """List these with the cursor on `current`, else on the paper it was on."""
        before = self.current
        wanted = current or (before.paper_id if before is not None else 0)
        self.rows.show(papers)
        row = self.rows.row_of(wanted)
        if row >= 0:
            self.go_to(row)
        elif before is not None and self.current is None:
            self.current_changed.emit(0)

    def go_to(self, row: int) -> None:
        """Put the cursor into a row, or the nearest there is."""
        if self.rows.papers:
            index = self.rows.index(min(max(row, 0), len(self.rows.papers) - 1))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def move(self, step: int) -> None:  # type: ignore[override]  # a list moves its cursor, never itself
        """Move the cursor by so many rows."""
        self.go_to(self.currentIndex().row() + step)

    def open_current(self) -> None:
        """Open the paper under the cursor."""
        if self.current is not None:
            self.opened.emit(self.current.paper_id)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the paper under the cursor."""
        super().currentChanged(current, previous)
        paper = self.rows.at(current.row())
        if paper is not None:
            self.current_changed.emit(paper.paper_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if Qt.Key(event.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_current()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands, not a search."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Toggle a star, else choose a row."""
        paper = self._starred(event.position().toPoint())
        if paper is not None and event.button() is Qt.MouseButton.LeftButton:
            self.star_clicked.emit(paper.paper_id)
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell the row that was clicked."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        paper = self.rows.at(self.indexAt(point).row())
        left = event.button() is Qt.MouseButton.LeftButton
        if paper is not None and left and self._starred(point) is None and paper is self.current:
            self.clicked_on.emit(paper.paper_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand where a click does something."""
        super().mouseMoveEvent(event)
        hand = self.indexAt(event.position().toPoint()).isValid()
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a cursor to move."""
        super().focusInEvent(event)
        if self.current is None:
            self.go_to(0)
        self.focused.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew for another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def _starred(self, point: QPoint) -> RelatedPaper | None:
        """The paper whose star is at `point`."""
        index = self.indexAt(point)
        star = self._delegate.star(QRectF(self.visualRect(index)))
        near = star.adjusted(-6, -6, 6, 6).contains(point.toPointF())
        return self.rows.at(index.row()) if index.isValid() and near else None
