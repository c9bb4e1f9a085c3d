"""How the card list looks and measures: cards of many heights, laid out once for a width, never moving under the eye.

Heights are found in batches of a few milliseconds. Whenever heights change, the card at the top of the view, or the one
under the pointer, stays where it is; a card between the two waits with a change of its height until it is out of sight.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView

from carrel.ui.today.card_delegate import CardDelegate
from carrel.ui.today.card_layout import Measures, lay_out, lay_out_row
from carrel.ui.today.card_paint import CardPainter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QResizeEvent

    from carrel.domain.feed import Card
    from carrel.ui.theme import Theme
    from carrel.ui.today.card_layout import CardLayout
    from carrel.ui.today.card_rows import CardRows

_BATCH = 0.008
_KEPT = 400
"""So many cards stay laid out; of the others only the heights are remembered."""
_BAR = 10
"""The width of the scroll bar: cards leave it free whether it is there or not."""
_LEAD = 7
"""The room over the first card."""


class CardView(QListView):
    """Cards over a model of them. Selection is a filled card, focus a ring: two different things."""

    def __init__(self, theme: Theme, rows: CardRows) -> None:
        super().__init__()
        self._theme = theme
        self._rows = rows
        self._painter = CardPainter(theme)
        self._measures = Measures(theme)
        self._layouts: dict[int, CardLayout] = {}
        self._heights: dict[int, int] = {}
        self._unmeasured: dict[int, None] = {}
        self._queue: Mapping[int, int] = {}
        self._hovered = -1
        self._width = 0
        self._moved = False
        self.compact = False
        self.dated = False
        self._rest = QTimer(self, interval=0, singleShot=True)
        self._rest.timeout.connect(self._measure_some)
        self.setModel(rows)
        self._delegate = CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName("Papers")
        self.setProperty("look", "subtle")
        rows.arrived.connect(self._arrived)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self._restyle)

    def set_compact(self, *, compact: bool) -> None:
        """Show rows of one line, or cards."""
        if compact != self.compact:
            self.compact = compact
            self._measure_anew()

    def set_dated(self, *, dated: bool) -> None:
        """Name each card's day, for lists of more than one day."""
        if dated != self.dated:
            self.dated = dated
            self._measure_anew()

    def set_queue(self, queue: Mapping[int, int]) -> None:
        """Say where papers stand among the digests that are to be written."""
        changed = [paper for paper in {*queue, *self._queue} if queue.get(paper, -1) != self._queue.get(paper, -1)]
        self._queue = queue
        self._arrived([paper for paper in changed if self._rows.known(paper) is not None])

    # Heights

    def forget_layouts(self, *, but: set[int]) -> None:
        """Drop what was laid out of papers that are no longer in the list."""
        self._layouts = {paper: layout for paper, layout in self._layouts.items() if paper in but}
        self._heights = {paper: height for paper, height in self._heights.items() if paper in but}
        self._unmeasured = {paper: None for paper in self._unmeasured if paper in but}

    def height_of(self, row: int) -> int:
        """How high a row is, or about is."""
        if self.compact:
            return self._measures.compact
        lead = 0 if row else _LEAD
        return lead + self._heights.get(self._rows.id_at(row), self._measures.estimate())

    def anchor(self, among: set[int] | None = None) -> tuple[int, int] | None:
        """The paper that is to stay where it is, and where that is: under the pointer, or at the top of the view."""
        pointed = self._pointed()
        rows = ([pointed] if pointed >= 0 else []) + self._rows_in_view()
        for row in rows:
            paper = self._rows.id_at(row)
            if among is None or paper in among:
                return paper, self.visualRect(self._rows.index(row, 0)).top()
        return None

    def restore(self, anchor: tuple[int, int] | None) -> None:
        """Bring a paper back to where it stood."""
        row = self._rows.row_of(anchor[0]) if anchor is not None else -1
        if row >= 0 and anchor is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self._rows.index(row, 0)).top() - anchor[1])

    def show_row(self, row: int) -> None:
        """Scroll so that a whole row is in view."""
        for _ in range(2):
            # A card that was not laid out yet may turn out higher than thought.
            self._measure(self._rows.id_at(row))
            self.scrollTo(self._rows.index(row, 0))

    def _arrived(self, papers: Iterable[int]) -> None:
        """Lay out cards that came or changed: those in view at once, the others in turn."""
        pointed, shown = self._pointed(), set(self._rows_in_view())
        for paper in papers:
            row = self._rows.row_of(paper)
            held = paper in self._layouts and row in shown and row < pointed
            if not held or self.compact:
                self._unmeasured[paper] = None
        if any(self._rows.row_of(paper) in shown for paper in self._unmeasured):
            self._measure_shown(shown)
        if self._unmeasured:
            self._rest.start()
        self.viewport().update()

    def _measure_shown(self, shown: set[int]) -> None:
        anchor = self.anchor()
        changed = [self._measure(paper) for paper in list(self._unmeasured) if self._rows.row_of(paper) in shown]
        if any(changed):
            self._relayout(anchor)

    def _measure_some(self) -> None:
        until = time.perf_counter() + _BATCH
        anchor = self.anchor()
        changed, self._moved = self._moved, False
        while self._unmeasured and time.perf_counter() < until:
            changed |= self._measure(next(iter(self._unmeasured)))
        if changed:
            self._relayout(anchor)
        if self._unmeasured:
            self._rest.start()

    def _measure(self, paper: int) -> bool:
        """Lay a card out where that is due; whether its height is another now."""
        self._unmeasured.pop(paper, None)
        card = self._rows.known(paper)
        if card is None:
            return False
        before = self._heights.get(paper)
        self._layouts[paper] = layout = self._laid_out(card)
        self._heights[paper] = layout.height
        while len(self._layouts) > _KEPT:
            self._layouts.pop(next(iter(self._layouts)))
        return before != layout.height

    def _laid_out(self, card: Card) -> CardLayout:
        if self.compact:
            return lay_out_row(card, self._card_width(), self._measures)
        queued = self._queue.get(card.row.id, -1)
        return lay_out(card, self._card_width(), self._measures, dated=self.dated, queued=queued)

    def _relayout(self, anchor: tuple[int, int] | None) -> None:
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self.restore(anchor)
        self.viewport().update()

    def _measure_anew(self) -> None:
        anchor = self.anchor()
        self._layouts.clear()
        self._heights.clear()
        self._unmeasured = {paper: None for paper in self._rows.ids if self._rows.known(paper) is not None}
        for row in self._rows_in_view():
            self._measure(self._rows.id_at(row))
        self._relayout(anchor)
        self._rest.start()

    def _scrolled(self) -> None:
        """Catch up with what waited, once it is out of sight."""
        shown = set(self._rows_in_view())
        late = [
            paper
            for paper, layout in self._layouts.items()
            if layout.card is not self._rows.known(paper) and self._rows.row_of(paper) not in shown
        ]
        if late:
            self._unmeasured.update(dict.fromkeys(late))
            self._rest.start()

    def _card_width(self) -> int:
        return max(self._measures.px(120), self.width() - _BAR)

    def _rows_in_view(self) -> list[int]:
        height = self.viewport().height()
        first = self.indexAt(QPoint(self._measures.left, 0)).row()
        if first < 0:
            return []
        top = self.visualRect(self._rows.index(first, 0)).top()
        rows = []
        for row in range(first, self._rows.rowCount()):
            if top >= height:
                break
            rows.append(row)
            top += self.height_of(row)
        return rows

    def _pointed(self) -> int:
        if not self.viewport().underMouse():
            return -1
        return self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row()

    # Looks

    def over_star(self, point: QPoint) -> bool:
        """Whether a point is on a card's star, with a fair margin."""
        index = self.indexAt(point)
        if not index.isValid():
            return False
        area = self._area(index.row(), self.visualRect(index))
        star = self._painter.star(area, self._measures, 0)
        line = self._measures.compact if self.compact else self._measures.px(36)
        below = point.y() - area.top()
        return star.left() - 5 <= point.x() <= star.right() + 6 and 0 <= below <= line

    def hover(self, row: int) -> None:
        """Light the row under the pointer."""
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        """Draw a row; one whose card is still being fetched is blank."""
        card = self._rows.card(row)
        if card is None:
            return
        layout = self._layouts.get(card.row.id)
        if layout is None and card.row.id in self._heights:
            self._moved |= self._measure(card.row.id)
            layout = self._layouts[card.row.id]
        if layout is None or self._moved:
            self._rest.start()
        if layout is None:
            self._unmeasured[card.row.id] = None
            return
        area = self._area(row, rect)
        here = self.currentIndex().row()
        token = "selection" if row == here else "hover" if row == self._hovered else ""
        line = not self.compact and row not in {here, here - 1} and row + 1 < self._rows.rowCount()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = row == here and self.hasFocus()
        self._painter.ground(painter, area, token, ring=ring, line=line, measures=self._measures)
        if self.compact:
            self._painter.row(painter, area, layout, card, self._measures)
        else:
            self._painter.card(painter, area, layout, card, self._measures, bright=row == here)
        painter.restore()

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands, not a search."""

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self.hover(-1)
        self._scrolled()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cards out anew for another width."""
        super().resizeEvent(event)
        if self.width() != self._width:
            self._width = self.width()
            self._measure_anew()

    def _area(self, row: int, rect: QRect) -> QRect:
        lead = 0 if row or self.compact else _LEAD
        return QRect(0, rect.top() + lead, self._card_width(), rect.height() - lead)

    def _restyle(self) -> None:
        self._measures = Measures(self._theme)
        self._measure_anew()
