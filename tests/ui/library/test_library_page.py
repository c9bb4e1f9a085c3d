"""The library page by clicks and keys, over a real library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.changes import Changes
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.passage import Rectangle
from carrel.domain.query import Evidence, Has, LibraryQuery, Sort
from carrel.storage import papers
from carrel.ui.library.columns import Column
from carrel.ui.navigation import Place
from carrel.ui.widgets import Button, CheckBox

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.bridge import Bridge
    from carrel.ui.library.page import LibraryPage
    from carrel.ui.theme import Theme

NOTE, MERGE, FAST = (
    "A note on reading",
    "Merge, then compress: sparse mixtures from their routing",
    "Fast attention mechanisms: a tale of parallelism",
)


def _cell(page: LibraryPage, row: int, column: Column) -> QPoint:
    return page.table.visualRect(page.rows.index(row, column)).center()


def _click(page: LibraryPage, row: int, column: Column = Column.TITLE, *, together: bool = False) -> None:
    keys = Qt.KeyboardModifier.ControlModifier if together else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, keys, _cell(page, row, column))


def _button(owner: QWidget, text: str) -> Button:
    return next(button for button in owner.findChildren(Button) if button.text() == text and not button.isHidden())


def _counted(box: CheckBox) -> int | None:
    return box._count


def _starred(carrel: Carrel, paper_id: int) -> bool:
    return carrel.reading.state(paper_id).starred


def test_papers_stand_newest_first_with_the_cursor_on_the_first(
    page: LibraryPage, titles: Callable[[], list[str]]
) -> None:
    assert titles() == [NOTE, MERGE, FAST]
    assert page.table.currentIndex().row() == 0
    assert page.list_header._count.text() == "3 papers"


def test_a_click_on_a_star_stars_only_that_paper(qtbot: QtBot, page: LibraryPage, digested: Carrel) -> None:
    paper_id = page.rows.id_at(1)
    _click(page, 1, Column.STAR)
    qtbot.waitUntil(lambda: (row := page.rows.known(paper_id)) is not None and row.starred)
    assert _starred(digested, paper_id)
    assert page.table.currentIndex().row() == 0
    _click(page, 1, Column.STAR)
    qtbot.waitUntil(lambda: not _starred(digested, paper_id))


def test_s_and_e_act_on_the_paper_under_the_cursor(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, actions: Actions
) -> None:
    paper_id = page.table.current_id
    actions.trigger("paper.star")
    qtbot.waitUntil(lambda: _starred(digested, paper_id))
    actions.trigger("paper.read")
    qtbot.waitUntil(lambda: digested.reading.state(paper_id).reading is ReadingState.READ)
    actions.trigger("paper.read")
    qtbot.waitUntil(lambda: digested.reading.state(paper_id).reading is ReadingState.UNREAD)


def test_several_papers_go_to_trash_and_come_back(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, titles: Callable[[], list[str]]
) -> None:
    _click(page, 0)
    _click(page, 1, together=True)
    assert page.bulk_bar.isVisible()
    assert page.bulk_bar._count.text() == "2 selected"
    QTest.mouseClick(_button(page.bulk_bar, "Trash"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles() == [FAST])
    assert not page.bulk_bar.isVisible()
    assert digested.undo.undo() == "Moved 2 papers to Trash"
    qtbot.waitUntil(lambda: titles() == [NOTE, MERGE, FAST])


def test_a_row_is_dragged_once_the_pointer_has_moved_far_enough(
    page: LibraryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[list[int]] = []
    monkeypatch.setattr(page.table, "startDrag", lambda _action: dragged.append(page.table.chosen))
    start = _cell(page, 1, Column.TITLE)
    far = QApplication.startDragDistance()
    viewport = page.table.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in (1, far + 1, 2 * far):
        at = QPointF(start + QPoint(step, 0))
        held, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        move = QMouseEvent(QEvent.Type.MouseMove, at, viewport.mapToGlobal(at), Qt.MouseButton.NoButton, held, none)
        QApplication.sendEvent(viewport, move)
        assert len(dragged) == (step > 1)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start)
    assert dragged == [[page.rows.id_at(1)]]
    assert page.table.chosen == [page.rows.id_at(1)]


def test_x_and_j_select_without_moving_rows(page: LibraryPage, actions: Actions) -> None:
    before = _cell(page, 2, Column.TITLE)
    actions.trigger("list.select")
    actions.trigger("list.next")
    actions.trigger("list.next")
    actions.trigger("list.select")
    assert page.table.marked == [page.rows.id_at(0), page.rows.id_at(2)]
    assert page.bulk_bar.isVisible()
    assert _cell(page, 2, Column.TITLE) == before
    actions.trigger("close")
    assert page.table.marked == []
    assert not page.bulk_bar.isVisible()


def test_shift_j_extends_the_selection(page: LibraryPage, actions: Actions) -> None:
    actions.trigger("list.extend_next")
    assert len(page.table.marked) == 2
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(page.table.marked) == 3


def test_marking_several_read_is_one_command(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, actions: Actions
) -> None:
    page.table.selectAll()
    actions.trigger("paper.read")
    read = LibraryQuery(states=(ReadingState.READ,))
    qtbot.waitUntil(lambda: len(digested.reading.ids(read)) == 3)
    assert digested.undo.undo() == "Marked 3 papers read"


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(
    qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]
) -> None:
    header = page.table.header_bar

    def click(column: Column) -> None:
        x = header.sectionViewportPosition(column) + 20
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, header.height() // 2))

    click(Column.TITLE)
    assert (page.query.sort, page.query.descending) == (Sort.TITLE, False)
    qtbot.waitUntil(lambda: titles() == [FAST, MERGE, NOTE])
    click(Column.TITLE)
    qtbot.waitUntil(lambda: titles() == [NOTE, MERGE, FAST])
    click(Column.EVIDENCE)
    assert page.query.sort is Sort.TITLE


def test_ticking_facets_edits_the_query(qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]) -> None:
    told: list[LibraryQuery] = []
    page.query_changed.connect(told.append)
    qtbot.waitUntil(lambda: "Theory" in page.facets._topics)
    page.facets._topics["Theory"].click()
    qtbot.waitUntil(lambda: titles() == [FAST])
    assert told[-1].text == "topic:Theory"
    assert page.list_header._whole.text() == "of 3"
    page.facets._topics["Theory"].click()
    page.facets._evidence[Evidence.NOT_FOUND].click()
    qtbot.waitUntil(lambda: titles() == [FAST])
    assert told[-1].text == "evidence:notfound"
    page.facets._evidence[Evidence.NOT_FOUND].click()
    qtbot.waitUntil(lambda: titles() == [NOTE, MERGE, FAST])


def test_highlights_are_a_facet_that_follows_as_they_come_and_go(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, titles: Callable[[], list[str]]
) -> None:
    box = page.facets._has[Has.HIGHLIGHTS]
    assert box.text() == "My highlights"
    merge = page.rows.id_at(1)

    def attached() -> str:
        return str(page.rows.data(page.rows.index(titles().index(MERGE), Column.ATTACHMENTS)))

    marked = digested.annotations.add(
        Annotation(merge, AnnotationKind.HIGHLIGHT, Colour.YELLOW, Anchor(0, (Rectangle(0, 72, 72, 300, 84),)))
    )
    qtbot.waitUntil(lambda: _counted(box) == 1)
    qtbot.waitUntil(lambda: attached() == "highlights")
    box.click()
    qtbot.waitUntil(lambda: titles() == [MERGE])
    digested.annotations.remove([marked.id])
    qtbot.waitUntil(lambda: titles() == [])
    qtbot.waitUntil(lambda: _counted(box) == 0)
    digested.undo.undo()
    qtbot.waitUntil(lambda: titles() == [MERGE])
    box.click()
    qtbot.waitUntil(lambda: titles() == [NOTE, MERGE, FAST])
    assert _counted(box) == 1


def test_what_is_typed_ticks_the_facets(qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]) -> None:
    qtbot.waitUntil(lambda: "Theory" in page.facets._topics)
    page.show_query(LibraryQuery(text="-is:read topic:THEORY has:pdf|notes year:2024.. evidence:notfound"))
    facets = page.facets
    ticked = [state for state, box in facets._states.items() if box.isChecked()]
    assert ticked == [ReadingState.UNREAD, ReadingState.READING]
    assert facets._topics["Theory"].isChecked()
    assert [has for has, box in facets._has.items() if box.isChecked()] == [Has.PDF, Has.NOTES]
    assert [one for one, box in facets._evidence.items() if box.isChecked()] == [Evidence.NOT_FOUND]
    assert facets._years._range == (2024, 2025)
    facets._has[Has.NOTES].click()
    assert page.query.text == "-is:read topic:THEORY has:pdf year:2024.. evidence:notfound"
    qtbot.waitUntil(lambda: titles() == [])


def test_where_the_place_says_the_state_there_is_none_to_choose(qtbot: QtBot, page: LibraryPage) -> None:
    page.show_query(LibraryQuery(states=(ReadingState.UNREAD,)))
    box = page.facets._states[ReadingState.UNREAD]
    assert box.isChecked()
    assert not box.isEnabled()
    page.show_query(LibraryQuery())
    qtbot.waitUntil(box.isEnabled)
    assert not box.isChecked()


def test_years_are_chosen_on_the_histogram(qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]) -> None:
    histogram = page.facets._years
    qtbot.waitUntil(lambda: 2025 in histogram._years)
    left, width = histogram._bars()[histogram._years.index(2025)]
    at = QPoint(round(left + width / 2), 20)
    QTest.mouseClick(histogram, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: titles() == [FAST])
    assert page.query.text == "year:2025"
    QTest.mouseClick(histogram, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: len(titles()) == 3)


def _cell_text(page: LibraryPage, paper: int, column: Column) -> object:
    return page.rows.data(page.rows.index(page.rows.row_of(paper), column))


def test_words_find_papers_and_the_cursor_stands_on_the_first(
    qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]
) -> None:
    page.show_query(LibraryQuery(text="routing", sort=Sort.BEST))
    qtbot.waitUntil(lambda: titles() == [MERGE])
    assert page.table.current_id == page.rows.id_at(0)
    qtbot.waitUntil(lambda: page.preview._title.text() == MERGE)


def test_nothing_found_leads_to_arxiv_by_an_act_of_its_own(qtbot: QtBot, page: LibraryPage) -> None:
    page.show_query(LibraryQuery(text="quantisation of thoughts", sort=Sort.BEST))
    qtbot.waitUntil(lambda: page.nothing.isVisible() and bool(page.nothing.findChildren(Button)))
    qtbot.waitUntil(lambda: any(one.text() == "Search arXiv" for one in page.nothing.findChildren(Button)))
    with qtbot.waitSignal(page.place_wanted) as wanted:
        QTest.mouseClick(_button(page.nothing, "Search arXiv"), Qt.MouseButton.LeftButton)
    assert wanted.args == [Place("arxiv", name="quantisation of thoughts")]


def test_nothing_found_offers_what_finds_more(qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]) -> None:
    page.show_query(LibraryQuery(text="routing is:read"))
    qtbot.waitUntil(lambda: page.nothing.isVisible() and bool(page.nothing.findChildren(Button)))
    QTest.mouseClick(_button(page.nothing, "Without is:read"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles() == [MERGE])
    assert page.query.text == "routing"


def test_of_several_words_each_is_offered_alone(
    qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]
) -> None:
    page.show_query(LibraryQuery(text="routing telescopes"))
    qtbot.waitUntil(lambda: page.nothing.isVisible() and bool(page.nothing.findChildren(Button)))
    QTest.mouseClick(_button(page.nothing, "Only “routing”"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles() == [MERGE])


def test_u_goes_to_the_next_paper_to_read(qtbot: QtBot, page: LibraryPage, digested: Carrel, actions: Actions) -> None:
    digested.organising.set_reading([page.rows.id_at(1)], ReadingState.READ)
    actions.trigger("list.next_unread")
    qtbot.waitUntil(lambda: page.table.currentIndex().row() == 2)


def test_o_asks_for_the_reader_only_where_there_is_a_pdf(
    qtbot: QtBot, page: LibraryPage, bridge: Bridge, actions: Actions
) -> None:
    asked: list[object] = []
    page.open_reader.connect(lambda *place: asked.append(place))
    with qtbot.waitSignal(bridge.notice) as told:
        actions.trigger("paper.open")
    assert told.args[0].text == "There is no PDF of this paper on this computer."
    assert asked == []


def test_coming_back_finds_ticks_and_cursor_as_they_were(
    qtbot: QtBot, page: LibraryPage, titles: Callable[[], list[str]]
) -> None:
    page.facets._states[ReadingState.UNREAD].click()
    qtbot.waitUntil(lambda: page.list_header._whole.text() == "" and page.query.text == "is:unread")
    page.table.go_to(1)
    page.show_query(LibraryQuery(text="is:unread"))
    page.show_query(LibraryQuery(text="is:unread"))
    assert page.facets._states[ReadingState.UNREAD].isChecked()
    qtbot.waitUntil(lambda: len(titles()) == 3)
    assert page.table.currentIndex().row() == 1
    page.show_query(LibraryQuery(text="reading is:unread"))
    qtbot.waitUntil(lambda: titles() == [NOTE])
    assert page.facets._states[ReadingState.UNREAD].isChecked()
    page.show_query(LibraryQuery(starred=True))
    assert page.query == LibraryQuery(starred=True)
    assert not page.facets._states[ReadingState.UNREAD].isChecked()


def test_an_empty_trash_says_what_it_is_for(qtbot: QtBot, page: LibraryPage) -> None:
    page.show_query(LibraryQuery(trash=True))
    qtbot.waitUntil(page.nothing.isVisible)
    qtbot.waitUntil(lambda: page.list_header._count.text() == "0 papers")


def test_new_papers_do_not_move_the_row_under_the_cursor(qtbot: QtBot, page: LibraryPage, digested: Carrel) -> None:
    def arrive(number: int, day: str) -> None:
        before = set(digested.reading.ids(LibraryQuery()))
        with digested.database.write() as connection:
            for second in range(number):
                papers.add(connection, Paper(title=f"Paper {second}"), added=f"2026-02-{day}T10:00:{second:02d}Z")
        new = frozenset(digested.reading.ids(LibraryQuery())) - before
        digested.events.publish(Changes(papers_added=new))

    arrive(59, "01")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 62)
    page.table.go_to(30)
    chosen = page.table.current_id
    top = page.table.visualRect(page.table.currentIndex()).top()
    arrive(10, "02")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 72)
    assert page.table.current_id == chosen
    assert page.table.currentIndex().row() == 40
    assert page.table.visualRect(page.table.currentIndex()).top() == top


def test_columns_can_be_hidden_and_are_remembered(qtbot: QtBot, page: LibraryPage, digested: Carrel) -> None:
    menu = page.table.header_bar.columns_menu(page)
    next(action for action in menu.actions() if action.text() == "Tags").trigger()
    assert page.table.header_bar.isSectionHidden(Column.TAGS)
    qtbot.waitUntil(lambda: digested.reading.value("library.columns") != "")


def test_topics_and_category_are_columns_of_their_own(page: LibraryPage) -> None:
    menu = page.table.header_bar.columns_menu(page)
    for name in ("Topics", "Category"):
        next(action for action in menu.actions() if action.text() == name).trigger()
    assert not page.table.header_bar.isSectionHidden(Column.TOPICS)
    row = page.rows.row_of(next(paper for paper in page.rows.ids if _cell_text(page, paper, Column.TITLE) == MERGE))
    assert page.rows.data(page.rows.index(row, Column.TOPICS)) == "Efficient ML"
    assert page.rows.data(page.rows.index(row, Column.CATEGORY)) == "cs.LG"


def test_columns_that_came_since_the_layout_was_kept_begin_hidden(page: LibraryPage) -> None:
    header = page.table.header_bar
    header.setSectionHidden(Column.TAGS, True)
    header.setSectionHidden(Column.TOPICS, False)
    kept = header.saveState()
    header.setSectionHidden(Column.TAGS, False)
    page.table.restore_columns(kept, 1.0, Column.TOPICS)
    assert header.isSectionHidden(Column.TAGS)
    assert header.isSectionHidden(Column.TOPICS)
    page.table.restore_columns(kept, 1.0)
    assert not header.isSectionHidden(Column.TOPICS)


def test_columns_that_came_since_are_as_wide_as_this_text_size_makes_them(page: LibraryPage, theme: Theme) -> None:
    header = page.table.header_bar
    kept, tags = header.saveState(), header.sectionSize(Column.TAGS)
    assert not header.isSectionHidden(Column.TAGS)
    theme.set_scale(150)
    page.table.restore_columns(kept, 1.0, Column.TAGS)
    assert header.sectionSize(Column.TAGS) == round(tags * 1.5)


def test_columns_kept_at_a_larger_text_size_come_back_at_this_one(page: LibraryPage, theme: Theme) -> None:
    header = page.table.header_bar
    tags = header.sectionSize(Column.TAGS)
    theme.set_scale(150)
    assert header.sectionSize(Column.TAGS) == round(tags * 1.5)
    page.open_detail()
    theme.set_scale(100)
    page.close_detail()
    assert abs(header.sectionSize(Column.TAGS) - tags) <= 1


def test_rows_are_read_out_whole(page: LibraryPage) -> None:
    index = page.rows.index(2, Column.TITLE)
    spoken = page.rows.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{FAST}, to read, unstarred, 2025, 2 of 3 statements supported, 1 not found, Theory"


def test_a_tag_is_typed_completed_and_given(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, actions: Actions
) -> None:
    paper_id = page.table.current_id
    digested.organising.tag([page.rows.id_at(1)], "Reading group")
    picker = page.commands.tag_picker
    actions.trigger("paper.tag")
    qtbot.waitUntil(picker.isVisible)
    QTest.keyClicks(picker.field, "read")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: digested.reading.state(paper_id).tags == ("Reading group",))
    assert not picker.isVisible()


def test_a_collection_that_does_not_exist_is_made(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, actions: Actions
) -> None:
    paper_id = page.table.current_id
    picker = page.commands.collection_picker
    actions.trigger("paper.collect")
    qtbot.waitUntil(picker.isVisible)
    QTest.keyClicks(picker.field, "Desks")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(digested.reading.state(paper_id).collections) == 1)
    assert [collection.name for collection in digested.reading.collections()] == ["Desks"]
