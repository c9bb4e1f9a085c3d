"""The table's model: rows of papers by id, in columns, under headings where the list is grouped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt
from PySide6.QtGui import QStandardItemModel

from carrel.domain.grouping import GroupBy, Grouped
from carrel.ui.library.columns import STYLES, Column
from carrel.ui.library.group_words import heading_name, spoken_heading
from carrel.ui.library.hidden_text import HIDDEN_WHY
from carrel.ui.library.row_plan import RowPlan
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


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a group: what its papers have in common (`value` as it is kept), and how many there are."""

    value: str
    name: str
    count: int
    collapsed: bool


class PaperRows(QStandardItemModel):
    """Blank rows are fetched as they are looked at; see `RowsById`. Which row holds what is told by `plan`.

    Which headings are collapsed is remembered for each kind of group. Qt's own model only counts the rows, and has no item:
    a view asks for the index of every row it lays out, which with counts told in Python takes 200 ms for 100,000 rows.
    """

    def __init__(self, fetch: Callable[[Sequence[int]], list[PaperRow]], background: Background) -> None:
        super().__init__(0, len(Column))
        self._rows = RowsById(fetch, lambda row: row.id, background.of(self), self._came)
        self._collapsed: dict[GroupBy, frozenset[str]] = {}
        self.list = Grouped()
        self.plan = RowPlan(0)

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
        """The paper in `row`; 0 where a heading stands there, or nothing."""
        return self._rows.id_at(self.plan.place(row))

    def row_of(self, paper_id: int) -> int:
        """The row a paper stands in, or -1."""
        return self.plan.row(self._rows.place_of(paper_id))

    def place_of(self, paper_id: int) -> int:
        """Which of the list's papers it is, or -1."""
        return self._rows.place_of(paper_id)

    def paper_row(self, row: int) -> PaperRow | None:
        """What `row` shows of a paper; where it is not at hand it is fetched with its neighbours, and None is returned for now."""
        return self._rows.at(self.plan.place(row))

    def heading_at(self, row: int) -> Heading | None:
        """The heading in a row, None where there is none."""
        number = self.plan.heading(row)
        if number < 0:
            return None
        group = self.list.groups[number]
        return Heading(
            group.value, heading_name(group, self.list.by), group.papers, collapsed=self.plan.is_collapsed(number)
        )

    def heading_over(self, row: int) -> int:
        """The row of the heading that a paper stands under, or -1."""
        group = self.plan.group(self.plan.place(row))
        return self.plan.heading_row(group) if group >= 0 else -1

    def group_of(self, paper_id: int) -> str:
        """The value of a paper's group, "" where there are no groups."""
        group = self.plan.group(self.place_of(paper_id))
        return self.list.groups[group].value if group >= 0 else ""

    def row_of_heading(self, value: str) -> int:
        """The row of the group with this value, or -1."""
        found = (number for number, group in enumerate(self.list.groups) if group.value == value)
        number = next(found, -1)
        return self.plan.heading_row(number) if number >= 0 else -1

    def known(self, paper_id: int) -> PaperRow | None:
        """A paper's row where it is at hand."""
        return self._rows.known(paper_id)

    def at_hand(self) -> list[PaperRow]:
        """The rows that are at hand, in no order."""
        return self._rows.at_hand()

    def show(self, found: Grouped) -> None:
        """Show other papers; rows at hand are kept."""
        self.beginResetModel()
        self.list = found
        self._rows.show(found.ids)
        self._make_plan()
        self.endResetModel()

    def set_collapsed(self, values: Iterable[str]) -> None:
        """Show only the headings of the groups with these values, and all papers under the others."""
        self.beginResetModel()
        self._collapsed[self.list.by] = frozenset(values)
        self._make_plan()
        self.endResetModel()

    @property
    def collapsed(self) -> frozenset[str]:
        """The values of the groups that only a heading is shown of, also of some that are not in this list."""
        return self._collapsed.get(self.list.by, frozenset())

    def update_papers(self, papers: Iterable[int]) -> None:
        """Fetch the rows of these papers again where they are at hand or on their way; old ones are shown until then."""
        self._rows.update(papers)

    def forget_papers(self, papers: Iterable[int]) -> None:
        """Drop the rows of papers that are gone."""
        self._rows.forget(papers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's row (role `ROW`), its words, or the whole row in words for screen readers; of its badge why it is there."""
        if role not in {
            ROW,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return None
        heading = self.heading_at(index.row())
        if heading is not None:
            return _heading_data(heading, Column(index.column()), role)
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

    def _make_plan(self) -> None:
        groups, collapsed = self.list.groups, self.collapsed
        hidden = [number for number, group in enumerate(groups) if group.value in collapsed] if collapsed else ()
        self.plan = RowPlan(len(self.list.ids), [group.papers for group in groups], hidden)
        # That all rows are others is told by the reset.
        with QSignalBlocker(self):
            self.setRowCount(self.plan.rows)

    def _came(self, first: int, last: int) -> None:
        span = self.plan.span(first, last)
        if span is not None:
            self.dataChanged.emit(self.index(span[0], 0), self.index(span[1], len(Column) - 1))


def _heading_data(heading: Heading, column: Column, role: int) -> str | None:
    if column is not Column.TITLE:
        return None
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return spoken_heading(heading.name, heading.count, collapsed=heading.collapsed)
    return heading.name if role == Qt.ItemDataRole.DisplayRole else None
