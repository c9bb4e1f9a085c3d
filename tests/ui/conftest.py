"""What tests of the window share: Qt without a screen, the theme, a library with papers, a watch on the event loop."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, SignalInstance
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from announced import MOMENT
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import papers
from carrel.storage.database import Database
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.theme import Mode, Theme
from loop_watch import LoopWatch

PATIENCE = 30_000
ASIDE = QPoint(20_000, 20_000)

PAPERS = (
    Paper(
        title="Fast attention mechanisms: a tale of parallelism",
        authors=("Ada Lovelace", "Charles Babbage"),
        abstract="Transformers can simulate massively parallel algorithms. Their quadratic cost limits how far they scale.",
        arxiv_id="2509.09001",
        version=1,
        categories=("cs.LG", "cs.CC"),
        published="2025-09-10",
        source="arxiv",
        year=2025,
    ),
    Paper(
        title="Merge, then compress: sparse mixtures from their routing",
        authors=("Grace Hopper",),
        abstract="Experts are merged by their routing statistics. Merged experts compress further.",
        arxiv_id="2310.01334",
        version=2,
        categories=("cs.LG",),
        published="2023-10-02",
        source="arxiv",
        year=2023,
    ),
    Paper(title="A note on reading", authors=("Emmy Noether",), abstract="Reading is slow. It should be.", year=1921),
)


class PatientBot(QtBot):
    """Waits longer than Qt's bot does by itself: on a busy machine what comes from beside the window takes its time."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:  # noqa: N802 - the name is the bot's
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: SignalInstance, *, timeout: int = PATIENCE, **named: Any) -> Any:  # noqa: N802 - see above
        return super().waitSignal(signal, timeout=timeout, **named)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The bot that the tests of the window use."""
    del qapp
    return PatientBot(request)


@pytest.fixture(autouse=True)
def pointer_aside(qapp: QApplication) -> None:
    """The pointer stands over no window, wherever the test before left it: what is under it is treated otherwise."""
    del qapp
    QCursor.setPos(ASIDE)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme, applied to the application."""
    theme = Theme(Mode.LIGHT)
    theme.apply()
    qapp.processEvents()
    return theme


@pytest.fixture
def library(library_home: Path) -> Iterator[Carrel]:
    """An open library with three papers; its lanes are not started, and by its clock it is always the same morning."""
    carrel = open_library(clock=lambda: MOMENT)
    database = Database(library_home / "library.sqlite3")
    with database.write() as connection:
        for number, paper in enumerate(PAPERS):
            papers.add(connection, paper, added=f"2026-01-0{number + 1}T10:00:00Z")
    database.close()
    yield carrel
    carrel.close()


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Threads beside the window, awaited at the end."""
    background = Background()
    yield background
    background.close()
    qapp.processEvents()


@pytest.fixture
def owner(background: Background) -> Iterator[QObject]:
    """What answers die with: it goes when none is on its way any more."""
    owner = QObject()
    yield owner
    background.close()


@pytest.fixture
def bridge(qapp: QApplication, library: Carrel) -> Iterator[Bridge]:
    """The library's events as signals."""
    del qapp
    bridge = Bridge(library.events)
    yield bridge
    bridge.close()


@pytest.fixture
def actions(qtbot: QtBot) -> Iterator[Actions]:
    """The registry, on a window that lives as long as the test."""
    window = QWidget()
    qtbot.addWidget(window)
    yield Actions(window)
    window.close()


@pytest.fixture
def longest_gap(qapp: QApplication) -> Iterator[LoopWatch]:
    """A watch on the event loop: `start()`, act, `stop()` gives the longest gap in seconds."""
    del qapp
    watch = LoopWatch()
    yield watch
    watch.stop()
