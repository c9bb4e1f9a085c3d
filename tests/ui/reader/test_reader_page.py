from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.changes import Changes
from carrel.domain.digest import Digest, Field, Status
from carrel.domain.paper import FileState
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.services.events import Writing, WritingEvent, WritingState
from carrel.storage import digests
from carrel.ui.actions import Actions
from carrel.ui.reader import overlays, paper_pages
from carrel.ui.reader.layout import Fit, PagePoint
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.tint import Tint
from carrel.ui.widgets import Banner

PAGES = 6


def wait(qtbot: QtBot, reader: ReaderPage) -> None:
    qtbot.waitUntil(lambda: not reader.view.animated and reader.view.complete)


def viewport_point(reader: ReaderPage, point: PagePoint) -> QPoint:
    x, y = reader.view.geometry_of_pages.to_content(point)
    offset = reader.view.visible_content().topLeft()
    return QPoint(round(x - offset.x()), round(y - offset.y()))


def click(reader: ReaderPage, point: PagePoint) -> None:
    QTest.mouseClick(
        reader.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, viewport_point(reader, point)
    )


def test_a_paper_opens_with_its_title_pages_outline_and_digest(opened: ReaderPage) -> None:
    assert opened.view.pages == PAGES
    assert [heading.text for heading in opened.left.outline.headings] == ["1 Zebras", "2 Habits"]
    assert len(opened.inspector.view.statements) == 4
    assert opened.view.accessibleName() in {"Page 1 of 6", "Pages"}


def test_the_text_of_the_page_is_there_for_screen_readers(opened: ReaderPage, qtbot: QtBot) -> None:
    opened.view.go_to_page(3)
    qtbot.waitUntil(lambda: opened.view.accessibleName() == "Page 4 of 6")
    assert "Sentence 7 of page 3" in opened.view.accessibleDescription()


def test_hidden_text_that_was_left_out_is_told(opened: ReaderPage, library: Carrel, qtbot: QtBot) -> None:
    badge = opened.inspector.hidden_text
    assert not badge.isVisible()
    with library.database.write() as connection:
        connection.execute("UPDATE files SET hidden_characters = 1204")
    library.events.publish(Changes(papers=frozenset({opened.paper_id})))
    qtbot.waitUntil(badge.isVisible)
    assert badge.accessibleName() == "Hidden text removed: 1,204 characters people cannot see were left out"


def test_a_statement_frames_its_passage_under_its_name(opened: ReaderPage, qtbot: QtBot) -> None:
    opened.show_statement(1)
    wait(qtbot, opened)
    frame = opened.view.frame
    assert frame is not None
    assert frame.name == "Key point 2"
    assert frame.status is Status.PARTLY
    assert {rectangle.page for rectangle in frame.rectangles} == {1}
    visible = opened.view.visible_content()
    assert visible.contains(*opened.view.geometry_of_pages.rectangle(frame.rectangles[0])[:2])


def test_opening_at_a_statement_shows_its_passage(
    reader: ReaderPage, library: Carrel, pdf: Path, qtbot: QtBot, keep: Callable[..., int]
) -> None:
    keep(library, 1, pdf)
    reader.open_paper(1, 2)
    qtbot.waitUntil(lambda: reader.view.frame is not None)
    wait(qtbot, reader)
    assert reader.view.frame is not None
    assert reader.view.frame.name == "Summary"
    assert reader.view.page in {1, 2}


def test_keys_go_from_statement_to_statement_and_to_exceptions(opened: ReaderPage, actions: Actions) -> None:
    assert actions.trigger("evidence.next")
    assert opened.inspector.view.current == 0
    assert actions.trigger("evidence.next")
    assert actions.trigger("evidence.previous")
    assert opened.inspector.view.current == 0
    assert actions.trigger("evidence.exception")
    assert opened.inspector.view.current == 1
    assert actions.trigger("evidence.exception")
    assert opened.inspector.view.current == 3
    assert opened.view.frame is not None
    assert opened.view.frame.name == "Closest passage"


def test_clicking_a_passage_chooses_the_statement_that_rests_on_it(opened: ReaderPage) -> None:
    click(opened, PagePoint(0, 100, 121))
    assert opened.inspector.view.current == 0
    click(opened, PagePoint(0, 100, 200))
    assert opened.inspector.view.current == 0


def test_a_link_inside_the_paper_is_followed_and_taken_back(opened: ReaderPage, qtbot: QtBot, actions: Actions) -> None:
    opened.view.go_to(PagePoint(0, 0, 300))
    wait(qtbot, opened)
    click(opened, PagePoint(0, 300, 570))
    wait(qtbot, opened)
    assert opened.view.place().page == 1
    assert actions.trigger("go.back")
    wait(qtbot, opened)
    assert opened.view.place().page == 0
    assert actions.trigger("go.forward")
    assert opened.view.place().page == 1


