"""Asking the library: ids, facet counts and totals, each in the background, only the newest answer told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from carrel.domain.changes import Changes
from carrel.domain.grouping import GroupBy
from carrel.domain.query import LibraryQuery, SearchBy
from carrel.ui.library.nothing import narrowed, without_one

if TYPE_CHECKING:
    from carrel.domain.grouping import Grouped
    from carrel.services.reading import Reading
    from carrel.ui.background import Background

_COALESCE = 40


@dataclass(frozen=True, slots=True)
class Found:
    """The papers a query asks for, and how many there are without its conditions (None: it has none).

    `waiting` says that they were found by words alone, until there are vectors of their meanings.
    """

    query: LibraryQuery
    papers: Grouped
    whole: int | None
    waiting: bool = False


class Finder(QObject):
    """`found` carries a `Found`, `counted` the `Facets`, `closest` what nearly matches, `settled` joined `Changes`.

    What words are searched `by`, and what papers are `grouped` by, holds for every query.
    """

    found = Signal(object)
    counted = Signal(object)
    closest = Signal(object)
    settled = Signal(object)

    def __init__(self, reading: Reading, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._reading = reading
        self._background = background.of(self)
        self._query = LibraryQuery()
        self.by = SearchBy.BOTH
        self.grouped = GroupBy.NONE
        self._changes = Changes()
        self._timer = QTimer(self, singleShot=True, interval=_COALESCE)
        self._timer.timeout.connect(self._settle)

    def find(self, query: LibraryQuery) -> None:
        """Ask for a query's papers and counts."""
        self._query = query
        asked, grouped = replace(query, by=self.by), self.grouped
        self._background.latest("ids", lambda: self._search(query, asked, grouped), self.found.emit)
        self._background.latest("facets", lambda: self._reading.facets(asked), self.counted.emit)

    def search_by(self, by: SearchBy) -> None:
        """Search by something else from now on."""
        if by is not self.by:
            self.by = by
            self.find(self._query)

    def group_by(self, by: GroupBy) -> None:
        """Group by something else from now on."""
        if by is not self.grouped:
            self.grouped = by
            self.find(self._query)

    def note_changes(self, changes: Changes) -> None:
        """Ask again, once, after what changed has come to rest."""
        self._changes |= changes
        if not self._timer.isActive():
            self._timer.start()

    def find_closest(self, query: LibraryQuery) -> None:
        """Ask which of the query's conditions keeps papers out."""
        by = self.by
        self._background.latest("closest", lambda: self._nearly(query, by), self.closest.emit)

    def _search(self, query: LibraryQuery, asked: LibraryQuery, grouped: GroupBy) -> Found:
        papers = self._reading.grouped(asked, grouped)
        whole = len(self._reading.ids(_place(query))) if narrowed(query) else None
        return Found(query, papers, whole, waiting=self._reading.waits_for_meanings(asked))

    def _nearly(self, query: LibraryQuery, by: SearchBy) -> list[tuple[str, LibraryQuery, int]]:
        counted = [(words, other, len(self._reading.ids(replace(other, by=by)))) for words, other in without_one(query)]
        return [(words, other, count) for words, other, count in counted if count]

    def _settle(self) -> None:
        changes, self._changes = self._changes, Changes()
        self.settled.emit(changes)
        self.find(self._query)


def _place(query: LibraryQuery) -> LibraryQuery:
    """The query's place in the sidebar: what is left of it without anything typed or ticked."""
    return replace(query, text="")
