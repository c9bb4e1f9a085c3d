"""The digest's text: its marks, choosing statements, filtering, copying."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from carrel.domain.digest import Digest, Field, Note, Status
from carrel.ui.digest import Arrangement, DigestView
from carrel.ui.digest.marks import JOINER, OBJECT, Kind
from carrel.ui.digest.spans import blocks, find_spans, fragments
from carrel.ui.theme import Mode

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.ui.digest.places import Places
    from carrel.ui.theme import Theme


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, digest: Digest, places: Places) -> DigestView:
    view = DigestView(theme)
    qtbot.addWidget(view)
    view.resize(720, 500)
    view.show()
    view.show_digest(digest, places)
    return view


def _centre(view: DigestView, index: int) -> QPoint:
    span = find_spans(view.document())[index]
    cursor = QTextCursor(view.document())
    cursor.setPosition(span.start + 3)
    return view.cursorRect(cursor).center()


def test_each_sentence_has_one_mark_that_cannot_wrap_alone(view: DigestView, digest: Digest) -> None:
    text = view.document().toRawText()
    assert text.count(JOINER + OBJECT) == text.count(OBJECT) == len(digest.statements)


def test_marks_are_told_in_words(view: DigestView) -> None:
    spoken = view.spoken_text()
    assert "Desks are made of oak. (supported, page 1)" in spoken
    assert "Twelve desks were weighed. (supported, pages 3 and 5)" in spoken
    assert "All libraries have them. (partly, page 1)" in spoken
    assert "They are 3.2 times heavier. (not found in paper)" in spoken
    assert view.accessibleDescription() == spoken


def test_where_the_model_was_cut_off_that_is_said_beneath_the_field(
    view: DigestView, digest: Digest, places: Places
) -> None:
    marks = view.document().toRawText().count(OBJECT)
    said = "The model repeated itself here and was stopped."
    view.show_digest(replace(digest, notes=(Note(Field.RESULTS, said),)), places)
    lines = view.toPlainText().split("\n")
    assert lines.index(said) == lines.index("Implications") - 1
    assert said in view.spoken_text()
    assert view.document().toRawText().count(OBJECT) == marks


def test_only_unsupported_numbers_are_red_with_a_dotted_underline(view: DigestView, theme: Theme) -> None:
    red = [
        fragment.text()
        for block in blocks(view.document())
        for fragment in fragments(block)
        if fragment.charFormat().foreground().color() == theme.color("not-found")
        and fragment.charFormat().objectType() != Kind.MARK
    ]
    assert red == ["3.2"]


def test_a_click_on_a_sentence_chooses_it(qtbot: QtBot, view: DigestView) -> None:
    with qtbot.waitSignal(view.statement_chosen) as chosen:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_centre(view, 2))
    assert chosen.args == [2]
    assert view.current == 2


def test_a_click_between_the_lines_of_a_sentence_chooses_it_too(view: DigestView) -> None:
    view.resize(220, 500)
    QApplication.processEvents()
    span = find_spans(view.document())[0]
    cursor = QTextCursor(view.document())
    heights = []
    for position in range(span.start, span.end):
        cursor.setPosition(position)
        heights.append(view.cursorRect(cursor))
    first, second = sorted({one.top() for one in heights})[:2]
    x = min(one.left() for one in heights) + 20
    chosen = set()
    for y in range(first + 2, second + 2):
        view.choose(-1)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))
        chosen.add(view.current)
    assert chosen == {0}


def test_a_double_click_asks_to_open_the_passage(qtbot: QtBot, view: DigestView) -> None:
    with qtbot.waitSignal(view.open_requested) as opened:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_centre(view, 3))
    assert opened.args == [3]


def test_a_click_beside_the_text_chooses_nothing(view: DigestView) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(700, 480))
    assert view.current == -1


def test_keys_go_through_statements_and_exceptions(qtbot: QtBot, view: DigestView) -> None:
    QTest.keyClicks(view, "..")
    assert view.current == 1
    QTest.keyClicks(view, ",")
    assert view.current == 0
    QTest.keyClick(view, Qt.Key.Key_Greater, Qt.KeyboardModifier.ShiftModifier)
    assert view.current == 3
    view.next_exception()
    assert view.current == 4
    view.next_exception()
    assert view.current == 3
    with qtbot.waitSignal(view.open_requested) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [3]


def test_show_exceptions_keeps_the_statements_own_numbers(view: DigestView) -> None:
    view.set_exceptions_only(only=True)
    assert sorted(find_spans(view.document())) == [3, 4]
    view.next_statement()
    assert view.current == 3
    view.set_exceptions_only(only=False)
    assert len(find_spans(view.document())) == 6


def test_what_is_copied_has_its_marks_in_brackets(view: DigestView) -> None:
    view.selectAll()
    copied = view.createMimeDataFromSelection()
    assert not copied.hasHtml()
    assert "Desks are made of oak. (p.1)\nTwelve desks were weighed. (p.3, 5)" in copied.text()
    assert OBJECT not in copied.text()


def test_markup_in_a_statement_stays_text(view: DigestView, digest: Digest, places: Places) -> None:
    hostile = '<img src="file:///etc/passwd"><b>bold</b> & {x}'
    first = replace(digest.statements[0], text=hostile)
    view.show_digest(replace(digest, id=8, statements=(first, *digest.statements[1:])), places)
    assert hostile in view.document().toRawText()


def test_line_breaks_and_object_characters_in_a_statement_do_not_break_it(
    view: DigestView, digest: Digest, places: Places
) -> None:
    first = replace(digest.statements[0], text=f"One\u2028two{OBJECT}three\nfour.")
    view.show_digest(replace(digest, id=8, statements=(first,)), places)
    assert "One two three four." in view.document().toRawText()
    assert view.document().toRawText().count(OBJECT) == 1


def test_a_verdict_is_shown_as_the_persons_mark(view: DigestView, digest: Digest, places: Places) -> None:
    first = replace(digest.statements[0], verdict=Status.NOT_FOUND)
    view.show_digest(replace(digest, statements=(first, *digest.statements[1:])), places)
    assert "(your mark: not found in paper)" in view.spoken_text()
    view.set_exceptions_only(only=True)
    assert sorted(find_spans(view.document())) == [0, 3, 4]


def test_the_choice_stays_when_the_same_digest_is_shown_again(view: DigestView, digest: Digest, places: Places) -> None:
    view.choose(4)
    view.show_digest(digest, places)
    assert view.current == 4
    view.show_digest(replace(digest, id=99), places)
    assert view.current == -1


def test_extractive_digests_are_set_in_serif_and_others_in_sans(
    view: DigestView, digest: Digest, places: Places
) -> None:
    def family() -> str:
        for block in blocks(view.document()):
            for fragment in fragments(block):
                if fragment.text().startswith("Desks"):
                    return str(fragment.charFormat().font().family())
        return ""

    assert family() == "Inter"
    view.show_digest(replace(digest, provenance=replace(digest.provenance, engine="extractive")), places)
    assert family() == "Source Serif 4"
    view.show_digest(replace(digest, fallbacks=(Field.KEY_POINTS,)), places)
    assert family() == "Source Serif 4"


def test_lines_are_never_wider_than_the_measure(view: DigestView, theme: Theme) -> None:
    view.resize(1400, 500)
    assert view.lineWrapColumnOrWidth() <= theme.px(660) + 8


def test_the_list_shows_the_passage_beneath_the_chosen_statement(
    qtbot: QtBot, theme: Theme, digest: Digest, places: Places
) -> None:
    view = DigestView(theme, Arrangement.LIST)
    qtbot.addWidget(view)
    view.resize(380, 600)
    view.show_digest(digest, places)
    assert "“Desks are made of oak.”" not in view.spoken_text()
    assert "The paper says most, not all." in view.spoken_text()
    view.choose(0)
    assert "“Desks are made of oak.”" in view.spoken_text()
    view.choose(4)
    assert "Closest passage: “We weighed 12 desks on a calibrated scale.”" in view.spoken_text()


def test_a_change_of_theme_keeps_text_choice_and_filter(view: DigestView, theme: Theme) -> None:
    view.set_exceptions_only(only=True)
    view.choose(3)
    theme.set_mode(Mode.DARK)
    assert view.current == 3
    assert sorted(find_spans(view.document())) == [3, 4]
    theme.set_mode(Mode.LIGHT)


def test_in_a_list_what_stands_beneath_the_chosen_statement_comes_into_sight(
    qtbot: QtBot, theme: Theme, digest: Digest, places: Places
) -> None:
    view = DigestView(theme, Arrangement.LIST)
    qtbot.addWidget(view)
    view.resize(380, 190)
    view.show()
    view.show_digest(digest, places)
    view.choose(3)
    reason = view.document().find("most, not all.")
    assert view.viewport().rect().contains(view.cursorRect(reason))