def test_an_address_is_shown_before_anything_is_opened(
    opened: ReaderPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toString()))
    opened.view.go_to(PagePoint(0, 0, 300))
    wait(qtbot, opened)
    click(opened, PagePoint(0, 100, 570))
    assert opened.pages.link_bar.isVisible()
    assert opened.pages.link_bar.address == "https://example.org/paper"
    assert asked == []
    opened.pages.link_bar.open_button.click()
    assert asked == ["https://example.org/paper"]


def test_a_link_to_a_file_does_nothing(opened: ReaderPage, qtbot: QtBot) -> None:
    opened.view.go_to(PagePoint(0, 0, 300))
    wait(qtbot, opened)
    click(opened, PagePoint(0, 200, 570))
    assert not opened.pages.link_bar.isVisible()


def test_find_counts_hits_and_frames_the_words_themselves(opened: ReaderPage, qtbot: QtBot) -> None:
    opened.pages.finder.open()
    opened.pages.find_bar.field.setText("Sentence 3 of page 2")
    qtbot.waitUntil(lambda: bool(opened.view.current_hit))
    wait(qtbot, opened)
    hit = opened.view.current_hit[0]
    line = Rectangle(2, 50, 99, 350, 111)
    assert hit.page == 2
    assert line.top - 2 <= hit.top < hit.bottom <= line.bottom + 2
    assert hit.right - hit.left < 110
    opened.pages.find_bar.field.setText("zebra")
    qtbot.waitUntil(lambda: opened.pages.find_bar.count_text.endswith("of 180"))
    opened.pages.finder.step(1)
    opened.pages.find_bar.field.setText("okapi")
    qtbot.waitUntil(lambda: opened.pages.find_bar.count_text == "Not in this paper")
    opened.leave()
    assert not opened.pages.find_bar.isVisible()


def test_place_and_zoom_are_remembered_for_each_paper(opened: ReaderPage, qtbot: QtBot) -> None:
    opened.view.set_zoom(1.5)
    opened.view.go_to(PagePoint(3, 200, 100))
    wait(qtbot, opened)
    opened.open_paper(2)
    qtbot.waitUntil(opened.pages.absent.isVisible)
    opened.open_paper(1)
    qtbot.waitUntil(lambda: opened.pages.shows_pages)
    wait(qtbot, opened)
    assert opened.view.fit is Fit.FREE
    assert opened.view.zoom == pytest.approx(1.5)
    assert opened.view.place().page == 3
    assert opened.view.place().y == pytest.approx(100, abs=1.5)


def test_the_color_of_paper_is_cycled_and_kept(opened: ReaderPage, library: Carrel, qtbot: QtBot) -> None:
    seen = []
    for _ in range(2):
        opened.cycle_tint()
        seen.append(opened.view.tint)
    assert seen == [Tint.SEPIA, Tint.NIGHT]
    qtbot.waitUntil(lambda: library.reading.value("reader.tint") == "night")


def test_a_note_is_kept_as_it_is_typed(opened: ReaderPage, library: Carrel, qtbot: QtBot) -> None:
    opened.write_note()
    QTest.keyClicks(opened.inspector.note, "Stripes.")
    qtbot.waitUntil(lambda: library.reading.state(1).note == "Stripes.")
    QTest.keyClicks(opened.inspector.note, " Many.")
    opened.close_paper()
    qtbot.waitUntil(lambda: library.reading.state(1).note == "Stripes. Many.")


def test_the_star_is_given_and_taken(opened: ReaderPage, library: Carrel, qtbot: QtBot, actions: Actions) -> None:
    assert actions.trigger("paper.star")
    assert opened.paper_id == 1
    qtbot.waitUntil(lambda: library.reading.state(1).starred)


def test_a_verdict_of_the_person_is_kept(opened: ReaderPage, library: Carrel, qtbot: QtBot, actions: Actions) -> None:
    opened.show_statement(3)
    assert actions.trigger("evidence.wrong")

    def kept() -> bool:
        digest = library.reading.digest(1)
        return digest is not None and digest.statements[3].verdict is Status.SUPPORTED

    qtbot.waitUntil(kept)


