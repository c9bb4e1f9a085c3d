"""A caret in the text of the pages, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QRectF, QStandardPaths, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from carrel.domain.annotation import AnnotationKind, Colour
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.ui.actions import Actions
from carrel.ui.reader.caret import NO_TEXT, OFF, ON, Caret
from carrel.ui.reader.layout import Fit
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.pointer import PagePointer
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.spreads import Spread
from carrel.ui.reader.tint import Tint
from carrel.ui.theme import Mode, Theme

LEFT = ["Zebras live in herds", "and know each other", "by their stripes."]
RIGHT = ["Lions sleep for most", "of the day in shade,", "and hunt at night."]
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages: two columns printed row by row, a page with nothing on it, one line."""
    path = tmp_path_factory.mktemp("caret") / "columns.pdf"
    canvas = Canvas(str(path), pagesize=(400, 500), invariant=True)
    canvas.setFont("Helvetica", 10)
    for number in range(8):
        for left, lines in ((40, LEFT), (220, RIGHT)):
            canvas.drawString(left, 440 - 15 * number, lines[number % 3])
    canvas.showPage()
    canvas.showPage()
    canvas.drawString(40, 440, "The last page.")
    canvas.save()
    return path


@pytest.fixture
def open_view(qtbot: QtBot, theme: Theme) -> Iterator[Callable[[Path], tuple[PageView, Caret]]]:
    views: list[PageView] = []

    def opened(path: Path) -> tuple[PageView, Caret]:
        view = PageView(theme)
        qtbot.addWidget(view)
        view.resize(700, 620)
        view.show()
        pointer = PagePointer(view)
        caret = Caret(view, theme)
        rendering = Rendering(path)
        view.open(rendering, rendering.page_sizes())
        pointer.file_opened()
        caret.file_opened()
        view.set_fit(Fit.PAGE)
        qtbot.waitUntil(lambda: not view.animated and view.complete)
        caret.toggle()
        qtbot.waitUntil(lambda: caret.on)
        views.append(view)
        return view, caret

    yield opened
    for view in views:
        view.close_file()


@pytest.fixture
def shown(open_view: Callable[[Path], tuple[PageView, Caret]], columns: Path) -> tuple[PageView, Caret]:
    return open_view(columns)


def press(view: PageView, key: Qt.Key, times: int = 1, *, held: Qt.KeyboardModifier | None = None) -> None:
    for _ in range(times):
        QTest.keyClick(view, key, held or Qt.KeyboardModifier.NoModifier)


def selected(qtbot: QtBot, view: PageView, text: str) -> None:
    def there() -> None:
        assert view.selection is not None
        assert view.selection.text == text

    qtbot.waitUntil(there)


def test_shift_and_arrows_select_characters_words_and_lines(shown: tuple[PageView, Caret], qtbot: QtBot) -> None:
    view, _ = shown
    press(view, Qt.Key.Key_Right, 3, held=SHIFT)
    selected(qtbot, view, "Zeb")
    press(view, Qt.Key.Key_Left, held=SHIFT)
    selected(qtbot, view, "Ze")
    press(view, Qt.Key.Key_Right, 2, held=SHIFT | CONTROL)
    selected(qtbot, view, "Zebras live")
    press(view, Qt.Key.Key_End, held=SHIFT)
    selected(qtbot, view, LEFT[0])
    press(view, Qt.Key.Key_Home)
    selected(qtbot, view, "")
    press(view, Qt.Key.Key_Down, 2, held=SHIFT)
    selected(qtbot, view, f"{LEFT[0]} {LEFT[1]}")
    press(view, Qt.Key.Key_Up, 2, held=SHIFT)
    selected(qtbot, view, "")


def test_ctrl_and_left_goes_to_the_word_before(shown: tuple[PageView, Caret], qtbot: QtBot) -> None:
    view, caret = shown
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Left, held=CONTROL)
    press(view, Qt.Key.Key_End, held=SHIFT)
    selected(qtbot, view, "herds")
    assert caret.box is not None
    assert caret.box.width() == 0
    assert 120 < caret.box.left() < 140


