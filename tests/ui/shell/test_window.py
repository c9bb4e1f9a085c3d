"""The window over a real library, used as a person does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.job import JobKind, JobState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import jobs
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import control, shown_window, shows


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    """The window at its library page, active."""
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        qtbot.waitUntil(lambda: shows(window, "Library, 3"))
        yield window


def press(qtbot: QtBot, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def test_the_sidebar_counts_and_marks_where_the_window_is(window: Window) -> None:
    assert control(window, "Library, 3").isChecked()
    assert window.windowTitle() == "Library – Carrel"


def test_a_click_in_the_sidebar_goes_there_and_back_leads_back(qtbot: QtBot, window: Window) -> None:
    qtbot.mouseClick(control(window, "Starred"), Qt.MouseButton.LeftButton)
    assert window.navigation.current == Place("starred")
    qtbot.mouseClick(control(window, "Back (Alt ←)"), Qt.MouseButton.LeftButton)
    assert window.navigation.current == Place("library")


def test_slash_leads_to_the_search_field_and_escape_back(qtbot: QtBot, window: Window) -> None:
    press(qtbot, "/")
    assert window.toolbar.search.hasFocus()
    qtbot.keyClicks(window.toolbar.search, "attention")
    press(qtbot, Qt.Key.Key_Escape)
    assert window.toolbar.search.text() == ""
    press(qtbot, Qt.Key.Key_Escape)
    assert not window.toolbar.search.hasFocus()


def test_searching_on_another_page_goes_to_the_library(qtbot: QtBot, window: Window) -> None:
    window.navigation.go(Place("settings"))
    window.toolbar.search.setFocus()
    qtbot.keyClicks(window.toolbar.search, "merge")
    qtbot.waitUntil(lambda: window.navigation.current == Place("library"))
    assert window.toolbar.search.text() == "merge"


def test_control_b_folds_the_sidebar_to_a_rail_and_unfolds_it(qtbot: QtBot, window: Window) -> None:
    press(qtbot, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.sidebar.width() == 48
    press(qtbot, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.sidebar.width() >= 180


def test_a_narrow_window_has_a_rail(qtbot: QtBot, window: Window) -> None:
    window.resize(1200, 800)
    qtbot.waitUntil(lambda: window.sidebar.rail)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not window.sidebar.rail)


def test_activity_opens_by_control_j_and_escape_gives_the_focus_back(qtbot: QtBot, window: Window) -> None:
    before = QApplication.focusWidget()
    press(qtbot, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shows(window, "Activity"))
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shows(window, "Activity"))
    assert QApplication.focusWidget() is before


def test_what_is_open_over_a_page_closes_when_the_window_goes_elsewhere(qtbot: QtBot, window: Window) -> None:
    press(qtbot, "?")
    assert shows(window, "Keyboard")
    window.navigation.go(Place("starred"))
    assert not shows(window, "Keyboard")
    window.overlays.activity()
    assert shows(window, "Activity")
    window.navigation.back()
    assert not shows(window, "Activity")


def test_a_failed_job_is_a_problem_until_it_was_looked_at_and_can_be_tried_again(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    with library.database.write() as connection:
        job = jobs.enqueue(
            connection,
            JobKind.IMPORT_FILE,
            "a.pdf",
            {"path": "a.pdf"},
            title="a.pdf",
            paper_id=None,
            priority=0,
            created="2026",
        )
        jobs.claim(connection, job.kind.lane, "another", "2026")
        jobs.fail(connection, job.id, "document", "a.pdf is not a PDF.", "Add another.", "2026")
    window.live.read_work()
    qtbot.waitUntil(lambda: shows(window, "1 problem"))
    qtbot.mouseClick(control(window, "1 problem"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shows(window, "1 problem"))
    assert shows(window, "a.pdf is not a PDF. Add another.")
    qtbot.mouseClick(control(window, "Try again"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [one.state for one in library.jobs.open_jobs()] == [JobState.WAITING])


def test_work_offline_is_switched_in_activity_and_told_in_the_status_bar(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    window.overlays.activity()
    qtbot.mouseClick(control(window, "Work offline"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shows(window, "Work offline is on"))
    assert library.network.offline


def test_all_keys_are_shown_by_a_question_mark(qtbot: QtBot, window: Window) -> None:
    press(qtbot, "?")
    assert shows(window, "Keyboard")
    press(qtbot, Qt.Key.Key_Escape)
    assert not shows(window, "Keyboard")


def test_a_collection_is_made_renamed_filled_and_deleted_in_the_sidebar(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    qtbot.mouseClick(control(window, "New collection"), Qt.MouseButton.LeftButton)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "Reading group")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(window, "Reading group"))
    number = library.reading.collections()[0].id
    papers = list(library.reading.ids(LibraryQuery()))[:2]
    window.sidebar.collections.dropped.emit(number, papers)
    qtbot.waitUntil(lambda: shows(window, "Reading group, 2"))
    window.sidebar.collections.rename_wanted.emit(number, "Seminar")
    qtbot.waitUntil(lambda: shows(window, "Seminar, 2"))
    window.sidebar.collections.delete_wanted.emit(number)
    qtbot.waitUntil(lambda: not shows(window, "Seminar, 2"))
    assert library.reading.sidebar().library == 3


def test_what_was_moved_to_trash_can_be_undone_in_the_toast(qtbot: QtBot, window: Window, library: Carrel) -> None:
    focus = QApplication.focusWidget()
    library.organising.trash(list(library.reading.ids(LibraryQuery()))[:2])
    qtbot.waitUntil(window.toast.isVisible)
    assert window.toast.text() == "Moved 2 papers to Trash"
    assert QApplication.focusWidget() is focus
    qtbot.mouseClick(control(window.toast, "Undo"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shows(window, "Library, 3"))


def test_files_and_addresses_dropped_anywhere_are_queued(
    qtbot: QtBot, window: Window, library: Carrel, tmp_path: Path
) -> None:
    paper = tmp_path / "a paper.pdf"
    paper.write_bytes(b"%PDF-1.7\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paper)), QUrl("https://arxiv.org/abs/2310.06825")])
    drop = QDropEvent(
        QPointF(700, 400),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: len(library.jobs.open_jobs()) == 2)
    assert {one.title for one in library.jobs.open_jobs()} == {"a paper.pdf", "arXiv:2310.06825"}


def test_an_identifier_is_added_by_paste_and_typing_it_into_a_field_is_not_stolen(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    QApplication.clipboard().setText("arXiv:2310.06825v1")
    window.toolbar.search.setFocus()
    press(qtbot, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.toolbar.search.text() == "arXiv:2310.06825v1"
    window.toolbar.search.clear_search()
    page = window.pages.currentWidget()
    assert page is not None
    page.setFocus()
    press(qtbot, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [one.kind for one in library.jobs.open_jobs()] == [JobKind.FETCH_PAPER])


def test_what_cannot_be_added_is_told_calmly(qtbot: QtBot, window: Window) -> None:
    window.add(["no such thing"])
    qtbot.waitUntil(
        lambda: any("is no arXiv identifier" in one.accessibleName() for one in window.findChildren(QWidget))
    )


def test_theme_and_text_size_change_live_from_settings(qtbot: QtBot, window: Window, theme: Theme) -> None:
    window.navigation.go(Place("settings"))
    qtbot.mouseClick(control(window, "Dark"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: theme.dark)
    qtbot.mouseClick(control(window, "125 %"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: theme.scale == 1.25)


def test_a_wrong_contact_address_is_not_kept(qtbot: QtBot, window: Window, library: Carrel) -> None:
    window.navigation.go(Place("settings"))
    field = next(one for one in window.findChildren(QLineEdit) if one.accessibleName() == "Contact address for arXiv")
    field.setFocus()
    qtbot.keyClicks(field, "nobody")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert library.settings.current.contact == ""
    field.setText("someone@example.org")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.settings.current.contact == "someone@example.org")


def test_a_model_is_chosen_on_the_models_page(qtbot: QtBot, window: Window, library: Carrel) -> None:
    window.navigation.go(Place("models"))
    qtbot.waitUntil(lambda: shows(window, "Use no model"))
    qtbot.mouseClick(control(window, "Use no model"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: library.settings.current.model == "")
    qtbot.waitUntil(lambda: shows(window.status, "No model"))


def test_every_control_that_can_be_seen_has_a_name(window: Window) -> None:
    for place in (Place("library"), Place("settings"), Place("models"), Place("today"), Place("feeds")):
        window.navigation.go(place)
        QApplication.processEvents()
        nameless = [
            one
            for one in window.findChildren(QAbstractButton)
            if one.isVisible() and not (one.accessibleName() or one.text() or one.toolTip())
        ]
        assert nameless == [], place


def test_f6_leads_from_pane_to_pane(qtbot: QtBot, window: Window) -> None:
    seen = []
    for _ in range(4):
        press(qtbot, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        panes = (window.sidebar, window.toolbar, window.pages, window.status)
        seen.append(next(number for number, pane in enumerate(panes) if pane.isAncestorOf(focus)))
    assert sorted(seen) == [0, 1, 2, 3]


def test_the_window_comes_back_where_it_was(theme: Theme, window: Window) -> None:
    window.navigation.go(Place("starred"))
    window.close()
    again = Window(theme, open_library())
    again.start()
    assert again.navigation.current == Place("starred")
    again.close()
    again.deleteLater()


def test_alt_alone_shows_the_menu_bar_and_alt_with_an_arrow_does_not(qtbot: QtBot, window: Window) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    window.navigation.go(Place("starred"))
    qtbot.keyPress(window, Qt.Key.Key_Alt)
    qtbot.keyClick(window, Qt.Key.Key_Left, alt)
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    assert window.navigation.current == Place("library")
    assert not window.menuBar().isVisible()
    qtbot.keyPress(window, Qt.Key.Key_Alt)
    qtbot.keyRelease(window, Qt.Key.Key_Alt)
    assert window.menuBar().isVisible()
