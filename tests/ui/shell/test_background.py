"""Work beside the window."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from carrel.ui.background import Background

_GOING = """
import sys
from PySide6.QtCore import QCoreApplication, QObject
from shiboken6 import delete
from carrel.ui.background import Background

sys.setswitchinterval(1e-6)
application = QCoreApplication([])
background = Background()
for _ in range(1_000):
    owners = [QObject() for _ in range(20)]
    for owner in owners:
        background.of(owner).run(lambda: None, lambda _answer: None)
    for owner in owners:
        delete(owner)
    application.processEvents()
assert background.close(30_000)
print("went well")
"""


def test_the_function_runs_beside_the_window_and_the_answer_comes_to_it(qtbot: QtBot, background: Background) -> None:
    seen: list[tuple[int, QThread]] = []
    background.run(threading.get_ident, lambda worker: seen.append((worker, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != threading.get_ident()
    assert seen[0][1] is QApplication.instance().thread()  # type: ignore[union-attr]  # there is one: qtbot made it


def test_an_answer_for_someone_who_is_gone_is_dropped(qtbot: QtBot, background: Background) -> None:
    owner = QObject()
    mine = background.of(owner)
    go = threading.Event()
    seen: list[str] = []
    mine.run(go.wait, lambda _answer: seen.append("late"))
    delete(owner)
    go.set()
    background.run(lambda: None, lambda _answer: seen.append("other"))
    qtbot.waitUntil(lambda: "other" in seen)
    assert seen == ["other"]


def test_a_widget_may_go_in_the_very_moment_in_which_a_thread_answers() -> None:
    # In a process of its own: what would go wrong here takes the whole process down.
    done = subprocess.run([sys.executable, "-c", _GOING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "went well\n"), done.stderr


def test_of_several_questions_under_one_key_only_the_newest_is_answered(qtbot: QtBot, background: Background) -> None:
    go = threading.Event()
    seen: list[int] = []

    def answer(number: int) -> int:
        go.wait()
        return number

    for number in range(5):
        background.latest("facets", partial(answer, number), seen.append)
    go.set()
    qtbot.waitUntil(lambda: bool(seen))
    background.run(lambda: None, lambda _answer: seen.append(-1))
    qtbot.waitUntil(lambda: -1 in seen)
    assert seen == [4, -1]


def test_a_failure_goes_to_who_asked_for_it(qtbot: QtBot, background: Background) -> None:
    seen: list[Exception] = []
    background.run(lambda: 1 // 0, lambda _answer: None, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], ZeroDivisionError)


def test_a_failure_that_nobody_asked_for_is_raised_in_the_window(qtbot: QtBot, background: Background) -> None:
    with qtbot.captureExceptions() as raised:
        background.run(lambda: 1 // 0, lambda _answer: None)
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError


def test_closing_waits_for_what_runs(background: Background) -> None:
    background.run(lambda: threading.Event().wait(0.05), lambda _answer: None)
    assert background.close(5000)


@pytest.mark.parametrize("count", [50])
def test_many_questions_do_not_hold_the_window_up(qtbot: QtBot, background: Background, count: int) -> None:
    seen: list[int] = []
    for number in range(count):
        background.run(partial(int, number), seen.append)
    qtbot.waitUntil(lambda: len(seen) == count)
    assert sorted(seen) == list(range(count))
