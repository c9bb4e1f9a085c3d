"""How pages lie, for the reader's page: its menu and commands for pairs of pages and for turning them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from carrel.ui.reader.spreads import Spread

if TYPE_CHECKING:
    from carrel.ui.actions import Actions
    from carrel.ui.reader.page import ReaderPage

_SPREADS = ((Spread.SINGLE, "One page"), (Spread.TWO, "Two pages"), (Spread.COVER, "Two pages, cover alone"))


class Viewing:
    """Joins a reader's page to the commands about how its pages lie, and keeps what was chosen for its paper."""

    def __init__(self, page: ReaderPage, actions: Actions) -> None:
        self._page = page
        self._choices: dict[Spread, QAction] = {}
        menu = page.bar.view_menu
        menu.addSeparator()
        for spread, text in _SPREADS:
            choice = QAction(text, menu, checkable=True)
            choice.triggered.connect(lambda _checked=False, spread=spread: self.show_spread(spread))
            menu.addAction(choice)
            self._choices[spread] = choice
        menu.addSeparator()
        menu.addAction(actions.action("reader.turn"))
        menu.addAction(actions.action("reader.turn_back"))
        menu.aboutToShow.connect(self._check)

        def available() -> bool:
            return page.pages.shows_pages

        actions.bind("reader.turn", lambda: self.turn(1), context=page, available=available)
        actions.bind("reader.turn_back", lambda: self.turn(-1), context=page, available=available)
        actions.bind("reader.reference", lambda: page.pages.references.step(1), context=page, available=available)
        actions.bind(
            "reader.reference_before", lambda: page.pages.references.step(-1), context=page, available=available
        )
        actions.bind("reader.print", lambda: self._print(annotations=False), context=page, available=available)
        actions.bind(
            "reader.print_annotations", lambda: self._print(annotations=True), context=page, available=available
        )
        actions.bind("reader.spread", self._next_spread, context=page, available=available)

    def turn(self, quarters: int) -> None:
        """Turn all pages by quarters clockwise."""
        view = self._page.view
        view.set_turn(view.turn + quarters)
        self._changed()

    def show_spread(self, spread: Spread) -> None:
        """Show pages beside one another so."""
        self._page.view.set_spread(spread)
        self._changed()

    def _next_spread(self) -> None:
        order = list(Spread)
        self.show_spread(order[(order.index(self._page.view.spread) + 1) % len(order)])

    def _print(self, *, annotations: bool) -> None:
        # What prints is brought along only when something is printed.
        from carrel.ui.reader.printing import PrintCommand  # noqa: PLC0415 - loads the system's printing, for those who print

        PrintCommand(self._page).ask(annotations=annotations)

    def _changed(self) -> None:
        page = self._page
        page.left.thumbnails.show_pages(page.view.geometry_of_pages, page.view.tiles, page.view.tint)
        page.left.thumbnails.show_page(page.view.page)
        page.show_zoom()

    def _check(self) -> None:
        for spread, choice in self._choices.items():
            choice.setChecked(spread is self._page.view.spread)
