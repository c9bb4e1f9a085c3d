"""Thousands of papers selected together: each act is for all of them, and is taken back whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.storage import organising
from carrel.ui.actions import Actions
from carrel.ui.library.page import LibraryPage
from storage_values import NOW

MANY = 10_000


@pytest.fixture
def many(qtbot: QtBot, page: LibraryPage, library: Carrel) -> LibraryPage:
    """The page over three papers and 10,000 more, all of them selected together."""
    with library.database.write() as connection:
        connection.executemany(
            "INSERT INTO papers (title, title_sort, source, added) VALUES (?1, ?1, 'file', ?2)",
            [(f"paper {number:05}", NOW) for number in range(MANY - 3)],
        )
    page.show_query(LibraryQuery(text=""))
    page.finder.find(page.query)
    qtbot.waitUntil(lambda: page.rows.rowCount() == MANY)
    page.table.selectAll()
    return page


def _ids(library: Carrel, text: str) -> int:
    return len(library.reading.ids(LibraryQuery(text=text)))


@pytest.mark.parametrize(
    ("command", "text", "told"),
    [
        ("paper.star", "is:starred", "Starred 10,000 papers"),
        ("paper.read", "is:read", "Marked 10,000 papers read"),
    ],
)
def test_an_act_is_for_all_that_are_selected_and_undone_for_all(
    qtbot: QtBot, many: LibraryPage, library: Carrel, actions: Actions, command: str, text: str, told: str
) -> None:
    actions.trigger(command)
    qtbot.waitUntil(lambda: library.undo.newest == 1)
    assert _ids(library, text) == many.table.marked_count == MANY
    actions.trigger(command)
    qtbot.waitUntil(lambda: library.undo.newest == 2)
    assert _ids(library, text) == 0
    library.undo.undo()
    assert _ids(library, text) == MANY
    assert library.undo.undo() == told
    assert _ids(library, text) == 0


def test_all_are_tagged_and_collected_and_what_all_have_is_ticked(
    qtbot: QtBot, many: LibraryPage, library: Carrel, actions: Actions
) -> None:
    with library.database.write() as connection:
        shelf = organising.create_collection(connection, "Shelf", None, NOW)
    library.organising.tag(many.table.marked, "thesis")
    library.organising.tag(many.table.marked[:5], "few")
    library.organising.collect(many.table.marked, shelf)
    assert (_ids(library, "tag:thesis"), _ids(library, "in:shelf")) == (MANY, MANY)
    assert library.reading.shared_tags(many.table.marked) == {"thesis"}
    assert library.reading.shared_collections(many.table.marked) == {shelf}
    picker = many.commands.tag_picker
    actions.trigger("paper.tag")
    qtbot.waitUntil(picker.isVisible)
    assert many.commands._tags_taken == {"thesis"}
    before = library.undo.newest
    many.commands._tag("thesis")
    qtbot.waitUntil(lambda: library.undo.newest > before)
    assert _ids(library, "tag:thesis") == 0
    library.undo.undo()
    assert _ids(library, "tag:thesis") == MANY


def test_all_go_to_trash_and_come_back(qtbot: QtBot, many: LibraryPage, library: Carrel, actions: Actions) -> None:
    actions.trigger("paper.trash")
    qtbot.waitUntil(lambda: library.undo.newest == 1)
    qtbot.waitUntil(lambda: many.rows.rowCount() == 0)
    assert not many.bulk_bar.isVisible()
    assert library.undo.undo() == "Moved 10,000 papers to Trash"
    qtbot.waitUntil(lambda: many.rows.rowCount() == MANY)
    assert all(library.reading.state(paper).reading is ReadingState.UNREAD for paper in many.rows.ids[:3])


def test_what_is_selected_is_counted_and_kept_in_another_order(qtbot: QtBot, many: LibraryPage) -> None:
    many.table.go_to(41)
    many.table.toggle_mark()
    assert many.table.marked_count == len(many.table.marked) == MANY - 1
    assert many.table.marked_place == 0
    many.table.go_to(44)
    assert many.table.marked_place == 44
    left_out, marked = many.rows.id_at(41), set(many.table.marked)
    first = many.rows.id_at(0)
    header = many.table.header_bar
    header.sort_chosen.emit(many.query.sort)
    qtbot.waitUntil(lambda: many.rows.id_at(0) != first)
    assert set(many.table.marked) == marked
    assert left_out not in marked
    assert len(many.table._marks.spans()) <= 3


def test_the_bar_takes_stars_away_where_all_at_hand_have_one(qtbot: QtBot, many: LibraryPage, library: Carrel) -> None:
    assert many.bulk_bar.button("paper.star").accessibleName() == "Star"
    library.organising.set_starred(many.table.marked, True)
    qtbot.waitUntil(lambda: all(row.starred for row in many.table.marked_rows))
    qtbot.keyClick(many.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    many.table.toggle_mark()
    assert many.bulk_bar.button("paper.star").accessibleName() == "Unstar"
