"""What a view remembers is written as it was in the end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from carrel.domain.errors import StorageError
from carrel.services.reading import Reading
from carrel.ui.library.view_state import ViewState

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background


def test_a_later_value_is_written_after_an_earlier_one(
    qtbot: QtBot, library: Carrel, background: Background, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = ViewState(library.reading, background, owner, rest=0)
    write, begun, go_on = Reading.set_value, threading.Event(), threading.Event()

    def slow(reading: Reading, name: str, value: str) -> None:
        if value == "first":
            begun.set()
            go_on.wait(30)
        write(reading, name, value)

    monkeypatch.setattr(Reading, "set_value", slow)
    state.keep("width", "first")
    qtbot.waitUntil(begun.is_set)
    state.keep("width", "second")
    state.keep("width", "third")
    # Were it written at once, another thread would have done so by the time this one has answered.
    qtbot.waitUntil(lambda: not state._rest.isActive())
    answered: list[None] = []
    background.run(lambda: None, answered.append)
    qtbot.waitUntil(lambda: bool(answered))
    assert library.reading.value("width") == ""
    go_on.set()
    qtbot.waitUntil(lambda: library.reading.value("width") == "third")


def test_a_value_that_could_not_be_written_does_not_hold_up_the_next(
    qtbot: QtBot, library: Carrel, background: Background, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = ViewState(library.reading, background, owner, rest=0)

    def broken(_reading: Reading, _name: str, _value: str) -> None:
        raise StorageError("The disk is full.", "Make room.")

    with qtbot.captureExceptions() as raised, monkeypatch.context() as at_once:
        at_once.setattr(Reading, "set_value", broken)
        state.keep("width", "first")
        qtbot.waitUntil(lambda: bool(raised))
    assert [kind for kind, *_ in raised] == [StorageError]
    state.keep("width", "second")
    qtbot.waitUntil(lambda: library.reading.value("width") == "second")
