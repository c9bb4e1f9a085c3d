"""All PDFs of a list, a collection or a saved search are asked for by menu and palette, in the real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from carrel.domain.job import JobKind
from carrel.services.carrel import Carrel
from carrel.ui.navigation import Place
from carrel.ui.palette.choices import place_entries
from carrel.ui.palette.entry import Entry
from carrel.ui.shell.place_row import PlaceRow
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, shown_window, shows


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    """The window over three papers, one of them no paper of arXiv; nothing is fetched, for no job begins."""
    shelf = library.organising.create_collection("Shelf")
    library.organising.collect([1, 3], shelf)
    library.news.save_search("Mixtures", "mixtures")
    library.settings.change(welcomed=True, model="")
    library.jobs.pause_all()
    with shown_window(qtbot, theme, library) as window:
        qtbot.waitUntil(lambda: len(window.sidebar.searches.rows()) == 1)
        yield window


def queued(library: Carrel) -> list[int]:
    return sorted(job.paper_id or 0 for job in library.jobs.open_jobs() if job.kind is JobKind.FETCH_PAPER)


def choose(row: PlaceRow, text: str) -> None:
    row.menu_wanted.emit(row.mapToGlobal(QPoint(5, 5)))
    menu = next(one for one in row.window().findChildren(QMenu) if one.isVisible())
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


GET = "Get PDFs of all papers (uses the network)"


def test_the_menu_of_a_collection_queues_them_and_undo_cancels(qtbot: QtBot, window: Window, library: Carrel) -> None:
    choose(window.sidebar.collections.rows()[0], GET)
    qtbot.waitUntil(lambda: shows(window, "Queued 1 PDF from arXiv"))
    assert queued(library) == [1]
    click(qtbot, window.toast, "Undo")
    qtbot.waitUntil(lambda: queued(library) == [])


def test_the_menu_of_a_saved_search_queues_what_it_finds(qtbot: QtBot, window: Window, library: Carrel) -> None:
    choose(window.sidebar.searches.rows()[0], GET)
    qtbot.waitUntil(lambda: shows(window, "Queued 1 PDF from arXiv"))
    assert queued(library) == [2]


def test_the_palette_knows_each_and_the_list_that_is_shown(qtbot: QtBot, window: Window, library: Carrel) -> None:
    entries: dict[str, Entry] = {one.text: one for one in place_entries(window, library.lookup.place_names())}
    collection, search = (f"Get PDFs of all papers in {name}" for name in ("collection Shelf", "saved search Mixtures"))
    assert entries[collection].network
    assert entries[search].network
    entries[search].act()
    qtbot.waitUntil(lambda: queued(library) == [2])
    window.navigation.go(Place("settings"))
    qtbot.waitUntil(lambda: not window.commands.enabled("list.pdfs"))
    window.navigation.go(Place("library"))
    qtbot.waitUntil(lambda: window.commands.enabled("list.pdfs"))
    window.commands.trigger("list.pdfs")
    qtbot.waitUntil(lambda: queued(library) == [1, 2])
    qtbot.waitUntil(lambda: shows(window, "Queued 1 PDF from arXiv"))
