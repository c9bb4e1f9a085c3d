"""The page of what is followed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carrel.domain.interests import Interests
from carrel.domain.job import JobKind
from carrel.services.carrel import Carrel
from carrel.ui.feeds.category_grid import CategoryCheck
from carrel.ui.feeds.page import FeedsPage
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, field, shown_window, shows


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    """The window on the page, with two categories followed."""
    library.settings.change(welcomed=True)
    library.following.follow(["cs.LG", "stat.ML"])
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("feeds"))
        qtbot.waitUntil(lambda: shows(window, "One request to rss.arxiv.org for 2 categories every 8 hours"))
        yield window


def interests(library: Carrel, category: str = "cs.LG") -> Interests:
    return next(feed.interests for feed in library.news.feeds() if feed.category == category)


def test_interests_are_kept_a_moment_after_the_last_key(qtbot: QtBot, window: Window, library: Carrel) -> None:
    first = field(window, "Show first, cs.LG")
    first.setFocus()
    qtbot.keyClicks(first, "state space, author:Ada Lovelace")
    assert interests(library) == Interests()
    qtbot.waitUntil(lambda: interests(library).include == ("state space", "author:Ada Lovelace"))
    out = field(window, "Leave out, cs.LG")
    out.setFocus()
    qtbot.keyClicks(out, "cat:cs.CY")
    qtbot.waitUntil(lambda: interests(library).exclude == ("cat:cs.CY",))
    assert interests(library).include == ("state space", "author:Ada Lovelace")


def test_leaving_the_page_keeps_what_was_typed_last(qtbot: QtBot, window: Window, library: Carrel) -> None:
    qtbot.keyClicks(field(window, "Show first, stat.ML"), "bandits")
    window.navigation.go(Place("library"))
    qtbot.waitUntil(lambda: interests(library, "stat.ML").include == ("bandits",))


def test_what_is_being_typed_is_not_replaced_by_what_is_kept(qtbot: QtBot, window: Window, library: Carrel) -> None:
    first = field(window, "Show first, cs.LG")
    first.setFocus()
    qtbot.keyClicks(first, "state, ")
    qtbot.waitUntil(lambda: interests(library).include == ("state",))
    library.following.set_interests("stat.ML", Interests(include=("proofs",)))
    qtbot.waitUntil(lambda: field(window, "Show first, stat.ML").text() == "proofs")
    assert first.text() == "state, "


def test_stopping_is_undone_with_what_was_wanted(qtbot: QtBot, window: Window, library: Carrel) -> None:
    library.following.set_interests("cs.LG", Interests(include=("diffusion",)))
    click(qtbot, window, "Stop following cs.LG")
    qtbot.waitUntil(window.toast.isVisible)
    assert window.toast.text() == "Stopped following cs.LG"
    qtbot.waitUntil(lambda: shows(window, "One request to rss.arxiv.org for 1 category"))
    click(qtbot, window.toast, "Undo")
    qtbot.waitUntil(lambda: shows(window, "One request to rss.arxiv.org for 2 categories"))
    assert interests(library) == Interests(include=("diffusion",))
    qtbot.waitUntil(lambda: field(window, "Show first, cs.LG").text() == "diffusion")


def test_a_tick_follows_and_asks_nothing_of_arxiv(qtbot: QtBot, window: Window, library: Carrel) -> None:
    page = window.pages.currentWidget()
    assert isinstance(page, FeedsPage)
    qtbot.keyClicks(page.finder.field, "cs.RO")
    check = next(one for one in page.findChildren(CategoryCheck) if one.category.id == "cs.RO")
    qtbot.mouseClick(check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [feed.category for feed in library.news.feeds()] == ["cs.LG", "stat.ML", "cs.RO"])
    qtbot.waitUntil(lambda: shows(window, "Stop following cs.RO"))
    assert library.jobs.open_jobs() == []
    qtbot.mouseClick(check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [feed.category for feed in library.news.feeds()] == ["cs.LG", "stat.ML"])


def test_refresh_now_asks_arxiv_once(qtbot: QtBot, window: Window, library: Carrel) -> None:
    click(qtbot, window, "Refresh now")
    qtbot.waitUntil(lambda: [job.kind for job in library.jobs.open_jobs()] == [JobKind.REFRESH_FEEDS])
    qtbot.waitUntil(lambda: shows(window.pages, "Refreshing"))


def test_interests_in_the_sidebar_lead_to_the_field(qtbot: QtBot, window: Window) -> None:
    window.navigation.go(Place("library"))
    window.sidebar.feeds.interests_wanted.emit("stat.ML")
    qtbot.waitUntil(field(window, "Show first, stat.ML").hasFocus)


def test_nothing_followed_is_said(qtbot: QtBot, window: Window, library: Carrel) -> None:
    library.following.unfollow("cs.LG")
    library.following.unfollow("stat.ML")
    qtbot.waitUntil(lambda: shows(window, "Nothing is followed, so nothing is asked of arXiv."))
