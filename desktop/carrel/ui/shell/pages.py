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
from carrel.ui.shell.places import LISTS, news_of, query_of
from carrel.ui.theme import Theme

if TYPE_CHECKING:
    from carrel.domain.feed import SavedSearch
    from carrel.ui.annotations.page import AnnotationsPage
    from carrel.ui.arxiv.page import ArxivPage
    from carrel.ui.duplicates.page import DuplicatesPage
    from carrel.ui.feeds.page import FeedsPage
    from carrel.ui.library.page import LibraryPage
    from carrel.ui.models.page import ModelsPage
    from carrel.ui.reader.page import ReaderPage
    from carrel.ui.reader.second_window import ReaderWindows
    from carrel.ui.related.page import RelatedPage
    from carrel.ui.settings.page import SettingsPage
    from carrel.ui.today.page import TodayPage

# The modules of the pages are imported where a page is made, since each brings its own part of Qt along.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class Parts:
    """What every page is made of.

    `tell` says something in passing, `done` what can be undone, `problem` tells of a problem, `refresh` asks arXiv for what is new, `searched` shows what a
    list searches for.
    """

    theme: Theme
    carrel: Carrel
    background: Background
    bridge: Bridge
    actions: Actions
    navigation: Navigation
    tell: Callable[[str], object]
    done: Callable[[str], object]
    problem: Callable[[str], object]
    refresh: Callable[[], object]
    searched: Callable[[str], object]


