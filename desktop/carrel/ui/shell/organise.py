"""What the sidebar changes in the library: collections, papers dropped on them, searches and feeds, PDFs of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.domain.errors import CarrelError

if TYPE_CHECKING:
    from carrel.domain.changes import Changes
    from carrel.ui.shell.window import Window


class Organise(QObject):
    """Does beside the window what the sidebar's signals ask for."""

    def __init__(self, window: Window) -> None:
        super().__init__(window.sidebar)
        self._window = window
        self._background = window.background.of(self)
        carrel, sidebar = window.carrel, window.sidebar
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
        collections.pdfs_wanted.connect(lambda number: self._get(lambda: carrel.pdf_requests.of_collection(number)))

        searches = sidebar.searches
        searches.pdfs_wanted.connect(lambda number: self._get(lambda: carrel.pdf_requests.of_search(number)))
        searches.rename_wanted.connect(lambda number, name: self._do(lambda: carrel.news.rename_search(number, name)))
        searches.alert_wanted.connect(lambda number, on: self._do(lambda: carrel.news.set_alert(number, on)))
        searches.delete_wanted.connect(lambda number: self._do(lambda: carrel.news.delete_search(number)))
        sidebar.feeds.stop_wanted.connect(lambda feed: self._do(lambda: carrel.following.unfollow(feed)))

    def _do(self, act: Callable[[], object]) -> None:
        self._background.run(act, lambda _answer: None, failed=self._failed)

    def _get(self, ask: Callable[[], Changes]) -> None:
        def told(changes: Changes) -> None:
            if changes.undo:
                self._window.toast.tell(changes.undo, "Undo", self._window.undo)

        self._background.run(ask, told, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._window.problem(str(error))
