"""What the person follows, in the sidebar: saved searches and feeds. Each section is there once it holds something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from carrel.domain.feed import Feed, SavedSearch
from carrel.ui.navigation import Place
from carrel.ui.shell.section import GET_PDFS, Entry, Section
from carrel.ui.theme import Theme


class _News(Section):
    """A section that is hidden while it holds nothing."""

    def __init__(
        self, theme: Theme, title: str, icon: str, *, add: str = "", adds: Callable[[], object] | None = None
    ) -> None:
        super().__init__(theme, title, icon, add=add, adds=adds)
        self._rail = False
        self.hide()

    def set_rail(self, rail: bool) -> None:
        """Hide in the rail."""
        self._rail = rail
        self.setVisible(bool(self._rows) and not rail)

    def _show(self, entries: list[Entry]) -> None:
        super()._show(entries)
        self.setVisible(bool(entries) and not self._rail)


class SearchList(_News):
    """Saved searches with how many papers are new to each.

    `rename_wanted` carries (id, name), `alert_wanted` (id, on), the others the id.
    """

    rename_wanted = Signal(int, str)
    delete_wanted = Signal(int)
    pdfs_wanted = Signal(int)
    alert_wanted = Signal(int, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Saved searches", "text-search")
        self._alerts: frozenset[int] = frozenset()

    def show_searches(self, searches: list[SavedSearch]) -> None:
        """Show these; rows that only changed their counts stay where they are."""
        self._show([Entry(_search(one.id), one.name) for one in searches])
        self._alerts = frozenset(one.id for one in searches if one.alert)
        for one in searches:
            row = self._rows[_search(one.id)]
            row.set_new(one.new)
            told = "\nNew papers are told after a refresh" if one.alert else ""
            row.set_tip(f"{one.text}\n{one.papers:,} {'paper' if one.papers == 1 else 'papers'}{told}")

    def toggle_alert(self, search: int) -> None:
        """Have the person told of what is new to a search, or no more."""
        self.alert_wanted.emit(search, search not in self._alerts)

    def menu_of(self, place: Place) -> Sequence[tuple[str, Callable[[], object]] | None]:
        """Rename, be told of new papers, get PDFs, delete."""
        told = place.id in self._alerts
        rename = partial(self.rename_wanted.emit, place.id)
        return (
            ("Rename…", lambda: self._rename(place, "Name of the search", rename)),
            ("Tell me of new papers no more" if told else "Tell me of new papers", lambda: self.toggle_alert(place.id)),
            None,
            (GET_PDFS, lambda: self.pdfs_wanted.emit(place.id)),
            None,
            ("Delete search", lambda: self.delete_wanted.emit(place.id)),
        )


class FeedList(_News):
    """Followed categories with their unread papers. `interests_wanted` and `stop_wanted` carry the category."""

    interests_wanted = Signal(str)
    stop_wanted = Signal(str)

    def __init__(self, theme: Theme, name: Callable[[str], str], adds: Callable[[], object]) -> None:
        super().__init__(theme, "Feeds", "rss", add="Follow more categories", adds=adds)
        self._name = name

    def show_feeds(self, feeds: list[Feed]) -> None:
        """Show these; rows that only changed their count stay where they are."""
        self._show([Entry(_feed(one.category), one.category, tip=self._name(one.category)) for one in feeds])
        for one in feeds:
            self._rows[_feed(one.category)].set_count(one.unread)

    def menu_of(self, place: Place) -> Sequence[tuple[str, Callable[[], object]] | None]:
        """What of it is wanted, and no more of it."""
        return (
            ("Interests…", lambda: self.interests_wanted.emit(place.name)),
            None,
            (f"Stop following {place.name}", lambda: self.stop_wanted.emit(place.name)),
        )


def _search(number: int) -> Place:
    return Place("search", number)


def _feed(category: str) -> Place:
    return Place("feed", name=category)
