"""The palette as a person uses it: its keys, its rows, its commands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.commands import COMMANDS
from carrel.ui.navigation import Place
from carrel.ui.palette.choices import KEYS_ALONE
from carrel.ui.shell.keys_overlay import KeysOverlay
from carrel.ui.theme import Mode, Theme
from carrel.ui.widgets import Button
from palette_desk import CONTROL, Desk, paper
from shown_window import click, shown_window


def test_it_opens_with_its_key_and_its_button_and_escape_gives_the_focus_back(desk: Desk) -> None:
    before = QApplication.focusWidget()
    desk.open()
    desk.press(Qt.Key.Key_Escape)
    assert not desk.shown()
    assert QApplication.focusWidget() is before
    click(desk.qtbot, desk.window.toolbar, "Commands")
    assert desk.shown()
    desk.press(Qt.Key.Key_K, CONTROL)
    assert not desk.shown()


def test_escape_closes_at_once_also_where_something_is_typed_which_is_gone_the_next_time(desk: Desk) -> None:
    desk.open()
    desk.type("attention")
    desk.press(Qt.Key.Key_Escape)
    assert not desk.shown()
    desk.open()
    assert desk.panel.field.text() == ""


def test_a_click_beside_it_closes_it(desk: Desk) -> None:
    desk.open()
    desk.qtbot.mouseClick(desk.panel, Qt.MouseButton.LeftButton, pos=QPoint(5, desk.panel.height() - 5))
    assert not desk.shown()


def test_an_empty_field_offers_commands_and_the_newest_papers(desk: Desk) -> None:
    desk.open()
    desk.wait(lambda: "A note on reading" in desk.texts)
    # Not where the window is already.
    assert "Go to Library" not in desk.texts
    assert desk.texts[0] == "Go to Today"
    assert desk.current == "Go to Today"


def test_every_command_is_found_by_its_words(desk: Desk) -> None:
    desk.open()
    for command in COMMANDS:
        if command.id not in KEYS_ALONE:
            desk.panel.field.setText(f">{command.name}")
            assert command.name in desk.texts


def test_every_command_that_anything_does_is_in_the_palette(desk: Desk) -> None:
    for place in ("today", "library", "reader", "annotations", "duplicates", "arxiv", "models", "settings", "feeds"):
        desk.window.navigation.go(Place(place, 1))
    bound = {name for name, bindings in desk.window.commands._bindings.items() if bindings}
    desk.window.navigation.go(Place("library"))
    desk.open()
    desk.panel.field.setText(">")
    offered = {one.key.removeprefix("command ") for one in desk.entries}
    assert bound - offered == {"close", "palette"}
    assert {one.id for one in COMMANDS} - bound <= KEYS_ALONE


def test_a_chosen_command_is_done_where_the_focus_was(desk: Desk) -> None:
    desk.window.navigation.go(Place("library"))
    table = desk.window.pages.currentWidget().table  # type: ignore[union-attr]  # it is the library
    desk.wait(lambda: table.current_id > 0)
    table.go_to(1)
    chosen = table.current_id
    desk.open()
    desk.type("star")
    assert desk.current == "Star"
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.carrel.reading.state(chosen).starred)


def test_what_is_not_possible_now_says_where_it_is_and_cannot_be_chosen(desk: Desk) -> None:
    desk.open()
    desk.type(">highlight")
    one = desk.entry("Highlight")
    assert not one.possible
    assert one.beside == "in the reader"
    assert one.spoken == "Highlight, in the reader, h, not possible now"
    assert desk.current == ""
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.mouseClick(
        desk.panel.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=desk.panel.list.visualRect(desk.panel.rows.index(1)).center(),
    )
    assert desk.shown()


def test_a_command_of_another_place_than_its_group_says_so(desk: Desk) -> None:
    desk.open()
    desk.type(">duplicates")
    told = {one.text: (one.beside, one.icon) for one in desk.entries}
    assert told["Merge duplicates"] == ("in Possible duplicates", "layers")
    assert told["Keep both duplicates"] == ("in Possible duplicates", "copy")


def test_a_key_is_shown_beside_its_command_and_the_network_is_named(desk: Desk) -> None:
    desk.open()
    desk.type(">")
    assert desk.entry("Next in the list").caps == ("j",)
    assert desk.entry("Activity").caps == ("Ctrl", "J")
    refresh = desk.entry("Refresh from arXiv")
    assert refresh.network
    assert refresh.spoken == "Refresh from arXiv, uses the network, r"
    used = {one.text for one in desk.entries if one.network}
    assert used == {
        "Refresh from arXiv",
        "Search arXiv",
        "Add what was copied",
        "Get PDFs of all papers in this list",
    }


def test_a_greater_than_leaves_commands_alone(desk: Desk) -> None:
    desk.open()
    desk.type(">no")
    assert {one.group.value for one in desk.entries} == {"Commands"}
    assert not any(one.typed for one in desk.entries)
    desk.type("qqq")
    assert desk.panel.rows.rows == ("No command fits “noqqq”",)


def test_a_question_mark_shows_all_keys(desk: Desk) -> None:
    desk.open()
    desk.press("?")
    assert not desk.shown()
    assert any(one.isVisible() for one in desk.window.findChildren(KeysOverlay))


def test_a_question_mark_after_words_is_text(desk: Desk) -> None:
    desk.open()
    desk.type("why?")
    assert desk.panel.field.text() == "why?"


def test_the_foot_can_be_clicked(desk: Desk) -> None:
    desk.open()
    desk.type("no")
    click(desk.qtbot, desk.panel, ">: commands only")
    assert desk.panel.field.text() == ">no"
    assert desk.panel.field.hasFocus()
    click(desk.qtbot, desk.panel, "?: all keys")
    assert not desk.shown()


def test_arrows_go_round_and_tab_goes_to_the_next_group(desk: Desk) -> None:
    desk.open()
    desk.type("note")
    desk.wait(lambda: "A note on reading" in desk.texts)
    first = desk.current
    desk.press(Qt.Key.Key_Up)
    assert desk.current == desk.texts[-1]
    desk.press(Qt.Key.Key_Down)
    assert desk.current == first
    desk.press(Qt.Key.Key_Tab)
    assert desk.current == "A note on reading"
    desk.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.current == first
    desk.press(Qt.Key.Key_PageDown)
    assert desk.current == desk.texts[-1]
    assert desk.panel.field.hasFocus()


def test_a_click_opens_a_row(desk: Desk) -> None:
    desk.open()
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    row = desk.panel.rows.row_of(desk.entry(desk.current).key)
    place = desk.panel.list.visualRect(desk.panel.rows.index(row)).center()
    desk.qtbot.mouseClick(desk.panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not desk.shown()
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2509.09001"))


def test_rows_are_told_to_screen_readers_whole(desk: Desk) -> None:
    desk.open()
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    rows = desk.panel.rows
    told = [rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(rows.rowCount())]
    assert told == [
        "Commands",
        "Search the library for “mech”",
        "Search arXiv for “mech”, uses the network",
        "Papers",
        "Fast attention mechanisms: a tale of parallelism, Library",
    ]


def test_the_windows_keys_rest_while_it_is_open(desk: Desk) -> None:
    desk.open()
    desk.type("s")
    desk.press(Qt.Key.Key_J, CONTROL)
    desk.press(Qt.Key.Key_B, CONTROL)
    assert desk.panel.field.text() == "s"
    assert not any(one.isVisible() and one.accessibleName() == "Activity" for one in desk.window.findChildren(QWidget))
    assert not desk.window.sidebar.rail


def test_it_closes_what_else_is_open_over_the_window(desk: Desk) -> None:
    desk.window.overlays.activity()
    desk.window.overlays.palette()
    assert desk.shown()
    assert not any(one.isVisible() and one.accessibleName() == "Activity" for one in desk.window.findChildren(QWidget))


def test_papers_that_come_move_no_command_and_keep_what_is_chosen(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("note")
    before = desk.texts
    desk.press(Qt.Key.Key_Down)
    chosen = desk.current
    desk.wait(lambda: "A note on reading" in desk.texts)
    assert desk.texts[: len(before)] == before
    assert desk.current == chosen


def test_it_fits_a_small_window_and_the_largest_text(desk: Desk, theme: Theme) -> None:
    theme.choose(Mode.LIGHT, 150)
    desk.window.resize(1120, 680)
    desk.open()
    desk.type(">")
    inside = desk.panel.rect()
    assert inside.contains(desk.panel.panel.geometry())
    last = desk.panel.rows.choosable()[-1]
    desk.press(Qt.Key.Key_Up)
    assert desk.panel.list.currentIndex().row() == last
    shown = desk.panel.list.viewport().rect()
    assert shown.contains(desk.panel.list.visualRect(desk.panel.list.currentIndex()).center())


def test_what_is_behind_is_not_painted_again_with_every_letter(desk: Desk) -> None:
    painted: list[QEvent.Type] = []

    class Watch(QObject):
        """Notes when the page is painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt’s
            del watched
            if event.type() is QEvent.Type.Paint:
                painted.append(event.type())
            return False

    desk.open()
    desk.wait(lambda: "A note on reading" in desk.texts)
    table = desk.window.pages.currentWidget().table  # type: ignore[union-attr]  # it is the library
    watch = Watch()
    table.viewport().installEventFilter(watch)
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    assert painted == []
    desk.press(Qt.Key.Key_Escape)
    desk.wait(lambda: bool(painted))


def test_the_toolbar_leaves_keys_out_where_there_is_no_room_for_them(desk: Desk, theme: Theme) -> None:
    theme.choose(Mode.LIGHT, 150)
    desk.window.resize(1120, 680)
    desk.window.toolbar.search.setPlainText("attention")
    shown = [one for one in desk.window.toolbar.findChildren(Button) if one.isVisible()]
    assert {"Search arXiv", "Commands", "Add"} <= {one.text() for one in shown}
    desk.wait(lambda: all(one.width() >= one.sizeHint().width() for one in shown))


def test_it_is_not_there_before_welcome_was_finished(qtbot: QtBot, theme: Theme, library: Carrel) -> None:
    with shown_window(qtbot, theme, library) as window:
        action = window.commands.action("palette")
        assert isinstance(action, QAction)
        assert not action.isEnabled()
