"""The table's model: rows of papers by id, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from carrel.ui.library.columns import STYLES, Column
from carrel.ui.library.hidden_text import HIDDEN_WHY
from carrel.ui.library.row_words import CELL_WORDS, spoken_row
from carrel.ui.rows_by_id import RowsById

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Sequence

    from carrel.domain.paper import PaperRow
    from carrel.ui.background import Background

ROW = Qt.ItemDataRole.UserRole
"""The role that gives a cell's whole `PaperRow`, or None while it is being fetched."""

Index = QModelIndex | QPersistentModelIndex


class PaperRows(QAbstractTableModel):
    """Blank rows are fetched as they are looked at; see `RowsById`."""

    def __init__(self, fetch: Callable[[Sequence[int]], list[PaperRow]], background: Background) -> None:
        super().__init__()
        self._rows = RowsById(fetch, lambda row: row.id, background.of(self), self._came)

    @property
    def ids(self) -> array[int]:
        """The papers of the list, in its order."""
        return self._rows.ids

    @property
    def fetches(self) -> int:
        """How many pages of rows were asked for."""
        return self._rows.fetches

    @property
    def kept(self) -> int:
        """How many rows are at hand."""
        return self._rows.kept

    def id_at(self, row: int) -> int:
        """The paper in `row`; 0 where there is no such row."""
        return self._rows.id_at(row)

    def row_of(self, paper_id: int) -> int:
        """The row a paper stands in, or -1."""
        return self._rows.place_of(paper_id)

    def paper_row(self, row: int) -> PaperRow | None:
        """What `row` shows; where it is not at hand it is fetched with its neighbours, and None is returned for now."""
        return self._rows.at(row)

    def known(self, paper_id: int) -> PaperRow | None:
        """A paper's row where it is at hand."""
        return self._rows.known(paper_id)

    def at_hand(self) -> list[PaperRow]:
        """The rows that are at hand, in no order."""
        return self._rows.at_hand()

    def set_ids(self, ids: array[int]) -> None:
        """Show other papers; rows at hand are kept."""
        self.beginResetModel()
        self._rows.show(ids)
        self.endResetModel()

    def update_papers(self, papers: Iterable[int]) -> None:
        """Fetch the rows of these papers again where they are at hand or on their way; old ones are shown until then."""
        self._rows.update(papers)

    def forget_papers(self, papers: Iterable[int]) -> None:
        """Drop the rows of papers that are gone."""
        self._rows.forget(papers)

    def rowCount(self, parent: Index | None = None) -> int:
        """The length of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's row (role `ROW`), its words, or the whole row in words for screen readers; of its badge why it is there."""
        if role not in {
            ROW,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return None
        row = self.paper_row(index.row())
        if role == ROW or row is None:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            badge = row.has_hidden and index.column() == Column.ATTACHMENTS
            return f"Hidden text removed.\n{HIDDEN_WHY}" if badge else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_row(row) if index.column() == Column.TITLE else CELL_WORDS[Column(index.column())](row)
        return CELL_WORDS[Column(index.column())](row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """The columns' headings; for screen readers those without one have a name."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return STYLES[Column(section)].heading
        return STYLES[Column(section)].name if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _came(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
