"""The library page over a real library whose papers have digests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from carrel.domain.digest import Status
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.storage import digests, papers
from carrel.storage.database import Database
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.library.page import LibraryPage
from carrel.ui.theme import Theme
from made_digests import make_digest


@pytest.fixture
def digested(library: Carrel, library_home: Path) -> Carrel:
    """The library with a digest for two of its three papers: one with an exception, one without."""
    database = Database(library_home / "library.sqlite3")
    with database.write() as connection:
        for arxiv_id, topic, statuses in (
            ("2509.09001", "Theory", (Status.SUPPORTED, Status.SUPPORTED, Status.NOT_FOUND)),
            ("2310.01334", "Efficient ML", (Status.SUPPORTED, Status.SUPPORTED)),
        ):
            paper_id = papers.find(connection, arxiv_id=arxiv_id)
            assert paper_id is not None
            paper = papers.get(connection, paper_id)
            assert paper is not None
            digests.save(connection, paper_id, None, make_digest(paper.abstract, topic, *statuses))
    database.close()
    return library


@pytest.fixture
def page(
    qtbot: QtBot, theme: Theme, digested: Carrel, background: Background, bridge: Bridge, actions: Actions
) -> Iterator[LibraryPage]:
    """The page, shown, with all papers newest first and the cursor on the first."""
    page = LibraryPage(theme, digested, background, bridge, actions)
    page.resize(1400, 800)
    page.show()
    page.show_query(LibraryQuery())
    qtbot.waitUntil(lambda: page.rows.paper_row(2) is not None and page.table.current_id != 0)
    actions.refresh()
    yield page
    # A page that lives on would ask for rows after the library is closed.
    delete(page)


@pytest.fixture
def titles(page: LibraryPage) -> Callable[[], list[str]]:
    """The titles in the table from the top, as far as they have been fetched."""

    def read() -> list[str]:
        rows = [page.rows.paper_row(row) for row in range(page.rows.rowCount())]
        return [row.title if row is not None else "" for row in rows]

    return read
