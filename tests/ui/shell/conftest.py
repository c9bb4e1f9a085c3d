"""A window over three papers, and its search field."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import shown_window, shows


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    """The window at its library page, active; it works offline."""
    library.settings.change(welcomed=True, offline=True)
    with shown_window(qtbot, theme, library) as window:
        qtbot.waitUntil(lambda: shows(window, "Library, 3"))
        yield window


@pytest.fixture
def typed(qtbot: QtBot, window: Window) -> Callable[[str], None]:
    """Type into the search field."""

    def type_in(text: str) -> None:
        window.toolbar.search.setFocus()
        qtbot.keyClicks(window.toolbar.search, text)

    return type_in
