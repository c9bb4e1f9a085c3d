"""What words are searched by: chosen over the table, remembered, the same for the list, its facets and the preview's reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.query import SearchBy
from carrel.ui.library.view_state import ViewState

if TYPE_CHECKING:
    from carrel.services.reading import Reading
    from carrel.ui.background import Background
    from carrel.ui.library.finder import Finder
    from carrel.ui.library.following import PreviewFollower
    from carrel.ui.library.list_header import ListHeader

_BY = "library.by"


class SearchByChoice:
    """Takes the choice to those that search."""

    def __init__(
        self, header: ListHeader, finder: Finder, follower: PreviewFollower, reading: Reading, background: Background
    ) -> None:
        self._header, self._finder, self._follower = header, finder, follower
        self._state = ViewState(reading, background, header)
        header.by.chosen.connect(self._choose)
        self._state.load((_BY,), self._restore)

    def _choose(self, name: str) -> None:
        self._state.keep(_BY, name)
        self._take(SearchBy(name))

    def _restore(self, values: dict[str, str]) -> None:
        if values[_BY] in set(SearchBy):
            self._header.by.set_current(values[_BY])
            self._take(SearchBy(values[_BY]))

    def _take(self, by: SearchBy) -> None:
        self._follower.by = by
        self._finder.search_by(by)
        self._follower.follow()
