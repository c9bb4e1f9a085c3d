"""Commands, their keys and their pages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QMenuBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from carrel.ui.actions import Actions
from carrel.ui.commands import COMMANDS
from carrel.ui.shell.go_keys import GoKeys
from carrel.ui.shell.menus import fill_menus


class Desk(QWidget):
    """A window with a page and a text field."""

    def __init__(self) -> None:
        super().__init__()
        self.page = QWidget()
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(self.field)
        self.commands = Actions(self)
        self.done: list[str] = []


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    desk.page.setFocus()
    return desk


def test_a_letter_does_its_command(qtbot: QtBot, desk: Desk) -> None:
    desk.commands.bind("paper.star", lambda: desk.done.append("star"), context=desk.page)
    qtbot.keyClick(desk.page, "s")
    assert desk.done == ["star"]


def test_a_letter_typed_into_a_field_is_text(qtbot: QtBot, desk: Desk) -> None:
    desk.commands.bind("paper.star", lambda: desk.done.append("star"), context=desk.page)
    desk.field.setFocus()
    qtbot.keyClicks(desk.field, "sgs?/")
    assert desk.field.text() == "sgs?/"
    assert desk.done == []


def test_single_letters_can_be_turned_off_and_others_stay(qtbot: QtBot, desk: Desk) -> None:
    desk.commands.bind("paper.star", lambda: desk.done.append("star"))
    desk.commands.bind("activity", lambda: desk.done.append("activity"))
    desk.commands.set_single_keys(False)
    qtbot.keyClick(desk.page, "s")
    qtbot.keyClick(desk.page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert desk.done == ["activity"]


def test_a_command_that_nobody_does_is_disabled(desk: Desk) -> None:
    assert not desk.commands.action("paper.tag").isEnabled()
    assert not desk.commands.trigger("paper.tag")


def test_a_hidden_pages_command_cannot_be_used(desk: Desk) -> None:
    desk.commands.bind("paper.star", lambda: desk.done.append("star"), context=desk.page)
    desk.page.hide()
    desk.commands.refresh()
    assert not desk.commands.action("paper.star").isEnabled()
    assert not desk.commands.trigger("paper.star")


def test_of_two_that_could_the_later_bound_does_it(desk: Desk) -> None:
    desk.commands.bind("close", lambda: desk.done.append("window"))
    desk.commands.bind("close", lambda: desk.done.append("page"), context=desk.page, available=lambda: not desk.done)
    desk.commands.trigger("close")
    desk.commands.trigger("close")
    assert desk.done == ["page", "window"]


def test_escape_is_the_text_fields_while_it_has_the_focus(desk: Desk) -> None:
    desk.commands.bind("close", lambda: desk.done.append("close"))
    desk.field.setFocus()
    desk.commands.focus_moved()
    assert not desk.commands.action("close").isEnabled()
    desk.page.setFocus()
    desk.commands.focus_moved()
    assert desk.commands.action("close").isEnabled()


def test_g_and_a_letter_go_to_a_place_and_the_letters_are_shown_meanwhile(qtbot: QtBot, desk: Desk) -> None:
    keys = GoKeys(desk, desk.commands)
    waiting: list[bool] = []
    keys.waiting.connect(waiting.append)
    desk.commands.bind("go.starred", lambda: desk.done.append("starred"))
    desk.commands.bind("paper.star", lambda: desk.done.append("star"))
    qtbot.keyClick(desk.page, "g")
    assert waiting == [True]
    qtbot.keyClick(desk.page, "s")
    assert desk.done == ["starred"]
    assert waiting == [True, False]
    qtbot.keyClick(desk.page, "s")
    assert desk.done == ["starred", "star"]


def test_an_unknown_letter_after_g_does_nothing(qtbot: QtBot, desk: Desk) -> None:
    GoKeys(desk, desk.commands)
    desk.commands.bind("list.next", lambda: desk.done.append("next"))
    qtbot.keyClick(desk.page, "g")
    qtbot.keyClick(desk.page, "j")
    assert desk.done == []


def test_no_two_commands_share_a_shortcut() -> None:
    keys = [QKeySequence(key).toString() for command in COMMANDS for key in command.shortcuts]
    assert len(keys) == len(set(keys))


def test_every_command_has_a_name_of_its_own_and_words() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    assert all(command.text for command in COMMANDS)


def test_every_command_of_a_group_or_of_the_view_has_a_menu_entry(qtbot: QtBot, desk: Desk) -> None:
    bar = QMenuBar(desk)
    qtbot.addWidget(bar)
    fill_menus(bar, desk.commands, ())
    texts = {action.text() for menu in bar.findChildren(QMenu) for action in menu.actions()}
    # Adding has a menu of its own; what Esc does depends on where one is.
    assert {command.text for command in COMMANDS if command.id not in {"add", "paste", "close"}} <= texts
