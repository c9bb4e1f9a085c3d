from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.digest import Status
from carrel.domain.passage import Rectangle
from carrel.ui.reader.image_cache import ImageCache, Piece
from carrel.ui.reader.layout import Fit, PagePoint
from carrel.ui.reader.overlays import EvidenceFrame, on_screen
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.tint import Tint
from carrel.ui.theme import Theme

LINES, PAGES = 30, 6


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, pdf: Path) -> Iterator[PageView]:
    view = PageView(theme)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    rendering = Rendering(pdf)
    view.open(rendering, rendering.page_sizes())
    wait(qtbot, view)
    yield view
    view.close_file()


def wait(qtbot: QtBot, view: PageView) -> None:
    qtbot.waitUntil(lambda: not view.animated and view.complete)


def grab(view: PageView) -> QImage:
    return view.viewport().grab().toImage()


def viewport_point(view: PageView, point: PagePoint) -> QPoint:
    x, y = view.geometry_of_pages.to_content(point)
    offset = view.visible_content().topLeft()
    return QPoint(round(x - offset.x()), round(y - offset.y()))


def colors_inside(view: PageView, image: QImage, page: int, box: tuple[float, float, float, float]) -> set[str]:
    top_left = viewport_point(view, PagePoint(page, box[0], box[1]))
    bottom_right = viewport_point(view, PagePoint(page, box[2], box[3]))
    return {
        image.pixelColor(x, y).name()
        for x in range(top_left.x(), bottom_right.x())
        for y in range(top_left.y(), bottom_right.y())
    }


def darkest(colors: set[str]) -> int:
    return min(QColor(color).lightness() for color in colors)


def lightest(colors: set[str]) -> int:
    return max(QColor(color).lightness() for color in colors)


def test_a_page_is_printed_black_on_white(view: PageView) -> None:
    image = grab(view)
    assert darkest(colors_inside(view, image, 0, (50, 52, 350, 62))) < 60
    assert colors_inside(view, image, 0, (5, 5, 40, 40)) == {"#ffffff"}


def test_night_prints_light_on_the_dark_page_color(view: PageView, qtbot: QtBot, theme: Theme) -> None:
    view.set_tint(Tint.NIGHT)
    wait(qtbot, view)
    image = grab(view)
    assert colors_inside(view, image, 0, (5, 5, 40, 40)) == {theme.value("text").lower()}
    assert lightest(colors_inside(view, image, 0, (50, 52, 350, 62))) > 200


def test_sepia_colors_the_paper(view: PageView, qtbot: QtBot, theme: Theme) -> None:
    view.set_tint(Tint.SEPIA)
    wait(qtbot, view)
    assert colors_inside(view, grab(view), 0, (5, 5, 40, 40)) == {theme.value("sepia").lower()}


