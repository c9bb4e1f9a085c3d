"""Feeds and saved searches in the sidebar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

import announced
from carrel.domain.feed import NewsQuery
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, shown_window, shows


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    """The window of someone who follows two categories, of which one announced three papers."""
    library.settings.change(welcomed=True)
    announced.follow(library.database, "cs.LG")
    announced.follow(library.database, "stat.ML")
    announced.announce(library.database, *(announced.paper(number) for number in range(3)))
    library.reading.set_value("window.place", "library 0")
    with shown_window(qtbot, theme, library) as window:
        qtbot.waitUntil(lambda: shows(window.sidebar, "cs.LG, 3"))
        yield window


def test_unread_papers_are_counted_for_today_and_each_feed(qtbot: QtBot, window: Window, library: Carrel) -> None:
    assert control(window, "Today, 3 unread")
    assert control(window, "stat.ML").toolTip() == "Machine Learning"
    ids = list(library.news.ids(NewsQuery()))
    library.news.set_seen(ids[:1], True)
    qtbot.waitUntil(lambda: shows(window.sidebar, "Today, 2 unread"))
    qtbot.waitUntil(lambda: shows(window.sidebar, "cs.LG, 2"))


def test_clicks_lead_to_today_and_to_a_feed(qtbot: QtBot, window: Window) -> None:
    click(qtbot, window, "Today, 3 unread")
    assert window.navigation.current == Place("today")
    assert window.windowTitle() == "Today – Carrel"
    click(qtbot, window, "cs.LG, 3")
    assert window.navigation.current == Place("feed", name="cs.LG")
    assert window.windowTitle() == "cs.LG – Carrel"
    assert control(window, "cs.LG, 3").isChecked()
    assert not control(window, "Today, 3 unread").isChecked()


def test_g_t_leads_to_today_and_its_letter_is_shown(qtbot: QtBot, window: Window) -> None:
    window.pages.focus_page()
    for key in "gt":
        qtbot.keyClick(QApplication.focusWidget() or window, key)
    assert window.navigation.current == Place("today")


def test_a_feed_that_is_stopped_leaves_the_sidebar_and_the_window_goes_to_today(qtbot: QtBot, window: Window) -> None:
    click(qtbot, window, "cs.LG, 3")
    window.sidebar.feeds.stop_wanted.emit("cs.LG")
    qtbot.waitUntil(lambda: not shows(window.sidebar, "cs.LG"))
    qtbot.waitUntil(lambda: window.navigation.current == Place("today"))
    window.undo()
    qtbot.waitUntil(lambda: shows(window.sidebar, "cs.LG, 3"))


def test_the_sections_are_there_once_they_hold_something(qtbot: QtBot, window: Window, library: Carrel) -> None:
    assert not window.sidebar.searches.isVisible()
    library.news.save_search("Lanterns", "lantern")
    qtbot.waitUntil(window.sidebar.searches.isVisible)
    for category in ("cs.LG", "stat.ML"):
        library.following.unfollow(category)
    qtbot.waitUntil(lambda: not window.sidebar.feeds.isVisible())


def test_a_saved_search_counts_what_is_new_until_it_is_opened(qtbot: QtBot, window: Window, library: Carrel) -> None:
    number = library.news.save_search("Lanterns", "lantern")
    qtbot.waitUntil(lambda: shows(window.sidebar, "Lanterns"))
    announced.announce(library.database, *(announced.paper(one) for one in (7, 8)))
    window.following.read_news()
    qtbot.waitUntil(lambda: shows(window.sidebar, "Lanterns, 2 new"))
    click(qtbot, window, "Lanterns, 2 new")
    assert window.navigation.current == Place("search", number)
    assert window.windowTitle() == "Lanterns – Carrel"
    qtbot.waitUntil(lambda: not shows(window.sidebar, "Lanterns, 2 new"))
    assert control(window, "Lanterns").isChecked()


def test_a_saved_search_is_renamed_in_its_place_and_deleted(qtbot: QtBot, window: Window, library: Carrel) -> None:
    number = library.news.save_search("Lanterns", "lantern")
    qtbot.waitUntil(lambda: shows(window.sidebar, "Lanterns"))
    menu = dict(entry for entry in window.sidebar.searches.menu_of(Place("search", number)) if entry)
    menu["Rename…"]()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "Lamps")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(window.sidebar, "Lamps"))
    window.navigation.go(Place("search", number))
    menu["Delete search"]()
    qtbot.waitUntil(lambda: not shows(window.sidebar, "Lamps"))
    qtbot.waitUntil(lambda: window.navigation.current == Place("today"))


def test_the_rail_leaves_what_needs_names_out(qtbot: QtBot, window: Window, library: Carrel) -> None:
    window.folding.toggle()
    assert not window.sidebar.feeds.isVisible()
    library.news.save_search("Lanterns", "lantern")
    window.following.read_news()
    qtbot.waitUntil(lambda: bool(window.sidebar.searches.rows()))
    assert not window.sidebar.searches.isVisible()
    window.folding.toggle()
    assert window.sidebar.feeds.isVisible()
    assert window.sidebar.searches.isVisible()


def test_arrows_lead_on_through_all_sections(qtbot: QtBot, window: Window) -> None:
    control(window, "Starred").setFocus()
    seen = []
    for _ in range(4):
        row = QApplication.focusWidget()
        assert row is not None
        qtbot.keyClick(row, Qt.Key.Key_Down)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.accessibleName())
    assert seen == ["Annotations", "cs.LG, 3", "stat.ML", "Trash"]


@pytest.mark.parametrize("place", [Place("today"), Place("feed", name="cs.LG"), Place("search", 1)])
def test_the_window_comes_back_to_the_news_it_showed(
    qtbot: QtBot, theme: Theme, window: Window, library: Carrel, place: Place
) -> None:
    library.news.save_search("Lanterns", "lantern")
    qtbot.waitUntil(lambda: shows(window.sidebar, "Lanterns"))
    window.navigation.go(place)
    window.close()
    with shown_window(qtbot, theme, open_library()) as again:
        assert again.navigation.current == place


def test_a_window_that_remembers_no_place_begins_at_today_where_something_is_followed(
    qtbot: QtBot, theme: Theme, library: Carrel
) -> None:
    library.settings.change(welcomed=True)
    announced.follow(library.database, "cs.LG")
    with shown_window(qtbot, theme, library) as window:
        assert window.navigation.current == Place("today")
