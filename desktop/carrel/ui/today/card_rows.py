"""The card list's model: ids, and the cards that were fetched for them.

Cards are fetched in the background a page at a time: the page that is looked at first, then the pages after one another
as far as `AHEAD`, so that heights are known before anyone scrolls there.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from carrel.ui.answers_in_order import AnswersInOrder
from carrel.ui.today.card_words import spoken_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from carrel.domain.feed import Card
    from carrel.ui.background import Background

PAGE = 40
AHEAD = 600
MOST = 2000
"""A list shows no more cards: whoever looks for one of more searches for it."""
CARD = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class CardRows(QAbstractListModel):
    """`arrived` carries the ids whose cards came or changed."""

    arrived = Signal(list)

    def __init__(self, fetch: Callable[[Sequence[int]], list[Card]], background: Background) -> None:
        super().__init__()
        self._fetch = fetch
        self._background = background.of(self)
        self._ids: array[int] = array("q")
        self._places: dict[int, int] = {}
        self._cards: dict[int, Card] = {}
        self._asked: set[int] = set()
        self._gone: set[int] = set()
        self._answers = AnswersInOrder()

    @property
    def ids(self) -> array[int]:
        """The papers of the list, in its order."""
        return self._ids

    def id_at(self, row: int) -> int:
        """The paper in `row`; 0 where there is no such row."""
        return self._ids[row] if 0 <= row < len(self._ids) else 0

    def row_of(self, paper_id: int) -> int:
        """The row a paper stands in, or -1."""
        return self._places.get(paper_id, -1)

    def known(self, paper_id: int) -> Card | None:
        """A paper's card where it is at hand."""
        return self._cards.get(paper_id)

    def card(self, row: int) -> Card | None:
        """The card in `row`; where it is not at hand it is fetched with its neighbours, and None is returned for now."""
        if not 0 <= row < len(self._ids):
            return None
        card = self._cards.get(self._ids[row])
        if card is None:
            self._ask(row - row % PAGE)
        return card

    def set_ids(self, ids: array[int]) -> None:
        """Show other papers; cards at hand are kept."""
        self.beginResetModel()
        self._ids = ids
        self._places = {paper_id: row for row, paper_id in enumerate(self._ids)}
        self._cards = {paper_id: card for paper_id, card in self._cards.items() if paper_id in self._places}
        self._asked.clear()
        self._gone.clear()
        self.endResetModel()
        self._go_on()

    def forget(self) -> None:
        """Drop all cards at hand, and those on their way: others are wanted of the same papers."""
        self._cards.clear()
        self._asked.clear()
        self._answers.forget()

    def update_papers(self, papers: Iterable[int]) -> None:
        """Fetch the cards of these papers again where they are at hand or on their way; old ones are shown until then."""
        stale = [paper_id for paper_id in papers if paper_id in self._cards or self._answers.awaits(paper_id)]
        for start in range(0, len(stale), PAGE):
            self._request(stale[start : start + PAGE])

    def rowCount(self, parent: Index | None = None) -> int:
        """The length of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A card (role `CARD`), its title, or the whole card in words for screen readers; nothing else."""
        if role not in {CARD, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        card = self.card(index.row())
        if role == CARD or card is None:
            return card
        return spoken_card(card) if role == Qt.ItemDataRole.AccessibleTextRole else card.row.title

    def _ask(self, first: int) -> None:
        wanted = [paper_id for paper_id in self._missing(first) if paper_id not in self._asked]
        if wanted:
            self._asked.update(wanted)
            self._request(wanted)

    def _missing(self, first: int) -> list[int]:
        page = self._ids[first : first + PAGE]
        return [paper_id for paper_id in page if paper_id not in self._cards and paper_id not in self._gone]

    def _request(self, ids: list[int]) -> None:
        question = self._answers.ask(ids)
        self._background.run(lambda: self._fetch(ids), lambda cards: self._received(question, ids, cards))

    def _received(self, question: int, ids: list[int], cards: list[Card]) -> None:
        counting = self._answers.answered(question, ids)
        self._asked -= counting
        self._gone |= counting - {card.row.id for card in cards}
        here = [card for card in cards if card.row.id in counting and card.row.id in self._places]
        for card in here:
            self._cards[card.row.id] = card
        if here:
            places = [self._places[card.row.id] for card in here]
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), 0))
            self.arrived.emit([card.row.id for card in here])
        self._go_on()

    def _go_on(self) -> None:
        """Fetch the first page that is not at hand, one at a time."""
        if self._asked:
            return
        first = next((n for n in range(0, min(len(self._ids), AHEAD), PAGE) if self._missing(n)), -1)
        if first >= 0:
            self._ask(first)