def test_a_passage_is_scrolled_to_and_framed_where_it_is_printed(
    view: PageView, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    rectangle = line_at(3, 20)
    view.show_frame(EvidenceFrame((rectangle,), (rectangle,), "Key point 4", Status.SUPPORTED))
    wait(qtbot, view)
    assert view.page in {2, 3}
    image = grab(view)
    # Inside the frame no ground is white; just outside it, all is; the bar stands in the margin.
    inside = colors_inside(view, image, 3, (51, 372, 349, 382))
    assert "#ffffff" not in inside
    assert colors_inside(view, image, 3, (60, 385, 300, 387)) == {"#ffffff"}
    box = on_screen(view.geometry_of_pages, rectangle).translated(-view.visible_content().topLeft())
    assert image.pixelColor(round(box.left() - 9), round(box.center().y())).name() == "#2a6ac0"


def test_taking_the_frame_away_leaves_white_paper(
    view: PageView, qtbot: QtBot, line_at: Callable[[int, int], Rectangle]
) -> None:
    view.show_frame(EvidenceFrame((line_at(0, 5),), (line_at(0, 5),), "Summary", Status.SUPPORTED))
    wait(qtbot, view)
    view.show_frame(None)
    wait(qtbot, view)
    assert "#ffffff" in colors_inside(view, grab(view), 0, (51, 132, 349, 142))


def test_zooming_keeps_the_point_under_the_pointer(view: PageView, qtbot: QtBot) -> None:
    view.go_to(PagePoint(2, 0, 100))
    anchor = QPointF(300, 200)
    before = view.page_point(anchor)
    assert before is not None
    for zoom in (1.7, 3.9, 2.2):
        view.set_zoom(zoom, anchor)
        after = view.page_point(anchor)
        assert after is not None
        assert after.page == before.page
        assert abs(after.y - before.y) < 1.5
    wait(qtbot, view)
    assert view.fit is Fit.FREE


def test_tiles_of_a_large_zoom_join_without_seams(view: PageView, qtbot: QtBot) -> None:
    view.set_zoom(4.0)
    view.go_to(PagePoint(0, 0, 40))
    wait(qtbot, view)
    image = grab(view)
    assert darkest(colors_inside(view, image, 0, (150, 52, 250, 62))) < 40
    assert colors_inside(view, image, 0, (130, 42, 250, 48)) == {"#ffffff"}


def test_fit_width_follows_the_window(view: PageView, qtbot: QtBot) -> None:
    before = view.zoom
    view.resize(500, 500)
    wait(qtbot, view)
    assert view.zoom < before
    box = view.geometry_of_pages.box(0)
    assert box.right <= view.viewport().width()


def test_keys_turn_pages(view: PageView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, view)
    assert view.page == 1
    QTest.keyClick(view, Qt.Key.Key_End)
    wait(qtbot, view)
    assert view.page == PAGES - 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    wait(qtbot, view)
    assert view.page == 0


def test_a_single_page_stands_alone_and_turns_at_its_end(view: PageView, qtbot: QtBot) -> None:
    view.set_continuous(False)
    assert list(view.geometry_of_pages.pages) == [0]
    for _ in range(6):
        QTest.keyClick(view, Qt.Key.Key_Space)
    wait(qtbot, view)
    assert view.page >= 1
    assert list(view.geometry_of_pages.pages) == [view.page]
    view.go_to_page(4)
    assert view.page == 4


def drag(qtbot: QtBot, view: PageView, start: PagePoint, end: PagePoint) -> None:
    first, last = viewport_point(view, start), viewport_point(view, end)
    assert view.selection is not None
    view.selection.begin(start)
    view.selection.extend(end)
    qtbot.waitUntil(lambda: view.selection is not None and bool(view.selection.parts))
    assert first != last


def test_dragging_selects_the_text_between(view: PageView, qtbot: QtBot) -> None:
    drag(qtbot, view, PagePoint(0, 51, 55), PagePoint(0, 380, 72))
    assert view.selection is not None
    assert view.selection.text == (
        "Sentence 0 of page 0 tells of the zebra and its habits. Sentence 1 of page 0 tells of the zebra and its habits."
    )


def test_a_drag_that_begins_beside_the_print_snaps_to_its_line(view: PageView, qtbot: QtBot) -> None:
    drag(qtbot, view, PagePoint(0, 5, 56), PagePoint(0, 395, 56))
    assert view.selection is not None
    assert view.selection.text == "Sentence 0 of page 0 tells of the zebra and its habits."


def test_a_drag_over_pages_takes_the_end_of_one_and_the_beginning_of_the_next(view: PageView, qtbot: QtBot) -> None:
    drag(qtbot, view, PagePoint(0, 51, 60 + 16 * (LINES - 1) - 4), PagePoint(1, 380, 56))
    assert view.selection is not None
    assert [part.page for part in view.selection.parts] == [0, 1]
    assert view.selection.text == (
        "Sentence 29 of page 0 tells of the zebra and its habits. Sentence 0 of page 1 tells of the zebra and its habits."
    )


def test_a_word_is_selected_by_double_click(view: PageView, qtbot: QtBot) -> None:
    assert view.selection is not None
    view.selection.select_word(PagePoint(0, 60, 57))
    qtbot.waitUntil(lambda: view.selection is not None and view.selection.text == "Sentence")
    view.selection.clear()
    assert view.selection.text == ""


def test_closing_while_a_page_is_rendered_lets_go_of_the_file_later(
    qtbot: QtBot, theme: Theme, make_pdf: Callable[[int], Path]
) -> None:
    path = make_pdf(40)
    for _ in range(8):
        view = PageView(theme)
        qtbot.addWidget(view)
        view.resize(700, 500)
        view.show()
        rendering = Rendering(path)
        with qtbot.waitSignal(rendering.destroyed):
            view.open(rendering, rendering.page_sizes())
            view.set_zoom(4.0)
            qtbot.waitUntil(lambda rendering=rendering: rendering.busy)  # type: ignore[misc]  # bound early on purpose
            view.close_file()
        view.close()
    QApplication.processEvents()


def test_a_file_that_is_no_pdf_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(b"%PDF-1.4 nothing")
    rendering = Rendering(path)
    assert rendering.problem is QPdfDocument.Error.InvalidFileFormat
    rendering.close()


def test_images_stay_within_their_budget_and_the_newest_always_stays() -> None:
    cache = ImageCache(budget=3 * 4 * 100 * 100)
    pieces = [Piece(page, 100, 100, 0, 0, 100, 100) for page in range(5)]
    for piece in pieces:
        cache.put(piece, QImage(100, 100, QImage.Format.Format_RGB32))
    assert len(cache) == 3
    assert pieces[0] not in cache
    assert cache.stand_in(4) is not None
    assert cache.stand_in(0) is None
    cache.put(Piece(9, 400, 400, 0, 0, 400, 400), QImage(400, 400, QImage.Format.Format_RGB32))
    assert len(cache) == 1
