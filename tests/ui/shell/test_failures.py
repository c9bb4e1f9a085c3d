"""Errors that nobody caught, and a library that cannot be opened."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.errors import NetworkError, StorageError
from carrel.ui.failures import Failures
from carrel.ui.shell.cannot_open import CannotOpen
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button


@pytest.fixture
def failures(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Failures]:
    del qapp
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    was_on = faulthandler.is_enabled()
    failures = Failures()
    failures.install(tmp_path / "logs")
    yield failures
    faulthandler.disable()
    if was_on:
        faulthandler.enable(2)
    failures.close()


def fail(error: Exception) -> None:
    try:
        raise error
    except type(error) as caught:
        sys.excepthook(type(caught), caught, caught.__traceback__)


def test_a_bug_is_told_calmly_and_its_details_can_be_copied(qtbot: QtBot, failures: Failures) -> None:
    with qtbot.waitSignal(failures.failed) as told:
        fail(ValueError("seven"))
    text, details = told.args or ("", "")
    assert text.startswith("Something went wrong inside Carrel.")
    assert "ValueError: seven" in details


def test_a_condition_of_the_world_is_told_in_its_own_words(qtbot: QtBot, failures: Failures) -> None:
    with qtbot.waitSignal(failures.failed) as told:
        fail(NetworkError("arXiv is busy (503).", "Try again later."))
    assert told.args == ["arXiv is busy (503). Try again later.", ""]


def test_a_failing_thread_is_told_in_the_windows_thread(qtbot: QtBot, failures: Failures) -> None:
    heard: list[int] = []
    failures.failed.connect(lambda _text, _details: heard.append(threading.get_ident()))

    def work() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [threading.get_ident()]


def test_a_library_that_cannot_be_opened_says_why_and_offers_its_folder(qtbot: QtBot, theme: Theme) -> None:
    done: list[str] = []
    page = CannotOpen(
        theme,
        StorageError("This library was made by a newer Carrel.", "Update Carrel."),
        lambda: done.append("folder"),
        lambda: done.append("quit"),
    )
    qtbot.addWidget(page)
    page.show()
    for button in page.findChildren(Button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["folder", "quit"]
