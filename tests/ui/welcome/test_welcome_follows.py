"""What Welcome follows, and what is asked of arXiv for it: nothing before Start, exactly that afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from arxiv_server import ArxivServer, arxiv_server
from carrel.domain.job import JobKind
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.ui.feeds.category_grid import CategoryCheck
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from carrel.ui.welcome.page import WelcomePage
from shown_window import click, control, shown_window, shows

SECONDS = 30_000
DAY = date(2026, 11, 20)


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        server.announce(DAY, 12, categories=("cs.LG", "cs.RO"))
        yield server


@pytest.fixture
def carrel(library_home: Path, arxiv: ArxivServer) -> Carrel:
    """A new library whose arXiv is the server; its lanes and its schedule run, as in an application."""
    library_home.mkdir()
    opened = open_library(addresses=arxiv.addresses(), policy=arxiv.policy(library_home))
    opened.settings.change(model="", news_digests=0)
    opened.start()
    return opened


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, carrel: Carrel) -> Iterator[Window]:
    with shown_window(qtbot, theme, carrel) as window:
        yield window


@pytest.fixture
def page(window: Window) -> WelcomePage:
    page = window.findChild(WelcomePage)
    assert page is not None
    return page


def tick(qtbot: QtBot, page: WelcomePage, category: str) -> None:
    checks = [one for one in page.findChildren(CategoryCheck) if one.isVisible()]
    check = next(one for one in checks if one.category.id == category)
    qtbot.mouseClick(check, Qt.MouseButton.LeftButton)


def test_the_card_says_which_requests_follow_from_what_is_ticked(qtbot: QtBot, page: WelcomePage) -> None:
    assert shows(page, "Nothing, while no category is ticked")
    tick(qtbot, page, "cs.LG")
    assert shows(page, "Announcements of 1 category, every 8 hours")
    qtbot.keyClicks(page.follow.finder.field, "algebraic geometry")
    qtbot.keyClick(page.follow.finder.field, Qt.Key.Key_Return)
    assert shows(page, "Announcements of 2 categories, every 8 hours")
    assert page.follow.wanted() == ["cs.LG", "math.AG"]


def test_start_follows_asks_once_for_all_and_leads_to_today(
    qtbot: QtBot, window: Window, page: WelcomePage, carrel: Carrel, arxiv: ArxivServer
) -> None:
    tick(qtbot, page, "cs.LG")
    tick(qtbot, page, "cs.RO")
    QApplication.processEvents()
    assert arxiv.asked == []
    click(qtbot, page, "Start")
    qtbot.waitUntil(lambda: window.navigation.current == Place("today"), timeout=SECONDS)
    qtbot.waitUntil(lambda: bool(carrel.following.status().checked), timeout=SECONDS)
    qtbot.waitUntil(lambda: not carrel.jobs.open_jobs(), timeout=SECONDS)
    assert arxiv.asked_for("/rss") == ["/rss/cs.LG+cs.RO"]
    # Nothing but the feed and the details of what it announced: no PDF, no other host.
    assert len(arxiv.asked_for("/api")) == 1
    assert len(arxiv.asked) == 2
    assert {one.host for one in carrel.network.log()} == {"127.0.0.1"}
    qtbot.waitUntil(lambda: shows(window.sidebar, f"Today, {carrel.news.unread()} unread"), timeout=SECONDS)
    assert carrel.news.unread() > 0
    assert not window.navigation.can_back


def test_start_without_a_tick_asks_nothing_and_leads_to_the_library(
    qtbot: QtBot, window: Window, page: WelcomePage, carrel: Carrel, arxiv: ArxivServer
) -> None:
    click(qtbot, page, "Start")
    qtbot.waitUntil(lambda: window.navigation.current == Place("library"), timeout=SECONDS)
    assert carrel.settings.current.welcomed
    assert carrel.news.feeds() == []
    assert not [job for job in carrel.jobs.open_jobs() if job.kind is not JobKind.MAINTENANCE]
    assert arxiv.asked == []


@pytest.mark.parametrize("way", ["Skip for now", "Open the sample"])
def test_what_is_not_start_follows_nothing_though_it_was_ticked(
    qtbot: QtBot, window: Window, page: WelcomePage, carrel: Carrel, arxiv: ArxivServer, way: str
) -> None:
    tick(qtbot, page, "cs.LG")
    click(qtbot, page, way)
    qtbot.waitUntil(lambda: carrel.settings.current.welcomed, timeout=SECONDS)
    qtbot.waitUntil(lambda: window.navigation.current != Place("welcome"), timeout=SECONDS)
    assert carrel.news.feeds() == []
    assert arxiv.asked == []


def test_what_is_followed_already_is_ticked_and_can_be_unticked(
    qtbot: QtBot, theme: Theme, carrel: Carrel, arxiv: ArxivServer
) -> None:
    carrel.following.follow(["cs.LG", "q-bio.QM"])
    with shown_window(qtbot, theme, carrel) as window:
        page = window.findChild(WelcomePage)
        assert page is not None
        qtbot.waitUntil(lambda: page.follow.wanted() == ["cs.LG", "q-bio.QM"])
        tick(qtbot, page, "q-bio.QM")
        assert arxiv.asked == []
        click(qtbot, page, "Start")
        qtbot.waitUntil(lambda: window.navigation.current == Place("today"), timeout=SECONDS)
        assert [feed.category for feed in carrel.news.feeds()] == ["cs.LG"]


def test_the_page_fits_the_screen_it_was_drawn_for(window: Window, page: WelcomePage) -> None:
    window.resize(1440, 870)
    QApplication.processEvents()
    assert page._scroll.verticalScrollBar().maximum() == 0
    window.resize(1120, 680)
    QApplication.processEvents()
    assert page._scroll.verticalScrollBar().maximum() > 0
    assert page._scroll.horizontalScrollBar().maximum() == 0
    assert control(page, "Start").isVisible()
