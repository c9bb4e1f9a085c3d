"""The palette over a library with three papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.theme import Theme
from palette_desk import Desk
from shown_window import shown_window


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Desk]:
    """A window at its library, with its palette closed."""
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        qtbot.waitUntil(lambda: window.navigation.current == Place("library"))
        yield Desk(qtbot, window, library)
