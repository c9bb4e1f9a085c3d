"""A paper in a second window, and on the printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.printing import PrintCommand
from carrel.ui.reader.second_window import ReaderWindow
from carrel.ui.reader.side_by_side import SideBySide
from carrel.ui.theme import Theme

PAGES = 6


@pytest.fixture
def main(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def window(
    qtbot: QtBot,
    theme: Theme,
    library: Carrel,
    background: Background,
    bridge: Bridge,
    main: QWidget,
    opened: ReaderPage,
    actions: Actions,
) -> Iterator[ReaderWindow]:
    """A second window with the paper that the first one shows."""
    window = ReaderWindow(theme, library, background, bridge, main, actions)
    window.open_paper(opened.paper_id)
    window.show()
    qtbot.waitUntil(lambda: window.page.pages.shows_pages and window.page.view.complete)
    yield window
    if isValid(window):
        window.close()


def test_each_window_has_its_own_place(window: ReaderWindow, opened: ReaderPage, qtbot: QtBot) -> None:
    window.page.view.setFocus()
    QTest.keyClick(window.page.view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: window.page.view.page == PAGES - 1)
    assert opened.view.page == 0
    assert window.commands.trigger("reader.turn")
    assert window.page.view.turn == 1
    assert opened.view.turn == 0
    qtbot.waitUntil(lambda: window.windowTitle().endswith("– Carrel"))


def test_its_last_key_closes_it_and_the_other_goes_on(window: ReaderWindow, opened: ReaderPage, qtbot: QtBot) -> None:
    assert window.commands.trigger("reader.window_close")
    qtbot.waitUntil(lambda: not isValid(window))
    assert opened.pages.shows_pages
    opened.view.go_to_page(3)
    qtbot.waitUntil(lambda: opened.view.page == 3 and opened.view.complete)


def test_a_closed_window_hears_no_more_of_the_theme(window: ReaderWindow, theme: Theme, qtbot: QtBot) -> None:
    scale = round(theme.scale * 100)
    window.close()
    qtbot.waitUntil(lambda: not isValid(window))
    # An error in what the theme calls would fail the test: nothing of the window is there any more.
    theme.set_scale(120)
    theme.set_scale(scale)


def test_a_closed_window_leaves_nothing_behind(window: ReaderWindow, qtbot: QtBot) -> None:
    window.close()
    qtbot.waitUntil(lambda: not isValid(window))
    left = [one for one in QApplication.topLevelWidgets() if isinstance(one, SideBySide) and one.parent() is None]
    assert left == []


def test_it_closes_before_the_main_window(window: ReaderWindow, main: QWidget, qtbot: QtBot) -> None:
    main.close()
    qtbot.waitUntil(lambda: not isValid(window))


@pytest.fixture
def printer(tmp_path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    return printer


def printed(printer: QPrinter) -> QPdfDocument:
    document = QPdfDocument()
    assert document.load(printer.outputFileName()) is QPdfDocument.Error.None_
    return document


def colours(document: QPdfDocument, page: int) -> set[str]:
    size = document.pagePointSize(page)
    image = document.render(page, QSize(round(size.width()), round(size.height())))
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_the_key_asks_which_pages_to_print(opened: ReaderPage, actions: Actions, qtbot: QtBot) -> None:
    assert actions.trigger("reader.print")
    (dialog,) = opened.findChildren(QPrintDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert (dialog.minPage(), dialog.maxPage()) == (1, PAGES)
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_the_pages_that_are_asked_for_are_printed(opened: ReaderPage, printer: QPrinter, qtbot: QtBot) -> None:
    printer.setFromTo(2, 4)
    job = PrintCommand(opened).print(printer, annotations=False)
    assert job is not None
    with qtbot.waitSignal(job.finished) as finished:
        pass
    assert finished.args == [3]
    document = printed(printer)
    assert document.pageCount() == 3
    lightness = {QColor(one).lightness() for one in colours(document, 0)}
    assert min(lightness) < 120
    document.close()


@pytest.mark.parametrize("wanted", [False, True])
def test_annotations_are_printed_where_wanted_on_turned_pages_too(
    opened: ReaderPage,
    library: Carrel,
    printer: QPrinter,
    qtbot: QtBot,
    wanted: bool,
) -> None:
    place = Rectangle(0, 50, 100, 350, 400)
    file_id = opened.annotating.kept.here.file_id
    anchor = Anchor(0, (place,))
    library.annotations.add(Annotation(opened.paper_id, AnnotationKind.AREA, Colour.PINK, anchor, file_id=file_id))
    qtbot.waitUntil(lambda: len(opened.annotating.kept.here) == 1)
    opened.view.set_turn(1)
    job = PrintCommand(opened).print(printer, annotations=wanted)
    assert job is not None
    with qtbot.waitSignal(job.finished):
        pass
    document = printed(printer)
    assert document.pageCount() == PAGES
    assert document.pagePointSize(0).height() > document.pagePointSize(0).width()
    pink = any(QColor(one).saturation() > 60 for one in colours(document, 0))
    assert pink == wanted
    document.close()
