"""That new papers match a saved search is told in passing, where the person turned that on, in the real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, shown_window, shows

TOLD = "3 new papers match “Depth”"


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.news.save_search("Depth", "depth")
    library.settings.change(welcomed=True, model="")
    with shown_window(qtbot, theme, library) as window:
        qtbot.waitUntil(lambda: len(window.sidebar.searches.rows()) == 1)
        yield window


def choose(window: Window, text: str) -> None:
    row = window.sidebar.searches.rows()[0]
    row.menu_wanted.emit(row.mapToGlobal(QPoint(5, 5)))
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def test_the_menu_turns_it_on_and_off(qtbot: QtBot, window: Window, library: Carrel) -> None:
    tip = window.sidebar.searches.rows()[0].toolTip
    choose(window, "Tell me of new papers")
    qtbot.waitUntil(lambda: "New papers are told after a refresh" in tip())
    assert [one.alert for one in library.news.searches()] == [True]
    choose(window, "Tell me of new papers no more")
    qtbot.waitUntil(lambda: "told after" not in tip())
    assert [one.alert for one in library.news.searches()] == [False]


def test_the_palette_s_command_is_for_the_search_that_is_shown(qtbot: QtBot, window: Window, library: Carrel) -> None:
    window.navigation.go(Place("library"))
    assert not window.commands.enabled("search.alert")
    [search] = library.news.searches()
    window.navigation.go(Place("search", search.id))
    qtbot.waitUntil(lambda: window.commands.enabled("search.alert"))
    window.commands.trigger("search.alert")
    qtbot.waitUntil(lambda: shows(window, "Turned an alert on"))
    assert library.news.searches()[0].alert
    click(qtbot, window.toast, "Undo")
    qtbot.waitUntil(lambda: not library.news.searches()[0].alert)


def test_the_notice_leaves_the_focus_and_shows_the_search(qtbot: QtBot, window: Window, library: Carrel) -> None:
    window.navigation.go(Place("library"))
    window.commands.trigger("search")
    focused = QApplication.focusWidget()
    [search] = library.news.searches()
    library.events.publish(Notice(TOLD, search=search.id))
    qtbot.waitUntil(lambda: shows(window, TOLD))
    assert QApplication.focusWidget() is focused
    click(qtbot, window.toast, "Show")
    qtbot.waitUntil(lambda: window.navigation.current == Place("search", search.id))
    assert not window.toast.isVisible()


def test_any_other_notice_has_nothing_to_show(qtbot: QtBot, window: Window, library: Carrel) -> None:
    library.events.publish(Notice("Something came."))
    qtbot.waitUntil(lambda: shows(window, "Something came."))
    assert not window.toast._button.isVisible()
