"""Events from the lanes' threads, as the window hears them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.digest import Field
from carrel.services.events import Changes, Events, Notice, Writing, WritingEvent, WritingState
from carrel.ui.bridge import Bridge


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def ears(qapp: QApplication, events: Events) -> Iterator[Bridge]:
    del qapp
    bridge = Bridge(events)
    yield bridge
    bridge.close()


def text(words: str) -> Writing:
    return Writing(1, 2, WritingState.WRITING, WritingEvent("text", Field.SUMMARY, words))


def test_changes_of_one_turn_are_told_together(qtbot: QtBot, events: Events, ears: Bridge) -> None:
    told: list[Changes] = []
    ears.changes.connect(told.append)
    for number in range(20):
        events.publish(Changes(papers=frozenset({number})))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Changes(papers=frozenset(range(20)))]


def test_events_of_another_thread_are_heard_in_the_windows(qtbot: QtBot, events: Events, ears: Bridge) -> None:
    told: list[int] = []
    ears.notice.connect(lambda _notice: told.append(threading.get_ident()))
    thread = threading.Thread(target=lambda: events.publish(Notice("Done.")))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [threading.get_ident()]


def test_of_growing_text_only_the_newest_is_told_and_statements_all(qtbot: QtBot, events: Events, ears: Bridge) -> None:
    told: list[Writing] = []
    ears.writing.connect(told.append)
    finished = Writing(1, 2, WritingState.WRITING, WritingEvent("field", Field.SUMMARY, "The end."))
    for event in (text("The"), text("The e"), text("The en"), finished, Writing(1, 2, WritingState.FINISHED)):
        events.publish(event)
    qtbot.waitUntil(lambda: len(told) >= 3)
    assert [one.event.text if one.event else one.state for one in told] == ["The en", "The end.", WritingState.FINISHED]


def test_nothing_is_heard_after_closing(qtbot: QtBot, events: Events, ears: Bridge) -> None:
    ears.close()
    with qtbot.assertNotEmitted(ears.changes, wait=60):
        events.publish(Changes(tags=True))
