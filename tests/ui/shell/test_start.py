"""Starting the window's process: alone, a second time, after a kill, and where it cannot open."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from carrel.ui.single_instance import SingleInstance

_HOLD = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from carrel.ui.single_instance import SingleInstance
application = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
print(instance.first(), flush=True)
time.sleep(60)
"""
_CALL = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from carrel.ui.single_instance import SingleInstance
application = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
print(instance.first(), instance.call_first(["2310.06825", "two words.pdf"]), flush=True)
"""


@pytest.fixture
def home(library_home: Path) -> Path:
    library_home.mkdir()
    return library_home


@pytest.fixture
def first(qtbot: QtBot, home: Path) -> Iterator[SingleInstance]:
    del qtbot
    instance = SingleInstance(home)
    assert instance.first()
    yield instance
    instance.close()


def test_a_second_start_hands_its_papers_to_the_first(qtbot: QtBot, first: SingleInstance, home: Path) -> None:
    with qtbot.waitSignal(first.called) as called:
        second = subprocess.Popen([sys.executable, "-c", _CALL, str(home)], stdout=subprocess.PIPE, text=True)
    qtbot.waitUntil(lambda: second.poll() is not None)
    output, _ = second.communicate()
    assert called.args == [["2310.06825", "two words.pdf"]]
    assert output.split() == ["False", "True"]


def test_another_library_has_a_first_window_of_its_own(first: SingleInstance, tmp_path: Path) -> None:
    del first
    other = SingleInstance(tmp_path)
    assert other.first()
    other.close()


def test_the_lock_of_a_killed_window_is_taken_over(qapp: QCoreApplication, home: Path) -> None:
    del qapp
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(home)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "True"
    instance = SingleInstance(home)
    assert not instance.first()
    holder.kill()
    holder.communicate()
    assert instance.first()
    instance.close()


def start(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CARREL_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "carrel", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_window_opens_paints_and_ends(home: Path) -> None:
    began = time.time()
    done = start(home, "--first-paint")
    assert done.returncode == 0, done.stderr
    assert 0 < int(done.stdout) <= (time.time() - began) * 1000 + 100
    assert (home / "library.sqlite3").is_file()


def test_starting_brings_in_nothing_heavy() -> None:
    heavy = ("numpy", "pypdf", "pypdfium2", "llama_cpp", "requests", "arxiv")
    code = f"import sys, carrel.ui.app, carrel.ui.library.page; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only here a window may have nothing to draw on")
def test_without_a_screen_the_start_says_so_in_one_line() -> None:
    told = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in told}
    done = subprocess.run([sys.executable, "-m", "carrel"], env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "No window can open" in done.stderr
