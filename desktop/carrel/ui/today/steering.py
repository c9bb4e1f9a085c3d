"""More and less like a paper, and why it is for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.ui.navigation import Place
from carrel.ui.today.why import WhyPopover

if TYPE_CHECKING:
    from carrel.domain.changes import Changes
    from carrel.domain.for_you import Why, Wish
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme
    from carrel.ui.today.page import TodayPage


class Steering(QObject):
    """Does for a page of cards what a reason's menu offers. `popover` is the last one opened, None before."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, page: TodayPage) -> None:
        super().__init__(page)
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._page = page
        self.popover: WhyPopover | None = None

    def can_steer(self) -> bool:
        """Whether there is a paper, and For you is on."""
        return self._page.current is not None and self._carrel.settings.current.for_you

    def has_reasons(self) -> bool:
        """Whether the chosen paper is for the person."""
        card = self._page.current
        return card is not None and bool(card.reasons)

    def wish(self, paper: int, wish: Wish) -> None:
        """Ask for more or less of papers like this one, asked for again for neither; the list takes the order that comes of it."""

        def done(changes: Changes) -> None:
            if changes:
                self._page.order_anew()

        self._background.run(lambda: self._carrel.steering.toggle(paper, wish), done)

    def why(self, paper: int) -> None:
        """Show why a paper is for the person, with the papers that say so."""
        self._background.latest("why", lambda: self._carrel.steering.why(paper), self._show)

    def _show(self, why: Why | None) -> None:
        # Whoever went elsewhere meanwhile does not want it any more.
        if why is None or not self._page.isVisible():
            return
        if self.popover is not None:
            self.popover.close_popover()
            self.popover.deleteLater()
        self.popover = WhyPopover(self._theme, self._page.window(), why)
        go = self._page.place_wanted.emit
        self.popover.paper_wanted.connect(lambda paper: go(Place("reader", paper)))
        self.popover.settings_wanted.connect(lambda: go(Place("settings", name="For you")))
        self.popover.open()
