"""Related papers in the real window: the tab beside a digest, the page of their own, more like several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.paper import Paper, PaperRow
from carrel.domain.related import Facet
from carrel.services.carrel import Carrel
from carrel.storage import papers
from carrel.ui.library.context_menu import menu
from carrel.ui.library.page import LibraryPage
from carrel.ui.navigation import Place
from carrel.ui.reader.page import ReaderPage
from carrel.ui.related.list import RelatedList
from carrel.ui.related.page import RelatedPage
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import click, control, shown_window
from storage_values import NOW

STORKS = "Storks nest on roofs. We propose a method that counts storks by drones. Results show that drones count best."
MORE = "Storks nest in trees. We introduce a method that counts storks from satellites. Results show more storks."
SILENT = "Storks nest on roofs, and storks are many."
TOKENS = "Tokens attend to tokens."


@pytest.fixture
def birds(library: Carrel) -> dict[str, int]:
    """Papers on storks, one of them announced and not kept, and one on something else."""
    with library.database.write() as connection:
        ids = {
            name: papers.add(
                connection, Paper(name, ("Ada Lovelace",), text, year=2020), added=NOW, kept=name != "Satellites"
            )
            for name, text in (("Drones", STORKS), ("Satellites", MORE), ("Roofs", SILENT), ("Tokens", TOKENS))
        }
        connection.execute(
            "INSERT INTO announcements (paper_id, version, day, type, position, from_feed, shown)"
            " VALUES (?, 1, '2026-11-19', 'new', 1, 1, 1)",
            (ids["Satellites"],),
        )
    library.settings.change(welcomed=True)
    return ids


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel, birds: dict[str, int]) -> Iterator[Window]:
    del birds
    with shown_window(qtbot, theme, library) as window:
        window.navigation.go(Place("library"))
        qtbot.waitUntil(lambda: bool(window.findChildren(LibraryPage)))
        qtbot.waitUntil(lambda: len(library_page(window).rows.ids) == 6)
        yield window


def library_page(window: Window) -> LibraryPage:
    return window.findChildren(LibraryPage)[0]


def related_page(window: Window) -> RelatedPage:
    return window.findChildren(RelatedPage)[0]


def titles(shown: RelatedList) -> list[str]:
    return [one.row.title for one in shown.rows.papers]


def open_tab(qtbot: QtBot, window: Window, paper: int) -> LibraryPage:
    page = library_page(window)
    page.select_paper(paper)
    window.commands.trigger("list.open")
    qtbot.waitUntil(lambda: page.detail.record is not None and page.detail.record.paper.id == paper)
    page.detail.show_tab("related")
    qtbot.waitUntil(lambda: page.detail.related.answer is not None)
    return page


def test_the_tab_counts_and_says_where_each_is_and_why(qtbot: QtBot, window: Window, birds: dict[str, int]) -> None:
    page = open_tab(qtbot, window, birds["Drones"])
    shown = page.detail.related.list
    assert sorted(titles(shown)) == ["Roofs", "Satellites"]
    assert control(page.detail.tabs, "Related, 2").isVisible()
    spoken = {
        title: str(shown.rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
        for row, title in enumerate(titles(shown))
    }
    assert "2020, Ada Lovelace, Library, unstarred" in spoken["Roofs"]
    assert "Announced 19 Nov 2026" in spoken["Satellites"]
    assert "closest sentence: We introduce" in spoken["Satellites"]
    assert page.detail.related.remark.text() == "Found by their words for now."


def test_a_facet_leaves_out_what_does_not_tell_it(qtbot: QtBot, window: Window, birds: dict[str, int]) -> None:
    page = open_tab(qtbot, window, birds["Drones"])
    view = page.detail.related
    click(qtbot, view, "Method")
    qtbot.waitUntil(lambda: titles(view.list) == ["Satellites"])
    assert view.facet is Facet.METHOD
    assert "1 near paper is left out" in view.remark.text()


def test_enter_opens_a_paper_among_its_like_and_back_returns(
    qtbot: QtBot, window: Window, birds: dict[str, int]
) -> None:
    page = open_tab(qtbot, window, birds["Drones"])
    shown = page.detail.related.list
    shown.setFocus()
    shown.go_to(titles(shown).index("Satellites"))
    QTest.keyClick(shown, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is related_page(window))
    beside = related_page(window)
    qtbot.waitUntil(lambda: beside.detail.paper_id == birds["Satellites"])
    assert sorted(titles(beside.view.list)) == ["Roofs", "Satellites"]
    qtbot.waitUntil(lambda: beside.seeds.text() == "“Drones”")
    window.commands.trigger("list.next" if beside.view.list.currentIndex().row() == 0 else "list.previous")
    qtbot.waitUntil(lambda: beside.detail.paper_id == birds["Roofs"])
    window.commands.trigger("go.back")
    assert window.pages.currentWidget() is page
    assert page.detail.paper_id == birds["Drones"]
    assert page.detail.tabs.current() == "related"


def test_the_same_papers_by_another_facet_are_another_list(qtbot: QtBot, window: Window, birds: dict[str, int]) -> None:
    def go(chosen: str, facet: str) -> None:
        window.navigation.go(Place("related", birds[chosen], facet, papers=(birds["Drones"],)))

    go("Roofs", "")
    beside = related_page(window)
    qtbot.waitUntil(lambda: sorted(titles(beside.view.list)) == ["Roofs", "Satellites"])
    go("Satellites", "method")
    qtbot.waitUntil(lambda: titles(beside.view.list) == ["Satellites"])
    assert beside.view.facets.current() == "method"
    window.commands.trigger("go.back")
    qtbot.waitUntil(lambda: sorted(titles(beside.view.list)) == ["Roofs", "Satellites"])
    qtbot.waitUntil(lambda: beside.detail.paper_id == birds["Roofs"])
    # A place that names no paper of the list says nothing of how it is compared.
    click(qtbot, beside.view, "Method")
    qtbot.waitUntil(lambda: titles(beside.view.list) == ["Satellites"])
    window.navigation.go(Place("related", papers=(birds["Drones"],)))
    assert beside.view.facets.current() == "method"


def test_a_paper_that_is_chosen_before_the_answer_is_there_is_chosen_then(
    qtbot: QtBot, window: Window, birds: dict[str, int]
) -> None:
    window.navigation.go(Place("related", papers=(birds["Drones"],)))
    beside = related_page(window)
    last = birds["Roofs"]
    for paper in (birds["Satellites"], last):
        window.navigation.go(Place("related", paper, papers=(birds["Drones"],)))
    qtbot.waitUntil(lambda: len(titles(beside.view.list)) == 2)
    assert beside.view.list.current is not None
    assert beside.view.list.current.paper_id == last


def test_a_click_on_a_row_opens_and_one_on_its_star_keeps_and_stars(
    qtbot: QtBot, window: Window, birds: dict[str, int], library: Carrel
) -> None:
    page = open_tab(qtbot, window, birds["Drones"])
    shown = page.detail.related.list
    row = shown.visualRect(shown.rows.index(titles(shown).index("Satellites")))
    star = shown._delegate.star(row.toRectF()).center().toPoint()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=star)
    qtbot.waitUntil(lambda: {one.paper_id: one.kept for one in shown.rows.papers}.get(birds["Satellites"], False))
    assert library.reading.state(birds["Satellites"]).starred
    assert window.pages.currentWidget() is page
    row = shown.visualRect(shown.rows.index(titles(shown).index("Roofs")))
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=row.topLeft() + QPoint(60, 20))
    qtbot.waitUntil(lambda: bool(window.findChildren(RelatedPage)))
    qtbot.waitUntil(lambda: related_page(window).detail.paper_id == birds["Roofs"])


def test_letters_mean_the_row_while_the_list_has_the_focus(
    qtbot: QtBot, window: Window, birds: dict[str, int], library: Carrel
) -> None:
    page = open_tab(qtbot, window, birds["Drones"])
    shown = page.detail.related.list
    shown.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is shown)
    shown.go_to(titles(shown).index("Roofs"))
    window.commands.trigger("paper.star")
    qtbot.waitUntil(lambda: library.reading.state(birds["Roofs"]).starred)
    assert not library.reading.state(birds["Drones"]).starred
    window.commands.trigger("paper.open")
    qtbot.waitUntil(lambda: bool(window.findChildren(ReaderPage)))
    assert window.navigation.current == Place("reader", birds["Roofs"])


def test_more_like_these_leaves_the_selection_out(qtbot: QtBot, window: Window, birds: dict[str, int]) -> None:
    page = library_page(window)
    page.select_paper(birds["Drones"])
    window.commands.trigger("list.select")
    page.select_paper(birds["Roofs"])
    window.commands.trigger("list.select")
    assert "More like these" in [
        action.text() for action in menu(page.table, window.commands, several=len(page.table.chosen) > 1).actions()
    ]
    click(qtbot, page.bulk_bar, "More like these")
    qtbot.waitUntil(lambda: bool(window.findChildren(RelatedPage)))
    beside = related_page(window)
    qtbot.waitUntil(lambda: titles(beside.view.list) == ["Satellites"])
    qtbot.waitUntil(lambda: beside.title.text() == "More like these 2 papers")
    qtbot.waitUntil(lambda: beside.detail.paper_id == birds["Satellites"])
    window.commands.trigger("close")
    assert window.pages.currentWidget() is page


def test_of_very_many_papers_few_are_read_and_that_is_said(
    qtbot: QtBot, window: Window, library: Carrel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.database.write() as connection:
        added = [papers.add(connection, Paper(f"Roof {n}", (), f"{SILENT} {n}"), added=NOW) for n in range(300)]
    read, rows = [], library.reading.rows

    def listen(wanted: Sequence[int]) -> list[PaperRow]:
        read.append(len(wanted))
        return rows(wanted)

    monkeypatch.setattr(library.reading, "rows", listen)
    window.navigation.go(Place("related", papers=tuple(added)))
    beside = related_page(window)
    qtbot.waitUntil(lambda: beside.title.text() == "More like these 300 papers")
    assert max(read) <= 20
    qtbot.waitUntil(lambda: beside.view.answer is not None)
    assert beside.view.remark.text().startswith("200 of the 300 papers, taken evenly, stand for all of them.")


def test_where_nothing_is_alike_that_is_said(qtbot: QtBot, window: Window, birds: dict[str, int]) -> None:
    page = open_tab(qtbot, window, birds["Tokens"])
    said = [one.accessibleName() for one in page.detail.related.findChildren(type(page.detail.related.remark))]
    assert "Nothing alike yet" in said
    assert control(page.detail.tabs, "Related, 0").isVisible()


def test_the_reader_shows_what_is_like_its_paper(qtbot: QtBot, window: Window, birds: dict[str, int]) -> None:
    window.navigation.go(Place("reader", birds["Drones"]))
    reader = window.findChildren(ReaderPage)[0]
    qtbot.waitUntil(lambda: reader.inspector.related.answer is not None)
    window.commands.trigger("paper.related")
    assert reader.inspector.tab == "related"
    shown = reader.inspector.related.list
    assert sorted(titles(shown)) == ["Roofs", "Satellites"]
    shown.setFocus()
    QTest.keyClick(shown, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(RelatedPage)))
    assert window.pages.currentWidget() is related_page(window)


def test_a_narrow_bulk_bar_keeps_every_command_within_reach(
    qtbot: QtBot, window: Window, birds: dict[str, int]
) -> None:
    page = library_page(window)
    page.select_paper(birds["Drones"])
    window.commands.trigger("list.select")
    bar = page.bulk_bar
    layout, host = bar.layout(), bar.parentWidget()
    assert layout is not None
    assert host is not None

    def fitted(width: int) -> bool:
        return window.width() == width and bar.width() == host.width()

    for width in (1440, 1240):
        window.resize(width, 800)
        qtbot.waitUntil(partial(fitted, width))
        assert layout.sizeHint().width() <= bar.width()
        for name in ("Mark read", "Star", "Tag", "Collect", "More like these", "Write digests", "Trash"):
            assert control(bar, name).isVisible()
