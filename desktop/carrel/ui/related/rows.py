"""The model of a list of related papers. There are few of them, and all are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from carrel.ui.related.words import spoken
from carrel.ui.tooltips import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.related import RelatedPaper

Index = QModelIndex | QPersistentModelIndex


class RelatedRows(QAbstractListModel):
    """Rows of `RelatedPaper`."""

    def __init__(self) -> None:
        super().__init__()
        self._papers: tuple[RelatedPaper, ...] = ()

    @property
    def papers(self) -> tuple[RelatedPaper, ...]:
        """What the list holds, in its order."""
        return self._papers

    def show(self, papers: Sequence[RelatedPaper]) -> None:
        """Hold other papers; where they are the same ones, rows stay and only what they show changes."""
        same = [one.paper_id for one in papers] == [one.paper_id for one in self._papers]
        if not same:
            self.beginResetModel()
        self._papers = tuple(papers)
        if not same:
            self.endResetModel()
        elif papers:
            self.dataChanged.emit(self.index(0), self.index(len(papers) - 1))

    def at(self, row: int) -> RelatedPaper | None:
        """The paper in `row`, None where there is none."""
        return self._papers[row] if 0 <= row < len(self._papers) else None

    def row_of(self, paper_id: int) -> int:
        """The row of a paper, or -1."""
        return next((row for row, one in enumerate(self._papers) if one.paper_id == paper_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """The length of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._papers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row's words."""
        paper = self.at(index.row())
        if paper is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(paper)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip("\n\n".join(part for part in (paper.row.title, paper.sentence) if part))
        return paper.row.title if role == Qt.ItemDataRole.DisplayRole else None
