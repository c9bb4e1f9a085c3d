"""What words are searched by: chosen over the table, remembered, told beside the count and in the preview."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import delete

from carrel.domain.job import JobState
from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.storage import passages
from carrel.storage.database import Database
from carrel.ui.library.page import LibraryPage
from carrel.ui.navigation import Place
from carrel.ui.widgets import Button, Label
from shown_window import click
from storage_values import add_file, document

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

QUERY = LibraryQuery(text="compressing a mixture of expert networks", sort=Sort.BEST)
BEST = "Merge, then compress: sparse mixtures from their routing"


def prepare(library: Carrel) -> None:
    library.settings.change(welcomed=True, model="")
    library.jobs.start()
    job = library.passage_embedding.queue_when_needed()
    assert job is not None
    assert [one.state for one in library.jobs.wait([job])] == [JobState.DONE]


def segment(page: LibraryPage, text: str) -> QAbstractButton:
    return next(one for one in page.list_header.by.findChildren(QAbstractButton) if one.text() == text)


def said(page: LibraryPage) -> str:
    return " ".join(label.text() for label in page.list_header.findChildren(Label) if label.isVisible())


def test_meanings_are_waited_for_and_then_found(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, titles: Callable[[], list[str]]
) -> None:
    assert not page.list_header.by.isVisible(), "there are no words to search by anything"
    page.show_query(QUERY)
    qtbot.waitUntil(lambda: "by words until meanings are ready" in said(page))
    assert page.list_header.by.isVisible()
    assert titles() == []
    prepare(digested)
    qtbot.waitUntil(lambda: titles()[:1] == [BEST])
    qtbot.waitUntil(lambda: "until meanings" not in said(page))


def test_a_click_chooses_and_the_choice_is_remembered(
    qtbot: QtBot,
    page: LibraryPage,
    digested: Carrel,
    titles: Callable[[], list[str]],
    theme: Theme,
    background: Background,
    bridge: Bridge,
    actions: Actions,
) -> None:
    prepare(digested)
    page.show_query(QUERY)
    qtbot.waitUntil(lambda: page.list_header.by.isVisible() and titles()[:1] == [BEST])
    QTest.mouseClick(segment(page, "Words"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles() == [])
    QTest.mouseClick(segment(page, "Meaning"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles()[:1] == [BEST])
    qtbot.waitUntil(lambda: digested.reading.value("library.by") == "meaning")
    other = LibraryPage(theme, digested, background, bridge, actions)
    try:
        qtbot.waitUntil(lambda: other.finder.by is SearchBy.MEANING)
        assert segment(other, "Meaning").isChecked()
    finally:
        # A page that lingers would answer to the same commands as the first one; one that goes may not be answered any more.
        background.close()
        delete(other)


def test_the_closest_searches_count_what_a_click_would_show(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, titles: Callable[[], list[str]]
) -> None:
    prepare(digested)
    page.show_query(LibraryQuery(text=f"{QUERY.text} year:1800", sort=Sort.BEST))

    def offered() -> dict[str, str]:
        """What is offered in the table's place, with how many papers each finds."""
        rows = [one for one in page.findChildren(Button) if one.isVisible() and one.text().startswith("Without ")]
        counts = [one.text() for one in page.findChildren(Label) if one.isVisible() and one.text().isdigit()]
        return dict(zip((one.text() for one in rows), counts[-len(rows) :], strict=True)) if rows else {}

    qtbot.waitUntil(lambda: "Without year:1800" in offered())
    count = int(offered()["Without year:1800"])
    click(qtbot, page, "Without year:1800")
    qtbot.waitUntil(lambda: titles()[:1] == [BEST])
    assert len(titles()) == count


def test_the_preview_says_why_and_leads_to_the_passage(
    qtbot: QtBot, page: LibraryPage, digested: Carrel, library_home: Path, titles: Callable[[], list[str]]
) -> None:
    text = "White storks build large nests on roofs and chimneys, and return to them each spring."
    [paper] = [row.id for row in digested.reading.rows(list(digested.reading.ids(LibraryQuery(text="title:merge"))))]
    database = Database(library_home / "library.sqlite3")
    with database.write() as connection:
        file = add_file(connection, paper, "text.pdf")
        passages.save(connection, file.id, document("The data are in the appendix.", text))
    database.close()
    prepare(digested)
    page.show_query(LibraryQuery(text="birds nesting on buildings", sort=Sort.BEST))
    qtbot.waitUntil(lambda: titles() == [BEST])
    # It is there before it has its place, and has no width until then.
    qtbot.waitUntil(lambda: page.preview.open_match.isVisible() and page.preview.open_match.width() > 0)
    assert page.preview._why.toPlainText() == f"“{text}”"
    assert page.preview._why_place.text() == "By meaning, page 1, Introduction"
    wanted: list[Place] = []
    page.place_wanted.connect(wanted.append)
    QTest.mouseClick(page.preview.open_match, Qt.MouseButton.LeftButton)
    [place] = wanted
    assert (place.kind, place.id) == ("reader", paper)
    assert place.link is not None
    assert (place.link.page, place.link.quote) == (0, text)
