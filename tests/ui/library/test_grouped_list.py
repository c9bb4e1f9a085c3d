"""The library's list in groups: headings among the rows, collapsed and expanded, with cursor and selection on papers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from carrel.domain.grouping import GroupBy
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.storage import papers
from carrel.ui.library.columns import Column
from carrel.ui.library.page import LibraryPage
from carrel.ui.library.rows import Heading

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

Key = Qt.Key
YEARS = (2021, 2024, 2021, 2023, None, 2024, 2024)


@pytest.fixture
def listed(qtbot: QtBot, page: LibraryPage, library: Carrel, actions: Actions) -> LibraryPage:
    """Seven papers of the list of a tag, "Paper 0" (the oldest) to "Paper 6", of three years and none, grouped by year."""
    with library.database.write() as connection:
        added = [
            papers.add(
                connection,
                Paper(f"Paper {number}", (f"Ada Author{number % 2}",), year=year, source="file"),
                added=f"2026-01-0{number + 1}T00:00:00Z",
            )
            for number, year in enumerate(YEARS)
        ]
    library.organising.tag(added, "shelf")
    page.show_query(LibraryQuery(tags=("shelf",)))
    qtbot.waitUntil(lambda: page.rows.rowCount() == len(YEARS))
    actions.trigger("list.group_year")
    qtbot.waitUntil(lambda: page.rows.plan.groups == 4)
    qtbot.waitUntil(lambda: all(page.rows.known(paper) is not None for paper in page.rows.ids))
    page.table.setFocus()
    return page


def shown(page: LibraryPage) -> list[str]:
    """All rows from the top: headings as "# 2024 (3)", papers by their number."""
    told = []
    for row in range(page.rows.rowCount()):
        heading = page.rows.heading_at(row)
        paper = page.rows.paper_row(row)
        if heading is not None:
            told.append(f"{'+' if heading.collapsed else '#'} {heading.name} ({heading.count})")
        else:
            told.append(paper.title.removeprefix("Paper ") if paper is not None else "")
    return told


def cursor(page: LibraryPage) -> str:
    return shown(page)[page.table.currentIndex().row()]


def marked(page: LibraryPage) -> list[str]:
    rows = [page.rows.known(paper) for paper in page.table.marked]
    return [row.title.removeprefix("Paper ") for row in rows if row is not None]


def row(page: LibraryPage, text: str) -> int:
    return shown(page).index(text)


def click(page: LibraryPage, text: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = page.table.visualRect(page.rows.index(row(page, text), Column.TITLE)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, keys, at)


ALL = ["# 2024 (3)", "6", "5", "1", "# 2023 (1)", "3", "# 2021 (2)", "2", "0", "# No year (1)", "4"]


def test_papers_stand_under_headings_sorted_within_as_chosen(qtbot: QtBot, listed: LibraryPage) -> None:
    assert shown(listed) == ALL
    listed.table.header_bar.sort_chosen.emit(Sort.TITLE)
    within = ["# 2024 (3)", "1", "5", "6", "# 2023 (1)", "3", "# 2021 (2)", "0", "2", "# No year (1)", "4"]
    qtbot.waitUntil(lambda: shown(listed) == within)
    listed.table.header_bar.sort_chosen.emit(Sort.YEAR)
    listed.table.header_bar.sort_chosen.emit(Sort.YEAR)
    turned = ["# 2021 (2)", "0", "2", "# 2023 (1)", "3", "# 2024 (3)", "1", "5", "6", "# No year (1)", "4"]
    qtbot.waitUntil(lambda: shown(listed) == turned)


@pytest.mark.parametrize(
    ("command", "headings"),
    [
        ("list.group_state", ["# To read (6)", "# Read (1)"]),
        ("list.group_evidence", ["# Not checked (7)"]),
        ("list.group_author", ["# Ada Author0 (4)", "# Ada Author1 (3)"]),
        ("list.group_none", []),
    ],
)
def test_each_kind_of_group_has_headings_in_words(
    qtbot: QtBot, listed: LibraryPage, library: Carrel, actions: Actions, command: str, headings: list[str]
) -> None:
    library.organising.set_reading([listed.rows.ids[0]], ReadingState.READ)
    assert not actions.enabled("list.group_year"), "the list is grouped so already"
    actions.trigger(command)
    qtbot.waitUntil(lambda: [line for line in shown(listed) if line.startswith("#")] == headings)


def test_the_cursor_goes_over_papers_and_never_stands_on_an_open_heading(listed: LibraryPage) -> None:
    listed.table.go_to(0)
    told = [cursor(listed)]
    for _ in range(7):
        listed.table.move(1)
        told.append(cursor(listed))
    assert told == ["6", "5", "1", "3", "2", "0", "4", "4"]
    for _ in range(7):
        listed.table.move(-1)
    assert cursor(listed) == "6"
    QTest.keyClick(listed.table, Key.Key_End)
    assert cursor(listed) == "4"
    QTest.keyClick(listed.table, Key.Key_Home)
    assert cursor(listed) == "6"
    assert listed.table.visualRect(listed.rows.index(0, 0)).top() == 0, "the first heading is seen, too"


def test_left_collapses_right_and_enter_expand(qtbot: QtBot, listed: LibraryPage) -> None:
    listed.table.groups.reveal(listed.rows.ids[1])
    QTest.keyClick(listed.table, Key.Key_Left)
    assert shown(listed) == ["+ 2024 (3)", *ALL[4:]]
    assert (cursor(listed), listed.table.current_id, listed.table.chosen) == ("+ 2024 (3)", 0, [])
    QTest.keyClick(listed.table, Key.Key_Left)
    QTest.keyClick(listed.table, Key.Key_Down)
    assert cursor(listed) == "3"
    QTest.keyClick(listed.table, Key.Key_Up)
    assert cursor(listed) == "+ 2024 (3)"
    opened: list[int] = []
    listed.table.opened.connect(opened.append)
    QTest.keyClick(listed.table, Key.Key_Return)
    assert (shown(listed), cursor(listed), opened) == (ALL, "6", [])
    QTest.keyClick(listed.table, Key.Key_Left)
    QTest.keyClick(listed.table, Key.Key_Right)
    assert (shown(listed), cursor(listed)) == (ALL, "6")
    qtbot.waitUntil(lambda: listed.preview._title.text() == "Paper 6")


def test_a_click_toggles_a_heading_and_leaves_cursor_and_selection(listed: LibraryPage) -> None:
    click(listed, "3")
    click(listed, "2", Qt.KeyboardModifier.ShiftModifier)
    assert marked(listed) == ["3", "2"]
    assert listed.bulk_bar._count.text() == "2 selected"
    click(listed, "# 2024 (3)")
    assert (shown(listed)[0], cursor(listed), marked(listed)) == ("+ 2024 (3)", "2", ["3", "2"])
    click(listed, "# 2021 (2)")
    assert cursor(listed) == "+ 2021 (2)", "the paper under the cursor is not shown any more"
    assert marked(listed) == ["3"], "what is selected can be seen"
    click(listed, "+ 2024 (3)")
    assert cursor(listed) == "+ 2021 (2)"
    click(listed, "+ 2021 (2)")
    assert (shown(listed), cursor(listed), marked(listed)) == (ALL, "2", ["3"])


def test_ranges_and_all_are_of_papers_alone(listed: LibraryPage, actions: Actions) -> None:
    click(listed, "1")
    click(listed, "0", Qt.KeyboardModifier.ShiftModifier)
    assert marked(listed) == ["1", "3", "2", "0"]
    assert (listed.table.marked_count, listed.table.marked_place) == (4, 4)
    listed.table.clear_marks()
    actions.trigger("list.select_all")
    assert marked(listed) == ["6", "5", "1", "3", "2", "0", "4"]
    assert listed.table.marked_count == 7
    listed.table.clear_marks()
    click(listed, "# 2024 (3)")
    actions.trigger("list.select_all")
    assert marked(listed) == ["3", "2", "0", "4"], "papers that are not shown are not selected"
    listed.table.clear_marks()
    actions.trigger("list.collapse_all")
    actions.trigger("list.select_all")
    assert (listed.table.marked_count, listed.bulk_bar.isVisible()) == (0, False)


def test_shift_j_and_x_mark_papers_and_no_heading(listed: LibraryPage, actions: Actions) -> None:
    click(listed, "1")
    actions.trigger("list.extend_next")
    assert marked(listed) == ["1", "3"]
    listed.table.clear_marks()
    click(listed, "# 2021 (2)")
    actions.trigger("list.extend_next")
    assert (cursor(listed), marked(listed)) == ("+ 2021 (2)", [])
    listed.table.clear_marks()
    actions.trigger("list.next")
    QTest.keyClick(listed.table, Key.Key_Home)
    QTest.keyClick(listed.table, Key.Key_Left)
    assert cursor(listed) == "+ 2024 (3)"
    listed.table.toggle_mark()
    assert (listed.table.marked_count, marked(listed)) == (0, [])


def test_what_is_selected_and_seen_outlives_changes(qtbot: QtBot, listed: LibraryPage, library: Carrel) -> None:
    click(listed, "1")
    click(listed, "2", Qt.KeyboardModifier.ShiftModifier)
    click(listed, "# No year (1)")
    with library.database.write() as connection:
        new = papers.add(
            connection, Paper("Paper 7", ("Ada Author1",), year=2024, source="file"), added="2026-02-01T00:00:00Z"
        )
    library.organising.tag([new], "shelf")
    after = ["# 2024 (4)", "7", *ALL[1:-2], "+ No year (1)"]
    qtbot.waitUntil(lambda: shown(listed) == after)
    assert (cursor(listed), marked(listed)) == ("2", ["1", "3", "2"])
    listed.resize(1400, 260)
    bar = listed.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(bar.maximum() - 10)
    before = listed.table.visualRect(listed.table.currentIndex()).top()
    library.organising.untag([new], "shelf")
    qtbot.waitUntil(lambda: len(shown(listed)) == len(after) - 1)
    assert listed.table.visualRect(listed.table.currentIndex()).top() == before, "rows do not move under the eye"
    assert (cursor(listed), marked(listed)) == ("2", ["1", "3", "2"])


def test_a_paper_that_changes_its_group_keeps_the_cursor(qtbot: QtBot, listed: LibraryPage, actions: Actions) -> None:
    actions.trigger("list.group_state")
    qtbot.waitUntil(lambda: shown(listed)[0] == "# To read (7)")
    click(listed, "3")
    actions.trigger("paper.read")
    qtbot.waitUntil(lambda: shown(listed)[-2:] == ["# Read (1)", "3"])
    assert cursor(listed) == "3"
    QTest.keyClick(listed.table, Key.Key_Left)
    assert cursor(listed) == "+ Read (1)"
    click(listed, "5")
    actions.trigger("paper.read")
    qtbot.waitUntil(lambda: shown(listed)[-1] == "+ Read (2)")
    assert cursor(listed) == "4", "of those still shown, the one that has its place by now"


def test_next_unread_and_a_wanted_paper_find_their_way_past_collapsed_groups(
    qtbot: QtBot, listed: LibraryPage, actions: Actions
) -> None:
    click(listed, "# 2023 (1)")
    click(listed, "1")
    actions.trigger("list.next_unread")
    qtbot.waitUntil(lambda: cursor(listed) == "2")
    wanted = listed.rows.ids[3]
    assert listed.rows.row_of(wanted) == -1
    listed.select_paper(wanted)
    assert (shown(listed), cursor(listed)) == (ALL, "3")


def test_all_groups_are_collapsed_and_expanded_at_once(listed: LibraryPage, actions: Actions) -> None:
    click(listed, "2")
    assert not actions.enabled("list.expand_all")
    actions.trigger("list.collapse_all")
    assert shown(listed) == ["+ 2024 (3)", "+ 2023 (1)", "+ 2021 (2)", "+ No year (1)"]
    assert cursor(listed) == "+ 2021 (2)"
    actions.trigger("list.expand_all")
    assert (shown(listed), cursor(listed)) == (ALL, "2")


def test_the_menu_groups_and_the_choice_is_remembered(
    qtbot: QtBot,
    listed: LibraryPage,
    library: Carrel,
    theme: Theme,
    background: Background,
    bridge: Bridge,
    actions: Actions,
) -> None:
    def offered() -> dict[str, QAction]:
        listed.list_header._offer_orders()
        menu = next(menu for menu in listed.list_header.findChildren(QMenu) if menu.isVisible())
        found = {action.text(): action for action in menu.actions()}
        menu.close()
        return found

    entries = offered()
    assert [name for name, action in entries.items() if action.isChecked()] == ["Newest first", "Group by year"]
    entries["Collapse all groups"].trigger()
    assert shown(listed)[0] == "+ 2024 (3)"
    entries["Group by status"].trigger()
    qtbot.waitUntil(lambda: shown(listed)[0] == "# To read (7)")
    qtbot.waitUntil(lambda: library.reading.value("library.group") == "state")
    again = LibraryPage(theme, library, background, bridge, actions)
    qtbot.addWidget(again)
    again.show_query(LibraryQuery())
    qtbot.waitUntil(lambda: again.rows.list.by is GroupBy.STATE)
    offered()["No groups"].trigger()
    qtbot.waitUntil(lambda: not listed.rows.plan.groups)
    assert "Collapse all groups" not in offered()


def test_headings_are_told_to_screen_readers_and_fetch_nothing(listed: LibraryPage) -> None:
    spoken = Qt.ItemDataRole.AccessibleTextRole
    heading = listed.rows.index(0, Column.TITLE)
    fetches = listed.rows.fetches
    assert listed.rows.data(heading, spoken) == "2024, 3 papers, expanded"
    assert listed.rows.data(heading) == "2024"
    assert listed.rows.data(listed.rows.index(0, Column.YEAR), spoken) is None
    click(listed, "# 2023 (1)")
    place = listed.rows.index(row(listed, "+ 2023 (1)"), Column.TITLE)
    assert listed.rows.data(place, spoken) == "2023, 1 paper, collapsed"
    assert listed.rows.heading_at(place.row()) == Heading("2023", "2023", 1, collapsed=True)
    assert listed.rows.fetches == fetches


def test_a_heading_has_a_menu_of_its_own(listed: LibraryPage) -> None:
    place = listed.table.visualRect(listed.rows.index(0, Column.TITLE)).center()
    listed.table.customContextMenuRequested.emit(place)
    menu = next(menu for menu in listed.table.findChildren(QMenu) if menu.isVisible())
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    menu.close()
    assert names[0] == "Collapse all groups"
    assert "Group by status" in names
    assert "Move to trash" not in names
    QTest.mouseClick(listed.table.viewport(), Qt.MouseButton.RightButton, pos=QPoint(place))
    assert cursor(listed) != "# 2024 (3)"
    assert shown(listed) == ALL
