"""One note in two windows, saved as it is typed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from carrel.domain.changes import Changes
from carrel.domain.errors import StorageError
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.notes.kept_note import KeptNote
from carrel.ui.notes.note_field import NoteField
from carrel.ui.theme import Theme

PAPER = 1


class Window(QWidget):
    """A field in a window of its own, told of changes as the reader and the library are."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.field = NoteField(theme, self)
        self.kept = KeptNote(carrel, background, self.field, self.problems.append)
        self._carrel = carrel
        bridge.changes.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if PAPER in changes.papers:
            self.kept.show_note(PAPER, self._carrel.reading.note(PAPER))


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel, background: Background, bridge: Bridge) -> Callable[[], Window]:
    def make() -> Window:
        made = Window(theme, library, background, bridge)
        qtbot.addWidget(made)
        made.kept.show_note(PAPER, library.reading.note(PAPER))
        made.show()
        return made

    return make


@pytest.fixture
def taken_in(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What fields were told to take in, once they did."""
    taken: list[str] = []
    take_in = NoteField.take_in

    def note(field: NoteField, text: str) -> None:
        take_in(field, text)
        taken.append(text)

    monkeypatch.setattr(NoteField, "take_in", note)
    return taken


def type_at_end(field: NoteField, text: str) -> None:
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(field, text)


def test_what_is_typed_in_one_window_is_seen_in_the_other(
    window: Callable[[], Window], library: Carrel, qtbot: QtBot
) -> None:
    one, other = window(), window()
    QTest.keyClicks(one.field, "First.")
    qtbot.waitUntil(lambda: other.field.toPlainText() == "First.")
    type_at_end(other.field, " Second.")
    qtbot.waitUntil(lambda: one.field.toPlainText() == "First. Second.")
    assert library.reading.note(PAPER) == "First. Second."


def test_words_typed_in_both_windows_before_either_is_saved_are_kept(
    window: Callable[[], Window], library: Carrel, qtbot: QtBot
) -> None:
    library.organising.save_note(PAPER, "The middle.\n")
    one, other = window(), window()
    QTest.keyClicks(one.field, "Before. ")
    type_at_end(other.field, "After.")
    one.field.tell()
    other.field.tell()
    whole = "Before. The middle.\nAfter."
    qtbot.waitUntil(lambda: library.reading.note(PAPER) == whole)
    qtbot.waitUntil(lambda: one.field.toPlainText() == other.field.toPlainText() == whole)


def test_the_cursor_and_undo_stay_when_the_other_window_writes(
    window: Callable[[], Window], library: Carrel, qtbot: QtBot
) -> None:
    one, other = window(), window()
    one.field.insertPlainText("mine 🦓 here")
    qtbot.waitUntil(lambda: other.field.toPlainText() == "mine 🦓 here")
    type_at_end(one.field, "!")
    at = one.field.textCursor().position()
    other.field.moveCursor(QTextCursor.MoveOperation.End)
    other.field.insertPlainText(" and theirs 🦓")
    other.field.tell()
    qtbot.waitUntil(lambda: "theirs" in one.field.toPlainText())
    assert one.field.textCursor().position() == at
    qtbot.waitUntil(lambda: library.reading.note(PAPER) == one.field.toPlainText() == other.field.toPlainText())
    one.field.undo()
    one.field.undo()
    assert "!" not in one.field.toPlainText()


def test_undo_goes_back_behind_a_save(window: Callable[[], Window], library: Carrel, qtbot: QtBot) -> None:
    one = window()
    QTest.keyClicks(one.field, "kept")
    one.field.tell()
    qtbot.waitUntil(lambda: library.reading.note(PAPER) == "kept")
    QTest.keyClick(one.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert one.field.toPlainText() == ""
    QTest.keyClick(one.field, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert one.field.toPlainText() == "kept"


def test_an_older_state_of_the_note_does_not_take_back_what_was_typed_since(
    window: Callable[[], Window], library: Carrel, qtbot: QtBot, taken_in: list[str]
) -> None:
    one = window()
    QTest.keyClicks(one.field, "a")
    one.field.tell()
    QTest.keyClicks(one.field, "b")
    one.field.tell()
    one.kept.show_note(PAPER, "a")
    qtbot.waitUntil(lambda: library.reading.note(PAPER) == "ab")
    taken_in.clear()
    one.kept.show_note(PAPER, "a")
    qtbot.waitUntil(lambda: "ab" in taken_in)
    assert one.field.toPlainText() == "ab"


def test_a_window_that_is_closed_while_a_save_goes_on_loses_nothing(
    window: Callable[[], Window], library: Carrel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = window()
    saving, go_on = threading.Event(), threading.Event()
    save = library.organising.save_note

    def slow(paper: int, text: str, *, base: str | None = None) -> Changes:
        saving.set()
        go_on.wait(10)
        return save(paper, text, base=base)

    monkeypatch.setattr(type(library.organising), "save_note", lambda _self, *args, **named: slow(*args, **named))
    QTest.keyClicks(one.field, "first")
    one.field.tell()
    assert saving.wait(10)
    QTest.keyClicks(one.field, ", last")
    one.kept.close_note()
    delete(one)
    go_on.set()
    qtbot.waitUntil(lambda: library.reading.note(PAPER) == "first, last")


def test_a_note_that_cannot_be_saved_is_told_and_tried_again(
    window: Callable[[], Window], library: Carrel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = window()

    def full(*_args: object, **_named: object) -> Changes:
        message = "The disk is full, so nothing was saved."
        raise StorageError(message, "Free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(type(library.organising), "save_note", full)
        QTest.keyClicks(one.field, "words")
        one.field.tell()
        qtbot.waitUntil(lambda: bool(one.problems))
    assert one.field.toPlainText() == "words"
    one.kept.show_note(PAPER, "")
    assert one.field.toPlainText() == "words"
    one.kept.save_now()
    assert library.reading.note(PAPER) == "words"


def test_an_empty_first_line_stays_where_it_was_typed(
    window: Callable[[], Window], library: Carrel, qtbot: QtBot, taken_in: list[str]
) -> None:
    one = window()
    QTest.keyClick(one.field, Qt.Key.Key_Return)
    one.field.tell()
    qtbot.waitUntil(lambda: "" in taken_in)
    assert one.field.toPlainText() == "\n"
    QTest.keyClicks(one.field, "text")
    one.field.tell()
    qtbot.waitUntil(lambda: library.reading.note(PAPER) == "\ntext")


def test_rich_text_is_pasted_as_its_words_and_pictures_not_at_all(window: Callable[[], Window]) -> None:
    one = window()
    rich = QMimeData()
    rich.setHtml("<b>Bold</b> <img src='file:///etc/hostname'> words")
    rich.setText("Bold words")
    one.field.insertFromMimeData(rich)
    assert one.field.toPlainText() == "Bold words"
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert not one.field.canInsertFromMimeData(picture)
    bare = QMimeData()
    bare.setHtml("<p>From a page</p><script>x</script>")
    one.field.clear()
    one.field.insertFromMimeData(bare)
    assert not one.field.canInsertFromMimeData(bare)
    assert one.field.toPlainText() == ""
