"""The place where two papers stand side by side, in the real window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.changes import Changes
from carrel.domain.errors import StorageError
from carrel.services.carrel import Carrel
from carrel.services.duplicates import Twins
from carrel.storage import duplicates, notes, papers
from carrel.ui.duplicates.differences import differences
from carrel.ui.duplicates.page import DuplicatesPage
from carrel.ui.duplicates.side import Side
from carrel.ui.library.page import LibraryPage
from carrel.ui.navigation import Place
from carrel.ui.shell.place_row import PlaceRow
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, shown_window, shows
from storage_values import NOW
from twins import PREPRINT, PUBLISHED, add_twins

LEFT, RIGHT = f"Title on the left: {PREPRINT}", f"Title on the right: {PUBLISHED}"


@pytest.fixture
def twins(library: Carrel) -> tuple[int, int]:
    with library.database.write() as connection:
        found = add_twins(connection)
        connection.execute("UPDATE jobs SET state = 'done', finished = ?", (NOW,))
        duplicates.look(connection, found)
    library.settings.change(welcomed=True)
    return found


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel, twins: tuple[int, int]) -> Iterator[Window]:
    del twins
    with shown_window(qtbot, theme, library) as window:
        yield window


def opened(qtbot: QtBot, window: Window, paper: int = 0) -> DuplicatesPage:
    window.navigation.go(Place("duplicates", paper))
    qtbot.waitUntil(lambda: shows(window, "Title on the left"))
    return window.findChildren(DuplicatesPage)[0]


def place(window: Window) -> PlaceRow:
    return next(row for row in window.sidebar.findChildren(PlaceRow) if row.text() == "Duplicates")


def answered(window: QWidget, name: str) -> Callable[[], bool]:
    return lambda: shows(window, name)


def test_the_sidebar_leads_there_while_there_are_some(qtbot: QtBot, window: Window, library: Carrel) -> None:
    qtbot.waitUntil(lambda: place(window).isVisible())
    assert place(window).accessibleName() == "Duplicates, 1"
    place(window).click()
    qtbot.waitUntil(answered(window, LEFT))
    assert window.windowTitle() == "Possible duplicates – Carrel"
    library.duplicates.keep_both(*library_pair(library))
    qtbot.waitUntil(answered(window, "Possible duplicates"))
    qtbot.waitUntil(lambda: not shows(window, LEFT))
    assert place(window).isVisible(), "the window is in it"
    window.navigation.go(Place("library"))
    qtbot.waitUntil(lambda: not place(window).isVisible())
    library.undo.undo()
    qtbot.waitUntil(lambda: place(window).isVisible())


def library_pair(library: Carrel) -> tuple[int, int]:
    [pair] = library.duplicates.pairs()
    return pair.one, pair.other


def test_both_stand_side_by_side_with_what_was_published_chosen(qtbot: QtBot, window: Window) -> None:
    page = opened(qtbot, window)
    assert not control(page, LEFT).isChecked()
    assert control(page, RIGHT).isChecked()
    assert control(page, "Year on the right: 2028").accessibleDescription() == "Only here: 2028"
    assert shows(page, "Their titles and authors are alike.")
    for told in ("My note on the preprint.", "My note on the publisher.", "read, starred", "ice, only published"):
        assert shows(page, told), told


def test_merging_keeps_what_was_chosen_and_undo_brings_both_back(
    qtbot: QtBot, window: Window, library: Carrel, twins: tuple[int, int]
) -> None:
    page = opened(qtbot, window)
    click(qtbot, page, LEFT)
    click(qtbot, page, "Merge")
    qtbot.waitUntil(answered(window, "Merged 2 papers"))
    paper = library.reading.paper(twins[0])
    assert paper is not None
    assert (paper.title, paper.year, paper.doi, paper.arxiv_id) == (PREPRINT, 2028, "10.1000/song", "2601.00001")
    assert library.reading.paper(twins[1]) is None
    qtbot.waitUntil(answered(window, "No paper is here twice"))
    window.undo()
    qtbot.waitUntil(answered(window, RIGHT))
    assert library.reading.paper(twins[1]) is not None


def add_another(library: Carrel) -> int:
    """One more paper that is like the published one, found to be so."""
    with library.database.write() as connection:
        [known] = connection.execute("SELECT max(id) FROM papers").fetchone()
        paper = papers.get(connection, known)
        assert paper is not None
        third = papers.add(connection, paper, added=NOW)
        duplicates.look(connection, [third])
    return third


def test_what_was_chosen_stays_when_other_papers_come(qtbot: QtBot, window: Window, library: Carrel) -> None:
    page = opened(qtbot, window)
    click(qtbot, page, LEFT)
    left = control(page, LEFT)
    left.setFocus()
    library.events.publish(Changes(papers_added=frozenset({add_another(library)})))
    qtbot.waitUntil(lambda: page.view.place.text().endswith("of 3"))
    assert control(page, LEFT) is left
    assert left.isChecked()
    assert QApplication.focusWidget() is left


def test_what_was_chosen_stays_when_something_else_of_the_pair_changes(
    qtbot: QtBot, window: Window, library: Carrel, twins: tuple[int, int]
) -> None:
    window.resize(1120, 680)
    page = opened(qtbot, window)
    click(qtbot, page, LEFT)
    control(page, "Abstract on the left: Glaciers sing. We listened.").click()
    control(page, LEFT).setFocus()
    bar = page.findChildren(QScrollArea)[0].verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 20)
    bar.setValue(20)
    with library.database.write() as connection:
        notes.save(connection, twins[0], "Another note.", NOW)
        paper = papers.get(connection, twins[0])
        assert paper is not None
        papers.rewrite(connection, twins[0], replace(paper, abstract="Glaciers sing again."))
    library.events.publish(Changes(papers=frozenset({twins[0]})))
    qtbot.waitUntil(answered(page, "Another note."))
    assert control(page, LEFT).isChecked()
    assert QApplication.focusWidget() is control(page, LEFT)
    assert not control(page, "Abstract on the left: Glaciers sing again.").isChecked(), "nobody chose these words"
    assert bar.value() == 20


def test_all_of_it_goes_by_keyboard(qtbot: QtBot, window: Window, library: Carrel, twins: tuple[int, int]) -> None:
    page = opened(qtbot, window)
    assert page.view.comparison is not None
    page.view.comparison.focus_first()
    right = QApplication.focusWidget()
    assert right is control(page, RIGHT)
    qtbot.keyClick(right, Qt.Key.Key_Left)
    left = control(page, LEFT)
    assert left.isChecked()
    assert QApplication.focusWidget() is left
    keep = control(page, "Keep both")
    keep.setFocus()
    qtbot.keyClick(keep, Qt.Key.Key_Return)
    qtbot.waitUntil(answered(window, "No paper is here twice"))
    assert shows(window, "Kept both papers")
    assert library.reading.paper(twins[1]) is not None
    window.undo()
    qtbot.waitUntil(answered(window, LEFT))
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(answered(window, "Merged 2 papers"))
    assert [one.id for one in library.reading.rows(twins)] == [twins[0]]


def test_j_and_k_go_from_pair_to_pair(qtbot: QtBot, window: Window, library: Carrel) -> None:
    library.events.publish(Changes(papers_added=frozenset({add_another(library)}), duplicates=True))
    page = opened(qtbot, window)
    qtbot.waitUntil(lambda: page.view.place.text() == "1 of 3")
    window.commands.trigger("list.next")
    qtbot.waitUntil(lambda: page.view.place.text() == "2 of 3")
    window.commands.trigger("list.previous")
    qtbot.waitUntil(lambda: page.view.place.text() == "1 of 3")
    assert not page.view.before.isEnabled()
    # A step beyond the first is none.
    window.commands.trigger("list.previous")
    assert page.view.place.text() == "1 of 3"


def test_enter_merges_what_is_shown_and_not_the_pair_that_was_just_left(
    qtbot: QtBot, window: Window, library: Carrel, twins: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    papers_there = (*twins, add_another(library))
    pairs = library.duplicates.pairs()
    page = opened(qtbot, window)
    qtbot.waitUntil(lambda: page.view.place.text() == "1 of 3")
    read, pressed = library.duplicates.twins, threading.Event()

    def late(one: int, other: int) -> Twins | None:
        assert pressed.wait(30)
        return read(one, other)

    monkeypatch.setattr(library.duplicates, "twins", late)
    window.commands.trigger("list.next")
    window.commands.trigger("list.next")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    window.commands.trigger("duplicates.keep")
    pressed.set()
    qtbot.waitUntil(lambda: page.view.place.text() == "3 of 3")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(answered(window, "Merged 2 papers"))
    gone = [paper for paper in papers_there if library.reading.paper(paper) is None]
    assert gone == [pairs[2].other] != [pairs[0].other]


def test_where_pairs_cannot_be_read_that_is_said_and_the_page_works_on(
    qtbot: QtBot, window: Window, library: Carrel, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_another(library)
    page = opened(qtbot, window)
    qtbot.waitUntil(lambda: page.view.place.text() == "1 of 3")

    def broken(*_papers: int) -> None:
        raise StorageError("The library cannot be read.", "Look at its disk.")

    with monkeypatch.context() as at_once:
        at_once.setattr(library.duplicates, "twins", broken)
        window.commands.trigger("list.next")
        qtbot.waitUntil(answered(window, "The library cannot be read."))
    assert page.view.place.text() == "1 of 3"
    with monkeypatch.context() as at_once:
        at_once.setattr(library.duplicates, "pairs", broken)
        qtbot.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(answered(window, "Kept both papers"))
        qtbot.waitUntil(lambda: page._going is None)
    page.read()
    qtbot.waitUntil(lambda: page.view.place.text() == "1 of 2")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(answered(window, "Merged 2 papers"))


def test_a_paper_says_that_it_may_be_here_twice_and_leads_there(
    qtbot: QtBot, window: Window, twins: tuple[int, int]
) -> None:
    window.navigation.go(Place("library"))
    page = window.findChildren(LibraryPage)[0]
    qtbot.waitUntil(lambda: twins[0] in page.rows.ids)
    page.select_paper(twins[0])
    page.open_detail()
    qtbot.waitUntil(answered(page, f"You may have this paper twice. The other is “{PUBLISHED}”."))
    click(qtbot, page.detail.duplicate, "Compare")
    qtbot.waitUntil(answered(window, LEFT))


@pytest.mark.parametrize(
    ("one", "other", "here", "there"),
    [
        ("Songs of ice", "Songs of ice.", (), ()),
        ("Songs of ice", "Songs of old ice", (), ("old",)),
        ("Three songs", "Four songs", ("Three",), ("Four",)),
        ("", "Songs", (), ("Songs",)),
    ],
)
def test_what_differs_is_found_word_by_word(
    one: str, other: str, here: tuple[str, ...], there: tuple[str, ...]
) -> None:
    mine, others = differences(one, other)
    assert tuple(one[start:end] for start, end in mine) == here
    assert tuple(other[start:end] for start, end in others) == there


def test_what_differs_is_tinted_where_it_stands_behind_letters_that_qt_counts_twice(qtbot: QtBot, theme: Theme) -> None:
    text = "𝒜𝒢 sing of 𝒞 ice"
    side = Side(theme, text, [(text.index("of"), text.index(" ice"))], name="Title on the left", style="body")
    qtbot.addWidget(side)
    [tinted] = side._lines(400)[0].formats()
    in_utf_16 = text.encode("utf-16-le")
    assert in_utf_16[2 * tinted.start :][: 2 * tinted.length].decode("utf-16-le") == "of 𝒞"
