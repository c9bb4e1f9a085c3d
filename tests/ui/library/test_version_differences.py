"""What changed between two versions of a paper: in its digest, and in the text of its PDFs."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.digest import Digest, Field, Statement, Status
from carrel.domain.digest_key import Difference
from carrel.domain.note_links import NoteLink
from carrel.domain.paper import PaperVersion
from carrel.domain.passage import Document, Passage, Section, SectionKind
from carrel.domain.statement_changes import StatementChange
from carrel.services.carrel import Carrel
from carrel.storage import digests, files, papers, passages
from carrel.storage.store import KeptFile
from carrel.ui.library.page import LibraryPage
from made_digests import make_digest
from shown_window import click, control

OLD = "Experts are merged by their routing statistics. Merging keeps 80 percent of the parameters."
NEW = "Experts are merged by their routing statistics. Merged experts compress further."


def shows(view: QWidget, beginning: str) -> bool:
    """Whether a label, or something with a name, begins so and can be seen."""
    return any(words.startswith(beginning) for words in _words(view))


def _words(view: QWidget) -> list[str]:
    seen = [one for one in view.findChildren(QWidget) if one.isVisible()]
    return [*(one.accessibleName() for one in seen), *(one.text() for one in seen if isinstance(one, QLabel))]


def _digest(abstract: str, *texts: str) -> Digest:
    made = make_digest(abstract, "Efficient ML", Status.SUPPORTED)
    return replace(made, statements=tuple(Statement(Field.KEY_POINTS, text, Status.SUPPORTED, (0,)) for text in texts))


def _document(*sections: tuple[str, tuple[str, ...]]) -> Document:
    texts = [(number, text) for number, (_, members) in enumerate(sections) for text in members]
    return Document(
        title="",
        authors=(),
        abstract="",
        sections=tuple(Section(n, 1, name, SectionKind.OTHER, 0, 0.0) for n, (name, _) in enumerate(sections)),
        passages=tuple(Passage(place, n, 0, text, ()) for place, (n, text) in enumerate(texts)),
        page_sizes=((612.0, 792.0),),
        text_sha256=hashlib.sha256(str(texts).encode()).hexdigest(),
    )


@pytest.fixture
def replaced(qtbot: QtBot, page: LibraryPage, digested: Carrel) -> LibraryPage:
    """The page with a paper of two versions, both digested from their abstracts, whose two PDFs were read."""
    method = ("Each expert counts its tokens.", "Experts with like counts become one.")
    first = _document(
        ("1 Introduction", ("Mixtures are large.",)), ("2 Method", method), ("3 Limits", ("It is slow.",))
    )
    second = _document(
        ("1 Introduction", ("Mixtures are large.",)),
        ("2 Method", (method[0], "Experts with very like counts become one.")),
        ("3 Results", ("It is fast.",)),
    )
    with digested.database.write() as connection:
        one = papers.find(connection, arxiv_id="2310.01334")
        assert one is not None
        connection.execute("DELETE FROM digests WHERE paper_id = ?", (one,))
        for version, abstract, document in ((1, OLD, first), (2, NEW, second)):
            papers.save_version(connection, one, PaperVersion(version, "Merge", abstract, f"2023-10-0{version}"))
            name = f"v{version}.pdf"
            kept = KeptFile(name, hashlib.sha256(name.encode()).hexdigest(), 1000)
            file = files.add(connection, one, kept, version=version, added="2023-10-02T00:00:00Z")
            passages.save(connection, file, document)
        digests.save(
            connection, one, None, _digest(OLD, "Experts are merged.", "Merging keeps 80 percent of the weights.")
        )
        digests.save(
            connection, one, None, _digest(NEW, "Experts are merged.", "Merging keeps 20 percent of the weights.")
        )
    page.table.go_to(page.rows.row_of(one))
    page.open_detail()
    qtbot.waitUntil(lambda: page.detail.record is not None and page.detail.record.paper.id == one)
    return page


def test_the_record_knows_what_became_of_each_statement(replaced: LibraryPage) -> None:
    record = replaced.detail.record
    assert record is not None
    assert [one.change for one in record.changes] == [StatementChange.SAME, StatementChange.CHANGED]
    assert record.earlier is not None
    assert record.made_from[record.earlier.id] == 1
    # It was made from the abstract; now there is a PDF to write from.
    assert Difference.TEXT in record.out_of_date


def test_the_digest_says_quietly_behind_a_mark_that_a_statement_changed(replaced: LibraryPage) -> None:
    spoken = replaced.detail.panel.view.spoken_text()
    assert "20 percent of the weights. (supported, abstract) changed since v1" in spoken
    assert spoken.count("since v1") == 1


def test_the_digest_of_the_earlier_version_is_compared_at_once_and_can_be_closed(
    qtbot: QtBot, replaced: LibraryPage
) -> None:
    replaced.detail.show_tab("versions")
    view = replaced.detail.versions
    assert shows(view, "1 of 2 statements changed since v1’s digest")
    assert shows(view, "Changed since v1’s digest: removed “80”; added “20”")
    click(qtbot, view, "Close the comparison with v1’s digest")
    assert not shows(view, "Changed since v1’s digest")
    button = control(view, "Compare with v1’s digest")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert shows(view, "Changed since v1’s digest")


def test_sections_are_compared_when_the_tab_is_seen_and_open_to_their_passages(
    qtbot: QtBot, replaced: LibraryPage
) -> None:
    view = replaced.detail.versions
    assert not shows(view, "Text since v1")
    replaced.detail.show_tab("versions")
    qtbot.waitUntil(lambda: shows(view, "Text since v1: 3 of 4 sections changed"))

    def sections() -> list[str]:
        return [name for name in _words(view) if name.startswith(("1 ", "2 ", "3 ")) and ":" in name]

    qtbot.waitUntil(lambda: sections() == ["2 Method: 57 % changed", "3 Results: new", "3 Limits: removed"])
    assert not shows(view, "Page 1: ")
    click(qtbot, view, "2 Method: 57 % changed")
    qtbot.waitUntil(lambda: shows(view, "Page 1: added “very”"))
    click(qtbot, view, "2 Method: 57 % changed")
    qtbot.waitUntil(lambda: not shows(view, "Page 1: "))


def test_two_versions_are_read_beside_one_another(qtbot: QtBot, replaced: LibraryPage) -> None:
    replaced.detail.show_tab("versions")
    with qtbot.waitSignal(replaced.place_wanted) as wanted:
        click(qtbot, replaced.detail.versions, "Read beside v1")
    assert wanted.args is not None
    assert (wanted.args[0].kind, wanted.args[0].versions) == ("reader", (1, 2))


def test_a_link_in_the_note_leads_to_the_reader(qtbot: QtBot, replaced: LibraryPage) -> None:
    replaced.detail.show_tab("notes")
    sheet = replaced.detail.notes.sheet
    with qtbot.waitSignal(replaced.place_wanted) as wanted:
        sheet.follow(NoteLink("", 3))
    assert wanted.args is not None
    assert wanted.args[0].link == NoteLink("", 3)
    with qtbot.waitSignal(replaced.place_wanted) as other:
        sheet.follow(NoteLink("2509.09001", 1))
    assert other.args is not None
    assert (other.args[0].kind, other.args[0].link) == ("reader", NoteLink("2509.09001", 1))
