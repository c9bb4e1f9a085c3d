"""The table's model: an array of ids, and a cache of the rows that were looked at.

A list of any length costs eight bytes a paper. Rows are fetched by id in the background, a page at a time; until they
are there a row is blank. Rows are replaced one by one when a paper changes; the ids only when others match.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from carrel.ui.answers_in_order import AnswersInOrder
from carrel.ui.digest.wording import day_words
from carrel.ui.library.columns import STYLES, Column
from carrel.ui.library.hidden_text import HIDDEN_WHY
from carrel.ui.library.row_words import author_words, evidence_words, label_words, spoken_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from carrel.domain.paper import PaperRow
    from carrel.ui.background import Background

PAGE = 60
KEPT = 900
ROW = Qt.ItemDataRole.UserRole
"""The role that gives a cell's whole `PaperRow`, or None while it is being fetched."""

Index = QModelIndex | QPersistentModelIndex


class PaperRows(QAbstractTableModel):
    """`fetches` counts how many pages of rows were asked for."""

    def __init__(self, fetch: Callable[[Sequence[int]], list[PaperRow]], background: Background) -> None:
        super().__init__()
        self._fetch = fetch
        self._background = background.of(self)
        self._ids: array[int] = array("q")
        self._places: dict[int, int] = {}
        self._cache: OrderedDict[int, PaperRow] = OrderedDict()
        self._asked: set[int] = set()
        self._answers = AnswersInOrder()
        self.fetches = 0

    @property
    def ids(self) -> array[int]:
        """The papers of the list, in its order."""
        return self._ids

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen, and dragged to a collection."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def id_at(self, row: int) -> int:
        """The paper in `row`; 0 where there is no such row."""
        return self._ids[row] if 0 <= row < len(self._ids) else 0

    def row_of(self, paper_id: int) -> int:
        """The row a paper stands in, or -1."""
        return self._places.get(paper_id, -1)

    def paper_row(self, row: int) -> PaperRow | None:
        """What `row` shows; where it is not at hand it is fetched with its neighbours, and None is returned for now."""
        if not 0 <= row < len(self._ids):
            return None
        paper_id = self._ids[row]
        found = self._cache.get(paper_id)
        if found is None:
            if paper_id not in self._asked:
                self._ask(row)
            return None
        self._cache.move_to_end(paper_id)
        return found

    def known(self, paper_id: int) -> PaperRow | None:
        """A paper's row where it is at hand."""
        return self._cache.get(paper_id)

    def set_ids(self, ids: array[int]) -> None:
        """Show other papers; rows at hand are kept."""
        self.beginResetModel()
        self._ids = ids
        self._places = {paper_id: row for row, paper_id in enumerate(ids)}
        self._asked.clear()
        self.endResetModel()

    def update_papers(self, papers: Iterable[int]) -> None:
        """Fetch the rows of these papers again where they are at hand or on their way; old ones are shown until then."""
        stale = [paper_id for paper_id in papers if paper_id in self._cache or self._answers.awaits(paper_id)]
        for start in range(0, len(stale), PAGE):
            self._request(stale[start : start + PAGE])

    def forget_papers(self, papers: Iterable[int]) -> None:
        """Drop the rows of papers that are gone."""
        for paper_id in papers:
            self._cache.pop(paper_id, None)

    def rowCount(self, parent: Index | None = None) -> int:
        """The length of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

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
            return spoken_row(row) if index.column() == Column.TITLE else _words(row, Column(index.column()))
        return _words(row, Column(index.column()))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """The columns' headings; for screen readers those without one have a name."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return STYLES[Column(section)].heading
        return STYLES[Column(section)].name if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _ask(self, row: int) -> None:
        first = row - row % PAGE
        wanted = [
            paper_id
            for paper_id in self._ids[first : first + PAGE]
            if paper_id not in self._cache and paper_id not in self._asked
        ]
        self._asked.update(wanted)
        self._request(wanted)

    def _request(self, ids: list[int]) -> None:
        self.fetches += 1
        question = self._answers.ask(ids)
        self._background.run(lambda: self._fetch(ids), lambda rows: self._received(question, ids, rows))

    def _received(self, question: int, ids: list[int], rows: list[PaperRow]) -> None:
        counting = self._answers.answered(question, ids)
        places = []
        for row in rows:
            if row.id not in counting:
                continue
            self._cache[row.id] = row
            self._cache.move_to_end(row.id)
            self._asked.discard(row.id)
            place = self._places.get(row.id)
            if place is not None:
                places.append(place)
        while len(self._cache) > KEPT:
            self._cache.popitem(last=False)
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(Column) - 1))


def _words(row: PaperRow, column: Column) -> str:
    match column:
        case Column.TITLE:
            return row.title
        case Column.AUTHOR:
            return author_words(row)
        case Column.YEAR:
            return str(row.year or "")
        case Column.ADDED:
            return day_words(row.added)
        case Column.TAGS:
            return label_words(row)
        case Column.EVIDENCE:
            return evidence_words(row)
        case Column.STATUS:
            return row.reading.value
        case Column.STAR:
            return "starred" if row.starred else ""
        case Column.ATTACHMENTS:
            return ", ".join(
                n for n, has in (("PDF", row.has_pdf), ("note", row.has_note), ("code", row.has_code)) if has
            )
