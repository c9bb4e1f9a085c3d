"""Where a statement was not found: the paper's own sentence stands there, and the model's is a click or a key away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from carrel.domain.digest import Digest, Field, Statement, Status
from carrel.services.events import WritingEvent
from carrel.ui.digest import Arrangement, DigestView
from carrel.ui.digest.drawer import EvidenceDrawer
from carrel.ui.digest.marks import Kind
from carrel.ui.digest.panel import DigestPanel
from carrel.ui.digest.spans import blocks, fragments
from carrel.ui.digest.strip import EvidenceStrip
from carrel.ui.digest.verdicts import verdict_words
from carrel.ui.digest.wording import summary_words
from carrel.ui.theme import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextFragment
    from pytestqt.qtbot import QtBot

    from carrel.ui.digest.places import Places
    from carrel.ui.theme import Theme

INSTEAD = "We weighed 12 desks on a calibrated scale."
MODELS = "They are 3.2 times heavier."
REASON = "No passage compares their weights."


@pytest.fixture
def mended(digest: Digest) -> Digest:
    """The digest whose fifth statement is replaced by the paper's own sentence, with one more behind it."""
    statements = list(digest.statements)
    statements[4] = replace(statements[4], instead=INSTEAD, reason=REASON)
    statements.insert(5, Statement(Field.RESULTS, "The scale was checked twice.", Status.SUPPORTED, (3,)))
    return replace(digest, statements=tuple(statements))


@pytest.fixture(params=list(Arrangement))
def view(
    qtbot: QtBot, theme: Theme, mended: Digest, places: Places, request: pytest.FixtureRequest
) -> Iterator[DigestView]:
    view = DigestView(theme, request.param)
    qtbot.addWidget(view)
    view.resize(600, 640)
    view.show()
    view.show_digest(mended, places)
    yield view
    theme.set_mode(Mode.LIGHT)


def _pieces(view: DigestView) -> list[QTextFragment]:
    return [fragment for block in blocks(view.document()) for fragment in fragments(block)]


def _family(view: DigestView, text: str) -> str:
    return next(str(one.charFormat().font().family()) for one in _pieces(view) if text in one.text())


def _red(view: DigestView, theme: Theme) -> list[str]:
    return [
        one.text()
        for one in _pieces(view)
        if one.charFormat().foreground().color() == theme.color("not-found")
        and one.charFormat().objectType() not in {Kind.MARK, Kind.CONTROL}
    ]


def _object(view: DigestView, kind: Kind, share: float, last: bool = False) -> QPoint:
    """A point in an object of this kind, `share` of the way across it."""
    found = [one for one in _pieces(view) if one.charFormat().objectType() == kind]
    position = found[-1 if last else 0].position()
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    before = view.cursorRect(cursor)
    cursor.setPosition(position + 1)
    after = view.cursorRect(cursor)
    return QPoint(round(before.left() + share * (after.left() - before.left())), before.center().y())


def _places(view: DigestView) -> list[tuple[str, float, float]]:
    """Each paragraph: its text, where it begins on screen and how high it is."""
    layout = view.document().documentLayout()
    shift = view.verticalScrollBar().value()
    found = []
    for block in blocks(view.document()):
        rect = layout.blockBoundingRect(block)
        found.append((block.text(), rect.top() - shift, rect.height()))
    return found


def test_the_papers_own_sentence_stands_there_in_serif_and_says_whose_it_is(view: DigestView, theme: Theme) -> None:
    spoken = view.spoken_text()
    assert MODELS not in spoken
    assert _family(view, INSTEAD) == "Source Serif 4"
    assert _family(view, "The scale was checked twice.") == "Inter"
    said = "from the paper, page 3, in place of the model’s sentence, not found in paper"
    assert f"{INSTEAD} ({said})" in spoken
    assert view.accessibleDescription() == spoken
    assert _red(view, theme) == []
    view.selectAll()
    assert f"{INSTEAD} (from the paper, p.3)" in view.createMimeDataFromSelection().text()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_click_on_the_control_turns_the_sentence_and_back(view: DigestView, theme: Theme, share: float) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_object(view, Kind.CONTROL, share))
    spoken = view.spoken_text()
    assert f"{MODELS} (not found in paper)" in spoken
    assert f"{INSTEAD} (from" not in spoken
    assert REASON in spoken
    assert _red(view, theme) == ["3.2"]
    assert _family(view, "times heavier") == "Inter"
    assert view.current == 4
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_object(view, Kind.CONTROL, share))
    assert MODELS not in view.spoken_text()


