"""Two papers that the person chose are merged on the page of duplicates, whatever Carrel thinks of them, in the real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.storage import duplicates
from carrel.ui.duplicates.page import DuplicatesPage
from carrel.ui.library.context_menu import menu
from carrel.ui.library.page import LibraryPage
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, shown_window, shows
from storage_values import NOW
from twins import add_twins


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True, model="")
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("library"))
        page = window.findChildren(LibraryPage)[0]
        qtbot.waitUntil(lambda: page.table.current_id != 0)
        yield window


def list_page(window: Window) -> LibraryPage:
    return window.findChildren(LibraryPage)[0]


def merge_two(qtbot: QtBot, window: Window) -> tuple[int, int]:
    """Choose the two first papers of the list by keys, and open them side by side by the bar."""
    page = list_page(window)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    one, other = sorted(page.table.marked)
    qtbot.waitUntil(page.bulk_bar.isVisible)
    click(qtbot, page.bulk_bar, "Merge…")
    qtbot.waitUntil(lambda: shows(window, "Title on the left"))
    return one, other


def test_only_two_papers_can_be_merged(window: Window) -> None:
    page, commands = list_page(window), window.commands
    button = page.bulk_bar.button("paper.merge")
    assert not commands.enabled("paper.merge")
    for count, there in ((1, False), (2, True), (3, False)):
        page.table.go_to(count - 1)
        page.table.toggle_mark()
        assert page.table.marked_count == count
        assert (button.isVisible(), commands.enabled("paper.merge")) == (there, there)
        named = [action.text() for action in menu(page.table, commands, several=True).actions()]
        assert ("Merge…" in named) is there
    page.table.clear_marks()
    assert not button.isVisible()


def test_two_that_differ_in_everything_become_one_and_undo_brings_both_back(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    one, other = merge_two(qtbot, window)
    assert window.windowTitle() == "Merge two papers – Carrel"
    assert shows(window, "Nothing but you says that they are one.")
    assert not shows(window, "Next pair (j)"), "there is no other pair to go to"
    click(qtbot, window.findChildren(DuplicatesPage)[0], "Merge")
    qtbot.waitUntil(lambda: shows(window, "Merged 2 papers"))
    qtbot.waitUntil(lambda: list_page(window).isVisible())
    qtbot.waitUntil(lambda: list_page(window).rows.rowCount() == 2)
    assert library.reading.paper(other) is None
    window.undo()
    qtbot.waitUntil(lambda: list_page(window).rows.rowCount() == 3)
    assert [library.reading.paper(paper) is not None for paper in (one, other)] == [True, True]


@pytest.mark.parametrize("key", ["Keep both", "Esc"])
def test_to_keep_both_leads_back_with_both_still_chosen(
    qtbot: QtBot, window: Window, library: Carrel, key: str
) -> None:
    chosen = merge_two(qtbot, window)
    page = window.findChildren(DuplicatesPage)[0]
    if key == "Esc":
        window.commands.trigger("close")
    else:
        click(qtbot, page, key)
    qtbot.waitUntil(lambda: list_page(window).isVisible())
    assert tuple(sorted(list_page(window).table.marked)) == chosen
    assert library.undo.newest == 0, "there was nothing to keep apart"
    focused = QApplication.focusWidget()
    assert focused is list_page(window).table


def test_two_that_are_offered_are_kept_apart_for_good(qtbot: QtBot, window: Window, library: Carrel) -> None:
    with library.database.write() as connection:
        twins = add_twins(connection)
        connection.execute("UPDATE jobs SET state = 'done', finished = ?", (NOW,))
        duplicates.look(connection, twins)
    window.navigation.go(Place("duplicates", papers=twins))
    qtbot.waitUntil(lambda: shows(window, "Title on the left"))
    page = window.findChildren(DuplicatesPage)[0]
    qtbot.waitUntil(lambda: control(page, "Keep both").isVisible())
    click(qtbot, page, "Keep both")
    qtbot.waitUntil(lambda: library.duplicates.pairs() == [])
    qtbot.waitUntil(lambda: list_page(window).isVisible())
    library.undo.undo()
    assert len(library.duplicates.pairs()) == 1


def test_the_place_lists_pairs_again_afterwards_and_leaves_what_is_gone(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    one, other = merge_two(qtbot, window)
    window.commands.trigger("close")
    window.navigation.go(Place("duplicates"))
    qtbot.waitUntil(lambda: shows(window, "No paper is here twice"))
    window.navigation.go(Place("library"))
    library.duplicates.merge(one, other)
    window.navigation.go(Place("duplicates", papers=(one, other)))
    qtbot.waitUntil(lambda: list_page(window).isVisible())
