"""Night keeps pictures as they are printed; two fingers zoom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.pictures import pictures_of
from carrel.ui.reader.pinch import Pinch
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.tint import Tint
from carrel.ui.theme import Theme

WIDTH, HEIGHT = 400, 600
PHOTO = (100, 350, 200, 150)
"""Left, top, width and height in points from the page's top-left corner."""


def photo() -> Image.Image:
    picture = Image.new("RGB", (200, 150))
    picture.putdata([(x, (x + y) // 2, 20 + y) for y in range(150) for x in range(200)])
    return picture


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page 1: text, a box of one colour and a photograph. Page 2: text, a chart of thin coloured lines on white."""
    path = tmp_path_factory.mktemp("figures") / "figures.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for page in range(2):
        canvas.setFont("Helvetica-Bold", 11)
        for line in range(8):
            canvas.drawString(
                50, HEIGHT - (60 + 13 * line), "Words stand here, as close as in any paper, in bold type."
            )
        if page == 0:
            canvas.setFillColorRGB(0.85, 0.9, 1.0)
            canvas.rect(50, HEIGHT - 300, 300, 100, stroke=0, fill=1)
            canvas.setFillColorRGB(0, 0, 0)
            left, top, width, height = PHOTO
            canvas.drawImage(ImageReader(photo()), left, HEIGHT - top - height, width, height)
        else:
            for series in range(5):
                canvas.setStrokeColorRGB(series / 5, 0.3, 1 - series / 5)
                canvas.line(60, 100 + 20 * series, 340, 300 - 15 * series)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, figures: Path) -> Iterator[PageView]:
    view = PageView(theme)
    qtbot.addWidget(view)
    view.resize(600, 900)
    view.show()
    rendering = Rendering(figures)
    view.open(rendering, rendering.page_sizes())
    view.set_tint(Tint.NIGHT)
    yield view
    view.close_file()


def colour(view: PageView, qtbot: QtBot, x: float, y: float) -> QColor:
    qtbot.waitUntil(lambda: not view.animated and view.complete)
    across, down = view.geometry_of_pages.to_content(PagePoint(0, x, y))
    offset = view.visible_content().topLeft()
    return view.viewport().grab().toImage().pixelColor(round(across - offset.x()), round(down - offset.y()))


def near(colour: QColor, red: int, green: int, blue: int) -> bool:
    return max(abs(colour.red() - red), abs(colour.green() - green), abs(colour.blue() - blue)) < 30


@pytest.mark.parametrize("zoom", [1.0, 4.0])
@pytest.mark.parametrize("turn", [0, 1])
def test_a_photograph_keeps_its_colours_at_night(view: PageView, qtbot: QtBot, zoom: float, turn: int) -> None:
    view.set_turn(turn)
    view.set_zoom(zoom)
    for x, y in ((180, 20), (20, 130)):
        place = PagePoint(0, PHOTO[0] + x, PHOTO[1] + y)
        view.go_to(place, room=100)
        across, _ = view.geometry_of_pages.to_content(place)
        view.horizontalScrollBar().setValue(round(across) - 200)
        assert near(colour(view, qtbot, place.x + 0.5, place.y + 0.5), x, (x + y) // 2, 20 + y)


def test_paper_boxes_and_print_are_night_all_the_same(view: PageView, qtbot: QtBot, theme: Theme) -> None:
    view.set_zoom(1.0)
    assert colour(view, qtbot, 20, 400).name() == theme.value("text").lower()
    assert colour(view, qtbot, 200, 250).lightness() < 100
    assert colour(view, qtbot, PHOTO[0] - 6, PHOTO[1] + 60).name() == theme.value("text").lower()


def test_pictures_are_found_where_they_are_and_charts_are_none(figures: Path) -> None:
    rendering = Rendering(figures)
    images: list[QImage] = []
    for page in range(2):
        rendering.ask(lambda document, page=page: images.append(document.render(page, QSize(400, 600))))  # type: ignore[misc]
    rendering.close()
    (found,) = pictures_of(images[0])
    left, top, width, height = PHOTO
    assert abs(found.left() * WIDTH - left) <= 3
    assert abs(found.top() * HEIGHT - top) <= 3
    assert abs(found.right() * WIDTH - left - width) <= 3
    assert abs(found.bottom() * HEIGHT - top - height) <= 3
    assert pictures_of(images[1]) == ()


def test_two_fingers_zoom_at_the_point_between_them(view: PageView, qtbot: QtBot) -> None:
    Pinch(view)
    view.set_zoom(1.0)
    qtbot.waitUntil(lambda: not view.animated)
    middle = QPointF(250, 300)
    before = view.page_point(middle)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        middle,
        middle,
        view.viewport().mapToGlobal(middle),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(1.25)
    after = view.page_point(middle)
    assert before is not None
    assert after is not None
    assert abs(after.y - before.y) < 1.5