def test_a_click_anywhere_on_the_mark_before_the_control_only_chooses(view: DigestView) -> None:
    marks = [one for one in _pieces(view) if one.charFormat().objectType() == Kind.MARK]
    position = marks[4].position()
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    left = view.cursorRect(cursor)
    cursor.setPosition(position + 1)
    right = view.cursorRect(cursor).left()
    for share in (0.1, 0.5, 0.95):
        point = QPoint(round(left.left() + share * (right - left.left())), left.center().y())
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        assert MODELS not in view.spoken_text()
        assert view.current == 4
        view.choose(-1)


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_the_control_says_what_it_does(view: DigestView, share: float) -> None:
    point = _object(view, Kind.CONTROL, share)
    where = view.viewport().mapToGlobal(point)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, where))
    assert QToolTip.text() == "Show the model’s sentence in its place (m)"
    QToolTip.hideText()


def test_a_double_click_on_the_control_does_not_open_the_paper(view: DigestView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.open_requested):
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_object(view, Kind.CONTROL, 0.5))


def test_m_turns_the_chosen_sentence_and_no_other(view: DigestView) -> None:
    QTest.keyClick(view, Qt.Key.Key_M)
    assert MODELS not in view.spoken_text()
    view.choose(0)
    before = view.spoken_text()
    QTest.keyClick(view, Qt.Key.Key_M)
    assert view.spoken_text() == before
    view.choose(4)
    QTest.keyClick(view, Qt.Key.Key_M)
    assert MODELS in view.spoken_text()
    QTest.keyClick(view, Qt.Key.Key_M)
    assert MODELS not in view.spoken_text()


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_nothing_but_the_paragraph_changes_when_a_sentence_is_turned(
    view: DigestView, theme: Theme, mode: Mode, qtbot: QtBot
) -> None:
    theme.set_mode(mode)
    view.resize(420, 150)
    qtbot.wait(20)
    view.choose(4)
    bar = view.verticalScrollBar()
    assert bar.value() > 0
    before, scrolled = _places(view), bar.value()
    number = next(n for n, (text, _, _) in enumerate(before) if INSTEAD in text)
    view.turn()
    after = _places(view)
    assert bar.value() == min(scrolled, bar.maximum())
    shift = scrolled - bar.value()
    assert [(t, y - shift) for t, y, _ in after[:number]] == [(t, y) for t, y, _ in before[:number]]
    assert after[number][1] - shift == before[number][1]
    tail = before[number + 1 :]
    assert [(text, height) for text, _, height in after[len(after) - len(tail) :]] == [(t, h) for t, _, h in tail]


def test_a_change_of_theme_keeps_what_was_turned(view: DigestView, theme: Theme) -> None:
    view.turn(4)
    theme.set_mode(Mode.DARK)
    assert MODELS in view.spoken_text()


def test_exceptions_show_both_sentences(view: DigestView, theme: Theme) -> None:
    view.set_exceptions_only(only=True)
    spoken = view.spoken_text()
    assert spoken.index(f"{MODELS} (not found in paper)") < spoken.index(f"{INSTEAD} (from the paper, page 3")
    assert _red(view, theme) == ["3.2"]
    assert not [one for one in _pieces(view) if one.charFormat().objectType() == Kind.CONTROL]


def test_whoever_calls_it_right_sees_it_as_the_model_wrote_it(
    view: DigestView, mended: Digest, places: Places, theme: Theme
) -> None:
    statements = list(mended.statements)
    statements[4] = replace(statements[4], verdict=Status.SUPPORTED)
    view.show_digest(replace(mended, statements=tuple(statements)), places)
    assert f"{MODELS} (your mark: supported)" in view.spoken_text()
    assert _red(view, theme) == []
    view.show_digest(mended, places)
    assert MODELS not in view.spoken_text()


def test_without_a_sentence_of_the_paper_the_models_stays_with_its_mark(
    view: DigestView, digest: Digest, places: Places, theme: Theme
) -> None:
    view.show_digest(digest, places)
    assert f"{MODELS} (not found in paper)" in view.spoken_text()
    assert _red(view, theme) == ["3.2"]
    view.choose(4)
    view.turn()
    assert f"{MODELS} (not found in paper)" in view.spoken_text()


