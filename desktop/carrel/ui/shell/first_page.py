"""Welcome in the window's place, until it is finished or skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.ui.navigation import Place
from carrel.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget

    from carrel.ui.shell.window import Window
    from carrel.ui.welcome.page import WelcomePage


class FirstPage(QObject):
    """Shows Welcome in `views`, and takes it down afterwards: it is needed once in a library's life."""

    def __init__(self, theme: Theme, window: Window, views: QStackedWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._views = views
        self._page: WelcomePage | None = None

    def show(self) -> None:
        """Show it."""
        from carrel.ui.welcome.page import WelcomePage  # noqa: PLC0415 - as said above

        window = self._window
        self._page = WelcomePage(self._theme, window.carrel, window.background, window.adding)
        self._page.finished.connect(self._finished)
        self._views.addWidget(self._page)
        self._views.setCurrentWidget(self._page)

    def _finished(self, place: Place) -> None:
        navigation = self._window.navigation
        # A paper that is opened at once is closed into the library.
        for one in (Place("library"), place) if place.kind == "reader" else (place,):
            navigation.go(one)
        navigation.forget(Place("welcome"))
        self._window.toolbar.set_history(navigation.can_back, navigation.can_forward)
        if self._page is not None:
            self._views.removeWidget(self._page)
            self._page.deleteLater()
            self._page = None
