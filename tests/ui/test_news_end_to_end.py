"""From an empty library to a digested, opened paper: Welcome, Today, the day's digests, a PDF, its evidence, the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from announced import MOMENT
from arxiv_papers import MadePaper
from arxiv_server import ArxivServer, arxiv_server
from carrel.domain.announcing import eastern_day
from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import FileState
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.ui.navigation import Place
from carrel.ui.reader.page import ReaderPage
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from carrel.ui.today.page import TodayPage
from carrel.ui.welcome.page import WelcomePage
from carrel.ui.widgets import ChoiceRow

SECONDS = 60_000
PAPERS, WITH_MODEL = 6, 2


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        yield server


@pytest.fixture
def announced(arxiv: ArxivServer, request: pytest.FixtureRequest) -> list[MadePaper]:
    """Papers of a Friday, all of them in the category that is followed."""
    count = WITH_MODEL if request.node.get_closest_marker("model") else PAPERS
    return arxiv.announce(eastern_day(MOMENT), count, categories=("cs.LG",), all_new=True)


@pytest.fixture
def carrel(library_home: Path, tmp_path: Path, arxiv: ArxivServer) -> Iterator[Carrel]:
    policy = arxiv.policy(tmp_path)
    opened = open_library(Paths(library_home), addresses=arxiv.addresses(), policy=policy, clock=lambda: MOMENT)
    yield opened
    opened.close()


class Windows(QObject):
    """Notes every window that is shown: a part that is shown before it has its place flashes up, and takes the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the base class names it so
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.add(type(watched).__name__)
        return False


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[Windows]:
    windows = Windows()
    qapp.installEventFilter(windows)
    yield windows
    qapp.removeEventFilter(windows)


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, carrel: Carrel, windows: Windows) -> Iterator[Window]:
    window = Window(theme, carrel)
    window.start()
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    carrel.start()
    yield window
    assert windows.shown == {"Window"}
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def click(qtbot: QtBot, inside: QWidget, name: str) -> None:
    """Click the control of this name, once it is there and can be used."""

    def there() -> list[QAbstractButton]:
        return [
            one
            for one in inside.findChildren(QAbstractButton)
            if one.accessibleName() == name and one.isVisible() and one.isEnabled()
        ]

    qtbot.waitUntil(lambda: bool(there()), timeout=SECONDS)
    qtbot.mouseClick(there()[0], Qt.MouseButton.LeftButton)


def press(qtbot: QtBot, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def words(inside: QWidget) -> set[str]:
    return {label.text() for label in inside.findChildren(QLabel) if label.isVisible()}


def begin(qtbot: QtBot, window: Window, model: str) -> TodayPage:
    """Go through Welcome: follow cs.LG, take a model, start."""
    welcome = window.findChild(WelcomePage)
    assert welcome is not None
    qtbot.waitUntil(lambda: any(one.isChecked() for one in welcome.findChildren(ChoiceRow)))
    box = next(one for one in welcome.findChildren(QAbstractButton) if "cs.LG" in one.accessibleName())
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: welcome.follow.wanted() == ["cs.LG"])
    if not model:
        none = next(one for one in welcome.findChildren(ChoiceRow) if one.text() == "No model")
        qtbot.mouseClick(none, Qt.MouseButton.LeftButton)
    click(qtbot, welcome, "Start")
    qtbot.waitUntil(lambda: window.navigation.current == Place("today"), timeout=SECONDS)
    page = window.findChild(TodayPage)
    assert page is not None
    return page


def idle(carrel: Carrel) -> bool:
    return not carrel.jobs.open_jobs() and not [job for job in carrel.jobs.recent(50) if job.state is JobState.FAILED]