def test_a_sentence_from_the_abstract_alone_says_so(qtbot: QtBot, theme: Theme, mended: Digest, places: Places) -> None:
    view = DigestView(theme)
    qtbot.addWidget(view)
    view.show_digest(mended, places.of_abstract(f"One. Two. {INSTEAD} Four."))
    assert f"{INSTEAD} (from the abstract, in place of the model’s sentence" in view.spoken_text()


def test_another_digest_begins_with_the_papers_sentences(view: DigestView, mended: Digest, places: Places) -> None:
    view.turn(4)
    view.show_digest(mended, places)
    assert MODELS in view.spoken_text()
    view.show_digest(replace(mended, id=99), places)
    assert MODELS not in view.spoken_text()


def test_text_that_was_seen_while_it_was_written_does_not_change_when_its_mark_comes(
    qtbot: QtBot, theme: Theme, mended: Digest, places: Places
) -> None:
    view = DigestView(theme)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.begin_writing(places)
    with qtbot.waitSignal(view.rewritten):
        view.apply_writing(WritingEvent("text", Field.RESULTS, f"{MODELS} More"))
    before = _places(view)
    with qtbot.waitSignal(view.rewritten):
        view.apply_writing(WritingEvent("statement", Field.RESULTS, statement=mended.statements[4]))
    assert f"{MODELS} (not found in paper)" in view.spoken_text()
    assert _red(view, theme) == ["3.2"]
    assert [(top, height) for _, top, height in _places(view)] == [(top, height) for _, top, height in before]
    view.choose(0)
    QTest.keyClick(view, Qt.Key.Key_M)
    assert MODELS in view.spoken_text()


def test_it_counts_as_not_found_and_the_words_say_what_is_shown(
    qtbot: QtBot, theme: Theme, mended: Digest, digest: Digest
) -> None:
    count, words = summary_words(mended.statements, whole=True)
    assert (count, words) == ("5 of 7", "supported, 1 partly, 1 not found (the paper’s own sentence is shown)")
    assert summary_words(mended.statements) == ("5 of 7", "supported, 1 partly, 1 not found")
    assert "(" not in summary_words(digest.statements, whole=True)[1]
    both = (*mended.statements, digest.statements[4])
    assert "2 not found (for 1 the paper’s own sentence is shown)" in summary_words(both, whole=True)[1]
    strip = EvidenceStrip(theme)
    qtbot.addWidget(strip)
    strip.set_statements(mended.statements)
    assert strip.accessibleName().endswith("1 not found (the paper’s own sentence is shown)")
    strip.set_current(4)
    assert strip.accessibleDescription() == "Results: not found; the paper’s own sentence is shown"


def test_the_drawer_tells_whose_sentence_was_not_found(
    qtbot: QtBot, theme: Theme, mended: Digest, places: Places
) -> None:
    drawer = EvidenceDrawer(theme)
    qtbot.addWidget(drawer)
    drawer.show_statement(mended.statements[4], places, None)
    assert "Model’s sentence not found Closest passage: page 3" in drawer.accessibleName()
    assert REASON in drawer.accessibleDescription()


def test_a_verdict_is_counted_shown_in_the_strip_and_told(
    qtbot: QtBot, theme: Theme, mended: Digest, places: Places
) -> None:
    panel = DigestPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    panel.show_digest(mended, places, None)
    plain = panel.bar._strip.grab().toImage()
    statements = list(mended.statements)
    statements[4] = replace(statements[4], verdict=Status.SUPPORTED)
    marked = replace(mended, statements=tuple(statements))
    panel.show_digest(marked, places, None)
    assert panel.bar._strip.grab().toImage() != plain
    assert summary_words(marked.statements) == ("6 of 7", "supported, 1 partly; 1 marked by you")
    panel.bar._strip.set_current(4)
    assert panel.bar._strip.accessibleDescription() == "Results: supported, your mark"
    assert verdict_words(mended.statements, marked.statements) == "Your mark: supported"
    assert verdict_words(marked.statements, mended.statements) == "Your mark is taken back: not found in paper"
    assert verdict_words(mended.statements, mended.statements) == ""
