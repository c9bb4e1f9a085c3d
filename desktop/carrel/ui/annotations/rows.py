"""The list's model: rows of annotations by id."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from carrel.domain.annotation import AnnotationRow
from carrel.ui.annotations.words import place_of, spoken_row
from carrel.ui.background import Background
from carrel.ui.reader.annotations.words import heading_of
from carrel.ui.rows_by_id import RowsById
from carrel.ui.tooltips import plain_tooltip

Index = QModelIndex | QPersistentModelIndex


class AnnotationRows(QAbstractListModel):
    """Blank rows are fetched as they are looked at; see `RowsById`."""

    def __init__(self, fetch: Callable[[Sequence[int]], list[AnnotationRow]], background: Background) -> None:
        super().__init__()
        self._rows = RowsById(fetch, lambda row: row.annotation.id, background.of(self), self._came)

    @property
    def ids(self) -> array[int]:
        """The annotations of the list, in its order."""
        return self._rows.ids

    @property
    def kept(self) -> int:
        """How many rows are at hand."""
        return self._rows.kept

    def id_at(self, row: int) -> int:
        """The annotation in `row`; 0 where there is no such row."""
        return self._rows.id_at(row)

    def row_of(self, annotation_id: int) -> int:
        """The row that an annotation stands in, or -1."""
        return self._rows.place_of(annotation_id)

    def annotation_row(self, row: int) -> AnnotationRow | None:
        """What `row` shows; where it is not at hand it is fetched with its neighbours, and None is returned for now."""
        return self._rows.at(row)

    def set_ids(self, ids: array[int]) -> None:
        """Show other annotations; rows at hand are kept."""
        if ids == self._rows.ids:
            return
        self.beginResetModel()
        self._rows.show(ids)
        self.endResetModel()

    def update_rows(self, ids: Iterable[int]) -> None:
        """Fetch these again where they are at hand or on their way; old rows are shown until then."""
        self._rows.update(ids)

    def rowCount(self, parent: Index | None = None) -> int:
        """The length of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row's words."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        row = self.annotation_row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_row(row)
        one = row.annotation
        if role == Qt.ItemDataRole.ToolTipRole:
            told = (one.anchor.quote, one.text, f"{row.title}. {place_of(one)}")
            return plain_tooltip("\n\n".join(part for part in told if part))
        return heading_of(one)

    def _came(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))
