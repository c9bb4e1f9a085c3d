"""The detail of a paper that arXiv announced: how it came, what can be done with it, its versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from carrel.domain.digest import Status
from carrel.domain.feed import Announcement, AnnounceType
from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import FileState, Paper, PaperVersion
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.storage import digests, feeds, files, jobs, news, papers, versions
from carrel.storage.store import KeptFile
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.library.changed_text import ChangedText
from carrel.ui.library.commands import PaperCommands
from carrel.ui.library.detail import DetailPane
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label
from made_digests import make_digest

DAY, NOW = "2026-07-14", "2026-07-14T06:00:00Z"
ANNOUNCED = Paper(
    title="Fast attention mechanisms",
    authors=("Ada Lovelace",),
    abstract="Attention has sub-quadratic cost. It keeps its power.",
    arxiv_id="2607.00001",
    version=2,
    categories=("cs.LG", "cs.CC"),
    published="2025-09-10",
    comment="9 pages",
    links=("https://github.com/ada/anna", "https://example.org/paper"),
    source="arxiv",
)


@pytest.fixture
def announced(library: Carrel) -> int:
    """A paper announced in its second version, and one that was withdrawn."""
    gone = replace(
        ANNOUNCED, arxiv_id="2607.00002", title="Gone", comment="Withdrawn: Lemma 3 does not hold.", links=()
    )
    with library.database.write() as connection:
        feeds.add(connection, "cs.LG", NOW)
        news.announce(
            connection,
            DAY,
            [Announcement(ANNOUNCED, AnnounceType.REPLACE), Announcement(gone, AnnounceType.NEW, withdrawn=True)],
            from_feed=True,
            now=NOW,
        )
        paper = papers.find(connection, arxiv_id="2607.00001")
        assert paper is not None
        first = PaperVersion(
            1, "Fast attention", "Attention has quadratic cost. It keeps its power.", "2025-06-02", "8 pages"
        )
        versions.save_version(connection, paper, first)
    return paper


@pytest.fixture
def pane(
    qtbot: QtBot, theme: Theme, library: Carrel, background: Background, bridge: Bridge, announced: int
) -> Iterator[DetailPane]:
    pane = DetailPane(theme, library, background, bridge, back=False)
    commands = PaperCommands(theme, library, background, pane)
    pane.command_chosen.connect(lambda name: commands.run(name, [pane.paper_id]))
    pane.resize(860, 800)
    pane.show()
    pane.show_paper(announced)
    qtbot.waitUntil(lambda: pane.record is not None)
    yield pane
    delete(pane)


def buttons(pane: QWidget) -> dict[str, Button]:
    return {one.accessibleName(): one for one in pane.findChildren(Button) if one.isVisible()}


def words(pane: QWidget) -> set[str]:
    return {one.text() for one in pane.findChildren(Label) if one.isVisible()}


def kept(library: Carrel) -> list[int]:
    return list(library.reading.ids(LibraryQuery()))


def test_the_head_says_how_it_was_announced(pane: DetailPane) -> None:
    assert {"Replaced", "cs.LG, cs.CC   arXiv:2607.00001v2   submitted 10 Sep 2025"} <= words(pane)
    assert list(buttons(pane.header)) == ["Code: github.com/ada/anna", "Get PDF", "Star", "Keep", "Collect", "Note"]
    assert "uses the network" in words(pane.header)


def test_keep_takes_it_into_the_library_and_undo_takes_it_out(
    qtbot: QtBot, pane: DetailPane, library: Carrel, announced: int
) -> None:
    assert announced not in kept(library)
    qtbot.mouseClick(buttons(pane)["Keep"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: announced in kept(library))
    qtbot.waitUntil(lambda: "To read" in buttons(pane) and "Keep" not in buttons(pane))
    library.undo.undo()
    qtbot.waitUntil(lambda: "Keep" in buttons(pane))
    assert announced not in kept(library)


def test_a_star_keeps_it_too(qtbot: QtBot, pane: DetailPane, library: Carrel, announced: int) -> None:
    qtbot.mouseClick(buttons(pane)["Star"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Starred" in buttons(pane) and "To read" in buttons(pane))
    assert announced in kept(library)


def test_the_pdf_is_asked_for_once(qtbot: QtBot, pane: DetailPane, library: Carrel, announced: int) -> None:
    qtbot.mouseClick(buttons(pane)["Get PDF"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Getting the PDF" in buttons(pane))
    assert not buttons(pane)["Getting the PDF"].isEnabled()
    [job] = library.jobs.open_jobs()
    assert (job.kind, job.paper_id, job.state) == (JobKind.FETCH_PAPER, announced, JobState.WAITING)


def test_a_pdf_that_waits_for_its_next_try_can_be_asked_for_now(
    qtbot: QtBot, pane: DetailPane, library: Carrel, announced: int
) -> None:
    [job] = library.following.fetch([announced])
    with library.database.write() as connection:
        jobs.claim(connection, job.kind.lane, "", NOW)
        jobs.put_back(connection, job.id, "2099-01-01T00:00:00Z", "network", "arXiv is busy (503).", "")
    pane.show_paper(0)
    pane.show_paper(announced)
    qtbot.waitUntil(lambda: pane.record is not None and "Get PDF" in buttons(pane))
    qtbot.mouseClick(buttons(pane)["Get PDF"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (now := library.jobs.get(job.id)) is not None and not now.due)


def test_code_opens_in_the_browser(pane: DetailPane, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    buttons(pane)["Code: github.com/ada/anna"].click()
    assert opened == ["https://github.com/ada/anna"]


def test_the_abstract_page_is_shown_as_an_address_first(
    qtbot: QtBot, pane: DetailPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    pane.header.more.click()
    menu = pane.header.findChild(QMenu)
    assert menu is not None
    texts = [action.text() for action in menu.actions() if action.text()]
    assert "Hide" in texts
    assert "Move to trash" not in texts
    next(action for action in menu.actions() if action.text() == "Abstract page at arXiv…").trigger()
    qtbot.waitUntil(pane.header.link_bar.isVisible)
    assert pane.header.link_bar.address == "https://arxiv.org/abs/2607.00001v2"
    assert not opened
    buttons(pane)["Open in browser"].click()
    assert [url.toString() for url in opened] == ["https://arxiv.org/abs/2607.00001v2"]


def test_hide_takes_it_out_of_the_news(qtbot: QtBot, pane: DetailPane, library: Carrel) -> None:
    before = library.news.unread()
    pane.command_chosen.emit("paper.hide")
    qtbot.waitUntil(lambda: library.news.unread() < before or before == 0)
    library.undo.undo()
    assert library.news.unread() == before


def test_a_withdrawn_paper_says_so(qtbot: QtBot, pane: DetailPane, library: Carrel) -> None:
    assert not pane.withdrawn.isVisible()
    with library.database.read() as connection:
        gone = papers.find(connection, arxiv_id="2607.00002")
    assert gone is not None
    pane.show_paper(gone)
    qtbot.waitUntil(pane.withdrawn.isVisible)
    assert pane.withdrawn.accessibleName() == (
        "This paper was withdrawn. Its comment at arXiv: “Withdrawn: Lemma 3 does not hold.”"
    )


def test_versions_show_what_changed_in_words_and_not_by_colour_alone(pane: DetailPane) -> None:
    pane.show_tab("versions")
    texts = {one.accessibleName(): one for one in pane.versions.findChildren(ChangedText)}
    assert list(texts) == [
        "Title since v1: added “mechanisms”",
        "Abstract since v1: removed “quadratic”; added “sub-quadratic”",
    ]
    abstract = texts["Abstract since v1: removed “quadratic”; added “sub-quadratic”"]
    cursor = abstract.document().find("sub-quadratic")
    assert cursor.charFormat().font().underline()
    assert cursor.charFormat().background().style() is not Qt.BrushStyle.NoBrush
    cursor = abstract.document().find(" quadratic")
    assert cursor.charFormat().font().strikeOut()
    assert {"v1", "v2", "2 Jun 2025"} <= words(pane.versions)


def test_an_older_versions_pdf_is_asked_for_and_the_newer_one_stays(
    qtbot: QtBot, pane: DetailPane, library: Carrel, announced: int
) -> None:
    with library.database.write() as connection:
        pdf = KeptFile("2607.00001v2.pdf", "0" * 64, 1_100_000)
        files.add(connection, announced, pdf, state=FileState.READY, version=2, added=NOW)
    pane.show_paper(0)
    pane.show_paper(announced)
    qtbot.waitUntil(lambda: pane.record is not None)
    pane.show_tab("versions")
    assert "PDF on this computer, 1.1 MB" in words(pane.versions)
    qtbot.mouseClick(buttons(pane.versions)["Get v1’s PDF"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(library.jobs.open_jobs()))
    [job] = library.jobs.open_jobs()
    assert job.payload["arxiv"] == "2607.00001v1"
    assert [file.name for file in library.reading.files(announced)] == ["2607.00001v2.pdf"]


def test_a_digest_of_an_earlier_abstract_is_shown_against_that_one(
    qtbot: QtBot, pane: DetailPane, library: Carrel, announced: int
) -> None:
    abstract = "Attention has quadratic cost. It keeps its power."
    with library.database.write() as connection:
        number = digests.save(connection, announced, None, make_digest(abstract, "Theory", Status.SUPPORTED))
    pane.show_paper(0)
    pane.show_paper(announced)
    qtbot.waitUntil(lambda: pane.record is not None and pane.record.digest is not None)
    assert pane.record is not None
    passage = pane.record.places.passage(0)
    assert passage is not None
    assert passage.text == "Attention has quadratic cost."
    assert pane.record.made_from == {number: 1}
    assert "(supported, abstract)" in pane.panel.view.spoken_text()
    pane.show_tab("versions")
    assert any(text.startswith("from v1, Extractive") for text in words(pane.versions))


def test_a_kept_paper_goes_to_trash_and_comes_back(
    qtbot: QtBot, pane: DetailPane, library: Carrel, announced: int
) -> None:
    qtbot.mouseClick(buttons(pane)["Keep"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: announced in kept(library))
    pane.command_chosen.emit("paper.trash")
    qtbot.waitUntil(lambda: announced not in kept(library))
    assert list(library.reading.ids(LibraryQuery(trash=True))) == [announced]
    pane.command_chosen.emit("paper.restore")
    qtbot.waitUntil(lambda: announced in kept(library))
    assert [card.row.id for card in library.news.cards([announced])] == [announced]
