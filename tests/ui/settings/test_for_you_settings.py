"""For you is set, steered by profiles, and begun anew, in Settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.for_you import InterestProfile
from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.settings.for_you import ForYouSettings
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, field, shown_window, shows

NAME = "Name, of the profile"
CATEGORIES = "Categories that come first until more is known, of the profile"
PAPERS = "Papers to begin with: arXiv ids, or numbers of the library, of the profile"


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("settings"))
        yield window


@pytest.fixture
def group(window: Window) -> ForYouSettings:
    return window.pages.currentWidget().for_you  # type: ignore[union-attr, no-any-return]


def focused() -> str:
    focus = QApplication.focusWidget()
    return focus.accessibleName() if focus is not None else ""


def test_every_change_is_kept(qtbot: QtBot, group: ForYouSettings, library: Carrel) -> None:
    click(qtbot, group, "Rank by what I do")
    qtbot.waitUntil(lambda: not library.settings.current.for_you)
    group.most.chosen.emit("30")
    qtbot.waitUntil(lambda: library.settings.current.for_you_most == 30)
    group.different.chosen.emit("0")
    qtbot.waitUntil(lambda: library.settings.current.for_you_different == 0)


def test_a_profile_is_added_changed_and_removed(qtbot: QtBot, group: ForYouSettings, library: Carrel) -> None:
    group.profiles.add_button.click()
    qtbot.keyClicks(field(group, NAME), "Compression")
    qtbot.keyClicks(field(group, CATEGORIES), "cs.LG, stat")
    qtbot.keyClicks(field(group, PAPERS), "2310.01334v2")
    qtbot.keyClick(field(group, PAPERS), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(group, "Edit profile Compression"))
    (profile,) = library.steering.profiles
    assert profile.categories == ("cs.LG", "stat")
    assert profile.seeds == (library.reading.find("2310.01334"),)
    assert shows(group, "cs.LG, stat, begins with 1 paper")
    click(qtbot, group, "Edit profile Compression")
    assert field(group, PAPERS).text() == "2310.01334"
    field(group, NAME).setText("Pruning")
    click(qtbot, group, "Keep profile Compression")
    qtbot.waitUntil(lambda: shows(group, "Edit profile Pruning"))
    click(qtbot, group, "Remove profile Pruning")
    qtbot.waitUntil(lambda: not shows(group, "Edit profile Pruning"))
    library.undo.undo()
    qtbot.waitUntil(lambda: shows(group, "Edit profile Pruning"))


@pytest.mark.parametrize(
    ("name", "categories", "papers", "told"),
    [
        ("", "", "", "A profile needs a name."),
        ("Compression", "cs.XX", "", "arXiv has no category cs.XX."),
        ("Compression", "", "2310.99999", "There is no paper 2310.99999 on this computer."),
        ("Compression", "", "some words", "There is no paper some on this computer."),
    ],
)
def test_what_cannot_be_kept_is_told(
    qtbot: QtBot, group: ForYouSettings, library: Carrel, name: str, categories: str, papers: str, told: str
) -> None:
    group.profiles.add_button.click()
    for place, text in ((NAME, name), (CATEGORIES, categories), (PAPERS, papers)):
        field(group, place).setText(text)
    click(qtbot, group, "Keep the new profile")
    qtbot.waitUntil(lambda: shows(group, told))
    assert control(group, "Keep the new profile").isEnabled()
    qtbot.keyClick(field(group, NAME), Qt.Key.Key_Escape)
    assert group.profiles.editor is None
    assert library.steering.profiles == ()


def test_the_focus_stays_with_its_profile_or_goes_on_to_the_next(
    qtbot: QtBot, group: ForYouSettings, library: Carrel
) -> None:
    for name in ("First", "Second"):
        library.steering.add_profile(InterestProfile(name))
    qtbot.waitUntil(lambda: shows(group, "Edit profile Second"))
    click(qtbot, group, "Edit profile First")
    qtbot.keyClick(field(group, NAME), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: focused() == "Edit profile First")
    control(group, "Remove profile First").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(control(group, "Remove profile First"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shows(group, "Edit profile First"))
    assert focused() == "Edit profile Second"


def test_reset_can_be_undone(qtbot: QtBot, window: Window, group: ForYouSettings, library: Carrel) -> None:
    click(qtbot, group, "Reset")
    qtbot.waitUntil(lambda: library.settings.current.for_you_since != "")
    qtbot.waitUntil(lambda: shows(window, "Reset For you"))
    library.undo.undo()
    qtbot.waitUntil(lambda: library.settings.current.for_you_since == "")


def test_g_f_goes_to_what_is_for_the_person(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_G)
    qtbot.keyClick(window, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: window.navigation.current == Place("for_you"))
    assert control(window.sidebar, "Today").isChecked()
