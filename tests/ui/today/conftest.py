"""Today over a real library that follows two categories, with announcements on Thursday and Friday."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

import announced
from carrel.domain.feed import AnnounceType, NewsQuery
from carrel.services.carrel import Carrel
from carrel.storage.database import Database
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.theme import Theme
from carrel.ui.today.page import TodayPage
from today_desk import CATEGORIES, FRIDAY, THURSDAY, WEDNESDAY, Desk


@pytest.fixture
def desk(library: Carrel, library_home: Path) -> Iterator[Desk]:
    """The library, with nothing followed yet."""
    database = Database(library_home / "library.sqlite3")
    yield Desk(database, library)
    database.close()


@pytest.fixture
def week(desk: Desk) -> Desk:
    """Six new papers, two cross-lists and three replaced ones on Friday, four on Thursday; Wednesday is missing."""
    desk.follow(*CATEGORIES)
    desk.announce(THURSDAY, *(announced.paper(number) for number in range(20, 24)))
    desk.announce(FRIDAY, *(announced.paper(number) for number in range(6)))
    desk.announce(FRIDAY, *(announced.paper(number) for number in (6, 7)), kind=AnnounceType.CROSS)
    desk.announce(FRIDAY, *(announced.paper(number, version=2) for number in (8, 9, 10)), kind=AnnounceType.REPLACE)
    desk.gap(WEDNESDAY, "Carrel was not running")
    return desk


@pytest.fixture
def make_page(
    qtbot: QtBot, theme: Theme, library: Carrel, background: Background, bridge: Bridge, actions: Actions
) -> Iterator[Callable[[], TodayPage]]:
    """Makes the page, shown, with the newest day asked for and answered."""
    made: list[TodayPage] = []

    def make() -> TodayPage:
        page = TodayPage(theme, library, background, bridge, actions)
        made.append(page)
        page.resize(1200, 800)
        page.show()
        page.show_query(NewsQuery())
        qtbot.waitUntil(lambda: page.answer is not None)
        ids = page.cards.rows.ids
        qtbot.waitUntil(lambda: all(page.cards.rows.known(paper) is not None for paper in ids[:20]))
        actions.refresh()
        return page

    yield make
    for page in made:
        # A page that lives on would ask after the library is closed.
        delete(page)


@pytest.fixture
def page(week: Desk, make_page: Callable[[], TodayPage]) -> TodayPage:
    """The page, with Friday's eleven papers."""
    del week
    return make_page()
