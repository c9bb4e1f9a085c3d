"""Topics of one's own are written, changed and removed in their list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.settings.topics import TopicSettings
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, field, shown_window, shows

NAME = "Name, of the topic"
ABOUT = "What it is about, of the topic"
PHRASES = "Words and phrases papers of it use, of the topic"


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("settings"))
        yield window


@pytest.fixture
def group(window: Window) -> TopicSettings:
    return window.pages.currentWidget().topics  # type: ignore[union-attr, no-any-return]


def focused() -> str:
    focus = QApplication.focusWidget()
    return focus.accessibleName() if focus is not None else ""


def names(library: Carrel) -> list[str]:
    return [topic.name for topic in library.topics.own]


def test_the_topics_of_carrel_are_listed_with_what_they_are(group: TopicSettings, library: Carrel) -> None:
    assert len(library.topics.shipped) == 14
    for topic in library.topics.shipped:
        assert shows(group, topic.description)


def test_a_topic_is_added_by_keyboard_alone_and_the_focus_comes_back(
    qtbot: QtBot, group: TopicSettings, library: Carrel
) -> None:
    group.own.add_button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(group.own.add_button, Qt.Key.Key_Space)
    assert focused() == NAME
    qtbot.keyClicks(field(group, NAME), "Bird song")
    qtbot.keyClick(field(group, NAME), Qt.Key.Key_Tab)
    assert focused() == ABOUT
    qtbot.keyClicks(field(group, ABOUT), "How birds sing.")
    qtbot.keyClick(field(group, ABOUT), Qt.Key.Key_Tab)
    qtbot.keyClicks(field(group, PHRASES), "birdsong, , vocalisation")
    qtbot.keyClick(field(group, PHRASES), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(group, "Edit topic Bird song"))
    [topic] = library.topics.own
    assert (topic.name, topic.description, topic.phrases) == (
        "Bird song",
        "How birds sing.",
        ("birdsong", "vocalisation"),
    )
    assert shows(group, "How birds sing.\nbirdsong, vocalisation")
    qtbot.waitUntil(lambda: focused() == "Add a topic")


def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    qtbot: QtBot, group: TopicSettings, library: Carrel
) -> None:
    click(qtbot, group, "Add a topic")
    qtbot.keyClicks(field(group, NAME), "theory")
    click(qtbot, group, "Keep the new topic")
    qtbot.waitUntil(lambda: shows(group, "There is a topic “Theory” already. Choose another name."))
    assert field(group, NAME).text() == "theory"
    assert focused() == NAME
    assert control(group, "Keep the new topic").isEnabled()
    qtbot.keyClicks(field(group, NAME), " of birds")
    qtbot.keyClick(field(group, NAME), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(library) == ["theory of birds"])


def test_escape_leaves_a_topic_as_it_was(qtbot: QtBot, group: TopicSettings, library: Carrel) -> None:
    library.topics.add("Bird song", "How birds sing.", ("birdsong",))
    qtbot.waitUntil(lambda: shows(group, "Edit topic Bird song"))
    click(qtbot, group, "Edit topic Bird song")
    assert not shows(group, "Edit topic Bird song"), "the editor is in its place"
    assert field(group, PHRASES).text() == "birdsong"
    qtbot.keyClicks(field(group, NAME), "s")
    qtbot.keyClick(field(group, NAME), Qt.Key.Key_Escape)
    assert focused() == "Edit topic Bird song"
    assert group.own.editor is None
    assert names(library) == ["Bird song"]


def test_a_topic_is_changed_in_its_place(qtbot: QtBot, group: TopicSettings, library: Carrel) -> None:
    for name in ("First", "Second", "Third"):
        library.topics.add(name, "")
    qtbot.waitUntil(lambda: shows(group, "Edit topic Third"))
    click(qtbot, group, "Edit topic Second")
    assert group.own.editor is not None
    qtbot.waitUntil(
        lambda: group.own.editor is not None and group.own.editor.y() > control(group, "Edit topic First").y()
    )
    library.topics.add("Fourth", "")
    qtbot.waitUntil(lambda: shows(group, "Edit topic Fourth"))
    assert group.own.editor is not None, "what is being written stays"
    field(group, NAME).setText("2nd")
    qtbot.keyClick(field(group, NAME), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(group, "Edit topic 2nd"))
    assert names(library) == ["First", "2nd", "Third", "Fourth"]
    qtbot.waitUntil(lambda: focused() == "Edit topic 2nd")


def test_a_removed_topic_comes_back_with_undo(
    qtbot: QtBot, window: Window, group: TopicSettings, library: Carrel
) -> None:
    for name in ("First", "Second"):
        library.topics.add(name, "")
    qtbot.waitUntil(lambda: shows(group, "Edit topic Second"))
    control(group, "Remove topic First").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(control(group, "Remove topic First"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not shows(group, "Edit topic First"))
    assert focused() == "Edit topic Second"
    qtbot.waitUntil(lambda: shows(window, "Removed topic “First”"))
    click(qtbot, window, "Undo")
    qtbot.waitUntil(lambda: shows(group, "Edit topic First"))
    assert sorted(names(library)) == ["First", "Second"]


def test_a_topic_that_is_removed_elsewhere_ends_its_editing(
    qtbot: QtBot, group: TopicSettings, library: Carrel
) -> None:
    library.topics.add("Bird song", "")
    qtbot.waitUntil(lambda: shows(group, "Edit topic Bird song"))
    click(qtbot, group, "Edit topic Bird song")
    library.topics.remove(library.topics.own[0].id)
    qtbot.waitUntil(lambda: group.own.editor is None)
    assert shows(group, "Add a topic")
