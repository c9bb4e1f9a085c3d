from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.note_links import NoteLink
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page import ReaderPage


def kept(library: Carrel) -> str:
    return library.reading.state(1).note


def test_a_statement_goes_into_the_note_with_quote_and_page(
    opened: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot
) -> None:
    opened.show_statement(1)
    assert actions.trigger("evidence.note")
    words = "Zebras have 7 habits.\n\n> Sentence 12 of page 1 tells of the zebra and its habits.\n\n[[#p. 2]], partly supported\n"
    assert opened.inspector.note.toPlainText() == words
    assert opened.inspector.tab == "notes"
    qtbot.waitUntil(lambda: kept(library) == words)


def test_a_statement_that_was_not_found_says_so_in_the_note(opened: ReaderPage) -> None:
    opened.show_statement(3)
    opened.inspector.quote.click()
    assert opened.inspector.note.toPlainText().endswith("[[#p. 6]], not found in paper, closest passage\n")


def test_nothing_chosen_adds_nothing(opened: ReaderPage) -> None:
    assert not opened.inspector.quote.isEnabled()
    assert not opened.aids.noting.add()
    assert opened.inspector.note.toPlainText() == ""


def test_a_selection_goes_before_the_chosen_statement(
    opened: ReaderPage, line_at: Callable[[int, int], Rectangle], qtbot: QtBot
) -> None:
    opened.show_statement(0)
    selection, line = opened.view.selection, line_at(2, 3)
    assert selection is not None
    middle = (line.top + line.bottom) / 2
    selection.begin(PagePoint(2, line.left, middle))
    selection.extend(PagePoint(2, line.right, middle))
    qtbot.waitUntil(lambda: bool(selection.parts))
    opened.annotating.bar.buttons["quote"].click()
    note = opened.inspector.note.toPlainText()
    assert note == "> Sentence 3 of page 2 tells of the zebra and its habits.\n\n[[#p. 3]]\n"


def test_an_annotation_goes_into_the_note_and_its_link_leads_back(
    opened: ReaderPage, library: Carrel, line_at: Callable[[int, int], Rectangle], qtbot: QtBot
) -> None:
    file_id = library.reading.files(1)[0].id
    anchor = Anchor(4, (line_at(4, 2),), "Sentence 2 of page 4 tells of the zebra and its habits.")
    made = library.annotations.add(
        Annotation(1, AnnotationKind.HIGHLIGHT, Colour.BLUE, anchor, "Why?", file_id=file_id)
    )
    qtbot.waitUntil(lambda: opened.annotating.kept.here.get(made.id) is not None)
    opened.annotating.choose(made.id)
    opened.annotating.editor.text.setPlainText("Why not?")
    opened.annotating.editor.quote.click()
    note = opened.inspector.note.toPlainText()
    assert note == f"Why not?\n\n> {anchor.quote}\n\n[[#^carrel-{made.key}|p. 5]]\n"
    opened.annotating.choose(0)
    opened.view.go_to_page(0)
    opened.aids.noting.follow(NoteLink("", annotation=made.key))
    chosen = opened.annotating.layer.chosen
    assert chosen is not None
    assert chosen.id == made.id
    qtbot.waitUntil(lambda: opened.view.page == 4)


def test_a_link_of_the_note_frames_the_passage_it_quotes(opened: ReaderPage, qtbot: QtBot) -> None:
    opened.show_statement(1)
    opened.aids.noting.add()
    opened.view.show_frame(None)
    opened.view.go_to_page(5)
    qtbot.waitUntil(lambda: "p. 2" in opened.inspector.notes.preview.toPlainText())
    opened.inspector.notes.preview.anchorClicked.emit(QUrl("note:0"))
    frame = opened.view.frame
    assert frame is not None
    assert frame.name == "From your note"
    assert {box.page for box in frame.rectangles} == {1}
    qtbot.waitUntil(lambda: not opened.view.animated)
    assert opened.view.page == 1
    assert opened.can_go_back


@pytest.mark.parametrize("link", [NoteLink("", 99), NoteLink("", annotation="gone")])
def test_a_place_that_is_not_there_is_told(opened: ReaderPage, link: NoteLink) -> None:
    opened.aids.noting.follow(link)
    assert opened.view.frame is None


def test_a_link_to_another_paper_asks_for_it(opened: ReaderPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.paper_wanted) as wanted:
        opened.inspector.notes.follow(NoteLink("2310.01334", 2))
    assert wanted.args == [2]


def test_exceptions_are_stepped_through_both_ways(opened: ReaderPage, actions: Actions) -> None:
    view = opened.inspector.view
    opened.inspector.next_exception.click()
    assert view.current == 1
    actions.trigger("evidence.exception")
    assert view.current == 3
    actions.trigger("evidence.exception_before")
    assert view.current == 1
    opened.inspector.previous_exception.click()
    assert view.current == 3
