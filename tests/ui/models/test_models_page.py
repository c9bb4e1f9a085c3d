"""The Models page over a real library: choosing, adding, removing, keys, the 50 milliseconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from carrel.domain.job import JobKind
from carrel.services.carrel import Carrel
from carrel.ui.models.page import ModelsPage
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.widgets import ElidedLabel
from loop_watch import LoopWatch
from model_entries import OTHER
from shown_window import click, shows

pytestmark = pytest.mark.model


def test_a_model_is_used_by_its_button_and_the_status_bar_says_so(
    qtbot: QtBot, window: Window, page: ModelsPage, library: Carrel
) -> None:
    row = page.table.row(OTHER)
    assert row is not None
    click(qtbot, row, f"Use {row.state.entry.name}")
    qtbot.waitUntil(lambda: library.settings.current.model == OTHER)
    qtbot.waitUntil(lambda: row.state.entry.in_use)
    qtbot.waitUntil(lambda: shows(window.status, row.state.entry.name))


def test_keys_move_and_enter_uses(qtbot: QtBot, page: ModelsPage, library: Carrel) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Home)
    first = page.table.current
    for _ in range(10):
        if page.table.current == OTHER:
            break
        qtbot.keyClick(page.table, Qt.Key.Key_J)
        QApplication.processEvents()
    assert page.table.current == OTHER
    assert first != OTHER
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.settings.current.model == OTHER)
    qtbot.keyClick(page.table, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: page.table.current != OTHER)


def test_the_panel_follows_the_row(page: ModelsPage) -> None:
    page.table.take(OTHER)
    assert OTHER in [label.text() for label in page.panel.findChildren(ElidedLabel)]
    assert shows(page.panel, "Benchmark")


def test_the_starter_cannot_be_removed(page: ModelsPage, starter: Path) -> None:
    row = page.table.row(starter.name)
    assert row is not None
    assert "Remove…" not in [action.text() for action in page.acts.menu(row.state).actions()]


def test_all_digests_of_the_library_can_be_written_with_a_model(
    qtbot: QtBot, page: ModelsPage, library: Carrel, starter: Path
) -> None:
    row = page.table.row(starter.name)
    assert row is not None
    [action] = [one for one in page.acts.menu(row.state).actions() if one.text() == "Write all digests with it…"]
    action.trigger()
    qtbot.waitUntil(page.acts.redo.isVisible)
    button = page.acts.redo.write_button
    qtbot.waitUntil(lambda: button.text() == "Write 3 digests")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: JobKind.REDO_DIGESTS in {job.kind for job in library.jobs.open_jobs()})


def test_a_pdf_that_is_dropped_is_left_to_the_window(page: ModelsPage) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/a/paper.pdf")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(page.rect().center(), Qt.DropAction.CopyAction, data, buttons, keys)
    page.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_what_happens_on_battery_is_set_from_the_panel(qtbot: QtBot, page: ModelsPage, library: Carrel) -> None:
    click(qtbot, page.panel, "On battery: Pause digests")
    menu = page.panel.findChildren(QMenu)[-1]
    _choose(menu, "Go on")
    menu.close()
    qtbot.waitUntil(lambda: library.settings.current.on_battery == "go_on")
    qtbot.waitUntil(lambda: shows(page.panel, "On battery: Go on"))


def test_the_page_never_keeps_the_window_waiting(
    qtbot: QtBot, window: Window, longest_gap: LoopWatch, library: Carrel
) -> None:
    window.navigation.go(Place("models"))
    page = window.pages.currentWidget()
    assert isinstance(page, ModelsPage)
    qtbot.waitUntil(lambda: bool(page.table.current))
    longest_gap.start()
    for number in range(6):
        library.settings.change(on_battery="go_on" if number % 2 else "pause")
        page.table.move_to(1 if number < 3 else -1)
        qtbot.wait(60)
    longest_gap.stop()
    assert longest_gap.longest_work < 0.05


def _choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()
