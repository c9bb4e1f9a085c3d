"""Glyphs, strip, drawer: evidence for the eye, the pointer and the screen reader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from reportlab.pdfgen.canvas import Canvas

from carrel.domain.digest import Status
from carrel.ui.digest import EvidenceStrip, StatusGlyph, paint_mark
from carrel.ui.digest.drawer import EvidenceDrawer
from carrel.ui.digest.places import Places

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from carrel.domain.digest import Digest
    from carrel.ui.theme import Theme


def _drawn(theme: Theme, status: Status, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_mark(painter, QRectF(0, 0, size, size), status, theme)
    painter.end()
    return image


def _ink(image: QImage) -> frozenset[tuple[int, int]]:
    return frozenset(
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 127
    )


@pytest.mark.parametrize("size", [11, 14, 44])
def test_every_status_has_a_shape_of_its_own(theme: Theme, size: int) -> None:
    shapes = {status: _ink(_drawn(theme, status, size)) for status in Status}
    assert len(set(shapes.values())) == len(Status)
    assert all(shapes.values())


def test_a_glyph_says_its_status(qtbot: QtBot, theme: Theme) -> None:
    glyph = StatusGlyph(theme, Status.PARTLY)
    qtbot.addWidget(glyph)
    assert glyph.accessibleName() == "Partly"


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme, digest: Digest) -> EvidenceStrip:
    strip = EvidenceStrip(theme)
    qtbot.addWidget(strip)
    strip.set_statements(digest.statements)
    strip.resize(strip.sizeHint())
    strip.show()
    return strip


def test_a_click_on_a_cell_chooses_its_statement(qtbot: QtBot, strip: EvidenceStrip) -> None:
    for index, cell in enumerate(strip._cells()):
        with qtbot.waitSignal(strip.chosen) as chosen:
            QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(cell.center().x()), 13))
        assert chosen.args == [index]


def test_fields_are_further_apart_than_statements(strip: EvidenceStrip) -> None:
    cells = strip._cells()
    assert cells[2].left() - cells[1].right() > cells[1].left() - cells[0].right()


def test_arrow_keys_move_along_the_strip(strip: EvidenceStrip) -> None:
    strip.chosen.connect(strip.set_current)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.current == 1
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert strip.current == 5
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert strip.current == 4


def test_the_strip_is_read_as_a_count(strip: EvidenceStrip) -> None:
    assert strip.accessibleName() == "Evidence: 4 of 6 supported, 1 partly, 1 not found"
    strip.set_current(4)
    assert strip.accessibleDescription() == "Results: not found"


def test_a_narrow_strip_keeps_all_its_cells(strip: EvidenceStrip) -> None:
    strip.resize(60, 26)
    assert strip._cells()[-1].right() <= 60


@pytest.fixture
def drawer(qtbot: QtBot, theme: Theme) -> EvidenceDrawer:
    drawer = EvidenceDrawer(theme)
    qtbot.addWidget(drawer)
    drawer.resize(700, 136)
    drawer.show()
    return drawer


def test_the_drawer_tells_status_place_and_passage(drawer: EvidenceDrawer, digest: Digest, places: Places) -> None:
    drawer.show_statement(digest.statements[1], places, None)
    assert drawer._status.text() == "Supported"
    assert drawer._place.text() == "by page 3, 1 Method, sentence 1"
    assert drawer._quote.toPlainText() == "“We weighed 12 desks on a calibrated scale.”"
    assert not drawer._page.isVisible()


def test_the_drawer_gives_the_reason_for_partly(drawer: EvidenceDrawer, digest: Digest, places: Places) -> None:
    drawer.show_statement(digest.statements[3], places, None)
    assert drawer._reason.text() == "The paper says most, not all."
    drawer.show_statement(digest.statements[0], places, None)
    assert not drawer._reason.isVisible()


def test_the_drawer_labels_the_closest_passage(drawer: EvidenceDrawer, digest: Digest, places: Places) -> None:
    drawer.show_statement(digest.statements[4], places, None)
    assert drawer._place.text().startswith("Closest passage: page 3")


def test_a_digest_of_an_abstract_rests_on_its_sentences(drawer: EvidenceDrawer, digest: Digest) -> None:
    places = Places.of_abstract("Desks are made of oak. They last.")
    drawer.show_statement(digest.statements[0], places, None)
    assert drawer._place.text() == "by Abstract, sentence 1"
    assert places.short((0,)) == "abstract"


def test_the_drawer_folds_to_its_first_line(drawer: EvidenceDrawer, digest: Digest, places: Places) -> None:
    drawer.show_statement(replace(digest.statements[0], verdict=Status.NOT_FOUND), places, None)
    assert drawer._status.text() == "Not found, your mark"
    height = drawer.height()
    QTest.mouseClick(drawer._fold, Qt.MouseButton.LeftButton)
    assert drawer.folded
    assert drawer.height() < height
    assert not drawer._quote.isVisible()


def test_the_page_is_drawn_in_the_background(
    qtbot: QtBot, drawer: EvidenceDrawer, digest: Digest, places: Places, tmp_path: Path
) -> None:
    path = tmp_path / "five pages.pdf"
    canvas = Canvas(str(path), pagesize=(612, 792))
    for _ in range(5):
        canvas.drawString(72, 700, "We weighed 12 desks.")
        canvas.showPage()
    canvas.save()
    drawer.show_statement(digest.statements[1], places, path)
    assert drawer._page.isVisible()
    assert drawer._open.text() == "Open at page 3"
    qtbot.waitUntil(lambda: drawer._page._key() in drawer._page._images)
    with qtbot.waitSignal(drawer.open_requested):
        QTest.mouseClick(drawer._page, Qt.MouseButton.LeftButton)
    drawer.close_file()
