"""The rows of a long list: an array of ids, and a cache of the rows that were looked at.

A list of any length costs eight bytes a row. Rows are fetched by id in the background, a page at a time; until they are there
a row is blank. Rows are replaced one by one when one changes; the ids only when others match.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

from carrel.ui.answers_in_order import AnswersInOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from carrel.ui.background import Background

PAGE = 60
KEPT = 900

Row = TypeVar("Row")


class RowsById(Generic[Row]):
    """`fetch` answers with the rows of ids, `id_of` tells a row's. `came` is told the first and last place of rows that came.

    `fetches` counts how many pages of rows were asked for.
    """

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], list[Row]],
        id_of: Callable[[Row], int],
        background: Background,
        came: Callable[[int, int], object],
    ) -> None:
        self._fetch = fetch
        self._id_of = id_of
        self._background = background
        self._came = came
        self._places: dict[int, int] = {}
        self._kept: OrderedDict[int, Row] = OrderedDict()
        self._asked: set[int] = set()
        self._answers = AnswersInOrder()
        self.ids: array[int] = array("q")
        self.fetches = 0

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def kept(self) -> int:
        """How many rows are at hand, `KEPT` at most."""
        return len(self._kept)

    def id_at(self, place: int) -> int:
        """The id at a place; 0 where there is no such place."""
        return self.ids[place] if 0 <= place < len(self.ids) else 0

    def place_of(self, number: int) -> int:
        """The place of an id, or -1."""
        return self._places.get(number, -1)

    def known(self, number: int) -> Row | None:
        """A row by its id, where it is at hand."""
        return self._kept.get(number)

    def at_hand(self) -> list[Row]:
        """All rows that are at hand."""
        return list(self._kept.values())

    def at(self, place: int) -> Row | None:
        """The row at a place; where it is not at hand it is fetched with its neighbours, and None is returned for now."""
        number = self.id_at(place)
        if not number:
            return None
        found = self._kept.get(number)
        if found is None:
            if number not in self._asked:
                self._ask(place)
            return None
        self._kept.move_to_end(number)
        return found

    def show(self, ids: array[int]) -> None:
        """Take other ids; rows at hand are kept."""
        self.ids = ids
        self._places = {number: place for place, number in enumerate(ids)}
        self._asked.clear()

    def update(self, numbers: Iterable[int]) -> None:
        """Fetch these again where they are at hand or on their way; old rows are shown until then."""
        stale = [number for number in numbers if number in self._kept or self._answers.awaits(number)]
        for start in range(0, len(stale), PAGE):
            self._request(stale[start : start + PAGE])

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop the rows of what is gone."""
        for number in numbers:
            self._kept.pop(number, None)

    def _ask(self, place: int) -> None:
        first = place - place % PAGE
        page = self.ids[first : first + PAGE]
        wanted = [number for number in page if number not in self._kept and number not in self._asked]
        self._asked.update(wanted)
        self._request(wanted)

    def _request(self, ids: list[int]) -> None:
        self.fetches += 1
        question = self._answers.ask(ids)
        self._background.run(lambda: self._fetch(ids), lambda rows: self._received(question, ids, rows))

    def _received(self, question: int, ids: list[int], rows: list[Row]) -> None:
        counting = self._answers.answered(question, ids)
        places = []
        for row in rows:
            number = self._id_of(row)
            if number not in counting:
                continue
            self._kept[number] = row
            self._kept.move_to_end(number)
            self._asked.discard(number)
            place = self._places.get(number)
            if place is not None:
                places.append(place)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if places:
            self._came(min(places), max(places))
