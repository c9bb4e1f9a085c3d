"""What has no place in the toolbar is found under More, and can be done only where it makes sense."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carrel.ui.actions import Actions
from carrel.ui.reader.page import ReaderPage
from carrel.ui.widgets import IconButton


def test_more_offers_what_the_toolbar_does_not_and_stays_in_the_window(
    opened: ReaderPage, actions: Actions, qtbot: QtBot
) -> None:
    [button] = [one for one in opened.bar.findChildren(IconButton) if one.accessibleName() == "More"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    menu = opened.bar.more_menu
    qtbot.waitUntil(menu.isVisible)
    offered = {one.text(): one for one in menu.actions() if not one.isSeparator()}
    for name in ("reader.export", "reader.import", "paper.export_notes", "reader.print", "reader.versions"):
        assert offered[actions.command(name).text].isEnabled()
    assert menu.geometry().right() <= button.mapToGlobal(button.rect().bottomRight()).x() + 1
    menu.close()


def test_without_pages_what_needs_them_is_greyed(opened: ReaderPage, actions: Actions, qtbot: QtBot) -> None:
    opened.close_paper()
    actions.refresh()
    menu = opened.bar.more_menu
    menu.popup(opened.mapToGlobal(opened.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    assert not actions.action("reader.print").isEnabled()
    assert not actions.action("paper.export_notes").isEnabled()
    menu.close()


def test_the_keys_of_the_pages_work_as_soon_as_there_are_pages_and_no_longer(
    opened: ReaderPage, actions: Actions
) -> None:
    names = ("reader.turn", "reader.tint", "reader.caret", "reader.find", "reader.highlight", "reader.reference")
    assert [name for name in names if not actions.action(name).isEnabled()] == []
    opened.close_paper()
    assert [name for name in names if actions.action(name).isEnabled()] == []
