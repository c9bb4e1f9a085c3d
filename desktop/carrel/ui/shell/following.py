"""What is followed, in sidebar and toolbar: counted anew after what changed, refreshed when the person asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.domain.feed import Feed, FeedStatus, SavedSearch
from carrel.domain.job import Job
from carrel.services.events import Notice
from carrel.ui.navigation import Place
from carrel.ui.shell.wording import clock_time

if TYPE_CHECKING:
    from carrel.ui.shell.window import Window

_WAIT = 120
_SEARCHES_WAIT = 800
"""Saved searches are searched for anew after whatever happens in the library: that may take longer than to count the news."""


class Following(QObject):
    """Joins bursts of changes, so that cards read one after the other are counted at most some eight times a second."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._carrel = window.carrel
        self._background = window.background.of(self)
        self._searches: dict[int, str] = {}
        self._news_timer = self._timer(self.read_news)
        self._status_timer = self._timer(self.read_status)
        self._searches_timer = self._timer(self.read_news, _SEARCHES_WAIT)
        window.bridge.changes.connect(self._changed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._returned)

    def search_name(self, number: int) -> str:
        """A saved search's name, "" where it is not known."""
        return self._searches.get(number, "")

    def refresh(self) -> None:
        """Ask arXiv for what is new, or offer to follow something where nothing is followed."""

        def told(job: Job | None) -> None:
            if job is None:
                self._window.toast.tell("Nothing is followed yet.", "Choose categories", self._choose)
            self.read_status()

        self._background.run(self._carrel.following.refresh, told, failed=self._failed)

    def tell(self, notice: Notice) -> None:
        """Tell something in passing; what is of a saved search can be shown."""
        show = partial(self._window.choose, Place("search", notice.search)) if notice.search else None
        self._window.toast.tell(notice.text, "Show" if show else "", show)

    def read_news(self) -> None:
        """Count what is unread, and read what is followed."""
        news = self._carrel.news

        def read() -> tuple[int, list[SavedSearch], list[Feed]]:
            return news.unread(), news.searches(), news.feeds()

        self._background.latest("news", read, self._show_news)

    def read_status(self) -> None:
        """Read when arXiv was asked, and whether it is being asked."""
        self._background.latest("status", self._carrel.following.status, self._show_status)

    def _choose(self) -> None:
        self._window.choose(Place("feeds"))

    def _timer(self, act: object, wait: int = _WAIT) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(act)
        return timer

    def _returned(self, state: Qt.ApplicationState) -> None:
        """Look again when the person comes back: a timer's `carrel feed refresh` does not tell this process."""
        if state is Qt.ApplicationState.ApplicationActive:
            self._carrel.events.publish(Changes(news=True))

    def _changed(self, changes: Changes) -> None:
        if (changes.news or changes.papers_removed) and not self._news_timer.isActive():
            self._news_timer.start()
        if self._searches and changes.touches_searches and not self._searches_timer.isActive():
            self._searches_timer.start()
        if (changes.news or changes.jobs or changes.settings) and not self._status_timer.isActive():
            self._status_timer.start()

    def _show_news(self, answer: tuple[int, list[SavedSearch], list[Feed]]) -> None:
        unread, searches, feeds = answer
        self._searches = {one.id: one.name for one in searches}
        self._window.sidebar.show_news(unread, searches, feeds)
        place = self._window.navigation.current
        if place is None:
            return
        unfollowed = place.kind == "feed" and all(one.category != place.name for one in feeds)
        if unfollowed or (place.kind == "search" and place.id not in self._searches):
            self._window.navigation.go(Place("today"))
            self._window.navigation.forget(place)
        elif place.kind == "search":
            self._window.show_title()

    def _show_status(self, status: FeedStatus) -> None:
        checked, due = clock_time(status.checked), clock_time(status.due)
        words = (f"Checked at {checked}." if checked else "", f"Next at {due}." if due else "")
        self._window.toolbar.show_refresh(busy=status.busy, told=" ".join(filter(None, words)))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._window.problem(str(error))
