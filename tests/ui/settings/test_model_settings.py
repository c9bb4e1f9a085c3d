"""The settings of the models: what happens on battery, where files come from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, field, shown_window, shows


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("settings"))
        yield window


def test_what_happens_on_battery_is_kept_at_once(qtbot: QtBot, window: Window, library: Carrel) -> None:
    assert library.settings.current.on_battery == "pause"
    click(qtbot, window.pages, "Go on")
    qtbot.waitUntil(lambda: library.settings.current.on_battery == "go_on")
    click(qtbot, window.pages, "Pause digests")
    qtbot.waitUntil(lambda: library.settings.current.on_battery == "pause")


def test_a_mirror_is_kept_when_it_is_a_web_address(qtbot: QtBot, window: Window, library: Carrel) -> None:
    mirror = field(window.pages, "Fetch models from")
    mirror.setFocus()
    qtbot.keyClicks(mirror, "ftp://models")
    qtbot.keyClick(mirror, Qt.Key.Key_Return)
    assert shows(window.pages, "This is not a web address")
    assert library.settings.current.model_mirror == ""
    mirror.setText("https://mirror.example.org/")
    qtbot.keyClick(mirror, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.settings.current.model_mirror == "https://mirror.example.org")
    assert not shows(window.pages, "This is not a web address")
