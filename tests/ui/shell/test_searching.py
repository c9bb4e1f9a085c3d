"""What the search field leads to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.job import JobKind
from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from shown_window import click, control, shows


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier])
def test_enter_with_control_or_shift_searches_arxiv(
    qtbot: QtBot, window: Window, modifier: Qt.KeyboardModifier, typed: Callable[[str], None]
) -> None:
    typed("state space")
    qtbot.keyClick(window.toolbar.search, Qt.Key.Key_Return, modifier)
    assert window.navigation.current == Place("arxiv", name="state space")
    assert window.windowTitle() == "arXiv: state space – Carrel"
    # What was typed is not searched for in the library a moment later.
    qtbot.waitUntil(lambda: not window.toolbar.search._typing._wait.isActive())
    assert window.navigation.current == Place("arxiv", name="state space")


def test_the_way_to_arxiv_says_that_it_uses_the_network(
    qtbot: QtBot, window: Window, typed: Callable[[str], None]
) -> None:
    assert not shows(window.toolbar, "Search arXiv")
    typed("state space")
    assert control(window.toolbar, "Search arXiv").toolTip().endswith("uses the network")
    assert "uses the network" in window.commands.command("search.arxiv").text
    click(qtbot, window.toolbar, "Search arXiv")
    assert window.navigation.current == Place("arxiv", name="state space")


@pytest.mark.parametrize(
    "text",
    ["2310.06825", "arXiv:2310.06825v1", "https://arxiv.org/abs/2310.06825", "10.48550/arXiv.2310.06825"],
)
def test_enter_on_an_identifier_adds_that_paper(
    qtbot: QtBot, window: Window, library: Carrel, text: str, typed: Callable[[str], None]
) -> None:
    typed(text)
    assert control(window.toolbar, "Add from arXiv")
    assert not shows(window.toolbar, "Search arXiv")
    qtbot.keyClick(window.toolbar.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [job.kind for job in library.jobs.open_jobs()] == [JobKind.FETCH_PAPER])
    assert window.toast.text().startswith("Asking arXiv for 2310.06825")


def test_enter_on_words_only_searches_the_library(
    qtbot: QtBot, window: Window, library: Carrel, typed: Callable[[str], None]
) -> None:
    typed("attention")
    qtbot.keyClick(window.toolbar.search, Qt.Key.Key_Return)
    assert window.navigation.current == Place("library")
    assert library.jobs.open_jobs() == []


def test_a_search_is_saved_by_its_words_and_stands_in_the_sidebar(
    qtbot: QtBot, window: Window, library: Carrel, typed: Callable[[str], None]
) -> None:
    assert not window.commands.enabled("search.save")
    typed("sparse mixtures")
    qtbot.waitUntil(lambda: window.commands.enabled("search.save"))
    qtbot.keyClick(window.toolbar.search, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shows(window.sidebar, "sparse mixtures"))
    assert [(one.name, one.text) for one in library.news.searches()] == [("sparse mixtures", "sparse mixtures")]


def test_nothing_is_offered_to_save_where_no_search_is_shown(
    qtbot: QtBot, window: Window, typed: Callable[[str], None]
) -> None:
    typed("sparse mixtures")
    qtbot.waitUntil(lambda: shows(window.toolbar, "Save this search (Ctrl S)"))
    window.navigation.go(Place("settings"))
    assert not shows(window.toolbar, "Save this search (Ctrl S)")
    assert not window.commands.enabled("search.save")
    typed("x")
    window.toolbar.search.set_text("2310.06825")
    assert not shows(window.toolbar, "Save this search (Ctrl S)")


def test_typing_on_today_searches_the_library_and_goes_on(
    qtbot: QtBot, window: Window, typed: Callable[[str], None]
) -> None:
    window.navigation.go(Place("today"))
    typed("mer")
    qtbot.waitUntil(lambda: window.navigation.current == Place("library"))
    assert window.toolbar.search.hasFocus()
    qtbot.keyClicks(QApplication.focusWidget() or window, "ge")
    assert window.toolbar.search.text() == "merge"


def test_back_to_a_search_at_arxiv_has_its_words_in_the_field(window: Window, typed: Callable[[str], None]) -> None:
    typed("state space")
    window.searching.ask_arxiv()
    window.choose(Place("starred"))
    assert window.toolbar.search.text() == ""
    window.navigation.back()
    assert window.toolbar.search.text() == "state space"
    assert control(window.toolbar, "Search arXiv")


def test_searching_arxiv_without_words_begins_at_the_field(qtbot: QtBot, window: Window) -> None:
    del qtbot
    window.commands.trigger("search.arxiv")
    assert window.toolbar.search.hasFocus()
    assert window.navigation.current == Place("library")


def test_refresh_where_nothing_is_followed_offers_to_follow(qtbot: QtBot, window: Window, library: Carrel) -> None:
    window.pages.focus_page()
    qtbot.keyClick(QApplication.focusWidget() or window, "r")
    qtbot.waitUntil(window.toast.isVisible)
    assert window.toast.text() == "Nothing is followed yet."
    click(qtbot, window.toast, "Choose categories")
    assert window.navigation.current == Place("feeds")
    assert library.jobs.open_jobs() == []


def test_refresh_says_in_words_that_it_is_busy(qtbot: QtBot, window: Window, library: Carrel) -> None:
    library.following.follow(["cs.LG"])
    click(qtbot, window.toolbar, "Refresh")
    qtbot.waitUntil(lambda: shows(window.toolbar, "Refreshing"))
    assert not control(window.toolbar, "Refreshing").isEnabled()
    assert [job.kind for job in library.jobs.open_jobs()] == [JobKind.REFRESH_FEEDS]
