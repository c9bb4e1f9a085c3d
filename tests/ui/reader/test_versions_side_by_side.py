from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from carrel.domain.digest import Digest
from carrel.domain.paper import FileState
from carrel.domain.passage import Document, Passage, Rectangle, Section, SectionKind
from carrel.domain.section_changes import VersionText, compare_sections
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.storage import digests, files, passages
from carrel.storage.store import FileStore
from carrel.ui.actions import Actions
from carrel.ui.reader.comparing import ON_PAGES, ONE_VERSION
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.versions import Matches, changed_places

OLD = [f"Sentence {number} stays as it is in both." for number in range(60)]
OLD[10] = "The method needs three passes over all of the data."
OLD[20] = "This sentence went away for good."
NEW = [one for index, one in enumerate(OLD) if index != 20]
NEW[10] = "The method needs two passes over all of the data."
NEW[40:40] = [f"Added sentence {number} moves what follows down." for number in range(25)]
LINES = 20


def document(texts: list[str], name: str) -> Document:
    def box(index: int) -> tuple[Rectangle, ...]:
        baseline = 60 + 16 * (index % LINES)
        return (Rectangle(index // LINES, 50, baseline - 9, 350, baseline + 3),)

    return Document(
        title="",
        authors=(),
        abstract="",
        sections=(Section(0, 1, "1 All", SectionKind.OTHER, 0, 40),),
        passages=tuple(Passage(n, 0, n // LINES, text, box(n)) for n, text in enumerate(texts)),
        page_sizes=((400, 600),) * -(-len(texts) // LINES),
        text_sha256=name * 64,
    )


def printed(texts: list[str], path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=(400, 600), invariant=True)
    for start in range(0, len(texts), LINES):
        for line, text in enumerate(texts[start : start + LINES]):
            canvas.drawString(50, 600 - (60 + 16 * line), text)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def versions(
    qtbot: QtBot, reader: ReaderPage, library: Carrel, tmp_path: Path, make_digest: Callable[[str], Digest]
) -> ReaderPage:
    """The reader with a paper open of which two versions were read."""
    store = FileStore(library.paths.files)
    with library.database.write() as connection:
        for version, texts in ((1, OLD), (2, NEW)):
            kept = store.keep(printed(texts, tmp_path / f"v{version}.pdf"))
            file = files.add(connection, 1, kept, state=FileState.READY, version=version, added="2026-01-01T10:00:00Z")
            passages.save(connection, file, document(texts, str(version)))
        digests.save(connection, 1, file, replace(make_digest("2" * 64)))
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages)
    return reader


def test_what_changed_is_placed_in_both() -> None:
    old, new = document(OLD, "a"), document(NEW, "b")
    sections = compare_sections(VersionText(old.sections, old.passages), VersionText(new.sections, new.passages))
    places = changed_places(sections, old.passages, new.passages)
    assert [one.passages for one in places[:2]] == [(10, 10), (20, None)]
    assert places[0].older == old.passages[10].rectangles
    assert places[1].newer == ()
    assert [one.passages for one in places[2:]] == [(None, 40 + number) for number in range(25)]


def test_the_same_words_twice_are_told_apart() -> None:
    old = document(["Same.", "Other.", "Same."], "a")
    new = document(["Same.", "Other."], "b")
    sections = compare_sections(VersionText(old.sections, old.passages), VersionText(new.sections, new.passages))
    assert [one.passages for one in changed_places(sections, old.passages, new.passages)] == [(2, None)]


def test_places_answer_to_one_another_both_ways() -> None:
    matches = Matches(document(OLD, "a").passages, document(NEW, "b").passages)
    there = matches.answer(PagePoint(2, 0, 51 + 16 * 10))  # sentence 50 of the older one
    assert there == PagePoint(3, 0, 51 + 16 * 14)  # has the place of number 74 in the newer one
    assert matches.answer(there, backwards=True) == PagePoint(2, 0, 51 + 16 * 10)
    assert Matches((), ()).answer(PagePoint(4, 1, 2)) == PagePoint(4, 1, 2)


def test_two_versions_stand_beside_one_another_and_move_together(
    versions: ReaderPage, actions: Actions, qtbot: QtBot
) -> None:
    comparing = versions.aids.comparing
    assert actions.trigger("reader.versions")
    qtbot.waitUntil(lambda: comparing.shown)
    both = comparing.view
    assert not versions.panes.isVisible()
    assert (both.older.pages, both.newer.pages) == (3, 5)
    QTest.keyClick(both.newer, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: both.older.page == 2)
    QTest.keyClick(both.older, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: both.newer.page == 0)


def test_changes_are_stepped_through_and_marked_on_both_pages(
    versions: ReaderPage, actions: Actions, qtbot: QtBot
) -> None:
    comparing = versions.aids.comparing
    comparing.toggle()
    qtbot.waitUntil(lambda: comparing.shown)
    both = comparing.view
    assert len(both.changes) == 27
    actions.trigger("evidence.next")
    frames = both.older.frame, both.newer.frame
    assert [one.name for one in frames if one is not None] == ["Changed", "Changed"]
    actions.trigger("evidence.next")
    assert both.older.frame is not None
    assert both.older.frame.name == "Gone"
    assert both.newer.frame is None
    both.step(-1)
    both.step(-1)
    assert both.current == 26
    both.step(1)
    both.older.show_frame(None)
    both.newer.show_frame(None)
    qtbot.waitUntil(lambda: both.older.complete and both.newer.complete and not both.newer.animated)
    for view, index in ((both.older, 10), (both.newer, 10)):
        inside, beside = _colours(view, index)
        assert inside != beside


def _colours(view: object, index: int) -> tuple[QColor, QColor]:
    """The ground of a line that is marked, and that of one that is not."""
    assert isinstance(view, PageView)
    image = view.viewport().grab().toImage()
    offset = view.visible_content().topLeft()

    def ground(line: int) -> QColor:
        x, y = view.geometry_of_pages.to_content(PagePoint(0, 348, 60 + 16 * line - 3))
        return image.pixelColor(round(x - offset.x()), round(y - offset.y()))

    return ground(index), ground(index + 1)


def test_esc_goes_back_to_the_pages(versions: ReaderPage, actions: Actions, qtbot: QtBot) -> None:
    comparing = versions.aids.comparing
    comparing.toggle()
    qtbot.waitUntil(lambda: comparing.shown)
    closed: list[bool] = []
    versions.closed.connect(lambda: closed.append(True))
    actions.trigger("reader.close")
    assert not comparing.shown
    assert not closed
    assert versions.panes.isVisible()
    assert comparing.view.newer.rendering is None


@pytest.mark.parametrize(
    "name",
    ["reader.highlight", "reader.violet", "paper.note", "reader.area", "list.next", "evidence.note", "paper.trash"],
)
def test_keys_that_mark_do_nothing_to_the_pages_behind_and_say_why(
    versions: ReaderPage, actions: Actions, library: Carrel, qtbot: QtBot, name: str
) -> None:
    told: list[Event] = []
    selection = versions.view.selection
    assert selection is not None
    versions.aids.comparing.toggle()
    qtbot.waitUntil(lambda: versions.aids.comparing.shown)
    selection.select_page(0)
    qtbot.waitUntil(lambda: bool(selection.parts))
    library.events.subscribe(told.append)
    parts = selection.parts
    assert actions.trigger(name)
    assert told == [Notice(ON_PAGES)]
    assert selection.parts == parts
    assert not versions.inspector.note.toPlainText()
    versions.aids.comparing.leave()
    assert not library.annotations.of_paper(1)
    actions.trigger("reader.highlight")
    qtbot.waitUntil(lambda: len(library.annotations.of_paper(1)) == 1)


def test_asked_for_before_the_paper_is_open(reader: ReaderPage, versions: ReaderPage, qtbot: QtBot) -> None:
    reader.close_paper()
    reader.open_paper(1)
    reader.aids.comparing.want((1, 2))
    qtbot.waitUntil(lambda: reader.aids.comparing.shown)
    reader.close_paper()
    assert not versions.aids.comparing.shown
    assert reader.panes.isVisible()


def test_with_one_version_the_command_says_so(opened: ReaderPage, library: Carrel, qtbot: QtBot) -> None:
    told: list[Event] = []
    library.events.subscribe(told.append)
    opened.aids.comparing.toggle()
    qtbot.waitUntil(lambda: Notice(ONE_VERSION) in told)
    assert not opened.aids.comparing.shown
