from __future__ import annotations

import builtins
from collections.abc import Iterator
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
from carrel.ui.background import Background
from carrel.ui.reader.accessible_pages import paragraphs
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.speaking import Speaking, open_voice
from carrel.ui.reader.voice_process import ProcessVoice
from carrel.ui.reader.voices import SILENT, NoVoiceError, SystemVoice, Voice


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


@pytest.fixture(params=["here", "in a process"])
def speaking(
    request: pytest.FixtureRequest, opened: ReaderPage, actions: Actions, library: Carrel, background: Background
) -> Iterator[Speaking]:
    """Reads aloud by Qt's engine without sound, which takes its time for each word."""
    speech = pytest.importorskip("PySide6.QtTextToSpeech", exc_type=ImportError)
    if SILENT not in speech.QTextToSpeech.availableEngines():
        pytest.skip("Qt’s engine without sound is not here")
    kind = SystemVoice if request.param == "here" else ProcessVoice
    made = Speaking(opened, actions, library, background, lambda parent: kind(parent, SILENT))
    yield made
    made.stop()
    if isinstance(made._voice, ProcessVoice):
        made._voice.close()


def test_sentences_are_read_in_turn_with_their_frames(speaking: Speaking, opened: ReaderPage, qtbot: QtBot) -> None:
    opened.view.go_to_page(1)
    qtbot.waitUntil(lambda: opened.view.page == 1)
    speaking.show_paper(opened._opened)
    speaking.toggle()
    assert speaking.bar.isVisible()
    qtbot.waitUntil(lambda: opened.view.frame is not None)
    first = speaking.passage
    assert first is not None
    assert first.text.startswith("Sentence 0 of page 1")
    assert opened.view.frame is not None
    assert opened.view.frame.rectangles == first.rectangles
    qtbot.waitUntil(lambda: speaking.passage is not None and "Sentence 1 of page 1" in speaking.passage.text)
    second = speaking.passage
    assert second is not None
    assert opened.view.frame is not None
    assert opened.view.frame.rectangles == second.rectangles
    speaking.toggle()
    assert not speaking.bar.isVisible()
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


def test_voice_and_speed_are_chosen_and_kept(
    speaking: Speaking, opened: ReaderPage, library: Carrel, actions: Actions, background: Background, qtbot: QtBot
) -> None:
    speaking.show_paper(opened._opened)
    speaking.toggle()
    qtbot.waitUntil(lambda: speaking.bar.voice is not None)
    voice = speaking.bar.voice
    assert voice is not None
    assert len(voice._choices) > 1
    assert voice.width() >= voice.sizeHint().width()
    assert speaking.bar.speed.width() >= speaking.bar.speed.sizeHint().width()
    other = list(voice._choices)[1]
    voice._take(other)
    speaking.bar.speed._take("fast")
    qtbot.waitUntil(lambda: library.reading.value("reader.voice") == other)
    qtbot.waitUntil(lambda: library.reading.value("reader.speed") == "fast")
    speaking.toggle()
    # Another window has them too.
    again = Speaking(opened, actions, library, background, lambda parent: SystemVoice(parent, SILENT))
    again.show_paper(opened._opened)
    again.toggle()
    qtbot.waitUntil(lambda: again.bar.voice is not None)
    assert again.bar.voice is not None
    assert (again.bar.voice.current(), again.bar.speed.current()) == (other, "fast")
    again.stop()


def speaks(voice: SystemVoice | ProcessVoice) -> bool:
    """Whether a voice is open, here or in its process."""
    return voice.running if isinstance(voice, ProcessVoice) else voice._speech is not None


def test_the_voice_goes_with_the_paper_and_comes_again(speaking: Speaking, opened: ReaderPage, qtbot: QtBot) -> None:
    for _ in range(2):
        speaking.show_paper(opened._opened)
        speaking.toggle()
        qtbot.waitUntil(lambda: opened.view.frame is not None)
        voice = speaking._voice
        assert isinstance(voice, SystemVoice | ProcessVoice)
        assert speaks(voice)
        speaking.show_paper(None)
        assert speaking.passage is None
        assert not speaks(voice)
        opened.view.show_frame(None)


class Mute(Voice):
    """A system without a voice."""

    def open(self) -> None:
        self.failed.emit(NoVoiceError("No voice is installed.", "Add one in the system’s settings."))

    def stop(self) -> None:
        """There is nothing to stop."""


def test_without_a_voice_the_command_says_why(
    opened: ReaderPage, actions: Actions, library: Carrel, background: Background
) -> None:
    told: list[Event] = []
    library.events.subscribe(told.append)
    mute = Speaking(opened, actions, library, background, Mute)
    mute.show_paper(opened._opened)
    mute.toggle()
    assert told == [Notice("No voice is installed. Add one in the system’s settings.")]
    assert mute.passage is None
    assert not mute.bar.isVisible()


def failures(voice: Voice) -> list[NoVoiceError]:
    found: list[NoVoiceError] = []
    voice.failed.connect(found.append)
    return found


def test_a_voice_that_does_not_answer_is_ended_and_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = ProcessVoice(None, SILENT)
    found = failures(voice)
    monkeypatch.setattr("carrel.ui.reader.voice_process._START_SECONDS", 0)
    voice.open()
    qtbot.waitUntil(lambda: len(found) == 1)
    assert str(found[0]).startswith("The voice of this computer did not answer, so reading aloud was stopped.")
    assert not voice.running


def test_a_voice_whose_process_ends_is_told_and_opens_again(qtbot: QtBot) -> None:
    pytest.importorskip("PySide6.QtTextToSpeech", exc_type=ImportError)
    voice = ProcessVoice(None, SILENT)
    found = failures(voice)
    with qtbot.waitSignal(voice.ready):
        voice.open()
    assert voice._process is not None
    voice._process.kill()
    qtbot.waitUntil(lambda: [one.message for one in found] == ["The voice of this computer ended."])
    with qtbot.waitSignal(voice.ready):
        voice.open()
    voice.close()


def test_a_system_without_sound_is_told(monkeypatch: pytest.MonkeyPatch, library: Carrel) -> None:
    del library
    original = builtins.__import__

    def without(name: str, *rest: object) -> ModuleType:
        if name == "PySide6.QtTextToSpeech":
            message = "libpulse.so.0: cannot open shared object file"
            raise ImportError(message)
        return original(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    voice = SystemVoice()
    found = failures(voice)
    voice.open()
    assert [one.advice for one in found] == ["Missing: libpulse.so.0."]


def test_on_linux_a_voice_has_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for system, kind in (("Linux", ProcessVoice), ("Darwin", SystemVoice), ("Windows", SystemVoice)):
        monkeypatch.setattr("platform.system", lambda system=system: system)
        assert isinstance(open_voice(QObject()), kind)
