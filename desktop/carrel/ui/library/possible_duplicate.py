"""The line over a paper that the library may have twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.ui.navigation import Place
from carrel.ui.widgets import Banner

if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


class DuplicateBanner(Banner):
    """Names the other paper and leads to where both stand side by side; hidden for every other paper."""

    def __init__(self, theme: Theme, go: Callable[[Place], object]) -> None:
        super().__init__(theme, "info", "", [("Compare", self._compare)], icon="copy")
        self._go = go
        self._paper = 0
        self.hide()

    def show_record(self, record: PaperRecord) -> None:
        """Tell of a paper that may be this one."""
        self._paper = record.paper.id
        if record.same_as:
            first, *more = record.same_as
            others = f" and {len(more)} more" if more else ""
            same = " Its title is the same." if first == record.paper.title else f" The other is “{first}”{others}."
            self.set_text(f"You may have this paper twice.{same}")
        self.setVisible(bool(record.same_as))

    def _compare(self) -> None:
        self._go(Place("duplicates", self._paper))