class Pages(QStackedWidget):
    """The pages inside the window, one of them shown."""

    def __init__(self, parts: Parts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._background = parts.background.of(self)
        self._today: TodayPage | None = None
        self._arxiv: ArxivPage | None = None
        self._feeds: FeedsPage | None = None
        self._library: LibraryPage | None = None
        self._reader: ReaderPage | None = None
        self._windows: ReaderWindows | None = None
        self._related: RelatedPage | None = None
        self._annotations: AnnotationsPage | None = None
        self._duplicates: DuplicatesPage | None = None
        self._models: ModelsPage | None = None
        self._settings: SettingsPage | None = None

    def show_place(self, place: Place, text: str) -> None:
        """Show a place; `text` is what the search field holds."""
        self._background.forget("search")
        if place.kind in LISTS:
            library = self._library_page()
            self._bring(library)
            library.show_query(query_of(place, text))
        elif place.kind in {"today", "for_you", "feed"}:
            today = self._today_page()
            self._bring(today)
            today.show_query(news_of(place))
        elif place.kind == "search":
            self._show_search(place.id)
        elif place.kind == "arxiv":
            arxiv = self._arxiv_page()
            self._bring(arxiv)
            arxiv.show_search(place.name)
        elif place.kind == "reader":
            reader = self._reader_page()
            self._bring(reader)
            reader.open_paper(place.id, place.statement)
            reader.annotating.wanted.show(place.annotation)
            reader.aids.noting.want(place.id, place.link)
            reader.aids.comparing.want(place.versions)
        else:
            self._show_plain(place)
        self._parts.actions.refresh()

    def _show_plain(self, place: Place) -> None:
        """Show a place that takes no search and no paper to be read."""
        if place.kind == "annotations":
            annotations = self._annotations_page()
            self._bring(annotations)
            annotations.show_query(annotations.query)
        elif place.kind == "duplicates":
            self._bring(self._duplicates_page())
            self._duplicates_page().show_pairs(place.id, place.papers)
        elif place.kind == "feeds":
            feeds = self._feeds_page()
            self._bring(feeds)
            feeds.show_feed(place.name)
        elif place.kind == "models":
            self._bring(self._models_page())
        elif place.kind == "settings":
            settings = self._settings_page()
            self._bring(settings)
            settings.show_group(place.name)
        elif place.kind == "related":
            related = self._related_page()
            self._bring(related)
            related.show_papers(place.papers, place.id, place.name)

    @property
    def open_paper(self) -> ReaderPage | None:
        """The reader, while it is what is shown and has pages."""
        reader = self._reader
        return reader if reader is not None and self.currentWidget() is reader and reader.pages.shows_pages else None

    def open_window(self, paper: int, annotation: int = 0) -> None:
        """Show a paper in a window of its own."""
        self._reader_windows().open(paper, annotation)

    def focus_page(self) -> None:
        """Give the page that is shown the focus."""
        page = self.currentWidget()
        if page is not None and self.isVisible():
            page.setFocus()

    def _bring(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        self.focus_page()

    def _show_search(self, number: int) -> None:
        today = self._today_page()
        self._bring(today)

        def show(searches: list[SavedSearch]) -> None:
            found = next((one for one in searches if one.id == number), None)
            if found is not None:
                today.show_search(found)

        self._background.latest("search", self._parts.carrel.news.searches, show)

    def _read(self, paper: int, statement: int) -> None:
        self._parts.navigation.go(Place("reader", paper, statement=statement))

    def _today_page(self) -> TodayPage:
        if self._today is None:
            from carrel.ui.today.page import TodayPage

            parts = self._parts
            self._today = TodayPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._today.open_reader.connect(self._read)
            self._today.place_wanted.connect(parts.navigation.go)
            self.addWidget(self._today)
        return self._today

    def _arxiv_page(self) -> ArxivPage:
        if self._arxiv is None:
            from carrel.ui.arxiv.page import ArxivPage

            parts = self._parts
            self._arxiv = ArxivPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._arxiv.open_reader.connect(self._read)
            self._arxiv.detail.place_wanted.connect(parts.navigation.go)
            self.addWidget(self._arxiv)
        return self._arxiv

    def _feeds_page(self) -> FeedsPage:
        if self._feeds is None:
            from carrel.ui.feeds.page import FeedsPage

            parts = self._parts
            self._feeds = FeedsPage(
                parts.theme, parts.carrel, parts.background, parts.bridge, parts.refresh, parts.problem
            )
            self.addWidget(self._feeds)
        return self._feeds

    def _library_page(self) -> LibraryPage:
        if self._library is None:
            from carrel.ui.library.page import LibraryPage

            parts = self._parts
            self._library = LibraryPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._library.open_reader.connect(self._read)
            self._library.query_changed.connect(lambda query: parts.searched(query.text))
            self._library.place_wanted.connect(parts.navigation.go)
            self._library.commands.done.connect(parts.done)
            self.addWidget(self._library)
        return self._library

    def _reader_page(self) -> ReaderPage:
        if self._reader is None:
            from carrel.ui.reader.page import ReaderPage
            from carrel.ui.reader.second_window import join_reader

            parts = self._parts
            self._reader = ReaderPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._reader.closed.connect(self._leave_reader)
            self._reader.paper_wanted.connect(lambda paper: self._read(paper, -1))
            join_reader(self._reader, parts, self._reader_windows())
            self.addWidget(self._reader)
        return self._reader

    def _reader_windows(self) -> ReaderWindows:
        if self._windows is None:
            from carrel.ui.reader.second_window import ReaderWindows

            self._windows = ReaderWindows(self, self._parts)
        return self._windows

    def _related_page(self) -> RelatedPage:
        if self._related is None:
            from carrel.ui.related.page import RelatedPage

            parts = self._parts
            self._related = RelatedPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._related.open_reader.connect(self._read)
            self._related.place_wanted.connect(parts.navigation.go)
            self._related.closed.connect(parts.navigation.back)
            self.addWidget(self._related)
        return self._related

    def _annotations_page(self) -> AnnotationsPage:
        if self._annotations is None:
            from carrel.ui.annotations.page import AnnotationsPage

            parts = self._parts
            self._annotations = AnnotationsPage(
                parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions
            )
            self._annotations.open_reader.connect(
                lambda paper, one: parts.navigation.go(Place("reader", paper, annotation=one))
            )
            self._annotations.done.connect(parts.done)
            self.addWidget(self._annotations)
        return self._annotations

    def _duplicates_page(self) -> DuplicatesPage:
        if self._duplicates is None:
            from carrel.ui.duplicates.page import DuplicatesPage

            parts = self._parts
            self._duplicates = DuplicatesPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self._duplicates.open_reader.connect(lambda paper: self._read(paper, -1))
            self._duplicates.closed.connect(parts.navigation.back)
            self._duplicates.failed.connect(parts.problem)
            self.addWidget(self._duplicates)
        return self._duplicates

    def _models_page(self) -> ModelsPage:
        if self._models is None:
            from carrel.ui.models.page import ModelsPage

            parts = self._parts
            self._models = ModelsPage(parts.theme, parts.carrel, parts.background, parts.bridge, parts.actions)
            self.addWidget(self._models)
        return self._models

    def _settings_page(self) -> SettingsPage:
        if self._settings is None:
            from carrel.ui.settings.page import SettingsPage

            parts = self._parts
            self._settings = SettingsPage(
                parts.theme, parts.carrel, parts.background, parts.bridge, parts.tell, parts.navigation.go
            )
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
