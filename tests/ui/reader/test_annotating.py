"""Annotations made, chosen and changed on real pages with the pointer and the keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour, Place, PlaceState
from carrel.domain.changes import Changes
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.storage import annotation_rows
from carrel.ui.actions import Actions
from carrel.ui.bridge import Bridge
from carrel.ui.reader.annotations.filtering import MarkFilter
from carrel.ui.reader.annotations.tools import Tool
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.tint import Tint
from loop_watch import LoopWatch
from notices import notices

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


def spot(reader: ReaderPage, page: int, x: float, y: float) -> QPoint:
    left, top = reader.view.geometry_of_pages.to_content(PagePoint(page, x, y))
    offset = reader.view.visible_content().topLeft()
    return QPoint(round(left - offset.x()), round(top - offset.y()))


def drag(reader: ReaderPage, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    viewport = reader.view.viewport()
    QTest.mousePress(viewport, LEFT, modifiers, start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(viewport, start + (end - start) * share)
        QApplication.processEvents()
    QTest.mouseRelease(viewport, LEFT, modifiers, end)


def select_line(reader: ReaderPage, line: Rectangle, qtbot: QtBot) -> None:
    middle = (line.top + line.bottom) / 2
    drag(reader, spot(reader, line.page, line.left - 4, middle), spot(reader, line.page, line.right + 20, middle))
    selection = reader.view.selection
    assert selection is not None
    qtbot.waitUntil(lambda: bool(selection.parts))


def click(reader: ReaderPage, page: int, x: float, y: float) -> None:
    QTest.mouseClick(reader.view.viewport(), LEFT, NONE, spot(reader, page, x, y))


def key(actions: Actions, name: str) -> None:
    actions.refresh()
    assert actions.action(name).isEnabled()
    actions.action(name).trigger()


def kept(library: Carrel) -> list[Annotation]:
    return library.annotations.of_paper(1)


def add(library: Carrel, reader: ReaderPage, line: Rectangle, **values: object) -> Annotation:
    made = Annotation(
        1, AnnotationKind.HIGHLIGHT, Colour.GREEN, Anchor(line.page, (line,), "words"), file_id=file_of(reader)
    )
    return library.annotations.add(Annotation(**{**{k: getattr(made, k) for k in made.__slots__}, **values}))


def tool(reader: ReaderPage) -> Tool:
    return reader.annotating.tool


def chosen(reader: ReaderPage) -> Annotation | None:
    return reader.annotating.layer.chosen


def file_of(reader: ReaderPage) -> int:
    return reader.annotating.kept.here.file_id


@pytest.fixture
def live(opened: ReaderPage, bridge: Bridge) -> ReaderPage:
    """The open reader, its annotations loaded."""
    del bridge
    assert opened.annotating.possible
    return opened


def test_text_that_is_selected_is_highlighted_in_the_colour_of_the_key(
    live: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    line = line_at(0, 4)
    select_line(live, line, qtbot)
    qtbot.waitUntil(live.annotating.bar.isVisible)
    key(actions, "reader.green")
    qtbot.waitUntil(lambda: len(kept(library)) == 1)
    [made] = kept(library)
    assert (made.kind, made.colour) == (AnnotationKind.HIGHLIGHT, Colour.GREEN)
    assert made.anchor.quote == "Sentence 4 of page 0 tells of the zebra and its habits."
    assert made.anchor.before.endswith("Sentence 3 of page 0 tells of the zebra and its habits.")
    assert made.anchor.after.startswith("Sentence 5 of page 0")
    [rectangle] = made.anchor.rectangles
    assert rectangle.top <= line.top + 1
    assert rectangle.bottom >= line.bottom - 1
    assert not live.annotating.bar.isVisible()
    assert live.view.selection is not None
    assert not live.view.selection.parts


def test_a_highlight_colours_the_print_and_leaves_its_letters_and_undo_takes_it_away(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    live.view.set_tint(Tint.PAPER)
    qtbot.waitUntil(lambda: live.view.complete)
    line = line_at(0, 10)
    ground = spot(live, 0, line.left + 1, line.top + 0.8)
    assert live.view.viewport().grab().toImage().pixelColor(ground) == QColor("white")
    made = add(library, live, line, colour=Colour.PINK)
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    assert live.view.viewport().grab().toImage().pixelColor(ground) == QColor("#FACBDA")
    library.undo.undo()
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is None)
    assert live.view.viewport().grab().toImage().pixelColor(ground) == QColor("white")


def test_with_the_highlighter_in_hand_a_drag_marks_at_once_and_esc_puts_it_down(
    live: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    key(actions, "reader.highlight")
    assert tool(live) is Tool.HIGHLIGHTER
    assert live.bar.tools.highlighter.isChecked()
    select = line_at(0, 7)
    middle = (select.top + select.bottom) / 2
    drag(live, spot(live, 0, 46, middle), spot(live, 0, 380, middle))
    qtbot.waitUntil(lambda: len(kept(library)) == 1)
    assert not live.annotating.bar.isVisible()
    assert kept(library)[0].anchor.quote.startswith("Sentence 7")
    live.leave()
    assert tool(live) is Tool.SELECT
    assert live.isVisible()


def test_the_bar_underlines_copies_and_searches(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    bar = live.annotating.bar
    select_line(live, line_at(0, 2), qtbot)
    qtbot.waitUntil(bar.isVisible)
    bar.buttons["copy"].click()
    assert QApplication.clipboard().text().startswith("Sentence 2 of page 0")
    bar.buttons["underline"].click()
    qtbot.waitUntil(lambda: len(kept(library)) == 1)
    assert kept(library)[0].kind is AnnotationKind.UNDERLINE
    select_line(live, line_at(0, 3), qtbot)
    qtbot.waitUntil(bar.isVisible)
    bar.buttons["search"].click()
    assert live.pages.find_bar.field.text().startswith("Sentence 3")


def test_a_click_chooses_a_mark_keys_colour_it_and_del_moves_it_to_trash_with_a_word(
    live: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    line = line_at(0, 6)
    made = add(library, live, line)
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    click(live, 0, 120, (line.top + line.bottom) / 2)
    assert chosen(live) == made
    assert live.annotating.editor.isVisible()
    key(actions, "reader.violet")
    qtbot.waitUntil(lambda: kept(library)[0].colour is Colour.VIOLET)
    told: list[str] = []
    live.annotating.kept.removed.connect(told.append)
    key(actions, "paper.trash")
    qtbot.waitUntil(lambda: told == ["Moved 1 annotation to Trash"])
    assert kept(library) == []
    assert not live.annotating.editor.isVisible()
    library.undo.undo()
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)


def test_what_is_typed_on_a_mark_is_kept_without_leaving_the_field(
    live: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    select_line(live, line_at(0, 9), qtbot)
    key(actions, "paper.note")
    editor = live.annotating.editor
    qtbot.waitUntil(lambda: editor.isVisible() and bool(editor.annotation_id))
    QTest.keyClicks(editor.text, "Compare with the lions")
    qtbot.waitUntil(lambda: kept(library)[0].text == "Compare with the lions")
    QTest.keyClicks(editor.tags, "habits, Big cats")
    QTest.keyClick(editor.tags, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(library)[0].tags == ("habits", "Big cats"))


def test_closing_the_paper_keeps_what_was_typed_last(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    made = add(library, live, line_at(0, 6))
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    live.annotating.choose(made.id)
    live.annotating.editor.text.setPlainText("the last word")
    live.close_paper()
    qtbot.waitUntil(lambda: kept(library)[0].text == "the last word")


def test_closing_the_window_keeps_what_was_typed_last(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    made = add(library, live, line_at(0, 6))
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    live.annotating.choose(made.id)
    QTest.keyClicks(live.annotating.editor.tags, "later")
    live.annotating.editor.write()
    QTest.keyClicks(live.annotating.editor.text, "unfinished")
    told: list[str] = []
    live.annotating.editor.text_edited.connect(lambda _number, text: told.append(text))
    live.hide()
    assert told == ["unfinished"]
    qtbot.waitUntil(lambda: (kept(library)[0].text, kept(library)[0].tags) == ("unfinished", ("later",)))


def test_alt_and_a_drag_mark_an_area_that_can_be_moved_and_pulled(
    live: ReaderPage, library: Carrel, qtbot: QtBot
) -> None:
    drag(live, spot(live, 0, 100, 100), spot(live, 0, 200, 180), ALT)
    qtbot.waitUntil(lambda: len(kept(library)) == 1)
    [made] = kept(library)
    assert made.kind is AnnotationKind.AREA
    [area] = made.anchor.rectangles
    assert (round(area.left), round(area.top), round(area.right), round(area.bottom)) == (100, 100, 200, 180)
    qtbot.waitUntil(lambda: chosen(live) is not None)

    def sides() -> tuple[float, float, float, float]:
        one = kept(library)[0].anchor.rectangles[0]
        return one.left, one.top, one.right, one.bottom

    drag(live, spot(live, 0, 150, 140), spot(live, 0, 170, 170))
    qtbot.waitUntil(lambda: sides() == pytest.approx((120, 130, 220, 210), abs=1.5))
    drag(live, spot(live, 0, sides()[2], sides()[3]), spot(live, 0, 260, 250))
    qtbot.waitUntil(lambda: sides() == pytest.approx((120, 130, 260, 250), abs=1.5))


def test_a_note_sticks_where_the_page_is_clicked_and_is_dragged_elsewhere(
    live: ReaderPage, library: Carrel, qtbot: QtBot
) -> None:
    live.bar.tools.note.click()
    assert tool(live) is Tool.NOTE
    click(live, 0, 370, 200)
    qtbot.waitUntil(lambda: len(kept(library)) == 1)
    [made] = kept(library)
    assert made.kind is AnnotationKind.NOTE
    assert made.anchor.before
    assert tool(live) is Tool.SELECT
    qtbot.waitUntil(live.annotating.editor.isVisible)
    drag(live, spot(live, 0, 370, 200), spot(live, 0, 370, 260))
    qtbot.waitUntil(lambda: kept(library)[0].anchor.rectangles[0].top == pytest.approx(250, abs=1.5))


def test_a_click_on_nothing_lets_go_and_still_chooses_statements(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    made = add(library, live, line_at(0, 6))
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    click(live, 0, 120, line_at(0, 6).top + 4)
    assert chosen(live) is not None
    click(live, 0, 120, line_at(0, 4).top + 4)
    assert chosen(live) is None
    assert live.inspector.view.current == 0


def test_a_written_mark_has_its_sign_in_the_margin(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    line = line_at(0, 8)
    made = add(library, live, line, text="Look here")
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    qtbot.waitUntil(lambda: live.annotating.layer.margins.beside((line,)).x > line.right)
    beside = live.annotating.layer.margins.beside((line,))
    click(live, 0, beside.x, beside.y)
    assert chosen(live) == made


def test_the_colour_in_hand_is_remembered(live: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot) -> None:
    key(actions, "reader.blue")
    assert live.bar.tools.colours.buttons[Colour.BLUE].isChecked()
    assert not live.bar.tools.colours.buttons[Colour.YELLOW].isChecked()
    qtbot.waitUntil(lambda: library.reading.value("reader.colour") == "blue")


def test_another_paper_shows_none_of_the_first_ones_annotations(
    live: ReaderPage, library: Carrel, make_pdf: Callable[[int], Path], keep: Callable[..., int], qtbot: QtBot
) -> None:
    made = add(library, live, Rectangle(0, 50, 50, 90, 60))
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    keep(library, 2, make_pdf(5))
    live.open_paper(2)
    qtbot.waitUntil(lambda: live.annotating.kept.paper_id == 2)
    assert len(live.annotating.kept.here) == 0


def test_your_marks_lists_them_in_the_order_of_the_paper_and_jumps(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    marks = live.left.marks
    assert not marks.isVisibleTo(live)
    late = add(library, live, line_at(4, 20), text="Read again", tags=("later",))
    early = add(library, live, line_at(1, 2), colour=Colour.YELLOW)
    qtbot.waitUntil(lambda: [one.id for one in marks.list.marks.listed] == [early.id, late.id])
    assert marks.isVisibleTo(live)
    index = marks.list.marks.index(1)
    spoken = marks.list.marks.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Green highlight. words. Read again. Page 5. tags later"
    QTest.mouseClick(marks.list.viewport(), LEFT, NONE, marks.list.visualRect(index).center())
    qtbot.waitUntil(lambda: live.view.page == 4)
    assert chosen(live) == late
    assert live.can_go_back


def test_your_marks_are_filtered_by_colour_and_tag(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    marks = live.left.marks
    first = add(library, live, line_at(0, 2), colour=Colour.YELLOW, tags=("Method",))
    second = add(library, live, line_at(0, 5), colour=Colour.BLUE)
    qtbot.waitUntil(lambda: len(marks.list.marks.listed) == 2)
    menu = marks.menu()
    entries = {action.text(): action for action in menu.actions() if action.text()}
    assert set(entries) == {"Yellow", "Blue", "#Method", "Moved or not found"}
    entries["Blue"].trigger()
    assert [one.id for one in marks.list.marks.listed] == [second.id]
    library.annotations.set_colour([first.id], Colour.BLUE)
    qtbot.waitUntil(lambda: [one.id for one in marks.list.marks.listed] == [first.id, second.id])
    entries = {action.text(): action for action in marks.menu().actions() if action.text()}
    entries["#Method"].trigger()
    assert [one.id for one in marks.list.marks.listed] == [first.id]
    assert marks.filter.words == "Blue, tagged method"


def test_marks_that_moved_or_were_lost_are_said_to_be(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    file_id = file_of(live)
    moved, lost = add(library, live, line_at(0, 2)), add(library, live, line_at(0, 5))
    with library.database.write() as connection:
        places = [
            (moved.id, Place(file_id, 2, (line_at(2, 3),), PlaceState.MOVED)),
            (lost.id, Place(file_id, 0, (), PlaceState.LOST)),
        ]
        annotation_rows.put_places(connection, places)
    library.events.publish(Changes(annotations=frozenset({moved.id, lost.id}), annotated=frozenset({1})))
    model = live.left.marks.list.marks
    qtbot.waitUntil(
        lambda: [model.place(one) for one in model.listed] == ["Page 3, moved", "Not found in this version"]
    )
    live.left.marks.set_filter(MarkFilter(unsure=True))
    assert len(model.listed) == 2
    live.annotating.go_to(model.listed[1])
    assert chosen(live) == model.listed[1]


def test_five_thousand_annotations_in_one_document_hold_nothing_up(
    live: ReaderPage,
    library: Carrel,
    actions: Actions,
    qtbot: QtBot,
    longest_gap: LoopWatch,
    line_at: Callable[[int, int], Rectangle],
) -> None:
    many = [
        Annotation(
            1,
            AnnotationKind.HIGHLIGHT,
            list(Colour)[number % 5],
            Anchor(number % 6, (line_at(number % 6, number % 30),), f"words {number}"),
            text="so" if number % 50 == 0 else "",
            file_id=file_of(live),
        )
        for number in range(5000)
    ]
    library.annotations.add_all(many, "Imported 5000 annotations")
    qtbot.waitUntil(lambda: len(live.annotating.kept.here) == 5000)
    qtbot.wait(300)
    longest_gap.start()
    select_line(live, line_at(0, 4), qtbot)
    key(actions, "reader.green")
    qtbot.waitUntil(lambda: len(live.annotating.kept.here) == 5001)
    longest_gap.stop()
    assert live.left.marks.list.marks.rowCount() == 5001
    assert longest_gap.longest_work < 1.0


def test_many_marks_that_go_and_come_back_at_once_are_listed_as_they_are(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    new = [
        Annotation(
            1,
            AnnotationKind.HIGHLIGHT,
            Colour.GREEN,
            Anchor(page, (line_at(page, row),), "words"),
            file_id=file_of(live),
        )
        for page in range(6)
        for row in range(30)
    ]
    made = library.annotations.add_all(new, "Filled")
    marks = live.left.marks.list.marks
    qtbot.waitUntil(lambda: len(marks.listed) == len(made))
    gone = {one.id for one in made[::2]}
    live.annotating.kept.remove(gone)
    qtbot.waitUntil(lambda: len(marks.listed) == len(made) - len(gone))
    assert [one.id for one in marks.listed] == [one.id for one in made if one.id not in gone]
    assert marks.rowCount() == len(marks.listed)
    library.undo.undo()
    qtbot.waitUntil(lambda: len(marks.listed) == len(made))
    assert [one.id for one in marks.listed] == [one.id for one in made]


def test_a_paper_opens_at_an_annotation(
    live: ReaderPage, library: Carrel, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    made = add(library, live, line_at(3, 20))
    live.close_paper()
    live.open_paper(1)
    live.annotating.wanted.show(made.id)
    qtbot.waitUntil(lambda: chosen(live) == made)
    qtbot.waitUntil(lambda: live.view.page == 3)
    assert live.annotating.editor.isVisible()


def test_marks_turn_with_the_page_and_areas_are_pulled_there_too(
    live: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    line = line_at(0, 10)
    made = add(library, live, line, colour=Colour.PINK)
    qtbot.waitUntil(lambda: live.annotating.kept.here.get(made.id) is not None)
    key(actions, "reader.turn")
    live.view.set_tint(Tint.PAPER)
    qtbot.waitUntil(lambda: live.view.complete)
    ground = spot(live, 0, line.right - 3, line.top + 6)
    assert live.view.viewport().grab().toImage().pixelColor(ground) == QColor("#FACBDA")
    click(live, 0, 120, line.top + 4)
    assert chosen(live) == made
    live.leave()
    drag(live, spot(live, 0, 100, 300), spot(live, 0, 200, 380), ALT)
    qtbot.waitUntil(lambda: len(kept(library)) == 2)
    qtbot.waitUntil(lambda: chosen(live) is not None and chosen(live) != made)
    drag(live, spot(live, 0, 200, 380), spot(live, 0, 260, 400))

    def sides() -> tuple[float, float, float, float]:
        one = kept(library)[1].anchor.rectangles[0]
        return one.left, one.top, one.right, one.bottom

    qtbot.waitUntil(lambda: sides() == pytest.approx((100, 300, 260, 400), abs=1.5))


def test_a_copy_with_annotations_is_saved_and_its_annotations_are_taken_in(
    live: ReaderPage,
    library: Carrel,
    qtbot: QtBot,
    tmp_path: Path,
    keep: Callable[..., int],
    line_at: Callable[[int, int], Rectangle],
) -> None:
    add(library, live, line_at(0, 4), text="Compare")
    qtbot.waitUntil(lambda: len(live.annotating.kept.here) == 1)
    said = notices(library)
    target = tmp_path / "copy.pdf"
    live.annotating.copies.save(target)
    qtbot.waitUntil(lambda: said == ["Saved a copy with 1 annotation as copy.pdf."])
    annotations = list(PdfReader(target).pages[0].annotations or ())
    assert "/Highlight" in [one.get_object()["/Subtype"] for one in annotations]
    keep(library, 2, target)
    live.open_paper(2)
    qtbot.waitUntil(lambda: live.annotating.kept.paper_id == 2)
    live.annotating.copies.take_in()
    qtbot.waitUntil(lambda: len(live.annotating.kept.here) == 1)
    assert [one.text for one in library.annotations.of_paper(2)] == ["Compare"]


def test_a_copy_that_cannot_be_saved_is_told_of(
    live: ReaderPage, library: Carrel, qtbot: QtBot, tmp_path: Path, line_at: Callable[[int, int], Rectangle]
) -> None:
    add(library, live, line_at(0, 4))
    told: list[str] = []
    live.annotating.kept.refused.connect(told.append)
    live.annotating.copies.save(tmp_path / "nowhere" / "copy.pdf")
    qtbot.waitUntil(lambda: bool(told))
    assert "could not be written" in told[0]
