"""What the sidebar changes in the library: collections, papers dropped on them, searches and feeds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.shell.sidebar import Sidebar


class Organise(QObject):
    """Does beside the window what the sidebar's signals ask for."""

    def __init__(
        self, carrel: Carrel, background: Background, sidebar: Sidebar, problem: Callable[[str], object]
    ) -> None:
        super().__init__(sidebar)
        self._background = background.of(self)
        self._problem = problem
        organising = carrel.organising
        collections = sidebar.collections
        collections.create_wanted.connect(
            lambda name, parent: self._do(lambda: organising.create_collection(name, parent))
        )
        collections.rename_wanted.connect(
            lambda number, name: self._do(lambda: organising.rename_collection(number, name))
        )
        collections.delete_wanted.connect(lambda number: self._do(lambda: organising.delete_collection(number)))
        collections.dropped.connect(lambda number, papers: self._do(lambda: organising.collect(papers, number)))

        searches = sidebar.searches
        searches.rename_wanted.connect(lambda number, name: self._do(lambda: carrel.news.rename_search(number, name)))
        searches.delete_wanted.connect(lambda number: self._do(lambda: carrel.news.delete_search(number)))
        sidebar.feeds.stop_wanted.connect(lambda feed: self._do(lambda: carrel.following.unfollow(feed)))

    def _do(self, act: Callable[[], object]) -> None:
        self._background.run(act, lambda _answer: None, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._problem(str(error))
