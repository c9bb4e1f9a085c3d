"""The first start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from carrel.ui.welcome.page import WelcomePage
from carrel.ui.widgets import Button, ChoiceRow
from shown_window import shown_window


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    with shown_window(qtbot, theme, library) as window:
        yield window


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> WelcomePage:
    page = window.findChild(WelcomePage)
    assert page is not None
    qtbot.waitUntil(lambda: any(one.isChecked() for one in choices(page).values()))
    return page


def choices(page: WelcomePage) -> dict[str, ChoiceRow]:
    return {one.text(): one for one in page.findChildren(ChoiceRow)}


def button(page: WelcomePage, name: str) -> Button:
    return next(one for one in page.findChildren(Button) if one.accessibleName() == name)


def test_the_focus_is_on_the_choice_that_is_taken(window: Window, page: WelcomePage) -> None:
    taken = [one for one in choices(page).values() if one.isChecked()]
    assert [window.focusWidget()] == taken


def test_enter_starts_with_what_was_chosen(qtbot: QtBot, window: Window, page: WelcomePage, library: Carrel) -> None:
    qtbot.mouseClick(choices(page)["No model"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.navigation.current == Place("library"))
    assert library.settings.current.model == ""
    assert library.settings.current.welcomed
    assert not window.navigation.can_back


def test_skip_keeps_nothing_and_leaves_a_working_window(
    qtbot: QtBot, window: Window, page: WelcomePage, library: Carrel
) -> None:
    before = library.settings.current.model
    qtbot.mouseClick(button(page, "Skip for now"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.navigation.current == Place("library"))
    assert library.settings.current.model == before
    assert library.settings.current.welcomed


def test_a_file_that_is_no_model_is_refused_in_words(qtbot: QtBot, page: WelcomePage, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"nothing")
    before = len(choices(page))
    page.models.offer(str(bad))
    qtbot.waitUntil(lambda: bool(page.models._problem.text()))
    assert len(choices(page)) == before


def test_nothing_was_asked_of_the_network(page: WelcomePage, library: Carrel) -> None:
    del page
    assert library.network.last() is None
