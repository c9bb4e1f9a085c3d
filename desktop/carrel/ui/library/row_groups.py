"""Collapsing and expanding the groups of the table: by their headings, from a paper, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from carrel.ui.library.rows import PaperRows
    from carrel.ui.library.table import PaperTable


class RowGroups:
    """The groups of a table. A paper that is collapsed leaves the selection: what is selected can be seen."""

    def __init__(self, table: PaperTable, rows: PaperRows) -> None:
        self._table = table
        self._rows = rows

    @property
    def any(self) -> bool:
        """Whether there are headings."""
        return self._rows.plan.groups > 0

    @property
    def on_heading(self) -> bool:
        """Whether the cursor is on a heading."""
        return self.is_heading(self._cursor)

    def is_heading(self, row: int) -> bool:
        """Whether a heading stands in a row."""
        return self._rows.plan.heading(row) >= 0

    def press(self, row: int, button: Qt.MouseButton) -> bool:
        """Take a press into a row, which toggles a heading; whether there is one."""
        there = self.is_heading(row)
        if there and button is Qt.MouseButton.LeftButton:
            self.toggle(row)
        return there

    def toggle(self, row: int) -> None:
        """Collapse the group whose heading stands in a row, or expand it; the heading stays where it is."""
        heading = self._rows.heading_at(row)
        if heading is not None:
            self._set(self._rows.collapsed ^ {heading.value}, heading.value)

    def collapse_here(self) -> None:
        """Collapse the group of the paper under the cursor, which goes to the heading."""
        self.toggle(self._rows.heading_over(self._cursor))
        self._table.show_row(self._cursor)

    def expand_here(self) -> None:
        """Expand the group whose heading the cursor is on, and go to its first paper."""
        if self.on_heading:
            self.toggle(self._cursor)
            self._table.show_row(self._cursor)

    def collapse_all(self) -> None:
        """Leave only the headings."""
        self._set_all({group.value for group in self._rows.list.groups})

    def expand_all(self) -> None:
        """Show the papers of all groups."""
        self._set_all(set())

    def reveal(self, paper: int) -> None:
        """Put the cursor on a paper, where the list holds it, and expand its group."""
        if self._rows.place_of(paper) < 0:
            return
        if self._rows.row_of(paper) < 0:
            self.toggle(self._rows.row_of_heading(self._rows.group_of(paper)))
        self._table.go_to(self._rows.row_of(paper))

    @property
    def _cursor(self) -> int:
        return self._table.currentIndex().row()

    def _set_all(self, values: AbstractSet[str]) -> None:
        row = self._cursor
        heading = self._rows.heading_at(row if self.on_heading else self._rows.heading_over(row))
        self._set(values, heading.value if heading is not None else None)
        self._table.show_row(self._cursor)

    def _set(self, values: AbstractSet[str], anchor: str | None) -> None:
        self._table.rebuild(lambda: self._rows.set_collapsed(values), anchor)
