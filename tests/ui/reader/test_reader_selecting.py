"""Selecting text with real clicks: words, lines, paragraphs, columns, pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtPdf import QPdfDocument, QPdfSelection
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from carrel.ui.reader.layout import Fit, PagePoint
from carrel.ui.reader.page_text import PageText, Unit
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.pointer import PagePointer
from carrel.ui.reader.print_lines import lines_of, paragraph_of
from carrel.ui.reader.rendering import Rendering
from carrel.ui.theme import Theme

WIDTH, HEIGHT = 420, 600
LEFT = ("Zebras live in herds", "and know each other", "by their stripes.")
INDENTED = ("They run fast, and", "sleep while standing.")
RIGHT = ("Lions sleep for most", "of the day in shade.", "Nobody knows why.")


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two columns: two paragraphs on the left, the second indented; one on the right; a lone line far below."""
    path = tmp_path_factory.mktemp("columns") / "columns.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for _ in range(2):
        canvas.setFont("Helvetica", 12)
        for number, line in enumerate(LEFT + INDENTED):
            canvas.drawString(52 if number == len(LEFT) else 40, HEIGHT - (60 + 15 * number), line)
        for number, line in enumerate(RIGHT):
            canvas.drawString(230, HEIGHT - (60 + 15 * number), line)
        canvas.drawString(40, 300, "A lone line.")
        canvas.saveState()
        canvas.translate(24, 100)
        canvas.rotate(90)
        canvas.drawString(0, 0, "stamped along the margin")
        canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, columns: Path) -> Iterator[PageView]:
    view = PageView(theme)
    qtbot.addWidget(view)
    view.resize(700, 620)
    view.show()
    pointer = PagePointer(view)
    rendering = Rendering(columns)
    view.open(rendering, rendering.page_sizes())
    pointer.file_opened()
    view.set_fit(Fit.PAGE)
    qtbot.waitUntil(lambda: not view.animated and view.complete)
    yield view
    view.close_file()


def at(view: PageView, x: float, y: float, page: int = 0) -> QPoint:
    across, down = view.geometry_of_pages.to_content(PagePoint(page, x, y))
    offset = view.visible_content().topLeft()
    return QPoint(round(across - offset.x()), round(down - offset.y()))


def send(view: PageView, kind: QEvent.Type, point: QPoint, *, shift: bool = False) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place = QPointF(point)
    event = QMouseEvent(kind, place, view.viewport().mapToGlobal(place), button, held, modifiers)
    QApplication.sendEvent(view.viewport(), event)


def clicks(view: PageView, point: QPoint, times: int) -> None:
    """Quick clicks, as the system tells of them: every second one is a double click. The last button stays down."""
    for number in range(times):
        kind = QEvent.Type.MouseButtonDblClick if number % 2 else QEvent.Type.MouseButtonPress
        send(view, kind, point)
        if number < times - 1:
            send(view, QEvent.Type.MouseButtonRelease, point)


def release(view: PageView, point: QPoint) -> None:
    send(view, QEvent.Type.MouseButtonRelease, point)


def wait_for(qtbot: QtBot, view: PageView, text: str) -> None:
    def selected() -> None:
        assert view.selection is not None
        assert view.selection.text == text

    qtbot.waitUntil(selected)


@pytest.mark.parametrize(
    ("times", "text"),
    [(2, "know"), (3, "and know each other"), (4, "Zebras live in herds and know each other by their stripes.")],
)
def test_clicks_take_the_word_the_line_and_the_paragraph(view: PageView, qtbot: QtBot, times: int, text: str) -> None:
    place = at(view, 78, 71)
    clicks(view, place, times)
    release(view, place)
    wait_for(qtbot, view, text)


def test_a_fifth_click_begins_anew(view: PageView, qtbot: QtBot) -> None:
    place = at(view, 78, 71)
    clicks(view, place, 5)
    release(view, place)
    wait_for(qtbot, view, "")


def test_dragging_after_a_double_click_takes_whole_words_either_way(view: PageView, qtbot: QtBot) -> None:
    start, end = at(view, 78, 71), at(view, 108, 86)
    clicks(view, start, 2)
    send(view, QEvent.Type.MouseMove, end)
    wait_for(qtbot, view, "know each other by their stripes")
    send(view, QEvent.Type.MouseMove, at(view, 60, 56))
    wait_for(qtbot, view, "Zebras live in herds and know")
    release(view, end)


