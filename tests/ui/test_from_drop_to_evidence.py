"""The whole way a person goes: drop a PDF, read its digest, open a statement at its passage, let the model write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.ui.reader.page import ReaderPage
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from loop_watch import LoopWatch
from printed import print_paper

SECONDS = 60_000


@pytest.fixture
def carrel(library_home: Path) -> Iterator[Carrel]:
    opened = open_library(Paths(library_home), digest_on_import=False)
    opened.settings.change(welcomed=True)
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, carrel: Carrel) -> Iterator[Window]:
    window = Window(theme, carrel)
    window.start()
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    carrel.start()
    yield window
    window.close()


def drop(window: Window, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, buttons, modifier = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(400, 400), action, data, buttons, modifier))


def press(qtbot: QtBot, key: Qt.Key | str) -> None:
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key)


def papers(carrel: Carrel) -> list[int]:
    return list(carrel.reading.ids(LibraryQuery()))


def test_a_dropped_pdf_is_read_and_a_statement_opens_at_its_passage(
    qtbot: QtBot, window: Window, carrel: Carrel, tmp_path: Path
) -> None:
    drop(window, print_paper(tmp_path / "lantern.pdf"))
    qtbot.waitUntil(lambda: len(papers(carrel)) == 1, timeout=SECONDS)
    qtbot.waitUntil(lambda: not carrel.jobs.open_jobs(), timeout=SECONDS)
    qtbot.waitUntil(lambda: window.commands.enabled("paper.open"), timeout=SECONDS)
    press(qtbot, "o")
    qtbot.waitUntil(lambda: bool(window.findChildren(ReaderPage)), timeout=SECONDS)
    [reader] = window.findChildren(ReaderPage)
    qtbot.waitUntil(lambda: reader.pages.shows_pages and reader.view.complete, timeout=SECONDS)
    press(qtbot, ".")
    qtbot.waitUntil(lambda: reader.view.frame is not None, timeout=SECONDS)
    digest = carrel.reading.digest(papers(carrel)[0])
    file = carrel.reading.readable_file(papers(carrel)[0])
    assert digest is not None
    assert file is not None
    passage = carrel.reading.document(file.id).passages[digest.statements[0].passages[0]]
    assert reader.view.frame is not None
    assert reader.view.frame.rectangles == passage.rectangles
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not reader.isVisible(), timeout=SECONDS)


@pytest.mark.model
@pytest.mark.slow
def test_the_window_stays_alive_while_papers_are_read_and_a_model_writes(
    qtbot: QtBot,
    window: Window,
    carrel: Carrel,
    tmp_path: Path,
    longest_gap: LoopWatch,
) -> None:
    drop(window, *[print_paper(tmp_path / f"{n}.pdf", title=f"Paper number {n}", pages=12) for n in range(8)])
    longest_gap.start()
    qtbot.waitUntil(lambda: len(papers(carrel)) == 8, timeout=SECONDS)
    jobs = carrel.digests.request(papers(carrel)[:1])
    qtbot.waitUntil(lambda: not carrel.jobs.open_jobs(), timeout=5 * SECONDS)
    longest_gap.stop()
    ended = carrel.jobs.get(jobs[0].id)
    assert ended is not None
    assert ended.error == ""
    # That the window does neither reading nor writing itself; how long a turn takes is what benchmarks tell.
    assert longest_gap.longest_work < 0.25
