"""Pages that lie another way: turned by quarters, and side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QTransform
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carrel.domain.digest import Status
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.reader.image_cache import Piece
from carrel.ui.reader.layout import GAP, Fit, PageLayout, PagePoint, fit_zoom
from carrel.ui.reader.overlays import EvidenceFrame, on_screen
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.remembered import RememberedPlace
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.spreads import Spread, row_of, rows
from carrel.ui.theme import Theme

SIZES = st.lists(st.tuples(st.floats(60, 2000), st.floats(60, 2000)), min_size=1, max_size=9)
TURNS = st.integers(0, 3)
SPREADS = st.sampled_from(list(Spread))
WIDTH, HEIGHT = 400, 600


@given(SIZES, TURNS, SPREADS, st.data())
def test_a_point_of_a_turned_page_and_its_content_point_are_inverse(
    sizes: list[tuple[float, float]], turn: int, spread: Spread, data: st.DataObject
) -> None:
    layout = PageLayout(sizes, 1.3, (900, 700), turn=turn, spread=spread)
    page = data.draw(st.integers(0, len(sizes) - 1))
    point = PagePoint(page, data.draw(st.floats(0, sizes[page][0])), data.draw(st.floats(0, sizes[page][1])))
    x, y = layout.to_content(point)
    box = layout.box(page)
    assert box.left - 1e-6 <= x <= box.right + 1e-6
    assert box.top - 1e-6 <= y <= box.bottom + 1e-6
    back = layout.to_page(x, y, page)
    assert back is not None
    assert math.isclose(back.x, point.x, abs_tol=1e-6)
    assert math.isclose(back.y, point.y, abs_tol=1e-6)


@given(SIZES, TURNS, SPREADS)
def test_pages_never_lie_over_one_another(sizes: list[tuple[float, float]], turn: int, spread: Spread) -> None:
    layout = PageLayout(sizes, 1.0, (900, 700), turn=turn, spread=spread)
    boxes = [layout.box(page) for page in layout.pages]
    for index, one in enumerate(boxes):
        assert one.left >= GAP
        assert one.right <= layout.width - GAP
        assert layout.page_at(one.left + one.width / 2, one.top + one.height / 2) == index
        for other in boxes[index + 1 :]:
            assert other.left >= one.right + GAP or other.top >= one.bottom + GAP


@given(st.integers(0, 40), SPREADS)
def test_rows_hold_every_page_once_and_in_order(pages: int, spread: Spread) -> None:
    found = rows(pages, spread)
    assert [page for row in found for page in row] == list(range(pages))
    assert all(row_of(page, pages, spread) == row for row in found for page in row)


def test_a_cover_stands_alone_to_the_right_of_the_fold() -> None:
    assert rows(4, Spread.COVER) == [range(1), range(1, 3), range(3, 4)]
    layout = PageLayout([(WIDTH, HEIGHT)] * 4, 1.0, (1000, 700), spread=Spread.COVER)
    assert layout.box(0).left == layout.box(2).left > layout.box(1).left == layout.box(3).left
    assert layout.nearest_page(layout.box(1).top + 5) == 1
    assert layout.nearest_page(layout.box(1).top + 5, layout.box(2).left + 5) == 2


def test_two_pages_fit_the_width_together() -> None:
    zoom = fit_zoom(Fit.WIDTH, [(WIDTH, HEIGHT)] * 4, 0, (1000, 700), Spread.TWO)
    layout = PageLayout([(WIDTH, HEIGHT)] * 4, zoom, (1000, 700), spread=Spread.TWO)
    assert layout.width == 1000
    assert layout.box(1).right - layout.box(0).left >= 900


def test_a_place_is_kept_with_turn_and_spread_and_older_ones_are_still_read() -> None:
    kept = RememberedPlace(PagePoint(3, 1.0, 20.5), Fit.PAGE, 1.5, 3, Spread.COVER)
    assert RememberedPlace.parse(kept.format()) == kept
    assert RememberedPlace.parse("2 0.0 5.0 free 2.0000") == RememberedPlace(PagePoint(2, 0.0, 5.0), Fit.FREE, 2.0)
    assert RememberedPlace.parse("2 0.0 5.0 free 2.0000 7 single") == RememberedPlace()


@pytest.mark.parametrize("turn", range(4))
def test_the_same_part_of_a_turned_page_is_rendered(turn: int) -> None:
    page = QImage(30, 40, QImage.Format.Format_RGB32)
    for x in range(30):
        for y in range(40):
            page.setPixel(x, y, 1000 * x + y)
    turned = page.transformed(QTransform().rotate(90.0 * turn))
    piece = Piece(0, turned.width(), turned.height(), 4, 9, 11, 6, turn)
    part = piece.unturned
    assert (part.width, part.height) == (30, 40)
    cut = page.copy(part.x, part.y, part.columns, part.rows).transformed(QTransform().rotate(90.0 * turn))
    assert cut == turned.copy(4, 9, 11, 6)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, pdf: Path) -> Iterator[PageView]:
    view = PageView(theme)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    rendering = Rendering(pdf)
    view.open(rendering, rendering.page_sizes())
    yield view
    view.close_file()


def settled(qtbot: QtBot, view: PageView) -> QImage:
    qtbot.waitUntil(lambda: not view.animated and view.complete)
    return view.viewport().grab().toImage()


def viewport_point(view: PageView, point: PagePoint) -> QPoint:
    x, y = view.geometry_of_pages.to_content(point)
    offset = view.visible_content().topLeft()
    return QPoint(round(x - offset.x()), round(y - offset.y()))


def lightnesses(view: PageView, image: QImage, rectangle: Rectangle) -> list[int]:
    area = view.geometry_of_pages.rectangle(rectangle)
    offset = view.visible_content().topLeft()
    left, top = round(area[0] - offset.x()), round(area[1] - offset.y())
    points = [(left + x, top + y) for x in range(round(area[2])) for y in range(round(area[3]))]
    return [image.pixelColor(*point).lightness() for point in points if image.rect().contains(*point)]


@pytest.mark.parametrize("turn", [1, 2, 3])
@pytest.mark.parametrize("zoom", [1.0, 4.0])
def test_print_turns_with_its_page_whole_and_in_tiles(
    view: PageView, qtbot: QtBot, line_at: Callable[[int, int], Rectangle], turn: int, zoom: float
) -> None:
    view.set_turn(turn)
    view.set_zoom(zoom)
    line = line_at(0, 3)
    view.reveal(on_screen(view.geometry_of_pages, line), animated=False)
    image = settled(qtbot, view)
    printed = lightnesses(view, image, line)
    assert printed
    assert min(printed) < 60
    assert min(lightnesses(view, image, Rectangle(0, line.left, line.bottom + 1, line.right, line.bottom + 3))) > 240


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_selecting_on_turned_pages_takes_the_words_under_the_pointer(view: PageView, qtbot: QtBot, turn: int) -> None:
    view.set_turn(turn)
    view.set_fit(Fit.PAGE)
    settled(qtbot, view)
    start, end = viewport_point(view, PagePoint(0, 51, 120)), viewport_point(view, PagePoint(0, 398, 120))
    assert view.selection is not None
    point = view.page_point(start.toPointF())
    assert point is not None
    view.selection.begin(point)
    other = view.page_point(end.toPointF())
    assert other is not None
    view.selection.extend(other)
    qtbot.waitUntil(lambda: view.selection is not None and bool(view.selection.parts))
    assert view.selection.text == "Sentence 4 of page 0 tells of the zebra and its habits."


def test_a_frame_is_painted_over_its_turned_passage(
    view: PageView, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    view.set_turn(1)
    line = line_at(2, 5)
    view.show_frame(EvidenceFrame((line,), (line,), "Summary", Status.SUPPORTED))
    image = settled(qtbot, view)
    assert max(lightnesses(view, image, line)) < 250
    assert min(lightnesses(view, image, Rectangle(2, line.left, line.bottom + 2, line.right, line.bottom + 3))) > 250


def test_keys_step_over_pairs_of_pages_and_the_page_gone_to_is_the_one_read(view: PageView, qtbot: QtBot) -> None:
    view.set_spread(Spread.TWO)
    settled(qtbot, view)
    QTest.keyClick(view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, view)
    assert view.page == 2
    view.go_to_page(5)
    settled(qtbot, view)
    assert view.page == 5
    QTest.keyClick(view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, view)
    assert view.page == 3


def test_a_pair_alone_turns_to_the_next_pair_at_its_end(view: PageView, qtbot: QtBot) -> None:
    view.set_spread(Spread.COVER)
    view.set_continuous(False)
    assert list(view.geometry_of_pages.pages) == [0]
    QTest.keyClick(view, Qt.Key.Key_End)
    settled(qtbot, view)
    assert list(view.geometry_of_pages.pages) == [5]
    view.go_to_page(0)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    QTest.keyClick(view, Qt.Key.Key_Space)
    settled(qtbot, view)
    assert list(view.geometry_of_pages.pages) == [1, 2]


def test_turn_and_spread_are_kept_for_the_paper(
    opened: ReaderPage, actions: Actions, library: Carrel, qtbot: QtBot
) -> None:
    assert actions.trigger("reader.turn")
    assert actions.trigger("reader.spread")
    assert (opened.view.turn, opened.view.spread) == (1, Spread.TWO)
    assert opened.bar.view_menu is not None
    settled(qtbot, opened.view)
    opened.close_paper()
    qtbot.waitUntil(lambda: " 1 two" in library.reading.value(RememberedPlace.name(1)))
    opened.open_paper(1)
    qtbot.waitUntil(lambda: opened.pages.shows_pages)
    assert (opened.view.turn, opened.view.spread) == (1, Spread.TWO)
    assert actions.trigger("reader.turn_back")
    assert opened.view.turn == 0


def test_the_page_that_is_read_stays_it_however_pages_lie(opened: ReaderPage, actions: Actions, qtbot: QtBot) -> None:
    view = opened.view
    for page in (0, 1, 2):
        view.go_to_page(page)
        for _ in range(2 * len(Spread)):
            assert actions.trigger("reader.spread")
            settled(qtbot, view)
            assert (view.page, view.place(0.3).page) == (page, page)
