"""What happens to the list when other papers are found: nothing new pushes in, what is gone goes, what was read stays."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carrel.ui.today.finder import NewsAnswer


class Arriving:
    """Takes the answers for one list. `fresh` until the first one; `waiting` is how many papers are not shown yet.

    Under Unread a card that became read stays until the list is asked for anew; one that the person hid goes at once, and
    comes back to its place when that is undone.
    """

    def __init__(self) -> None:
        self.fresh = True
        self.waiting = 0
        self._shown: array[int] = array("q")
        self._known: set[int] = set()
        self._anew = False

    def begin(self) -> None:
        """The person asked for another list, or for what is new: all of the next answer is shown."""
        self.fresh = True
        self.waiting = 0

    def reorder(self) -> None:
        """The person changed what is for them: the next answer is shown in its order, from where they are."""
        self._anew = True

    def take(self, answer: NewsAnswer) -> array[int]:
        """The papers to show now."""
        if self._anew and not self.fresh:
            # What goes with the new order comes back where that is undone.
            self._anew, self.waiting = False, 0
            self._shown = answer.ids
            self._known |= set(answer.ids)
            return self._shown
        if self.fresh or not self._shown:
            self.fresh = self._anew = False
            self.waiting = 0
            self._shown = answer.ids
            self._known = set(answer.ids)
            return self._shown
        self.waiting = sum(paper not in self._known for paper in answer.ids)
        wanted = set(answer.ids)
        stay = [paper for paper in self._shown if paper in answer.whole]
        back = [paper for paper in answer.ids if paper in self._known and paper not in set(stay)]
        self._shown = array("q", _merged(stay, back, answer.ids) if back else stay)
        if not self._shown and wanted:
            self._shown, self._known, self.waiting = answer.ids, wanted, 0
        return self._shown


def _merged(stay: list[int], back: list[int], order: array[int]) -> list[int]:
    """Put papers that came back behind the one that stands before them in `order`."""
    merged = list(stay)
    places = {paper: place for place, paper in enumerate(order)}
    for paper in back:
        before = [n for n, other in enumerate(merged) if places.get(other, -1) < places[paper] and other in places]
        merged.insert(before[-1] + 1 if before else 0, paper)
    return merged
