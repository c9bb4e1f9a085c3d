"""A list of cards: what was announced, a saved search's papers, or what arXiv found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDrag

from carrel.ui.paper_drag import papers_mime
from carrel.ui.today.card_rows import MOST, CardRows
from carrel.ui.today.card_view import CardView

if TYPE_CHECKING:
    from array import array

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme


class CardList(CardView):
    """Shows the papers given to `show_ids`, one of them chosen.

    `current_changed` carries the chosen paper (0: none), `picked` the paper that the person chose by click or key,
    `opened` the one they opened with Enter or a double click, `star_clicked` one whose star they clicked. `reason_clicked`
    tells where on the screen they clicked the line that says why the chosen paper is for them. `paged` asks
    for the next page of what is shown beside the list, `topped` tells that the person went to its beginning.
    """

    current_changed = Signal(int)
    picked = Signal(int)
    opened = Signal(int)
    star_clicked = Signal(int)
    reason_clicked = Signal(QPoint)
    paged = Signal()
    topped = Signal()

    def __init__(self, theme: Theme, carrel: Carrel, background: Background) -> None:
        self._day = ""
        self.rows = CardRows(lambda ids: carrel.news.cards(ids, self._day), background)
        super().__init__(theme, self.rows)
        self._restoring = False
        self._told = 0
        self._pressed = QPoint()

    # What is shown

    @property
    def current_id(self) -> int:
        """The chosen paper, 0 for none."""
        return self.rows.id_at(self.currentIndex().row()) if self.currentIndex().isValid() else 0

    @property
    def chosen(self) -> list[int]:
        """The papers a command is for."""
        return [self.current_id] if self.current_id else []

    def show_ids(self, ids: array[int], *, fresh: bool = False, day: str = "") -> None:
        """Show other papers, as they were announced on `day` ("": at last).

        The chosen one, and its place on the screen, are kept where they can be. Where it is gone the one that took its
        place is chosen. `fresh` begins at the top with the first.
        """
        ids = ids[:MOST]
        if day != self._day:
            self._day, fresh = day, True
            self.rows.forget()
            self.forget_layouts(but=set())
        if ids == self.rows.ids and not fresh:
            return
        row = 0 if fresh or not self.current_id else self._row_in(ids)
        anchor = None if fresh else self.anchor(set(ids))
        self._restoring = True
        self.rows.set_ids(ids)
        self.forget_layouts(but=set(ids))
        self.setCurrentIndex(self.rows.index(row, 0))
        self.executeDelayedItemsLayout()
        if fresh:
            self.scrollToTop()
        else:
            self.restore(anchor)
        self._restoring = False
        self._tell()

    def choose(self, paper_id: int) -> None:
        """Choose a paper where the list holds it."""
        row = self.rows.row_of(paper_id)
        if row >= 0:
            self.setCurrentIndex(self.rows.index(row, 0))
            self.show_row(row)
            self._tell()

    def over_reason(self, point: QPoint) -> bool:
        """Whether a point is on the line that says why a paper is for the person."""
        index = self.indexAt(point)
        layout = self._layouts.get(self.rows.id_at(index.row())) if index.isValid() else None
        if self.compact or layout is None or layout.reason is None:
            return False
        area = self._area(index.row(), self.visualRect(index))
        return layout.reason.translated(area.topLeft()).contains(point)

    # Moving

    def move(self, step: int) -> None:  # type: ignore[override]  # a list moves its cursor, never itself
        """Choose the paper `step` rows further."""
        row = self.currentIndex().row()
        self.go_to(0 if row < 0 else row + step)

    def go_to(self, row: int) -> None:
        """Choose the paper in `row`, or in the nearest there is, as the person asked."""
        if not self.rows.rowCount():
            return
        row = min(max(row, 0), self.rows.rowCount() - 1)
        self.setCurrentIndex(self.rows.index(row, 0))
        self.show_row(row)
        self._tell()
        self.picked.emit(self.current_id)

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Toggle a star, else choose a card."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self.over_star(event.position().toPoint()):
            self.star_clicked.emit(self.rows.id_at(index.row()))
            return
        self._pressed = event.position().toPoint()
        self.setCurrentIndex(index)
        self._tell()
        self.picked.emit(self.current_id)
        if self.over_reason(self._pressed):
            self.reason_clicked.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What a click does it does when it is pressed."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the paper."""
        point = event.position().toPoint()
        if self.indexAt(point).isValid() and not self.over_star(point) and not self.over_reason(point):
            self.opened.emit(self.current_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, show a hand over stars, drag a card to a collection."""
        point = event.position().toPoint()
        hand = self.over_star(point) or self.over_reason(point)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        self.hover(self.indexAt(point).row())
        far = (point - self._pressed).manhattanLength() > 12
        if event.buttons() & Qt.MouseButton.LeftButton and far and self.current_id:
            drag = QDrag(self)
            drag.setMimeData(papers_mime(self.chosen))
            drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages and ends choose; Enter opens; Space pages what is beside the list."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key in steps:
            self.move(steps[key])
        elif key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self.go_to(self._page(1 if key == Qt.Key.Key_PageDown else -1))
        elif key == Qt.Key.Key_Home:
            self.go_to(0)
            self.topped.emit()
        elif key == Qt.Key.Key_End:
            self.go_to(self.rows.rowCount() - 1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_id:
            self.opened.emit(self.current_id)
        elif key == Qt.Key.Key_Space:
            self.paged.emit()
        else:
            event.ignore()

    # Within

    def _page(self, way: int) -> int:
        """The row a page further down or up."""
        row = self.currentIndex().row()
        middle = self.visualRect(self.currentIndex()).center()
        target = self.indexAt(middle + QPoint(0, way * round(self.viewport().height() * 0.8)))
        if not target.isValid():
            return self.rows.rowCount() - 1 if way > 0 else 0
        return target.row() if target.row() != row else row + way

    def _row_in(self, ids: array[int]) -> int:
        """The row of the chosen paper among other papers, or of the first after it that is there still."""
        places = {paper_id: row for row, paper_id in enumerate(ids)}
        here = self.currentIndex().row()
        return next((places[paper] for paper in self.rows.ids[here:] if paper in places), len(ids) - 1)

    def _tell(self) -> None:
        if not self._restoring and self.current_id != self._told:
            self._told = self.current_id
            self.current_changed.emit(self._told)
