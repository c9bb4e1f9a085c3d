"""PDFs made for the reader's tests, and the reader open on a library that holds one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.paper import FileState
from carrel.domain.passage import Document, Passage, Rectangle, Section, SectionKind
from carrel.services.carrel import Carrel
from carrel.storage import digests, files, passages
from carrel.storage.store import FileStore
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.reader.page import ReaderPage
from carrel.ui.theme import Theme

PAGES, LINES = 6, 30
WIDTH, HEIGHT = 400, 600
SECOND_PAGE_LINE = 12


def line_text(page: int, line: int) -> str:
    return f"Sentence {line} of page {page} tells of the zebra and its habits."


def line_rectangle(page: int, line: int) -> Rectangle:
    """Where `make_pdf` prints a line, in points from the page's top-left corner."""
    baseline = 60 + 16 * line
    return Rectangle(page, 50, baseline - 9, 350, baseline + 3)


@pytest.fixture(scope="session")
def make_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    def make(pages: int = PAGES) -> Path:
        path = tmp_path_factory.mktemp("pdf") / f"{pages}.pdf"
        canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
        for page in range(pages):
            canvas.setFont("Helvetica", 10)
            canvas.bookmarkPage(f"page{page}")
            for line in range(LINES):
                canvas.drawString(50, HEIGHT - (60 + 16 * line), line_text(page, line))
            canvas.linkURL("https://example.org/paper", (50, 20, 150, 40))
            canvas.linkURL("file:///etc/hostname", (160, 20, 240, 40))
            canvas.linkAbsolute("next", f"page{min(page + 1, pages - 1)}", (250, 20, 350, 40))
            canvas.showPage()
        canvas.save()
        return path

    return make


@pytest.fixture(scope="session")
def pdf(make_pdf: Callable[[int], Path]) -> Path:
    return make_pdf(PAGES)


def document() -> Document:
    printed = [(page, line) for page in range(PAGES) for line in range(LINES)]
    return Document(
        title="Zebras",
        authors=(),
        abstract="",
        sections=(
            Section(0, 1, "1 Zebras", SectionKind.INTRODUCTION, 0, 40),
            Section(1, 1, "2 Habits", SectionKind.METHOD, 2, 40),
        ),
        passages=tuple(
            Passage(number, 0 if page < 2 else 1, page, line_text(page, line), (line_rectangle(page, line),))
            for number, (page, line) in enumerate(printed)
        ),
        page_sizes=((WIDTH, HEIGHT),) * PAGES,
        text_sha256="a" * 64,
    )


def position(page: int, line: int) -> int:
    return page * LINES + line


STATEMENTS = (
    Statement(Field.KEY_POINTS, "Zebras have habits.", Status.SUPPORTED, (position(0, 4),)),
    Statement(
        Field.KEY_POINTS, "Zebras have 7 habits.", Status.PARTLY, (position(1, SECOND_PAGE_LINE),), "Not 7.", ("7",)
    ),
    Statement(Field.SUMMARY, "Page three tells of zebras.", Status.SUPPORTED, (position(2, 0), position(2, 1))),
    Statement(Field.RESULTS, "Lions win.", Status.NOT_FOUND, (position(5, 20),)),
)


def digest(text_sha256: str = "a" * 64) -> Digest:
    provenance = Provenance("extractive", "2026-01-01T10:00:00Z", 0.1, text_sha256, Coverage(2, 2, 90, 90), "1")
    return Digest(STATEMENTS, (), provenance)


def keep_pdf(carrel: Carrel, paper_id: int, pdf: Path, state: FileState = FileState.READY) -> int:
    """Put a PDF to a paper, read as `document` says, with a digest."""
    kept = FileStore(carrel.paths.files).keep(pdf)
    with carrel.database.write() as connection:
        file_id = files.add(
            connection, paper_id, kept, state=state, version=1, original_name=pdf.name, added="2026-01-01T10:00:00Z"
        )
        if state is FileState.READY:
            passages.save(connection, file_id, document())
            digests.save(connection, paper_id, file_id, digest())
    return file_id


@pytest.fixture
def reader(
    qtbot: QtBot, theme: Theme, library: Carrel, background: Background, bridge: Bridge, actions: Actions
) -> ReaderPage:
    """The reader on a library whose paper 1 has a PDF."""
    page = ReaderPage(theme, library, background, bridge, actions)
    qtbot.addWidget(page, before_close_func=lambda _: page.close_paper())
    page.resize(1200, 800)
    page.show()
    return page


@pytest.fixture
def opened(qtbot: QtBot, reader: ReaderPage, library: Carrel, pdf: Path) -> ReaderPage:
    """The reader with paper 1 open and its first page rendered."""
    keep_pdf(library, 1, pdf)
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages and reader.view.pages == PAGES)
    settle(qtbot, reader)
    return reader


def settle(qtbot: QtBot, reader: ReaderPage) -> None:
    """Wait until nothing moves and all that is in view is rendered."""

    def done() -> bool:
        view = reader.view
        idle = view.rendering is None or not view.rendering.busy
        return idle and not view.animated and view.complete

    qtbot.waitUntil(done)


@pytest.fixture
def line_at() -> Callable[[int, int], Rectangle]:
    """Where a line of a page is printed."""
    return line_rectangle


@pytest.fixture
def keep() -> Callable[..., int]:
    """Puts a PDF to a paper."""
    return keep_pdf


@pytest.fixture
def make_digest() -> Callable[[str], Digest]:
    """A digest of four statements, made from the text with the given hash."""
    return digest
