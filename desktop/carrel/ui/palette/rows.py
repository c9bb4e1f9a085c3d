"""The palette's rows: headings, and under each its entries."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from carrel.ui.palette.entry import Entry

Index = QModelIndex | QPersistentModelIndex
Row = Entry | str


class PaletteRows(QAbstractListModel):
    """A row is an entry, or a heading as text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Row] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry in a row; None for a heading, and where there is no such row."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Entry) else None

    def row_of(self, key: str) -> int:
        """Where the entry with this key stands and can be chosen, or -1."""
        return next((row for row in self.choosable() if (one := self.entry(row)) is not None and one.key == key), -1)

    def choosable(self) -> list[int]:
        """The rows that can be chosen."""
        return [row for row in range(len(self.rows)) if (one := self.entry(row)) is not None and one.possible]

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row's words."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        entry = self.entry(index.row())
        if entry is None:
            return self.rows[index.row()]
        return entry.spoken if role == Qt.ItemDataRole.AccessibleTextRole else entry.text

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings, and what is not possible now, cannot be chosen."""
        entry = self.entry(index.row())
        if entry is None or not entry.possible:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