def test_a_column_is_gone_down_before_the_next_one(shown: tuple[PageView, Caret], qtbot: QtBot) -> None:
    view, caret = shown
    press(view, Qt.Key.Key_Right, 4)
    press(view, Qt.Key.Key_Down, 7)
    assert caret.box is not None
    last = caret.box.left()
    assert last < 100
    press(view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: caret.box is not None and caret.box.left() > 220)
    assert caret.box.left() - 220 == pytest.approx(last - 40, abs=4)
    assert caret.box.top() < 100
    press(view, Qt.Key.Key_Down)
    assert caret.box.left() - 220 == pytest.approx(last - 40, abs=4)
    press(view, Qt.Key.Key_Home)
    press(view, Qt.Key.Key_Left)
    press(view, Qt.Key.Key_Home, held=SHIFT)
    selected(qtbot, view, RIGHT[0])


def test_pages_without_text_are_passed_over_and_the_view_goes_along(
    shown: tuple[PageView, Caret], qtbot: QtBot
) -> None:
    view, caret = shown
    press(view, Qt.Key.Key_End, held=CONTROL)
    qtbot.waitUntil(lambda: caret.place is not None and caret.place.page == 2)
    qtbot.waitUntil(lambda: view.page == 2)
    press(view, Qt.Key.Key_Home)
    press(view, Qt.Key.Key_Left)
    assert caret.place is not None
    assert caret.place.page == 0
    qtbot.waitUntil(lambda: view.page == 0)
    press(view, Qt.Key.Key_Right, 4, held=SHIFT)
    selected(qtbot, view, "The")


def test_a_screen_on_and_back(shown: tuple[PageView, Caret], qtbot: QtBot) -> None:
    view, caret = shown
    before = caret.place
    press(view, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: caret.place is not None and caret.place.page == 2)
    press(view, Qt.Key.Key_PageUp)
    assert caret.place is not None
    assert caret.place.page == 0
    press(view, Qt.Key.Key_PageUp, 2)
    qtbot.waitUntil(lambda: caret.place == before)
    press(view, Qt.Key.Key_PageDown, held=CONTROL)
    assert caret.place == before


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("spread", [Spread.SINGLE, Spread.TWO])
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_the_caret_is_seen_however_pages_lie(
    shown: tuple[PageView, Caret], qtbot: QtBot, *, alone: bool, spread: Spread, turn: int
) -> None:
    view, caret = shown
    view.set_continuous(not alone)
    view.set_spread(spread)
    view.set_turn(turn)
    qtbot.waitUntil(lambda: not view.animated and view.complete)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        press(view, key, held=CONTROL)
        qtbot.waitUntil(lambda: not view.animated and view.complete)
        assert caret.place is not None
        assert caret.box is not None
        area = view.area_of(caret.place.page, caret.box)
        assert view.visible_content().contains(area.center())
        assert min(area.width(), area.height()) < 1 < max(area.width(), area.height())


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("tint", list(Tint))
def test_the_caret_stands_out_from_its_page_in_both_themes(
    shown: tuple[PageView, Caret], theme: Theme, qtbot: QtBot, *, tint: Tint, dark: bool
) -> None:
    view, caret = shown
    theme.set_mode(Mode.DARK if dark else Mode.LIGHT)
    view.set_tint(tint)
    press(view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: not view.animated and view.complete)
    assert caret.place is not None
    assert caret.box is not None
    here = view.area_of(caret.place.page, caret.box).translated(-view.visible_content().topLeft())
    image = view.viewport().grab().toImage()
    middle = here.center().toPoint()
    row = [image.pixelColor(middle + QPoint(across, 0)).lightness() for across in (-1, 0, 1, 12)]
    assert max(abs(one - row[3]) for one in row[:3]) > 140
    theme.set_mode(Mode.LIGHT)


