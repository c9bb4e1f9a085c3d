from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.note_links import NoteLink
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.notes.linking_field import LinkingField
from carrel.ui.notes.markdown import pieces
from carrel.ui.notes.sheet import READ, WRITE, NoteSheet
from carrel.ui.theme import Theme


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, library: Carrel, background: Background) -> NoteSheet:
    made = NoteSheet(theme, library, background, LinkingField())
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show()
    made.activateWindow()
    made.write()
    qtbot.waitUntil(made.field.hasFocus)
    return made


def write(qtbot: QtBot, sheet: NoteSheet, text: str) -> None:
    sheet.field.setPlainText(text)
    qtbot.waitUntil(sheet.preview.isVisible)


def test_what_is_typed_reads_as_it_will(sheet: NoteSheet, qtbot: QtBot) -> None:
    assert not sheet.preview.isVisible()
    QTest.keyClicks(sheet.field, "# Head")
    qtbot.waitUntil(lambda: sheet.preview.toPlainText() == "Head")
    assert sheet.preview.document().begin().blockFormat().headingLevel() == 1


def test_nothing_in_a_note_is_loaded_and_markup_is_text(sheet: NoteSheet, qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    picture.write_bytes(b"no picture")
    note = (
        f"![seen]({picture.as_uri()}) <img src='{picture.as_uri()}'> <script>x</script> ![w](http://127.0.0.1:9/a.png)"
    )
    write(qtbot, sheet, note)
    assert "<img" not in sheet.preview.toHtml().replace("&lt;img", "")
    assert "<script>x</script>" in sheet.preview.toPlainText()
    assert "seen" in sheet.preview.toPlainText()
    assert sheet.preview.loadResource(2, QUrl.fromLocalFile(str(picture))) is None


def test_a_link_has_no_address_of_its_own() -> None:
    [piece] = pieces("[[a_b*c]] and [[#p. 2]] and `[[x]]`")
    assert piece.markdown == r"[a\_b\*c](note:0) and [p\. 2](note:1) and `[[x]]`"
    assert [link.name for link in piece.links] == ["a_b*c", ""]


def test_following_tells_the_paper_or_that_there_is_none(sheet: NoteSheet, qtbot: QtBot) -> None:
    write(qtbot, sheet, "[[hopper2023merge]] [[nobody1999nothing]] [[#p. 3]]")
    with qtbot.waitSignal(sheet.paper_wanted) as told:
        sheet.preview.anchorClicked.emit(QUrl("note:0"))
    assert told.args == [2, NoteLink("hopper2023merge", label="hopper2023merge")]
    sheet.preview.anchorClicked.emit(QUrl("note:1"))
    qtbot.waitUntil(lambda: any("nobody1999nothing" in one for one in said(sheet)))
    with qtbot.waitSignal(sheet.followed) as here:
        sheet.preview.anchorClicked.emit(QUrl("note:2"))
    assert here.args is not None
    assert here.args[0].page == 2


def said(sheet: NoteSheet) -> list[str]:
    return [child.text() for child in sheet.findChildren(QWidget) if hasattr(child, "text") and callable(child.text)]


def test_a_web_address_is_shown_before_it_is_opened_and_others_are_not(sheet: NoteSheet, qtbot: QtBot) -> None:
    write(qtbot, sheet, "[a](https://example.org/a) [b](file:///etc/hostname) [c](javascript:alert(1))")
    sheet.preview.anchorClicked.emit(QUrl("file:///etc/hostname"))
    sheet.preview.anchorClicked.emit(QUrl("javascript:alert(1)"))
    sheet.preview.anchorClicked.emit(QUrl("note:99"))
    assert not sheet.link_bar.isVisible()
    sheet.preview.anchorClicked.emit(QUrl("https://example.org/a"))
    assert sheet.link_bar.isVisible()
    assert sheet.link_bar.address == "https://example.org/a"


def test_names_are_completed_and_picked_with_enter(sheet: NoteSheet, qtbot: QtBot) -> None:
    QTest.keyClicks(sheet.field, "See [[Merge")
    qtbot.waitUntil(sheet.field.names.isVisible)
    QTest.keyClick(sheet.field.names, Qt.Key.Key_Return)
    assert sheet.field.toPlainText() == "See [[hopper2023merge]]"
    assert not sheet.field.names.isVisible()
    QTest.keyClicks(sheet.field, ".")
    assert sheet.field.toPlainText() == "See [[hopper2023merge]]."
    sheet.field.undo()
    assert sheet.field.toPlainText() == "See [[hopper2023merge]]"
    sheet.field.undo()
    assert sheet.field.toPlainText() == "See [[Merge"


def test_escape_leaves_what_was_typed(sheet: NoteSheet, qtbot: QtBot) -> None:
    QTest.keyClicks(sheet.field, "[[att")
    qtbot.waitUntil(sheet.field.names.isVisible)
    QTest.keyClick(sheet.field.names, Qt.Key.Key_Escape)
    assert not sheet.field.names.isVisible()
    assert sheet.field.toPlainText() == "[[att"


def test_the_note_is_written_read_or_both(sheet: NoteSheet, qtbot: QtBot) -> None:
    write(qtbot, sheet, "text")
    assert sheet.field.isVisible()
    for mode, field, preview in ((READ, False, True), (WRITE, True, False)):
        sheet.mode.set_current(mode)
        sheet.mode.chosen.emit(mode)
        assert (sheet.field.isVisible(), sheet.preview.isVisible()) == (field, preview)
    sheet.mode.set_current(READ)
    sheet.write()
    assert sheet.field.isVisible()


def test_a_paragraph_is_added_with_a_line_between_and_can_be_undone(sheet: NoteSheet) -> None:
    sheet.field.setPlainText("Before.\n")
    sheet.field.append_paragraph("> After.")
    assert sheet.field.toPlainText() == "Before.\n\n> After.\n"
    sheet.field.undo()
    assert sheet.field.toPlainText() == "Before.\n"
