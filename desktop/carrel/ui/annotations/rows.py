"""The list's model: an array of ids, and a cache of the rows that were looked at.

A list of any length costs eight bytes an annotation. Rows are fetched by id beside the window, a page at a time; until they
are there a row is blank.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from carrel.domain.annotation import AnnotationRow
from carrel.ui.annotations.words import place_of, spoken_row
from carrel.ui.answers_in_order import AnswersInOrder
from carrel.ui.background import Background
from carrel.ui.reader.annotations.words import heading_of

PAGE = 60
KEPT = 900

Index = QModelIndex | QPersistentModelIndex


class AnnotationRows(QAbstractListModel):
    """Rows by id, in the order of the ids."""

    def __init__(self, fetch: Callable[[Sequence[int]], list[AnnotationRow]], background: Background) -> None:
        super().__init__()
        self._fetch = fetch
        self._background = background.of(self)
        self._ids: array[int] = array("q")
        self._places: dict[int, int] = {}
        self._cache: OrderedDict[int, AnnotationRow] = OrderedDict()
        self._asked: set[int] = set()
        self._answers = AnswersInOrder()

    @property
    def ids(self) -> array[int]:
        """The annotations of the list, in its order."""
        return self._ids

    def id_at(self, row: int) -> int:
        """The annotation in `row`; 0 where there is no such row."""
        return self._ids[row] if 0 <= row < len(self._ids) else 0

    def row_of(self, annotation_id: int) -> int:
        """The row that an annotation stands in, or -1."""
        return self._places.get(annotation_id, -1)

    def annotation_row(self, row: int) -> AnnotationRow | None:
        """What `row` shows; where it is not at hand it is fetched with its neighbours, and None is returned for now."""
        if not 0 <= row < len(self._ids):
            return None
        found = self._cache.get(self._ids[row])
        if found is None:
            if self._ids[row] not in self._asked:
                self._ask(row)
            return None
        self._cache.move_to_end(found.annotation.id)
        return found

    def set_ids(self, ids: array[int]) -> None:
        """Show other annotations; rows at hand are kept."""
        if ids == self._ids:
            return
        self.beginResetModel()
        self._ids = ids
        self._places = {number: row for row, number in enumerate(ids)}
        self._asked.clear()
        self.endResetModel()

    def update_rows(self, ids: Iterable[int]) -> None:
        """Fetch these again where they are at hand or on their way; old rows are shown until then."""
        stale = [number for number in ids if number in self._cache or self._answers.awaits(number)]
        for start in range(0, len(stale), PAGE):
            self._request(stale[start : start + PAGE])

    def rowCount(self, parent: Index | None = None) -> int:
        """The length of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

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
            return "\n\n".join(part for part in (one.anchor.quote, one.text, f"{row.title}. {place_of(one)}") if part)
        return heading_of(one)

    def _ask(self, row: int) -> None:
        first = row - row % PAGE
        wanted = [
            number
            for number in self._ids[first : first + PAGE]
            if number not in self._cache and number not in self._asked
        ]
        self._asked.update(wanted)
        self._request(wanted)

    def _request(self, ids: list[int]) -> None:
        question = self._answers.ask(ids)
        self._background.run(lambda: self._fetch(ids), lambda rows: self._received(question, ids, rows))

    def _received(self, question: int, ids: list[int], rows: list[AnnotationRow]) -> None:
        counting = self._answers.answered(question, ids)
        places = []
        for row in rows:
            number = row.annotation.id
            if number not in counting:
                continue
            self._cache[number] = row
            self._cache.move_to_end(number)
            self._asked.discard(number)
            if number in self._places:
                places.append(self._places[number])
        while len(self._cache) > KEPT:
            self._cache.popitem(last=False)
        if places:
            self.dataChanged.emit(self.index(min(places)), self.index(max(places)))
