"""Makes each page when it is first shown, and not before: the first paint waits for none of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.navigation import Navigation, Place
from carrel.ui.shell.places import LISTS, query_of
from carrel.ui.theme import Theme

if TYPE_CHECKING:
    from carrel.ui.library.page import LibraryPage
    from carrel.ui.models.page import ModelsPage
    from carrel.ui.reader.page import ReaderPage
    from carrel.ui.settings.page import SettingsPage

# The modules of the pages are imported where a page is made, since each brings its own part of Qt along.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class Parts:
    """What every page is made of; `tell` says something in passing, `searched` shows what a list searches for."""

    theme: Theme
    carrel: Carrel
    background: Background
    bridge: Bridge
    actions: Actions
    navigation: Navigation
    tell: Callable[[str], object]
    searched: Callable[[str], object]


class Pages(QStackedWidget):
    """The pages inside the window, one of them shown."""

    def __init__(self, parts: Parts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._library: LibraryPage | None = None
        self._reader: ReaderPage | None = None
        self._models: ModelsPage | None = None
        self._settings: SettingsPage | None = None

    def show_place(self, place: Place, text: str) -> None:
        """Show a place; `text` is what the search field holds."""
        if place.kind in LISTS:
            library = self._library_page()
            self._bring(library)
            library.show_query(query_of(place, text))
        elif place.kind == "reader":
            reader = self._reader_page()
            self._bring(reader)
            reader.open_paper(place.id, place.statement)
        elif place.kind == "models":
            self._bring(self._models_page())
        elif place.kind == "settings":
            self._bring(self._settings_page())
        self._parts.actions.refresh()

    def focus_page(self) -> None:
        """Give the page that is shown the focus."""
        page = self.currentWidget()
        if page is not None and self.isVisible():
            page.setFocus()

    def _bring(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        self.focus_page()

    def _library_page(self) -> LibraryPage:
        if self._library is None:
            from carrel.ui.library.page import LibraryPage

            parts = self._parts
            self._library = LibraryPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._library.open_reader.connect(
                lambda paper, statement: parts.navigation.go(Place("reader", paper, statement=statement))
            )
            self._library.query_changed.connect(lambda query: parts.searched(query.text))
            self.addWidget(self._library)
        return self._library

    def _reader_page(self) -> ReaderPage:
        if self._reader is None:
            from carrel.ui.reader.page import ReaderPage

            parts = self._parts
            self._reader = ReaderPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._reader.closed.connect(self._leave_reader)
            self.addWidget(self._reader)
        return self._reader

    def _models_page(self) -> ModelsPage:
        if self._models is None:
            from carrel.ui.models.page import ModelsPage

            parts = self._parts
            self._models = ModelsPage(parts.theme, parts.carrel, parts.background, parts.bridge)
            self.addWidget(self._models)
        return self._models

    def _settings_page(self) -> SettingsPage:
        if self._settings is None:
            from carrel.ui.settings.page import SettingsPage

            parts = self._parts
            self._settings = SettingsPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.tell)
            self.addWidget(self._settings)
        return self._settings

    def _leave_reader(self) -> None:
        navigation = self._parts.navigation
        # A reader that closes because its paper went to Trash may not be the page that is shown.
        if self.currentWidget() is not self._reader:
            return
        if navigation.can_back:
            navigation.back()
        else:
            navigation.go(Place("library"))
