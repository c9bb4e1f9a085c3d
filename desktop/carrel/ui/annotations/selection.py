"""Which annotations of the list are selected: one by going there, several by x, Shift j, Shift and Ctrl with the mouse."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal
from PySide6.QtWidgets import QListView

from carrel.ui.annotations.rows import AnnotationRows

_Flag = QItemSelectionModel.SelectionFlag


class AnnotationSelection(QObject):
    """Goes by ids, so that a list in another order keeps what is selected. `changed` comes with each change."""

    changed = Signal()

    def __init__(self, view: QListView, rows: AnnotationRows) -> None:
        super().__init__(view)
        self._view = view
        self._rows = rows
        self._picking = False
        view.selectionModel().selectionChanged.connect(lambda *_: self.changed.emit())

    @property
    def some(self) -> bool:
        """Whether any is selected."""
        return self._view.selectionModel().hasSelection()

    @property
    def ids(self) -> list[int]:
        """The selected annotations, in the list's order."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        return [self._rows.id_at(row) for row in rows]

    @property
    def count(self) -> int:
        """How many are selected."""
        return len(self._view.selectionModel().selectedRows())

    @property
    def several(self) -> bool:
        """Whether more than one is selected, or one after another is being picked."""
        return self._picking or self.count > 1

    def step(self, direction: int, *, extend: bool = False) -> None:
        """Go to the next (1) or previous (-1) row; the selection goes along, grows by it, or stays while some are picked."""
        row = min(max(0, self._view.currentIndex().row() + direction), len(self._rows.ids) - 1)
        if row < 0:
            return
        model, index = self._view.selectionModel(), self._rows.index(row)
        if extend:
            model.setCurrentIndex(index, _Flag.Select)
        elif self._picking:
            model.setCurrentIndex(index, _Flag.NoUpdate)
        else:
            model.setCurrentIndex(index, _Flag.ClearAndSelect)
        self._view.scrollTo(index)

    def pick(self) -> None:
        """Take the current row into the selection, or out of it; going on leaves it as it is."""
        index = self._view.currentIndex()
        if index.isValid():
            first, self._picking = not self._picking and self.count == 1, True
            self._view.selectionModel().select(index, _Flag.Select if first else _Flag.Toggle)
            self.changed.emit()

    def all(self) -> None:
        """Select all that are listed."""
        self._view.selectAll()

    def clear(self) -> None:
        """Select the current row alone."""
        self._picking = False
        model, index = self._view.selectionModel(), self._view.currentIndex()
        model.select(index, _Flag.ClearAndSelect if index.isValid() else _Flag.Clear)
        self.changed.emit()

    def keep(self, ids: Iterable[int], current: int) -> None:
        """Select these again, and stand at `current`, after the list changed; those that are not listed are left out."""
        rows = sorted(row for row in map(self._rows.row_of, ids) if row >= 0)
        model, chosen = self._view.selectionModel(), QItemSelection()
        start = 0
        for at in range(1, len(rows) + 1):
            if at == len(rows) or rows[at] != rows[at - 1] + 1:
                chosen.select(self._rows.index(rows[start]), self._rows.index(rows[at - 1]))
                start = at
        here = self._rows.row_of(current)
        if here >= 0:
            model.setCurrentIndex(self._rows.index(here), _Flag.NoUpdate)
        model.select(chosen, _Flag.ClearAndSelect)
        if not rows:
            self._picking = False
        self.changed.emit()