def test_a_click_and_a_drag_take_the_caret_along(shown: tuple[PageView, Caret], qtbot: QtBot) -> None:
    view, caret = shown
    port, left = view.viewport(), Qt.MouseButton.LeftButton

    def spot(x: float, y: float) -> QPoint:
        return (view.area_of(0, QRectF(x, y, 0, 0)).topLeft() - view.visible_content().topLeft()).toPoint()

    QTest.mouseClick(port, left, pos=spot(80, 72))
    qtbot.waitUntil(lambda: caret.box is not None and caret.box.left() > 60)
    QTest.mousePress(port, left, pos=spot(222, 57))
    for x in (240, 280, 340):
        QTest.mouseMove(port, spot(x, 57))
    QTest.mouseRelease(port, left, pos=spot(340, 57))
    selected(qtbot, view, RIGHT[0])
    qtbot.waitUntil(lambda: caret.box is not None and caret.box.left() > 300)
    assert view.selection is not None
    view.selection.select_page(0)
    qtbot.waitUntil(lambda: caret.box is not None and caret.box.left() > 220 and caret.box.top() > 140)


def test_esc_f7_and_the_words_that_go_with_them(
    opened: ReaderPage, actions: Actions, library: Carrel, qtbot: QtBot
) -> None:
    told: list[Event] = []
    library.events.subscribe(told.append)
    caret = opened.pages.caret
    closed: list[bool] = []
    opened.closed.connect(lambda: closed.append(True))
    actions.refresh()
    assert actions.action("reader.caret").shortcut().toString() == "F7"
    assert actions.trigger("reader.caret")
    qtbot.waitUntil(lambda: Notice(ON) in told)
    press(opened.view, Qt.Key.Key_Right, held=SHIFT)
    opened.leave()
    assert (caret.on, closed) == (True, [])
    assert opened.view.selection is not None
    assert not opened.view.selection.parts
    opened.leave()
    assert (caret.on, closed) == (False, [])
    assert told[-1] == Notice(OFF)
    opened.leave()
    assert closed == [True]


def test_the_readers_keys_act_on_what_the_caret_selected(
    opened: ReaderPage, actions: Actions, library: Carrel, qtbot: QtBot
) -> None:
    actions.trigger("reader.caret")
    qtbot.waitUntil(lambda: opened.pages.caret.on)
    view = opened.view
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_End, held=SHIFT)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "Sentence 1 of page 0 tells of the zebra and its habits."
    actions.trigger("reader.underline")
    qtbot.waitUntil(lambda: len(library.annotations.of_paper(1)) == 1)
    assert opened.pages.caret.on
    press(view, Qt.Key.Key_Home, held=SHIFT)
    actions.trigger("reader.green")
    qtbot.waitUntil(lambda: len(library.annotations.of_paper(1)) == 2)
    under, green = sorted(library.annotations.of_paper(1), key=lambda one: one.id)
    assert under.kind is AnnotationKind.UNDERLINE
    assert under.anchor.before.endswith("Sentence 0 of page 0 tells of the zebra and its habits.")
    assert green.colour is Colour.GREEN
    assert green.anchor.quote == under.anchor.quote
    press(view, Qt.Key.Key_Right, 8, held=SHIFT)
    actions.trigger("evidence.note")
    qtbot.waitUntil(lambda: "Sentence" in opened.inspector.note.toPlainText())


def test_the_caret_begins_where_text_is_selected(opened: ReaderPage, actions: Actions, qtbot: QtBot) -> None:
    actions.trigger("list.next")
    actions.trigger("list.next")
    actions.trigger("reader.caret")
    qtbot.waitUntil(lambda: opened.pages.caret.on)
    press(opened.view, Qt.Key.Key_Left, held=SHIFT)
    selected(qtbot, opened.view, "Sentence 1 of page 0 tells of the zebra and its habits")


