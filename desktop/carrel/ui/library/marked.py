"""The papers that are selected together: spans of rows, counted in papers whatever headings stand between them."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex

from carrel.ui.library.columns import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carrel.domain.paper import PaperRow
    from carrel.ui.library.rows import PaperRows

Spans = list[tuple[int, int]]


class Marked:
    """What is selected of the rows, told as papers."""

    def __init__(self, selection: QItemSelectionModel, rows: PaperRows) -> None:
        self._selection = selection
        self._rows = rows

    def ids(self) -> list[int]:
        """The papers, in the list's order."""
        ids, plan = self._rows.ids, self._rows.plan
        return [
            paper
            for top, bottom in self.spans()
            for places in plan.places(top, bottom)
            for paper in ids[places.start : places.stop]
        ]

    def count(self) -> int:
        """How many papers there are."""
        before = self._rows.plan.papers_before
        return sum(before(bottom + 1) - before(top) for top, bottom in self.spans())

    def count_to(self, row: int) -> int:
        """How many of them stand above a row, or in it."""
        before = self._rows.plan.papers_before
        return sum(before(min(bottom, row) + 1) - before(top) for top, bottom in self.spans() if top <= row)

    def at_hand(self) -> list[PaperRow]:
        """The rows at hand of the papers."""
        spans = self.spans()
        tops = [top for top, _ in spans]

        def within(row: int) -> bool:
            span = bisect.bisect_right(tops, row) - 1
            return row >= 0 and span >= 0 and row <= spans[span][1]

        return [row for row in self._rows.at_hand() if within(self._rows.row_of(row.id))]

    def has(self, row: int) -> bool:
        """Whether the paper in a row is one of them."""
        return self._rows.id_at(row) != 0 and self._selection.isRowSelected(row, QModelIndex())

    def select(self, papers: Iterable[int]) -> bool:
        """Select these papers as far as they are shown, and no other; whether there are any."""
        # As spans of neighbours: Qt goes through all spans for each row that it draws.
        return self._take([span for run in _runs(papers, self._rows) if (span := self._rows.plan.span(*run))])

    def select_all(self) -> bool:
        """Select all that are shown; whether there are any."""
        # As one span: the view itself would ask the model about each row, a second of it for 100,000.
        return self._take([(0, self._rows.plan.rows - 1)] if self._rows.plan.shown else [])

    def spans(self) -> Spans:
        """First and last rows of what is selected, from the top; there may be headings among them."""
        selection = self._selection.selection()
        return sorted((selection.at(n).top(), selection.at(n).bottom()) for n in range(selection.count()))

    def _take(self, spans: Spans) -> bool:
        selection = QItemSelection()
        for top, bottom in spans:
            selection.select(self._rows.index(top, 0), self._rows.index(bottom, len(Column) - 1))
        self._selection.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        return bool(spans)


def _runs(papers: Iterable[int], rows: PaperRows) -> Spans:
    """The first and last places of papers that follow each other in the list."""
    runs: Spans = []
    for place in sorted(place for paper in papers if (place := rows.place_of(paper)) >= 0):
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