def test_shift_and_a_click_extends_by_the_same_unit(view: PageView, qtbot: QtBot) -> None:
    clicks(view, at(view, 45, 56), 3)
    release(view, at(view, 45, 56))
    wait_for(qtbot, view, LEFT[0])
    send(view, QEvent.Type.MouseButtonPress, at(view, 60, 86), shift=True)
    send(view, QEvent.Type.MouseMove, at(view, 66, 86), shift=True)
    send(view, QEvent.Type.MouseButtonRelease, at(view, 66, 86), shift=True)
    wait_for(qtbot, view, " ".join(LEFT))


def test_a_selection_from_column_to_column_follows_the_order_of_reading(view: PageView, qtbot: QtBot) -> None:
    clicks(view, at(view, 60, 116), 3)
    send(view, QEvent.Type.MouseMove, at(view, 240, 71))
    wait_for(qtbot, view, "sleep while standing. Lions sleep for most of the day in shade.")
    release(view, at(view, 240, 71))


def test_units_grow_over_pages(view: PageView, qtbot: QtBot) -> None:
    view.set_fit(Fit.WIDTH)
    view.go_to(PagePoint(0, 0, 280))
    qtbot.waitUntil(lambda: not view.animated)
    start = at(view, 60, 296)
    clicks(view, start, 3)
    assert view.selection is not None
    view.selection.extend(PagePoint(1, 60, 56))
    wait_for(qtbot, view, "A lone line. stamped along the margin Zebras live in herds")
    release(view, start)


def test_a_drag_past_a_lines_end_takes_its_full_stop(view: PageView, qtbot: QtBot) -> None:
    for y in (79.5, 82, 85, 87):
        start, end = at(view, 41, y), at(view, 160, y)
        send(view, QEvent.Type.MouseButtonPress, start)
        send(view, QEvent.Type.MouseMove, end)
        wait_for(qtbot, view, LEFT[2])
        release(view, end)


@pytest.mark.parametrize(("y", "text"), [(495, "stamped"), (445, "along"), (385, "margin")])
def test_print_along_the_margin_is_selected_word_by_word_too(view: PageView, qtbot: QtBot, y: float, text: str) -> None:
    clicks(view, at(view, 21, y), 2)
    release(view, at(view, 21, y))
    wait_for(qtbot, view, text)


def test_ctrl_a_takes_the_page_and_ctrl_c_copies_it(view: PageView, qtbot: QtBot) -> None:
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, view, " ".join((*LEFT, *INDENTED, *RIGHT, "A lone line.", "stamped along the margin")))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("Zebras live in herds and know")


def test_a_paragraph_ends_at_an_indent_and_at_a_gap_but_not_at_a_line_without_tall_letters() -> None:
    lines = [
        QRectF(40, 100, 200, 11),
        QRectF(40, 117, 200, 8),
        QRectF(40, 130, 120, 11),
        QRectF(55, 145, 185, 11),
        QRectF(40, 160, 200, 11),
        QRectF(40, 200, 200, 11),
        QRectF(300, 115, 200, 11),
    ]
    assert paragraph_of(lines, lines[1]) == lines[:3]
    assert paragraph_of(lines, lines[4]) == lines[3:5]
    assert paragraph_of(lines, lines[5]) == lines[5:6]
    assert paragraph_of(lines, lines[6]) == lines[6:]


def test_runs_beside_one_another_are_one_line_and_columns_are_two() -> None:
    runs = [QRectF(40, 100, 60, 10), QRectF(104, 101, 50, 9), QRectF(230, 100, 90, 10)]
    assert lines_of(runs) == [QRectF(40, 100, 114, 10), QRectF(230, 100, 90, 10)]


class _Counting(QPdfDocument):
    """A PDF that counts the questions about the text between two points."""

    asked = 0

    def getSelection(self, page: int, start: Any, end: Any, /) -> QPdfSelection:  # noqa: N802 - Qt's name
        self.asked += 1
        return super().getSelection(page, start, end)


def test_a_line_is_asked_for_once_however_long_paragraphs_are_dragged_over(columns: Path) -> None:
    document, text = _Counting(), PageText()
    assert document.load(str(columns)) is QPdfDocument.Error.None_
    start = PagePoint(0, 60.0, 70.0)
    [first] = text.select(document, start, start, Unit.PARAGRAPH)
    assert first.text.split() == " ".join(LEFT).split()
    assert document.asked == len(LEFT)
    for step in range(10):
        text.select(document, start, PagePoint(0, 60.0 + step, 85.0), Unit.PARAGRAPH)
    assert document.asked == len(LEFT)
