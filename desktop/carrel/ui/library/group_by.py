"""What the list is grouped by: chosen over the table or by a command, remembered, the same for every list of the library."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carrel.domain.grouping import GroupBy
from carrel.ui.library.view_state import ViewState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from carrel.services.reading import Reading
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.library.finder import Finder
    from carrel.ui.library.list_header import ListHeader

_GROUP = "library.group"


class GroupByChoice:
    """Takes the choice to the one that searches, and to the menu."""

    def __init__(
        self,
        header: ListHeader,
        finder: Finder,
        reading: Reading,
        background: Background,
        actions: Actions,
        context: QWidget,
    ) -> None:
        self._header, self._finder = header, finder
        self._state = ViewState(reading, background, header)
        header.group_chosen.connect(self._choose)
        header.command_chosen.connect(actions.trigger)
        for by in GroupBy:
            available = partial(self._other, by)
            actions.bind(f"list.group_{by.value}", partial(self._choose, by), context=context, available=available)
        self._state.load((_GROUP,), self._restore)

    def _other(self, by: GroupBy) -> bool:
        return self._finder.grouped is not by

    def _choose(self, by: GroupBy) -> None:
        self._state.keep(_GROUP, by.value)
        self._take(by)

    def _restore(self, values: dict[str, str]) -> None:
        if values[_GROUP] in set(GroupBy):
            self._take(GroupBy(values[_GROUP]))

    def _take(self, by: GroupBy) -> None:
        self._header.set_group(by)
        self._finder.group_by(by)