def test_copied_text_is_running_text(opened: ReaderPage, qtbot: QtBot) -> None:
    assert opened.view.selection is not None
    opened.view.selection.begin(PagePoint(0, 51, 55))
    opened.view.selection.extend(PagePoint(0, 380, 72))
    qtbot.waitUntil(lambda: opened.view.selection is not None and bool(opened.view.selection.parts))
    QTest.keyClick(opened.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "habits. Sentence 1" in QApplication.clipboard().text()


def test_a_paper_without_pdf_shows_its_abstract_and_offers_to_get_it(reader: ReaderPage, qtbot: QtBot) -> None:
    reader.open_paper(1)
    qtbot.waitUntil(reader.pages.absent.isVisible)
    words = {child.text() for child in reader.pages.absent.findChildren(QWidget) if hasattr(child, "text")}
    assert "This PDF is not on this computer" in words
    assert any("massively parallel" in str(text) for text in words)


@pytest.mark.parametrize("state", [FileState.UNSAFE, FileState.LOCKED, FileState.CHECKING])
def test_a_file_that_is_not_safe_is_never_opened(
    reader: ReaderPage,
    library: Carrel,
    pdf: Path,
    qtbot: QtBot,
    keep: Callable[..., int],
    state: FileState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(paper_pages, "Rendering", refuse)
    keep(library, 1, pdf, state)
    reader.open_paper(1)
    qtbot.waitUntil(reader.pages.absent.isVisible)
    assert reader.view.rendering is None
    assert reader.pages.absent.password.isVisible() == (state is FileState.LOCKED)


def test_a_file_that_is_gone_is_said_to_be_gone(
    reader: ReaderPage, library: Carrel, pdf: Path, qtbot: QtBot, keep: Callable[..., int]
) -> None:
    keep(library, 1, pdf)
    for file in library.reading.files(1):
        library.reading.file_path(file).unlink()
    reader.open_paper(1)
    qtbot.waitUntil(reader.pages.absent.isVisible)


def test_leaving_one_paper_for_another_while_it_opens_shows_the_other(
    reader: ReaderPage, library: Carrel, pdf: Path, qtbot: QtBot, keep: Callable[..., int]
) -> None:
    keep(library, 1, pdf)
    reader.open_paper(2)
    reader.open_paper(1)
    reader.open_paper(3)
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages)
    assert reader.paper_id == 1
    reader.close_paper()
    assert reader.view.pages == 0


def test_a_scanned_paper_shows_its_pages_and_says_that_it_has_no_text(
    reader: ReaderPage, library: Carrel, pdf: Path, qtbot: QtBot, keep: Callable[..., int]
) -> None:
    keep(library, 1, pdf, FileState.NO_TEXT)
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages)
    assert any(banner.isVisible() for banner in reader.pages.findChildren(Banner))


def test_a_checked_file_with_a_password_asks_for_it_and_opens_with_the_right_one(
    reader: ReaderPage, library: Carrel, pdf: Path, qtbot: QtBot, keep: Callable[..., int], tmp_path: Path
) -> None:
    locked = tmp_path / "locked.pdf"
    writer = PdfWriter(clone_from=pdf)
    writer.encrypt("zebra", algorithm="AES-256")
    writer.write(locked)
    keep(library, 1, locked)
    reader.open_paper(1)
    qtbot.waitUntil(reader.pages.absent.password.isVisible)
    for word, opens in (("lion", False), ("zebra", True)):
        QTest.keyClicks(reader.pages.absent.password, word)
        QTest.keyClick(reader.pages.absent.password, Qt.Key.Key_Return)
        assert reader.pages.shows_pages == opens


def test_a_digest_being_written_is_shown_live_and_the_kept_one_afterwards(
    opened: ReaderPage, library: Carrel, qtbot: QtBot
) -> None:
    def tell(state: WritingState, event: WritingEvent | None = None) -> None:
        library.events.publish(Writing(1, 7, state, event))

    tell(WritingState.STARTED)
    tell(WritingState.WRITING, WritingEvent("text", Field.KEY_POINTS, "Zebras are striped."))
    qtbot.waitUntil(lambda: [s.text for s in opened.inspector.view.statements] == ["Zebras are striped."])
    assert opened.inspector.view.writing
    tell(WritingState.FINISHED)
    qtbot.waitUntil(lambda: len(opened.inspector.view.statements) == 4)
    assert not opened.inspector.view.writing


def test_a_digest_of_another_text_frames_nothing_on_these_pages(
    opened: ReaderPage, library: Carrel, qtbot: QtBot, make_digest: Callable[[str], Digest]
) -> None:
    other = make_digest("b" * 64)
    with library.database.write() as connection:
        digests.save(connection, 1, None, other)
    library.events.publish(Changes(papers=frozenset({1})))
    qtbot.waitUntil(lambda: not opened.evidence.support.rectangles(0))
    opened.show_statement(0)
    assert opened.view.frame is None


def test_widths_of_the_panes_are_kept(opened: ReaderPage, library: Carrel, qtbot: QtBot) -> None:
    opened.panes.setSizes([240, 500, 460])
    opened.panes.splitterMoved.emit(240, 1)
    qtbot.waitUntil(lambda: library.reading.value("reader.panes") != "")


@pytest.mark.parametrize("width", [900, 1400])
def test_the_tag_never_covers_the_passage_it_names(opened: ReaderPage, qtbot: QtBot, width: int) -> None:
    opened.resize(width, 700)
    for index in range(3):
        opened.show_statement(index)
        wait(qtbot, opened)
        frame = opened.view.frame
        assert frame is not None
        layout = opened.view.geometry_of_pages
        tag = overlays.tag_place(layout, frame, opened.theme)
        assert not any(tag.intersects(overlays.on_screen(layout, box)) for box in frame.rectangles)
