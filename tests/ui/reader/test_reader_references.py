"""Where references lead, seen without going there: by pointer and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.ui.actions import Actions
from carrel.ui.reader.layout import PageLayout, PagePoint
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.pieces import crop


def at(reader: ReaderPage, x: float, y: float, page: int = 0) -> QPoint:
    across, down = reader.view.geometry_of_pages.to_content(PagePoint(page, x, y))
    offset = reader.view.visible_content().topLeft()
    return QPoint(round(across - offset.x()), round(down - offset.y()))


def point(reader: ReaderPage, where: QPoint) -> None:
    none = Qt.MouseButton.NoButton
    place = QPointF(where)
    viewport = reader.view.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, viewport.mapToGlobal(place), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(viewport, event)


@pytest.fixture
def bottom(opened: ReaderPage, qtbot: QtBot) -> ReaderPage:
    """The reader with the links at the first page's foot in view."""
    opened.view.go_to(PagePoint(0, 0, 300))
    qtbot.waitUntil(lambda: not opened.view.animated and opened.view.complete)
    return opened


def test_resting_on_a_reference_shows_a_crop_of_where_it_leads(bottom: ReaderPage, qtbot: QtBot) -> None:
    preview = bottom.pages.preview
    point(bottom, at(bottom, 300, 570))
    assert not preview.isVisible()
    qtbot.waitUntil(lambda: preview.isVisible() and preview.image is not None)
    assert preview.words == "Page 2"
    assert preview.image is not None
    lightness = {
        preview.image.pixelColor(x, y).lightness()
        for x in range(preview.image.width())
        for y in range(0, preview.image.height(), 2)
    }
    assert min(lightness) < 80
    assert max(lightness) == 255
    assert bottom.pages.rect().contains(preview.geometry())
    point(bottom, at(bottom, 300, 400))
    assert not preview.isVisible()
    assert bottom.view.page == 0


def test_scrolling_takes_the_preview_away(bottom: ReaderPage, qtbot: QtBot) -> None:
    point(bottom, at(bottom, 300, 570))
    qtbot.waitUntil(bottom.pages.preview.isVisible)
    QTest.keyClick(bottom.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not bottom.pages.preview.isVisible())


def test_a_web_link_shows_its_address_and_opens_nothing(
    bottom: ReaderPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_addresses: list[object] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened_addresses.append)
    point(bottom, at(bottom, 100, 570))
    qtbot.waitUntil(bottom.pages.preview.isVisible)
    assert bottom.pages.preview.accessibleName() == "Leads to https://example.org/paper"
    QTest.mouseClick(
        bottom.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(bottom, 100, 570)
    )
    assert bottom.pages.link_bar.address == "https://example.org/paper"
    assert not bottom.pages.preview.isVisible()
    assert opened_addresses == []


def test_keys_choose_links_follow_them_and_come_back(bottom: ReaderPage, qtbot: QtBot, actions: Actions) -> None:
    references, preview = bottom.pages.references, bottom.pages.preview
    bottom.view.setFocus()
    assert actions.trigger("reader.reference")
    qtbot.waitUntil(preview.isVisible)
    chosen = references.chosen
    assert chosen is not None
    assert chosen.address == "https://example.org/paper"
    assert actions.trigger("reader.reference")
    qtbot.waitUntil(lambda: references.chosen is not None and references.chosen.target is not None)
    QTest.keyClick(bottom.view, Qt.Key.Key_Escape)
    assert bottom.pages.references.chosen is None
    assert not preview.isVisible()
    assert actions.trigger("reader.reference_before")
    qtbot.waitUntil(lambda: references.chosen is not None and references.chosen.target is not None)
    QTest.keyClick(bottom.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not bottom.view.animated and bottom.view.page == 1)
    assert bottom.pages.references.chosen is None
    assert actions.trigger("go.back")
    qtbot.waitUntil(lambda: not bottom.view.animated and bottom.view.page == 0)


def test_keys_choose_nothing_where_there_is_no_link(opened: ReaderPage, actions: Actions) -> None:
    opened.view.set_zoom(3.0)
    opened.view.go_to_page(0)
    assert actions.trigger("reader.reference")
    assert opened.pages.references.chosen is None
    assert not opened.pages.preview.isVisible()


@pytest.mark.parametrize("turn", range(4))
def test_a_crop_holds_its_target_and_stays_on_the_page(turn: int) -> None:
    sizes = [(400.0, 600.0)]
    layout = PageLayout(sizes, 1.0, (800, 600), turn=turn)
    for target in (PagePoint(0, 0, 0), PagePoint(0, 399, 599), PagePoint(0, 200, 300)):
        piece = crop(layout, target, 1.5, (300, 200), 2.0)
        assert (piece.columns, piece.rows) == (600, 400)
        assert 0 <= piece.x <= piece.width - piece.columns
        assert 0 <= piece.y <= piece.height - piece.rows
        x, y = PageLayout(sizes, 3.0, (1, 1), only=0, turn=turn).to_content(target)
        assert piece.x - 20 <= x <= piece.x + piece.columns + 20
        assert piece.y - 20 <= y <= piece.y + piece.rows + 20
