"""A paper whose PDF holds text that people cannot see says so, and can be found by it."""

from __future__ import annotations

import hashlib

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from carrel.domain.passage import Document, Passage, Section, SectionKind
from carrel.domain.query import Has, LibraryQuery
from carrel.services.carrel import Carrel
from carrel.storage import files, papers, passages
from carrel.storage.store import KeptFile
from carrel.ui.library.columns import Column
from carrel.ui.library.hidden_text import hidden_words
from carrel.ui.library.page import LibraryPage
from shown_window import shows

WORDS = "Hidden text removed: 1,204 characters people cannot see were left out"


@pytest.fixture
def hiding(digested: Carrel) -> int:
    """A paper with hidden text, one with a PDF without any beside it."""
    with digested.database.write() as connection:
        for arxiv_id, hidden in (("2310.01334", 1204), ("2509.09001", 0)):
            one = papers.find(connection, arxiv_id=arxiv_id)
            assert one is not None
            kept = KeptFile(f"{arxiv_id}.pdf", hashlib.sha256(arxiv_id.encode()).hexdigest(), 1000)
            document = Document(
                title="",
                authors=(),
                abstract="",
                sections=(Section(0, 1, "Introduction", SectionKind.INTRODUCTION, 0, 0.0),),
                passages=(Passage(0, 0, 0, "Experts are merged.", ()),),
                page_sizes=((612.0, 792.0),),
                text_sha256=arxiv_id,
                hidden_characters=hidden,
            )
            passages.save(connection, files.add(connection, one, kept, added="2026-01-01T00:00:00Z"), document)
        found = papers.find(connection, arxiv_id="2310.01334")
    assert found is not None
    return found


def test_head_preview_and_row_say_so(qtbot: QtBot, hiding: int, page: LibraryPage) -> None:
    row = page.rows.row_of(hiding)
    qtbot.waitUntil(lambda: page.rows.paper_row(row) is not None)
    page.table.go_to(row)
    qtbot.waitUntil(lambda: shows(page.preview, WORDS))
    said = page.rows.index(row, Column.TITLE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "hidden text removed" in said
    tip = page.rows.index(row, Column.ATTACHMENTS).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Hidden text removed")
    page.open_detail()
    qtbot.waitUntil(lambda: shows(page.detail.header, WORDS))
    assert "reached neither the search nor any model" in page.detail.header.hidden_text.toolTip()
    page.table.go_to(page.rows.row_of(hiding) - 1)
    qtbot.waitUntil(lambda: not shows(page.detail.header, "Hidden text"))


def test_papers_with_hidden_text_are_found_and_counted(qtbot: QtBot, hiding: int, page: LibraryPage) -> None:
    reading = page.reading
    assert list(reading.ids(LibraryQuery(has=(Has.HIDDEN,)))) == [hiding]
    assert len(reading.ids(LibraryQuery(has=(Has.HIDDEN, Has.PDF)))) == 2
    assert reading.facets(LibraryQuery()).has[Has.HIDDEN] == 1
    assert Has.HIDDEN not in reading.facets(LibraryQuery(text="parallelism")).has
    page.facets._has[Has.HIDDEN].click()
    qtbot.waitUntil(lambda: list(page.rows.ids) == [hiding])


def test_one_character_is_one() -> None:
    assert hidden_words(1) == "Hidden text removed: 1 character people cannot see was left out"
