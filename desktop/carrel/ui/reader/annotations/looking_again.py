"""Has marks that were not found in a file of the paper looked for again: the file may be a better one by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.services.events import Notice

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.reader.page import ReaderPage


class LookingAgain(QObject):
    """Does the command; says whether there is anything to look for."""

    def __init__(self, page: ReaderPage, carrel: Carrel, background: Background, actions: Actions) -> None:
        super().__init__(page)
        self._annotating = page.annotating
        self._carrel = carrel
        self._background = background.of(self)
        actions.bind("reader.look_again", self.look, context=page, available=lambda: self._annotating.possible)

    def look(self) -> None:
        """Look in all files of the paper for what was lost there."""
        paper, placing = self._annotating.kept.paper_id, self._carrel.annotation_placing
        self._background.run(lambda: placing.request(paper, lost_too=True), self._asked)

    def _asked(self, job: object) -> None:
        words = "No mark of this paper is lost." if job is None else "Looking for lost marks again."
        self._carrel.events.publish(Notice(words))
