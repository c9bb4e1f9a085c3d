"""A digest that grows while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from carrel.domain.digest import Field, Statement, Status
from carrel.services.events import WritingEvent
from carrel.ui.digest import DigestView
from carrel.ui.digest.draft import Draft
from carrel.ui.digest.marks import Kind
from carrel.ui.digest.panel import DigestPanel
from carrel.ui.digest.spans import blocks, fragments

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.domain.digest import Digest
    from carrel.ui.digest.places import Places
    from carrel.ui.theme import Theme


def _text(field: Field, text: str) -> WritingEvent:
    return WritingEvent("text", field, text)


def _checked(field: Field, text: str, status: Status = Status.SUPPORTED) -> WritingEvent:
    return WritingEvent("statement", field, statement=Statement(field, text, status, (0,)))


def _grey_lines(view: DigestView) -> int:
    return sum(
        len(fragment.text())
        for block in blocks(view.document())
        for fragment in fragments(block)
        if fragment.charFormat().objectType() == Kind.GREY_LINE
    )


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, places: Places) -> DigestView:
    view = DigestView(theme)
    qtbot.addWidget(view)
    view.resize(600, 260)
    view.show()
    view.begin_writing(places)
    return view


def _apply(qtbot: QtBot, view: DigestView, *events: WritingEvent) -> None:
    with qtbot.waitSignal(view.rewritten):
        for event in events:
            view.apply_writing(event)


def test_sentences_are_checking_until_their_status_comes() -> None:
    draft = Draft()
    draft.apply(_text(Field.SUMMARY, "One is here. Two is here. Three is"))
    assert [s.status for s in draft.statements()] == [Status.CHECKING] * 3
    draft.apply(_checked(Field.SUMMARY, "One is here."))
    assert [s.status for s in draft.statements()] == [Status.SUPPORTED, Status.CHECKING, Status.CHECKING]
    draft.apply(WritingEvent("field", Field.SUMMARY, "One is here."))
    assert [s.text for s in draft.statements()] == ["One is here."]


def test_bullets_a_model_writes_are_not_part_of_its_sentences() -> None:
    draft = Draft()
    draft.apply(_text(Field.KEY_POINTS, "- Oak is hard.\n2. Pine is soft.\n"))
    assert [s.text for s in draft.statements()] == ["Oak is hard.", "Pine is soft."]


def test_an_answer_that_is_asked_for_again_replaces_the_first() -> None:
    draft = Draft()
    draft.apply(_text(Field.SUMMARY, "Useless words here."))
    draft.apply(_text(Field.SUMMARY, "Better"))
    assert [s.text for s in draft.statements()] == ["Better"]


def test_grey_lines_give_way_one_field_at_a_time(qtbot: QtBot, view: DigestView) -> None:
    whole = _grey_lines(view)
    _apply(qtbot, view, _text(Field.KEY_POINTS, "Oak is hard."))
    first = _grey_lines(view)
    _apply(
        qtbot, view, _checked(Field.KEY_POINTS, "Oak is hard."), WritingEvent("field", Field.KEY_POINTS, "Oak is hard.")
    )
    assert _grey_lines(view) == first < whole
    _apply(qtbot, view, _text(Field.SUMMARY, "Desks are"))
    assert 0 < _grey_lines(view) < first
    assert "Oak is hard. (supported, page 1)" in view.spoken_text()
    assert "Desks are" in view.spoken_text()


def test_growing_text_never_writes_a_field_twice(qtbot: QtBot, view: DigestView) -> None:
    for words in ("Desks", "Desks are", "Desks are made. They", "Desks are made. They last."):
        _apply(qtbot, view, _text(Field.SUMMARY, words))
    headings = [line for line in view.spoken_text().splitlines() if line in {field.heading for field in Field}]
    assert headings == [field.heading for field in Field]
    assert view.spoken_text().count("They last.") == 1


def test_text_that_comes_quickly_is_shown_at_once_a_tenth_of_a_second_later(qtbot: QtBot, view: DigestView) -> None:
    told: list[int] = []
    view.rewritten.connect(lambda: told.append(1))
    for number in range(50):
        view.apply_writing(_text(Field.SUMMARY, "word " * (number + 1)))
    qtbot.waitUntil(lambda: "word " * 49 in view.spoken_text())
    assert len(told) == 1


def test_a_reader_who_scrolled_stays_where_they_are(qtbot: QtBot, view: DigestView) -> None:
    view.resize(600, 120)
    _apply(qtbot, view, _text(Field.KEY_POINTS, "Oak is hard. " * 6))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    cursor = view.cursorForPosition(view.viewport().rect().center())
    shown = cursor.block().text()[:20]
    top = view.cursorRect(cursor).top()
    assert bar.value() > 0
    _apply(qtbot, view, _text(Field.RESULTS, "They are heavy. " * 8))
    cursor = view.cursorForPosition(view.viewport().rect().center())
    assert cursor.block().text()[:20] == shown
    assert abs(view.cursorRect(cursor).top() - top) <= 2


def test_the_digest_there_was_stays_a_click_away_and_stop_returns_to_it(
    qtbot: QtBot, theme: Theme, digest: Digest, places: Places
) -> None:
    panel = DigestPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(700, 600)
    panel.show()
    panel.show_digest(digest, places, None)
    panel.begin_writing()
    panel.apply_writing(_text(Field.SUMMARY, "Something new."))
    assert panel.live
    assert not panel.view.isVisible()
    panel._other.click()
    assert panel.view.isVisible()
    assert panel.writing
    panel.end_writing()
    assert not bool(panel.writing)
    assert panel.view.isVisible()
    assert "Desks are made of oak." in panel.view.spoken_text()
