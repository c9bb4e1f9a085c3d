"""Annotations made by the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carrel.domain.annotation import Annotation, AnnotationKind, Colour
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.reader.page import ReaderPage


def press(actions: Actions, name: str) -> None:
    actions.refresh()
    assert actions.action(name).isEnabled()
    actions.action(name).trigger()


def made(library: Carrel) -> list[Annotation]:
    return library.annotations.of_paper(1)


def test_a_sentence_is_chosen_and_marked_with_its_neighbours_as_context(
    opened: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot
) -> None:
    for _ in range(3):
        press(actions, "list.next")
    assert opened.view.selection is not None
    assert opened.view.selection.text == "Sentence 2 of page 0 tells of the zebra and its habits."
    assert opened.annotating.bar.isVisible()
    press(actions, "reader.pink")
    qtbot.waitUntil(lambda: len(made(library)) == 1)
    [one] = made(library)
    assert one.colour is Colour.PINK
    assert one.anchor.quote == "Sentence 2 of page 0 tells of the zebra and its habits."
    assert one.anchor.before.endswith("Sentence 1 of page 0 tells of the zebra and its habits.")
    assert one.anchor.after.startswith("Sentence 3 of page 0")


def test_sentences_come_along_and_are_taken_off_again(
    opened: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot
) -> None:
    assert opened.annotating.possible
    press(actions, "list.next")
    for _ in range(3):
        press(actions, "list.extend_next")
    press(actions, "list.extend_previous")
    press(actions, "reader.underline")
    qtbot.waitUntil(lambda: len(made(library)) == 1)
    [one] = made(library)
    assert one.kind is AnnotationKind.UNDERLINE
    assert one.anchor.quote.count("Sentence") == 3
    assert len(one.anchor.rectangles) == 3


def test_the_next_sentence_comes_into_view_over_pages(opened: ReaderPage, actions: Actions) -> None:
    for _ in range(35):
        press(actions, "list.next")
    selection = opened.view.selection
    assert selection is not None
    assert selection.parts[0].page == 1
    box = opened.view.geometry_of_pages.box(1)
    assert opened.view.visible_content().bottom() > box.top


def test_a_note_is_stuck_written_and_left_without_the_pointer(
    opened: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot
) -> None:
    press(actions, "reader.note")
    editor = opened.annotating.editor
    qtbot.waitUntil(editor.isVisible)
    QTest.keyClicks(editor.text, "Zebras")
    QTest.keyClick(editor.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: [one.text for one in made(library)] == ["Zebras"])
    assert made(library)[0].kind is AnnotationKind.NOTE
    opened.leave()
    assert not editor.isVisible()


def test_an_area_is_framed_moved_and_pulled_with_the_arrows(
    opened: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot
) -> None:
    press(actions, "reader.area")
    qtbot.waitUntil(lambda: opened.annotating.layer.chosen is not None)
    [before] = made(library)[0].anchor.rectangles
    QTest.keyClick(opened.view, Qt.Key.Key_Right)
    QTest.keyClick(opened.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    def now() -> tuple[float, float, float, float]:
        [one] = made(library)[0].anchor.rectangles
        return one.left, one.top, one.right, one.bottom

    expected = (before.left + 6, before.top, before.right + 6, before.bottom + 6)
    qtbot.waitUntil(lambda: now() == pytest.approx(expected))
    scrolled = opened.view.verticalScrollBar().value()
    opened.leave()
    QTest.keyClick(opened.view, Qt.Key.Key_Down)
    assert opened.view.verticalScrollBar().value() > scrolled
