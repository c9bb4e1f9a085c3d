"""The language of digests is chosen from a list, by keys or by the pointer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from carrel.domain.languages import LANGUAGES
from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, shown_window, shows

_NAME = "Language of digests"


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("settings"))
        yield window


def _list(window: Window) -> QListWidget:
    return next(one for one in window.findChildren(QListWidget) if one.accessibleName() == _NAME and one.isVisible())


def test_typed_letters_find_a_language_and_enter_takes_it(qtbot: QtBot, window: Window, library: Carrel) -> None:
    button = control(window, f"{_NAME}: The paper’s own")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    choices = _list(window)
    assert QApplication.focusWidget() is choices
    assert choices.count() == len(LANGUAGES) + 1
    assert choices.currentItem().data(Qt.ItemDataRole.AccessibleTextRole) == "The paper’s own, chosen"
    qtbot.keyClicks(choices, "germ")
    qtbot.keyClick(choices, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.settings.current.digest_language == "de")
    assert button.accessibleName() == f"{_NAME}: German"
    assert QApplication.focusWidget() is button


def test_a_click_takes_a_language_and_escape_leaves_it(qtbot: QtBot, window: Window, library: Carrel) -> None:
    click(qtbot, window, f"{_NAME}: The paper’s own")
    qtbot.keyClick(_list(window), Qt.Key.Key_Escape)
    assert library.settings.current.digest_language == ""
    click(qtbot, window, f"{_NAME}: The paper’s own")
    choices = _list(window)
    row = choices.visualItemRect(choices.item(2))
    qtbot.mouseClick(choices.viewport(), Qt.MouseButton.LeftButton, pos=row.center() + QPoint(0, 0))
    second = list(LANGUAGES)[1]
    qtbot.waitUntil(lambda: library.settings.current.digest_language == second)


def test_it_says_what_stays_in_the_paper_s_language(window: Window) -> None:
    assert shows(window.pages, "The model is asked for it. Evidence still points to the paper’s own words")
