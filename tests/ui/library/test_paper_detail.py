"""A paper in full: its digest, verdicts, notes, and a digest that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from carrel.domain.changes import Changes
from carrel.domain.digest import Field, Statement, Status
from carrel.domain.paper import FileState, Paper, PaperFile, PaperState, ReadingState
from carrel.services.events import Writing, WritingEvent, WritingState
from carrel.storage import digests, jobs
from carrel.ui.digest.places import Places
from carrel.ui.library.pending import PendingDigest
from carrel.ui.library.record import PaperRecord
from carrel.ui.widgets import Button, IconButton

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.library.page import LibraryPage
    from carrel.ui.theme import Theme


@pytest.fixture
def opened(qtbot: QtBot, page: LibraryPage) -> LibraryPage:
    """The page with the paper that has an exception open beside the list."""
    page.table.go_to(2)
    page.open_detail()
    qtbot.waitUntil(lambda: page.detail.record is not None)
    return page


def test_enter_opens_the_digest_and_esc_returns_to_the_table(qtbot: QtBot, page: LibraryPage, actions: Actions) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.detail_open
    assert not page.facets.isVisible()
    qtbot.waitUntil(lambda: page.detail.record is not None)
    actions.trigger("close")
    assert not bool(page.detail_open)
    assert page.facets.isVisible()


def test_the_cursor_takes_the_open_digest_with_it(qtbot: QtBot, opened: LibraryPage, actions: Actions) -> None:
    actions.trigger("list.previous")
    qtbot.waitUntil(lambda: opened.detail.record is not None and opened.detail.record.paper.arxiv_id == "2310.01334")
    assert "Experts are merged" in opened.detail.panel.view.spoken_text()


def test_a_paper_without_digest_shows_its_abstract_and_why(qtbot: QtBot, page: LibraryPage) -> None:
    page.open_detail()
    qtbot.waitUntil(page.detail.pending.isVisible)
    assert page.detail.pending._title.text() == "No digest yet"
    assert page.detail.pending._abstract.toPlainText() == "Reading is slow. It should be."


def test_w_keeps_the_persons_own_verdict(qtbot: QtBot, opened: LibraryPage, digested: Carrel, actions: Actions) -> None:
    paper_id = opened.detail.paper_id
    actions.trigger("evidence.exception")
    assert opened.detail.panel.current == 2

    def verdict() -> Status | None:
        digest = digested.reading.digest(paper_id)
        assert digest is not None
        return digest.statements[2].verdict

    actions.trigger("evidence.wrong")
    qtbot.waitUntil(lambda: verdict() is Status.SUPPORTED)
    qtbot.waitUntil(lambda: "your mark: supported" in opened.detail.panel.view.spoken_text())
    qtbot.waitUntil(lambda: (row := opened.rows.known(paper_id)) is not None and row.supported == 3)
    assert opened.detail.panel.current == 2
    actions.trigger("evidence.wrong")
    qtbot.waitUntil(lambda: verdict() is None)


def test_the_reader_is_asked_for_at_the_chosen_statement(qtbot: QtBot, opened: LibraryPage, actions: Actions) -> None:
    actions.trigger("evidence.next")
    with qtbot.waitSignal(opened.open_reader) as asked:
        opened.detail.panel.drawer.open_requested.emit()
    assert asked.args == [opened.detail.paper_id, 0]


def test_a_note_is_saved_as_it_is_typed(qtbot: QtBot, opened: LibraryPage, digested: Carrel, actions: Actions) -> None:
    paper_id = opened.detail.paper_id
    actions.trigger("paper.note")
    QTest.keyClicks(opened.detail.notes.field, "Read section 3.")
    qtbot.waitUntil(lambda: digested.reading.state(paper_id).note == "Read section 3.")
    QTest.keyClicks(opened.detail.notes.field, " Then 4.")
    qtbot.waitUntil(lambda: digested.reading.state(paper_id).note == "Read section 3. Then 4.")
    assert opened.detail.notes.field.toPlainText() == "Read section 3. Then 4."


def test_a_note_is_saved_when_another_paper_is_shown(qtbot: QtBot, opened: LibraryPage, digested: Carrel) -> None:
    paper_id = opened.detail.paper_id
    opened.detail.edit_note()
    QTest.keyClicks(opened.detail.notes.field, "Mine.")
    opened.table.go_to(0)
    qtbot.waitUntil(lambda: digested.reading.state(paper_id).note == "Mine.")
    qtbot.waitUntil(lambda: opened.detail.record is not None)
    assert opened.detail.notes.field.toPlainText() == ""


def test_a_note_is_saved_before_the_application_ends(opened: LibraryPage, digested: Carrel) -> None:
    opened.detail.edit_note()
    QTest.keyClicks(opened.detail.notes.field, "Last words")
    opened.detail.notes.save_now()
    assert digested.reading.state(opened.detail.paper_id).note == "Last words"


def test_a_digest_is_shown_while_it_is_written(qtbot: QtBot, opened: LibraryPage, digested: Carrel) -> None:
    paper_id = opened.detail.paper_id

    def tell(state: WritingState, event: WritingEvent | None = None) -> None:
        digested.events.publish(Writing(paper_id, 1, state, event))

    tell(WritingState.STARTED)
    tell(WritingState.WRITING, WritingEvent("text", Field.KEY_POINTS, "Desks are oak. They last"))
    live = opened.detail.panel._live_view
    qtbot.waitUntil(lambda: "Desks are oak." in live.spoken_text())
    assert live.isVisible()
    assert [s.status for s in live.statements] == [Status.CHECKING, Status.CHECKING]
    statement = Statement(Field.KEY_POINTS, "Desks are oak.", Status.SUPPORTED, (0,))
    tell(WritingState.WRITING, WritingEvent("statement", Field.KEY_POINTS, statement=statement))
    qtbot.waitUntil(lambda: "Desks are oak. (supported, abstract)" in live.spoken_text())
    tell(WritingState.STOPPED)
    qtbot.waitUntil(lambda: not opened.detail.panel.writing)
    assert opened.detail.panel.view.isVisible()
    assert "Transformers can simulate" in opened.detail.panel.view.spoken_text()


def test_a_pane_opened_later_shows_what_was_written_before(qtbot: QtBot, page: LibraryPage, digested: Carrel) -> None:
    paper_id = page.rows.id_at(2)
    event = WritingEvent("text", Field.SUMMARY, "Desks are oak.")
    digested.events.publish(Writing(paper_id, 1, WritingState.STARTED))
    digested.events.publish(Writing(paper_id, 1, WritingState.WRITING, event))
    page.table.go_to(2)
    page.open_detail()
    qtbot.waitUntil(lambda: "Desks are oak." in page.detail.panel._live_view.spoken_text())


def test_the_abstract_is_the_papers_own_words(opened: LibraryPage) -> None:
    opened.detail.show_tab("abstract")
    assert opened.detail.abstract.toPlainText().startswith("Transformers can simulate massively parallel")
    assert opened.detail.abstract.document().firstBlock().charFormat().font().family() in {"Source Serif 4", "Inter"}


def test_an_earlier_digest_can_be_shown_again(qtbot: QtBot, opened: LibraryPage, digested: Carrel) -> None:
    paper_id = opened.detail.paper_id
    first = digested.reading.digest(paper_id)
    assert first is not None
    with digested.database.write() as connection:
        second = digests.save(connection, paper_id, None, first)
    digested.events.publish(Changes(papers=frozenset({paper_id}), digests=frozenset({second})))
    qtbot.waitUntil(lambda: opened.detail.record is not None and len(opened.detail.record.history) == 2)
    opened.detail.show_tab("versions")
    opened.detail.versions.digest_chosen.emit(first.id)
    qtbot.waitUntil(lambda: (now := digested.reading.digest(paper_id)) is not None and now.id == first.id)


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (FileState.LOCKED, "This PDF needs a password"),
        (FileState.UNSAFE, "This PDF cannot be opened"),
        (FileState.NO_TEXT, "No digest yet"),
    ],
)
def test_why_there_is_no_digest_is_said_plainly(qtbot: QtBot, theme: Theme, state: FileState, title: str) -> None:
    file = PaperFile(1, 1, "a.pdf", "0" * 64, 1000, state, problem="Its pages form a circle.")
    record = PaperRecord(
        paper=Paper(title="Desks", abstract="Desks are oak.", id=1),
        state=PaperState(ReadingState.UNREAD, starred=False, added="2026-01-01T10:00:00Z"),
        file=file,
        readable=file if state is FileState.NO_TEXT else None,
        digest=None,
        history=(),
        versions=(),
        places=Places.of_abstract("Desks are oak."),
        path=None,
        job=None,
        queued_before=0,
        hits=(),
    )
    pending = PendingDigest(theme)
    qtbot.addWidget(pending)
    pending.show_record(record)
    assert pending._title.text() == title
    assert pending._password.isVisibleTo(pending) == (state is FileState.LOCKED)
    if state is FileState.LOCKED:
        QTest.keyClicks(pending._password, "oak")
        with qtbot.waitSignal(pending.unlocked) as unlocked:
            QTest.keyClick(pending._password, Qt.Key.Key_Return)
        assert unlocked.args == ["oak"]
        assert pending._password.text() == ""


def test_a_failed_digest_is_told_over_the_one_that_stays(qtbot: QtBot, opened: LibraryPage) -> None:
    notice = opened.detail.notice
    notice.show_failure("The model stopped while writing this digest.")
    assert notice.isVisible()
    assert opened.detail.panel.view.isVisible()
    with qtbot.waitSignal(opened.detail.notice.retry_requested):
        QTest.mouseClick(notice.findChildren(Button)[0], Qt.MouseButton.LeftButton)
    notice.clear_failure()
    assert not notice.isVisible()


def test_a_digest_that_failed_is_told_until_it_is_dismissed(
    qtbot: QtBot, opened: LibraryPage, digested: Carrel
) -> None:
    [job] = digested.digests.request([opened.detail.paper_id], model="")
    with digested.database.write() as connection:
        jobs.claim(connection, job.kind.lane, "", "2026-01-05T06:14:00Z")
        jobs.fail(connection, job.id, "worker", "The model stopped.", "Try again.", "2026-01-05T06:15:00Z")
    digested.events.publish(Changes(papers=frozenset({opened.detail.paper_id}), jobs=frozenset({job.id})))
    qtbot.waitUntil(opened.detail.notice.isVisible)
    assert opened.detail.panel.view.isVisible()
    paper = opened.detail.paper_id
    opened.detail.show_paper(0)
    opened.detail.show_paper(paper)
    qtbot.waitUntil(opened.detail.notice.isVisible)
    dismiss = opened.detail.notice.findChildren(IconButton)[-1]
    QTest.mouseClick(dismiss, Qt.MouseButton.LeftButton)
    opened.detail.show_paper(0)
    opened.detail.show_paper(paper)
    qtbot.waitUntil(lambda: opened.detail.record is not None)
    assert not opened.detail.notice.isVisible()


def test_a_paper_of_the_days_batch_says_how_many_come_before_it(qtbot: QtBot, theme: Theme) -> None:
    pending = PendingDigest(theme)
    qtbot.addWidget(pending)
    record = PaperRecord(
        paper=Paper(title="Desks", abstract="Desks are oak.", id=1),
        state=PaperState(ReadingState.UNREAD, starred=False, added="2026-01-01T10:00:00Z"),
        file=None,
        readable=None,
        digest=None,
        history=(),
        versions=(),
        places=Places.of_abstract("Desks are oak."),
        path=None,
        job=None,
        queued_before=0,
        hits=(),
        news_before=12,
    )
    pending.show_record(record)
    assert pending._title.text() == "Waiting for its turn"
    assert pending._text.text() == "12 papers are before it. The abstract is here meanwhile."
    assert pending._write.isVisibleTo(pending)