def test_without_text_it_says_so(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "bare.pdf"), pagesize=(400, 500), invariant=True)
    canvas.rect(50, 50, 100, 100, fill=1)
    canvas.save()
    view = PageView(theme)
    qtbot.addWidget(view)
    view.show()
    caret = Caret(view, theme)
    told: list[str] = []
    caret.told.connect(told.append)
    rendering = Rendering(tmp_path / "bare.pdf")
    view.open(rendering, rendering.page_sizes())
    caret.file_opened()
    caret.toggle()
    qtbot.waitUntil(lambda: told == [NO_TEXT])
    assert not caret.on
    view.close_file()


def test_screen_readers_hear_the_line_the_word_and_the_letter(
    shown: tuple[PageView, Caret], monkeypatch: pytest.MonkeyPatch
) -> None:
    view, _ = shown
    heard: list[str] = []

    class Heard(QAccessibleAnnouncementEvent):
        def __init__(self, told: QObject, words: str) -> None:
            super().__init__(told, words)
            heard.append(words)

    monkeypatch.setattr("carrel.ui.reader.caret.QAccessibleAnnouncementEvent", Heard)
    monkeypatch.setattr("carrel.ui.reader.caret.QAccessible.isActive", lambda: True)
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Right, held=CONTROL)
    press(view, Qt.Key.Key_Right, held=CONTROL | SHIFT)
    assert heard == [LEFT[1], "n", "know", "know"]


def test_print_from_right_to_left_is_gone_along_as_it_is_seen(
    open_view: Callable[[Path], tuple[PageView, Caret]], tmp_path: Path, qtbot: QtBot
) -> None:
    folders = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.FontsLocation)
    fonts = [font for folder in folders for font in Path(folder).rglob("DejaVuSans.ttf")]
    if not fonts:
        pytest.skip("no font with Hebrew letters is at hand (DejaVu Sans)")
    pdfmetrics.registerFont(TTFont("Hebrew", str(fonts[0])))
    lines = ["שלום עולם", "אריה ישן"]
    canvas = Canvas(str(tmp_path / "rtl.pdf"), pagesize=(400, 500), invariant=True)
    canvas.setFont("Hebrew", 12)
    for number, line in enumerate(lines):
        canvas.drawRightString(360, 440 - 20 * number, line[::-1])
    canvas.save()
    view, caret = open_view(tmp_path / "rtl.pdf")
    assert caret.box is not None
    begin = caret.box.left()
    assert begin > 350
    press(view, Qt.Key.Key_Left, 2, held=SHIFT)
    selected(qtbot, view, lines[0][:2])
    assert caret.box.left() < begin
    press(view, Qt.Key.Key_Right, held=SHIFT)
    selected(qtbot, view, lines[0][:1])
    press(view, Qt.Key.Key_End, held=SHIFT)
    selected(qtbot, view, lines[0])
    press(view, Qt.Key.Key_Home)
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Left, held=SHIFT | CONTROL)
    selected(qtbot, view, lines[1].split()[0])


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pages_that_their_file_turns(
    open_view: Callable[[Path], tuple[PageView, Caret]], tmp_path: Path, rotation: int
) -> None:
    canvas = Canvas(str(tmp_path / "turned.pdf"), pagesize=(400, 500), invariant=True)
    canvas.setPageRotation(rotation)
    for number, line in enumerate(LEFT):
        canvas.drawString(100, 300 - 15 * number, line)
    canvas.save()
    view, caret = open_view(tmp_path / "turned.pdf")
    assert caret.place is not None
    press(view, Qt.Key.Key_Home, held=CONTROL)
    press(view, Qt.Key.Key_End, held=SHIFT)
    assert view.selection is not None
    assert view.selection.text in LEFT
    assert caret.box is not None
    assert (caret.box.width() == 0) is (rotation == 180)
