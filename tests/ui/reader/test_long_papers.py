from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.paper import FileState
from carrel.domain.passage import Document, Passage, Rectangle, Section, SectionKind
from carrel.services.carrel import Carrel
from carrel.services.reading import Reading
from carrel.storage import digests, files, passages
from carrel.storage.store import FileStore
from carrel.ui.background import Background
from carrel.ui.reader import gathering
from carrel.ui.reader.opening import Opened, open_paper, read_text
from carrel.ui.reader.page import ReaderPage

PAGES, LINES = 60, 30
TEXT = "b" * 64


@pytest.fixture
def long_paper(
    library: Carrel, make_pdf: Callable[[int], Path], line_at: Callable[[int, int], Rectangle]
) -> tuple[int, int]:
    """Paper 1 with a PDF of 60 pages whose text was read, and a digest with one statement, on page 51; (paper, file)."""
    kept = FileStore(library.paths.files).keep(make_pdf(PAGES))
    printed = [(page, line) for page in range(PAGES) for line in range(LINES)]
    document = Document(
        "Zebras",
        (),
        "",
        (Section(0, 1, "1 Zebras", SectionKind.INTRODUCTION, 0, 40),),
        tuple(
            Passage(number, 0, page, f"Sentence {line} of page {page} tells of the zebra.", (line_at(page, line),))
            for number, (page, line) in enumerate(printed)
        ),
        ((400, 600),) * PAGES,
        TEXT,
    )
    statement = Statement(Field.SUMMARY, "Zebras are told of.", Status.SUPPORTED, (50 * LINES + 3,))
    provenance = Provenance("extractive", "2026-01-01T10:00:00Z", 0.1, TEXT, Coverage(1, 1, 90, 90), "1")
    with library.database.write() as connection:
        file_id = files.add(connection, 1, kept, state=FileState.READY, version=1, added="2026-01-01T10:00:00Z")
        passages.save(connection, file_id, document)
        digests.save(connection, 1, file_id, Digest((statement,), (), provenance))
    return 1, file_id


def test_a_long_paper_is_gathered_without_its_text_at_first(library: Carrel, long_paper: tuple[int, int]) -> None:
    paper_id, _ = long_paper
    opened = open_paper(library.reading, paper_id)
    assert opened is not None
    assert not opened.whole
    assert opened.document.passages == ()
    assert len(opened.document.sections) == 1
    assert len(opened.document.page_sizes) == PAGES
    whole = read_text(library.reading, opened)
    assert whole.whole
    assert whole.framed
    assert len(whole.document.passages) == PAGES * LINES
    assert whole.support.rectangles(0)[0].page == 50


def test_the_text_of_a_file_that_stayed_the_same_is_not_read_again(
    library: Carrel, long_paper: tuple[int, int]
) -> None:
    paper_id, file_id = long_paper
    opened = open_paper(library.reading, paper_id)
    assert opened is not None
    whole = read_text(library.reading, opened)
    library.organising.set_starred([paper_id], True)
    again = open_paper(library.reading, paper_id, whole)
    assert again is not None
    assert again.whole
    assert again.state.starred
    assert again.document is whole.document
    with library.database.write() as connection:
        connection.execute("UPDATE files SET text_sha256 = ? WHERE id = ?", ("c" * 64, file_id))
    other = open_paper(library.reading, paper_id, whole)
    assert other is not None
    assert not other.whole


class HeldText:
    """The first reading of a text, which goes on when it is let go."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.ended = threading.Event(), threading.Event(), threading.Event()

    def read(self, reading: Reading, opened: Opened) -> Opened:
        if self.begun.is_set():
            return read_text(reading, opened)
        self.begun.set()
        try:
            assert self.may_end.wait(60)
            return read_text(reading, opened)
        finally:
            self.ended.set()

    def end(self, background: Background, qtbot: QtBot) -> None:
        """Let it go, and wait until the window was told of it."""
        self.may_end.set()
        qtbot.waitUntil(self.ended.is_set)
        told: list[None] = []
        background.run(lambda: None, told.append)
        qtbot.waitUntil(lambda: bool(told))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldText]:
    text = HeldText()
    monkeypatch.setattr(gathering, "read_text", text.read)
    yield text
    text.may_end.set()


def test_pages_come_first_and_the_text_is_found_once_it_is_read(
    reader: ReaderPage, long_paper: tuple[int, int], qtbot: QtBot, held: HeldText
) -> None:
    reader.open_paper(long_paper[0], 0)
    qtbot.waitUntil(held.begun.is_set)
    assert reader.view.pages == PAGES
    assert [heading.text for heading in reader.left.outline.headings] == ["1 Zebras"]
    assert reader.evidence.support.rectangles(0) == ()
    reader.pages.finder.open()
    reader.pages.find_bar.field.setText("Sentence 7 of page 40")
    qtbot.waitUntil(lambda: reader.pages.find_bar.count_text == "Its text is being read")
    reader.inspector.note.setPlainText("Typed while it was being read.")
    held.may_end.set()
    qtbot.waitUntil(lambda: bool(reader.view.current_hit))
    assert reader.view.current_hit[0].page == 40
    assert reader.view.frame is not None
    assert reader.view.frame.rectangles[0].page == 50
    assert reader.pages.find_bar.isVisible()
    assert reader.inspector.note.toPlainText() == "Typed while it was being read."
    assert len(reader.inspector.view.statements) == 1


def test_a_change_while_the_text_is_read_loses_neither(
    reader: ReaderPage,
    long_paper: tuple[int, int],
    qtbot: QtBot,
    library: Carrel,
    background: Background,
    held: HeldText,
) -> None:
    paper_id, _ = long_paper

    def whole_and_starred() -> bool:
        return reader._opened is not None and reader._opened.whole and reader._opened.state.starred

    reader.open_paper(paper_id)
    qtbot.waitUntil(held.begun.is_set)
    assert reader.pages.shows_pages
    library.organising.set_starred([paper_id], True)
    qtbot.waitUntil(whole_and_starred)
    # What was read of the paper as it was comes last.
    held.end(background, qtbot)
    assert whole_and_starred()
    assert len(reader.inspector.view.statements) == 1
    reader.view.go_to_page(3)
    qtbot.waitUntil(lambda: "of page 3" in reader.view.accessibleDescription())


def test_a_long_paper_closed_before_its_text_is_read_stays_closed(
    reader: ReaderPage, long_paper: tuple[int, int], qtbot: QtBot, background: Background, held: HeldText
) -> None:
    reader.open_paper(long_paper[0])
    qtbot.waitUntil(held.begun.is_set)
    assert reader.view.pages == PAGES
    reader.close_paper()
    held.end(background, qtbot)
    assert reader._opened is None
    assert not reader.pages.shows_pages
    assert reader.view.pages == 0
