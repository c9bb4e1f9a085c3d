"""What is done with announcements, in the background; what could not be done is told as a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.domain.errors import CarrelError
from carrel.services.events import Notice
from carrel.ui.library.commands import PaperCommands

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from carrel.domain.feed import Card, NewsQuery
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme


class NewsActs(QObject):
    """`commands` are those for any paper, with their pickers."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, host: QWidget) -> None:
        super().__init__(host)
        self._carrel = carrel
        self._background = background.of(self)
        self.commands = PaperCommands(theme, carrel, background, host)
        self.commands.failed.connect(self._tell)

    def run(self, name: str, card: Card) -> None:
        """Do a command for a card's paper. Where it was announced, read and trash are about the announcement."""
        paper, news, announced = card.row.id, self._carrel.news, card.type is not None
        if name == "paper.read" and announced:
            self._write(lambda: news.set_seen([paper], not card.seen))
        elif name == "paper.trash" and announced:
            self._write(lambda: news.hide([paper]))
        else:
            self.commands.run(name, [paper])

    def note_seen(self, card: Card) -> None:
        """Mark a card read that was opened and left."""
        if card.type is not None and not card.seen:
            paper = card.row.id
            self._write(lambda: self._carrel.news.note_seen([paper]))

    def open_search(self, search: int) -> None:
        """Nothing of a saved search is new any more."""
        self._write(lambda: self._carrel.news.open_search(search))

    def get_day(self, day: str) -> None:
        """Ask arXiv for what was submitted for a day."""
        self._write(lambda: self._carrel.following.fill(day))

    def mark_all_read(self, query: NewsQuery) -> None:
        """Mark all that the list shows read."""
        self._write(lambda: self._carrel.news.mark_all_seen(query))

    def digest_more(self, day: str) -> None:
        """Let as many more of a day's papers get a digest as the settings give a day, and say where none is missing."""

        def request() -> None:
            if self._carrel.news_digests.request(day, more=True) is None:
                told = "Every paper of this day has its digest."
                if self._carrel.settings.current.news_digests == 0:
                    told = "Digests of the day are off in Settings. Write the digest (d) writes one."
                self._carrel.events.publish(Notice(told))

        self._write(request)

    def go_online(self) -> None:
        """End Work offline."""
        self._write(lambda: self._carrel.settings.change(offline=False))

    def _write(self, function: Callable[[], object]) -> None:
        self._background.run(function, lambda _: None, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._tell(str(error))

    def _tell(self, text: str) -> None:
        self._carrel.events.publish(Notice(text, problem=True))
