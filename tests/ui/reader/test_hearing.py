from __future__ import annotations

import builtins
from types import ModuleType

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carrel.domain.passage import Passage, Rectangle, Section, SectionKind
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.ui.actions import Actions
from carrel.ui.reader.accessible_pages import paragraphs
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.speaking import NoVoiceError, Speaking, open_voice


def heard(reader: ReaderPage) -> str:
    """What a screen reader is given."""
    interface = QAccessible.queryAccessibleInterface(reader.aids.text.text)
    text = interface.textInterface()
    return text.text(0, text.characterCount())


def test_a_page_is_paragraphs_under_headings_in_reading_order() -> None:
    box = (Rectangle(0, 0, 0, 1, 1),)
    sections = [Section(0, 1, "1 First", SectionKind.OTHER, 0, 0), Section(1, 2, "1.1 Next", SectionKind.OTHER, 0, 9)]
    passages = [
        Passage(0, 0, 0, "One.", box),
        Passage(1, 0, 0, "Two.", box),
        Passage(2, 1, 0, "Three.", box),
        Passage(3, 1, 1, "Four.", box),
    ]
    assert paragraphs(0, passages, sections) == [(1, "1 First"), (0, "One. Two."), (2, "1.1 Next"), (0, "Three.")]
    assert paragraphs(1, passages, sections) == [(0, "Four.")]
    assert paragraphs(2, passages, sections) == []


def test_the_page_is_given_to_screen_readers_as_text_and_follows_the_pages(opened: ReaderPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: heard(opened).startswith("1 Zebras"))
    assert "Sentence 0 of page 0 tells of the zebra and its habits. Sentence 1 of page 0" in heard(opened)
    opened.view.go_to_page(2)
    qtbot.waitUntil(lambda: heard(opened).startswith("2 Habits"))
    text = opened.aids.text.text
    assert text.accessibleName() == "Page 3 of 6"
    assert text.isVisible()
    assert text.size().width() == 1
    assert text.focusPolicy() is Qt.FocusPolicy.NoFocus
    pages = QAccessible.queryAccessibleInterface(opened.pages)
    children = [pages.child(index).object() for index in range(pages.childCount())]
    assert text in children


def test_the_text_can_be_read_instead_of_the_page(opened: ReaderPage, actions: Actions, qtbot: QtBot) -> None:
    opened.activateWindow()
    assert actions.trigger("reader.text")
    text = opened.aids.text.text
    qtbot.waitUntil(text.hasFocus)
    assert text.size() == opened.pages.size()
    text.verticalScrollBar().setValue(text.verticalScrollBar().maximum())
    QTest.keyClick(text, Qt.Key.Key_PageDown)
    assert heard(opened).startswith("Sentence 0 of page 1")
    qtbot.waitUntil(lambda: opened.view.page == 1)
    QTest.keyClick(text, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: opened.view.page == 0)
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert not opened.aids.text.shown
    qtbot.waitUntil(opened.view.hasFocus)


def test_the_text_goes_with_the_paper(opened: ReaderPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "zebra" in heard(opened))
    opened.aids.text.toggle()
    opened.close_paper()
    assert "zebra" not in heard(opened)
    assert not opened.aids.text.text.isVisible()


@pytest.fixture
def speaking(opened: ReaderPage, actions: Actions) -> Speaking:
    """Reads aloud by Qt's engine without sound, which takes its time for each word."""
    speech = pytest.importorskip("PySide6.QtTextToSpeech", exc_type=ImportError)

    def voice(parent: QObject) -> QObject:
        if "mock" not in speech.QTextToSpeech.availableEngines():
            pytest.skip("Qt’s engine without sound is not here")
        return speech.QTextToSpeech("mock", parent)  # type: ignore[no-any-return]

    return Speaking(opened, actions, lambda _event: None, voice)  # type: ignore[arg-type]


def test_sentences_are_read_in_turn_with_their_frames(speaking: Speaking, opened: ReaderPage, qtbot: QtBot) -> None:
    opened.view.go_to_page(1)
    qtbot.waitUntil(lambda: opened.view.page == 1)
    speaking.show_paper(opened._opened)
    speaking.toggle()
    first = speaking.passage
    assert first is not None
    assert first.text.startswith("Sentence 0 of page 1")
    assert opened.view.frame is not None
    assert opened.view.frame.rectangles == first.rectangles
    qtbot.waitUntil(
        lambda: speaking.passage is not None and "Sentence 1 of page 1" in speaking.passage.text, timeout=20000
    )
    second = speaking.passage
    assert second is not None
    assert opened.view.frame is not None
    assert opened.view.frame.rectangles == second.rectangles
    speaking.toggle()
    assert speaking.passage is None
    assert opened.view.frame is None


def test_reading_begins_at_what_is_framed(speaking: Speaking, opened: ReaderPage, qtbot: QtBot) -> None:
    speaking.show_paper(opened._opened)
    opened.show_statement(1)
    qtbot.waitUntil(lambda: not opened.view.animated)
    speaking.toggle()
    assert speaking.passage is not None
    assert speaking.passage.text.startswith("Sentence 12 of page 1")
    speaking.show_paper(None)
    assert speaking.passage is None


def test_without_a_voice_the_command_says_why(opened: ReaderPage, actions: Actions) -> None:
    told: list[Event] = []

    def none(_parent: QObject) -> object:
        message = "No voice is installed."
        raise NoVoiceError(message, "Add one in the system’s settings.")

    mute = Speaking(opened, actions, told.append, none)  # type: ignore[arg-type]
    mute.show_paper(opened._opened)
    mute.toggle()
    assert told == [Notice("No voice is installed. Add one in the system’s settings.")]
    assert mute.passage is None


def test_a_system_without_sound_is_told(monkeypatch: pytest.MonkeyPatch, library: Carrel) -> None:
    del library
    original = builtins.__import__

    def without(name: str, *rest: object) -> ModuleType:
        if name == "PySide6.QtTextToSpeech":
            message = "libpulse.so.0: cannot open shared object file"
            raise ImportError(message)
        return original(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("platform.system", lambda: "Darwin")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NoVoiceError) as told:
        open_voice(QObject())
    assert told.value.advice == "Missing: libpulse.so.0."


def test_on_linux_reading_aloud_is_refused_before_a_voice_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    with pytest.raises(NoVoiceError, match="not offered on Linux"):
        open_voice(QObject())
