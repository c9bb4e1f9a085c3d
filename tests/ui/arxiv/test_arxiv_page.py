"""The results of a search at arXiv, over a loopback arXiv that also misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from arxiv_papers import MadePaper
from arxiv_server import ArxivServer, arxiv_server
from carrel.domain.job import JobKind
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage.database import Database
from carrel.ui.actions import Actions
from carrel.ui.arxiv.page import ArxivPage
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.theme import Theme
from replaced_digest import keep, turn_mark_and_undo

PAPERS = 120


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        yield server


@pytest.fixture
def made(arxiv: ArxivServer) -> list[MadePaper]:
    return arxiv.announce(date(2026, 7, 14), PAPERS, categories=("cs.LG",), all_new=True)


@pytest.fixture
def library(library_home: Path, tmp_path: Path, arxiv: ArxivServer, made: list[MadePaper]) -> Iterator[Carrel]:
    """An empty library that asks the loopback arXiv; nothing is followed."""
    del made
    carrel = open_library(Paths(library_home), addresses=arxiv.addresses(), policy=arxiv.policy(tmp_path))
    carrel.settings.change(welcomed=True)
    yield carrel
    carrel.close()


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, library: Carrel, background: Background, bridge: Bridge) -> Iterator[ArxivPage]:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    page = ArxivPage(theme, library, background, bridge, actions)
    page.setParent(window)
    page.resize(1240, 820)
    window.resize(1240, 820)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield page
    delete(page)


def names(inside: QWidget) -> list[str]:
    return [one.accessibleName() for one in inside.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]


def click(qtbot: QtBot, inside: QWidget, name: str) -> None:
    def there() -> list[QAbstractButton]:
        found = inside.findChildren(QAbstractButton)
        return [one for one in found if one.accessibleName() == name and one.isVisible() and one.isEnabled()]

    qtbot.waitUntil(lambda: bool(there()))
    qtbot.mouseClick(there()[0], Qt.MouseButton.LeftButton)


def texts(inside: QWidget) -> set[str]:
    return {
        text()
        for one in inside.findChildren(QWidget)
        if one.isVisible() and callable(text := getattr(one, "text", None))
    }


def searches(arxiv: ArxivServer) -> int:
    return len(arxiv.asked_for("/api/query"))


def search(qtbot: QtBot, page: ArxivPage, text: str = "cat:cs.LG") -> None:
    page.show_search(text)
    qtbot.waitUntil(lambda: page.results is not None and page.cards.isVisible() and page.detail.record is not None)
    page.cards.setFocus()


def chosen(page: ArxivPage) -> int:
    return page.cards.current_id


def kept(library: Carrel) -> list[int]:
    return list(library.reading.ids(LibraryQuery()))


def test_results_come_a_page_at_a_time_each_asked_for(qtbot: QtBot, page: ArxivPage, arxiv: ArxivServer) -> None:
    search(qtbot, page)
    assert {"arXiv: cat:cs.LG", f"1–50 of {PAPERS}, uses the network", "asks arXiv again"} <= texts(page)
    assert page.cards.rows.rowCount() == 50
    assert searches(arxiv) == 1
    assert "Previous 50" not in names(page)
    first = list(page.cards.rows.ids)
    click(qtbot, page, "Next 50")
    qtbot.waitUntil(lambda: f"51–100 of {PAPERS}, uses the network" in texts(page))
    click(qtbot, page, "Next 20")
    qtbot.waitUntil(lambda: f"101–{PAPERS} of {PAPERS}, uses the network" in texts(page))
    assert "Next" not in names(page)
    assert searches(arxiv) == 3
    click(qtbot, page, "Previous 50")
    click(qtbot, page, "Previous 50")
    qtbot.waitUntil(lambda: list(page.cards.rows.ids) == first)
    assert searches(arxiv) == 5


def test_another_order_asks_again_and_coming_back_asks_nothing(
    qtbot: QtBot, page: ArxivPage, arxiv: ArxivServer
) -> None:
    search(qtbot, page)
    click(qtbot, page, "Newest")
    qtbot.waitUntil(lambda: searches(arxiv) == 2 and page.turning.isEnabled())
    assert "sortBy=submittedDate" in arxiv.asked_for("/api/query")[-1]
    page.show_search(" cat:cs.LG ")
    page.show_search("cat:cs.LG")
    assert searches(arxiv) == 2


def test_what_is_found_is_kept_starred_and_got_by_keys_and_marked(
    qtbot: QtBot, page: ArxivPage, library: Carrel
) -> None:
    search(qtbot, page)
    assert kept(library) == []
    first = chosen(page)
    qtbot.keyClick(page.cards, "b")
    qtbot.waitUntil(lambda: kept(library) == [first])
    qtbot.waitUntil(lambda: (card := page.cards.rows.known(first)) is not None and card.kept)
    qtbot.keyClick(page.cards, "j")
    second = chosen(page)
    assert second != first
    qtbot.keyClick(page.cards, "s")
    qtbot.waitUntil(lambda: set(kept(library)) == {first, second})
    assert library.reading.state(second).starred
    qtbot.waitUntil(lambda: page.detail.record is not None and page.detail.record.paper.id == second)
    qtbot.keyClick(page.cards, "o")
    qtbot.waitUntil(lambda: [job.kind for job in library.jobs.open_jobs()] == [JobKind.FETCH_PAPER])
    qtbot.keyClick(page.cards, "d")
    qtbot.waitUntil(
        lambda: {job.kind for job in library.jobs.open_jobs()} == {JobKind.FETCH_PAPER, JobKind.WRITE_DIGEST}
    )
    assert {job.paper_id for job in library.jobs.open_jobs()} == {second}


def test_a_sentence_that_gave_way_is_turned_and_marked_by_keys(
    qtbot: QtBot, page: ArxivPage, library: Carrel, library_home: Path
) -> None:
    search(qtbot, page)
    assert page.detail.record is not None
    database = Database(library_home / "library.sqlite3")
    keep(database, library, page.detail.record.paper)
    database.close()
    letters = {"evidence.turn": "m", "evidence.wrong": "w"}
    turn_mark_and_undo(
        qtbot, lambda name: qtbot.keyClick(page.cards, letters[name]), page.detail.panel.view, library, chosen(page)
    )


def test_the_buttons_do_the_same(qtbot: QtBot, page: ArxivPage, library: Carrel) -> None:
    search(qtbot, page)
    click(qtbot, page.detail, "Keep")
    qtbot.waitUntil(lambda: kept(library) == [chosen(page)])
    click(qtbot, page.detail, "Get PDF")
    qtbot.waitUntil(lambda: [job.paper_id for job in library.jobs.open_jobs()] == [chosen(page)])


def test_nothing_found_says_so(qtbot: QtBot, page: ArxivPage) -> None:
    page.show_search("xylophone")
    qtbot.waitUntil(lambda: page.results is not None)
    qtbot.waitUntil(lambda: any("arXiv found nothing" in one.accessibleName() for one in page.findChildren(QWidget)))
    assert page.turning.isHidden()


def test_while_arxiv_is_asked_the_place_is_held_and_a_newer_search_wins(
    qtbot: QtBot, page: ArxivPage, arxiv: ArxivServer, made: list[MadePaper]
) -> None:
    page.show_search("cat:cs.LG")
    names_now = {one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible()}
    assert "Waiting for arXiv's answer" in names_now
    assert "Asking arXiv" in texts(page)
    page.show_search(made[7].id)
    qtbot.waitUntil(lambda: page.results is not None)
    assert page.results is not None
    assert page.results.total == 1
    qtbot.waitUntil(lambda: searches(arxiv) == 2)
    assert page.results.total == 1
    assert "1 paper, uses the network" in texts(page)


def test_a_busy_arxiv_says_so_and_can_be_asked_again(qtbot: QtBot, page: ArxivPage, arxiv: ArxivServer) -> None:
    arxiv.fail_next("/api", status=503, times=9)
    page.show_search("cat:cs.LG")
    qtbot.waitUntil(lambda: "Try now" in names(page))
    arxiv.planned.clear()
    click(qtbot, page, "Try now")
    qtbot.waitUntil(lambda: page.results is not None and page.cards.isVisible())


def test_a_page_that_does_not_come_leaves_the_one_that_is_there(
    qtbot: QtBot, page: ArxivPage, arxiv: ArxivServer
) -> None:
    search(qtbot, page)
    first = list(page.cards.rows.ids)
    arxiv.fail_next("/api", status=503, times=9)
    click(qtbot, page, "Next 50")
    qtbot.waitUntil(lambda: "Try now" in names(page))
    assert page.cards.isVisible()
    assert list(page.cards.rows.ids) == first
    assert f"1–50 of {PAPERS}, uses the network" in texts(page)


def test_work_offline_asks_nobody(qtbot: QtBot, page: ArxivPage, library: Carrel, arxiv: ArxivServer) -> None:
    library.network.set_offline(True)
    page.show_search("cat:cs.LG")
    qtbot.waitUntil(lambda: any("Work offline is on" in one.accessibleName() for one in page.findChildren(QWidget)))
    assert arxiv.asked == []


def test_keys_mean_nothing_before_there_are_results(qtbot: QtBot, page: ArxivPage, library: Carrel) -> None:
    qtbot.keyClick(QApplication.focusWidget() or page, "b")
    qtbot.keyClick(QApplication.focusWidget() or page, "o")
    assert kept(library) == []
    assert library.jobs.open_jobs() == []