def go_all_the_way(
    qtbot: QtBot, window: Window, carrel: Carrel, arxiv: ArxivServer, announced: list[MadePaper], model: str
) -> None:
    assert arxiv.asked == []
    count = len(announced)
    page = begin(qtbot, window, model)

    # Today fills, and each paper gets its digest.
    qtbot.waitUntil(lambda: page.cards.rows.rowCount() == count, timeout=SECONDS)
    found = [page.cards.rows.id_at(row) for row in range(count)]
    papers = [carrel.reading.paper(paper) for paper in found]
    assert {paper.arxiv_id for paper in papers if paper is not None} == {made.id for made in announced}

    def digested() -> bool:
        cards = [page.cards.rows.known(paper) for paper in found]
        return all(card is not None and card.row.has_digest and card.points for card in cards)

    qtbot.waitUntil(digested, timeout=10 * SECONDS)
    qtbot.waitUntil(lambda: idle(carrel), timeout=SECONDS)
    digests = [carrel.reading.digest(paper) for paper in found]
    assert {digest.provenance.extractive for digest in digests if digest is not None} == {not model}
    assert page.detail.paper_id == page.cards.current_id
    qtbot.waitUntil(lambda: page.detail.panel.isVisible() and "abstract" in page.detail.panel.view.spoken_text())

    # A star keeps a paper; the others are not in the library.
    chosen = page.cards.current_id
    assert list(carrel.reading.ids(LibraryQuery())) == []
    press(qtbot, "s")
    qtbot.waitUntil(lambda: list(carrel.reading.ids(LibraryQuery())) == [chosen])
    assert carrel.reading.state(chosen).starred

    # Its PDF comes, is read, and opens at a statement's passage.
    click(qtbot, page.detail, "Get PDF")
    qtbot.waitUntil(lambda: [file.state for file in carrel.reading.files(chosen)] == [FileState.READY], timeout=SECONDS)
    qtbot.waitUntil(lambda: idle(carrel), timeout=10 * SECONDS)
    click(qtbot, page.detail, "Open PDF")
    qtbot.waitUntil(lambda: bool(window.findChildren(ReaderPage)), timeout=SECONDS)
    [reader] = window.findChildren(ReaderPage)
    qtbot.waitUntil(lambda: reader.pages.shows_pages and reader.view.complete, timeout=SECONDS)
    digest, [file] = carrel.reading.digest(chosen), carrel.reading.files(chosen)
    assert digest is not None
    assert digest.provenance.text_sha256 == file.text_sha256
    with_passage = next(index for index, statement in enumerate(digest.statements) if statement.passages)
    for _ in range(with_passage + 1):
        press(qtbot, ".")
    qtbot.waitUntil(lambda: reader.view.frame is not None, timeout=SECONDS)
    passages = {one.position: one for one in carrel.reading.document(file.id).passages}
    assert reader.view.frame is not None
    best = passages[digest.statements[with_passage].passages[0]]
    assert set(best.rectangles) <= set(reader.view.frame.rectangles)

    # The ledger holds exactly the requests that were made, and Activity shows them.
    ledger = list(reversed(carrel.network.log()))
    assert [request.path for request in ledger] == [path for path, _ in arxiv.asked]
    assert {request.who for request in ledger} == {"you"}
    assert {request.status for request in ledger} == {200}
    assert [job.kind for job in carrel.jobs.recent(50)].count(JobKind.REFRESH_FEEDS) == 1
    press(qtbot, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    activity = next(one for one in window.findChildren(QWidget) if one.accessibleName() == "Activity")
    qtbot.waitUntil(activity.isVisible)
    qtbot.waitUntil(lambda: {request.purpose for request in ledger[-6:]} <= words(activity))
    assert "Checked arXiv for new papers" in words(activity)
    assert any(text.startswith(f"{count} papers from 1 category") for text in words(activity))
    assert f"{len(ledger)} requests today" in words(activity)


def test_an_empty_library_becomes_a_digested_opened_paper_without_a_model(
    qtbot: QtBot, window: Window, carrel: Carrel, arxiv: ArxivServer, announced: list[MadePaper]
) -> None:
    go_all_the_way(qtbot, window, carrel, arxiv, announced, "")


@pytest.mark.model
@pytest.mark.slow
def test_an_empty_library_becomes_a_digested_opened_paper_with_the_starter_model(
    qtbot: QtBot, window: Window, carrel: Carrel, arxiv: ArxivServer, announced: list[MadePaper]
) -> None:
    go_all_the_way(qtbot, window, carrel, arxiv, announced, "starter")


def test_skipping_welcome_asks_nobody_anything(
    qtbot: QtBot, window: Window, carrel: Carrel, arxiv: ArxivServer, announced: list[MadePaper]
) -> None:
    del announced
    welcome = window.findChild(WelcomePage)
    assert welcome is not None
    click(qtbot, welcome, "Skip for now")
    qtbot.waitUntil(lambda: window.navigation.current == Place("library"))
    qtbot.waitUntil(lambda: idle(carrel), timeout=SECONDS)
    assert arxiv.asked == []
    assert carrel.network.log() == []
