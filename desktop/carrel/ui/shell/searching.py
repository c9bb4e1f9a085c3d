"""What the search field leads to: the library, arXiv, a paper by its identifier, a saved search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.errors import CarrelError
from carrel.domain.query_editing import at_arxiv
from carrel.ui.navigation import Place
from carrel.ui.shell.hinting import Hinting
from carrel.ui.shell.places import LISTS

if TYPE_CHECKING:
    from carrel.ui.shell.window import Window
    from carrel.ui.theme import Theme


class Searching(QObject):
    """Typing searches the library. Asking arXiv is always an act of its own."""

    def __init__(self, theme: Theme, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._field = window.toolbar.search
        self._field.searched.connect(self._search)
        self._field.entered.connect(self._entered)
        self._field.entered_elsewhere.connect(self.ask_arxiv)
        self._field.textChanged.connect(self.show_ways)
        self.hinting = Hinting(theme, self._field, window.desk, window.carrel.search_hints, window.background)

    def ask_arxiv(self) -> None:
        """Search arXiv for what the field holds; an identifier is added. Nothing typed: begin to type."""
        text = at_arxiv(self._field.text())
        if not text:
            self.focus()
        elif not self._add_named():
            # What was typed just now is not searched for in the library as well.
            self._field.set_text(self._field.text())
            self._window.navigation.go(Place("arxiv", name=text))

    def ask_arxiv_for(self, text: str) -> None:
        """Search arXiv for `text`."""
        self._field.set_text(text)
        self.ask_arxiv()

    def in_library(self, text: str) -> None:
        """Search the library for `text`."""
        self._field.set_text(text)
        self._window.navigation.go(Place("library"))

    def save(self) -> None:
        """Save what the library is searched for, named by its text."""
        text = self._field.text().strip()
        window = self._window
        window.background.of(self).run(
            lambda: window.carrel.news.save_search(text, text), lambda _search: None, failed=self._failed
        )

    def can_save(self) -> bool:
        """Whether the library shows a search."""
        place = self._window.navigation.current
        text = self._field.text()
        return place is not None and place.kind in LISTS and bool(text.strip()) and parse_arxiv_id(text) is None

    def focus(self) -> None:
        """Lead to the field."""
        self.leave_reader()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def leave_reader(self) -> None:
        """Go where the toolbar is: the reader has a bar of its own in its place."""
        if self._window.toolbar.isHidden():
            self._window.choose(Place("library"))

    def show_ways(self) -> None:
        """Offer beside the field what can be done with its text."""
        text = self._field.text().strip()
        self._window.toolbar.offer(text, named=parse_arxiv_id(text) is not None, save=self.can_save())
        self._window.commands.refresh()

    def _search(self, text: str) -> None:
        place = self._window.navigation.current
        typing = self._field.hasFocus()
        if place is None or place.kind not in LISTS:
            self._window.navigation.go(Place("library"))
        else:
            self._window.pages.show_place(place, text)
        # A page takes the focus when it is shown, but not from where one is typing.
        if typing:
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self) -> None:
        """Enter adds the paper that was named, or leads to what was found."""
        if not self._add_named() and self._field.text().strip():
            self._window.pages.focus_page()

    def _add_named(self) -> bool:
        """Add the paper whose identifier or address was typed, if it is one."""
        found = parse_arxiv_id(self._field.text())
        if found is None:
            return False
        self._window.adding.add([self._field.text().strip()])
        self._window.tell(f"Asking arXiv for {found}.")
        return True

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._window.problem(str(error))
