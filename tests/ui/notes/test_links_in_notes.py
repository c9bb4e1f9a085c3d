"""Links in a note: places of its own paper are completed, and those that lead nowhere are shown as lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.note_links import stretches
from carrel.domain.paper import Paper
from carrel.domain.passage import Document, Passage, Rectangle, Section, SectionKind
from carrel.services.carrel import Carrel
from carrel.storage import files, papers, passages
from carrel.storage.database import Database
from carrel.storage.store import KeptFile
from carrel.ui.background import Background
from carrel.ui.notes.linking_field import LinkingField
from carrel.ui.notes.markdown import pieces
from carrel.ui.notes.preview import NotePreview
from carrel.ui.notes.sheet import BOTH, READ, NoteSheet
from carrel.ui.theme import Theme

BOX = (Rectangle(1, 72, 72, 300, 84),)
SENTENCE = "Transformers can simulate [many] massively parallel algorithms in a few rounds of communication."


@pytest.fixture
def marked(library: Carrel, library_home: Path) -> Annotation:
    """A highlight on the second page of the first paper, which has text."""
    document = Document(
        "",
        (),
        "",
        (Section(0, 1, "1 First", SectionKind.OTHER, 0, 0),),
        (Passage(0, 0, 4, SENTENCE, BOX),),
        (),
        "0" * 64,
    )
    database = Database(library_home / "library.sqlite3")
    with database.write() as connection:
        file = files.add(connection, 1, KeptFile("1.pdf", "1" * 64, 10), added="2026-01-01T00:00:00Z")
        passages.save(connection, file, document)
    database.close()
    return library.annotations.add(
        Annotation(1, AnnotationKind.HIGHLIGHT, Colour.YELLOW, Anchor(1, BOX, "Their quadratic cost"))
    )


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, library: Carrel, background: Background) -> NoteSheet:
    return make_sheet(qtbot, theme, library, background)


def make_sheet(qtbot: QtBot, theme: Theme, library: Carrel, background: Background) -> NoteSheet:
    made = NoteSheet(theme, library, background, LinkingField())
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show_paper(1)
    made.show()
    made.activateWindow()
    made.write()
    qtbot.waitUntil(made.field.hasFocus)
    return made


def test_a_mark_of_the_paper_is_linked_with_keys(sheet: NoteSheet, marked: Annotation, qtbot: QtBot) -> None:
    QTest.keyClicks(sheet.field, "As [[#quad")
    qtbot.waitUntil(sheet.field.names.isVisible)
    QTest.keyClick(sheet.field.names, Qt.Key.Key_Return)
    assert sheet.field.toPlainText() == f"As [[#^carrel-{marked.key}|p. 2]]"


def test_a_passage_is_linked_by_its_words_and_found_by_them(sheet: NoteSheet, marked: Annotation, qtbot: QtBot) -> None:
    del marked
    QTest.keyClicks(sheet.field, "[[#simulate parallel")
    qtbot.waitUntil(sheet.field.names.isVisible)
    QTest.keyClick(sheet.field.names, Qt.Key.Key_Return)
    text = sheet.field.toPlainText()
    assert text == "[[#p. 5|Transformers can simulate many massively parallel …]]"
    [[stretch]] = stretches(text)
    assert stretch.link is not None
    assert (stretch.link.page, stretch.link.quote) == (4, stretch.link.label)


def test_a_page_is_linked_by_its_number_and_all_marks_are_offered_at_first(
    sheet: NoteSheet, marked: Annotation, qtbot: QtBot
) -> None:
    del marked
    QTest.keyClicks(sheet.field, "[[#")
    qtbot.waitUntil(sheet.field.names.isVisible)
    assert "Their quadratic cost" in sheet.field.names.model().index(0, 0).data()
    QTest.keyClicks(sheet.field, "2")
    qtbot.waitUntil(lambda: sheet.field.names.model().index(0, 0).data() == "Page 2\nPage 2")
    assert "Their quadratic cost" in sheet.field.names.model().index(1, 0).data()
    QTest.keyClick(sheet.field.names, Qt.Key.Key_Tab)
    assert sheet.field.toPlainText() == "[[#p. 2]]"


def test_links_that_lead_nowhere_are_shown_as_lost(
    sheet: NoteSheet, library: Carrel, library_home: Path, marked: Annotation, qtbot: QtBot
) -> None:
    note = (
        f"[[hopper2023merge]], [[A note on reading]], [[nobody1999nothing]], [[#^carrel-{marked.key}|mark]], [[#p. 3]]"
    )
    sheet.field.setPlainText(note)
    qtbot.waitUntil(lambda: "nobody1999nothing (not found)" in sheet.preview.toPlainText())
    assert sheet.preview.toPlainText().count("(not found)") == 1
    # Renamed, the annotation gone, the first link's paper deleted.
    database = Database(library_home / "library.sqlite3")
    with database.write() as connection:
        known = papers.get(connection, 3)
        assert known is not None
        papers.update(connection, 3, Paper(title="Reading, slowly", authors=known.authors, year=1921))
        papers.trash(connection, [2], "2026-01-01T00:00:00Z")
        papers.delete(connection, [2])
    database.close()
    library.annotations.remove([marked.id])
    sheet.hide()
    sheet.show()
    lost = "hopper2023merge (not found), A note on reading (not found), nobody1999nothing (not found), mark (not found), p. 3"
    qtbot.waitUntil(lambda: sheet.preview.toPlainText() == lost)
    assert sheet.field.toPlainText() == note
    library.undo.undo()
    sheet.hide()
    sheet.show()
    qtbot.waitUntil(lambda: "mark, p. 3" in sheet.preview.toPlainText())


def test_how_the_note_is_shown_is_kept_for_all_notes(
    sheet: NoteSheet, qtbot: QtBot, theme: Theme, library: Carrel, background: Background
) -> None:
    assert sheet.mode.current() == BOTH
    sheet.field.setPlainText("text")
    QTest.keyClick(sheet.mode, Qt.Key.Key_Tab)
    sheet.mode._segments[READ].click()
    qtbot.waitUntil(lambda: library.reading.value("notes.mode") == READ)
    assert not sheet.field.isVisible()
    other = NoteSheet(theme, library, background, LinkingField())
    qtbot.addWidget(other)
    other.field.setPlainText("another")
    other.show()
    qtbot.waitUntil(lambda: other.mode.current() == READ)
    assert not other.field.isVisible()
    # Who wants to write sees the field; that is not a choice for all notes.
    other.write()
    assert other.field.isVisible()
    assert library.reading.value("notes.mode") == READ


def test_a_megabyte_reads_as_it_does_in_parts(qtbot: QtBot, theme: Theme) -> None:
    part = "# Head\n\nSome words, **bold**, with [[hopper2023merge]].\n\n- one\n- two\n\n> said\n\n[[#p. 3]]\n\n```\ncode\n\n# no head\n```\n\n"
    note = part * (1_000_000 // len(part))
    made = list(pieces(note))
    assert len(made) > 20
    assert "\n".join(piece.markdown for piece in made).count("(note:") == sum(len(piece.links) for piece in made)
    assert all(piece.markdown.startswith(("# Head", "Some words", "[p")) for piece in made)
    preview = NotePreview(theme)
    qtbot.addWidget(preview)
    preview.show_note(part)
    one = preview.toPlainText()
    preview.show_note(note)
    assert preview.toPlainText() == one
    with qtbot.waitSignal(preview.composed, timeout=60_000):
        pass
    assert preview.toPlainText() == "\n".join([one] * note.count("# Head\n"))
    assert len(preview.links) == 2 * note.count("# Head\n")
