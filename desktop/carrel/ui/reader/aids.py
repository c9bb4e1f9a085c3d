"""What goes along with the paper that is open: its note, its text for screen readers, its caret, its voice, its other versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.services.events import Notice
from carrel.ui.notes.exporting import NotesToMarkdown
from carrel.ui.reader.accessible_pages import AccessiblePages
from carrel.ui.reader.annotations.looking_again import LookingAgain
from carrel.ui.reader.comparing import Comparing
from carrel.ui.reader.noting import Noting
from carrel.ui.reader.redrawing import Redrawing
from carrel.ui.reader.speaking import Speaking

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.reader.opening import Opened
    from carrel.ui.reader.page import ReaderPage


class Aids:
    """Each is told which paper is open."""

    def __init__(self, page: ReaderPage, carrel: Carrel, background: Background, actions: Actions) -> None:
        self.noting = Noting(page, actions)
        self.text = AccessiblePages(page, actions)
        self.speaking = Speaking(page, actions, carrel, background)
        self.comparing = Comparing(page, carrel, background, actions)
        self.redrawing = Redrawing(page, carrel, background)
        self.looking_again = LookingAgain(page, carrel, background, actions)
        self.export = NotesToMarkdown(carrel, background, page)
        self._page = page
        self._actions = actions
        caret = page.pages.caret
        caret.told.connect(lambda words: carrel.events.publish(Notice(words)))
        actions.bind("reader.caret", caret.toggle, context=page, available=lambda: page.pages.shows_pages)
        actions.bind("paper.export_notes", self.export_notes, context=page, available=lambda: page.paper_id > 0)
        actions.bind("list.export_notes", self.export.ask_for_all, context=page)

    def export_notes(self) -> None:
        """Write the note and the marks of the paper that is open to a Markdown file."""
        paper = self._page.paper_id
        self._page.inspector.note.tell()
        self.export.ask(lambda: [paper])

    def show_paper(self, opened: Opened | None) -> None:
        """Go along with a paper, or with none."""
        for aid in (self.noting, self.text, self.speaking, self.comparing):
            aid.show_paper(opened)
        # What can be done with pages can be done from now on, by its key too, or not any more.
        self._actions.refresh()
