"""Printing: pages are rendered one after another beside the window and drawn on the printer, with annotations where wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog

from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.annotations.layer import AnnotationLayer
from carrel.ui.reader.annotations.margins import Margins
from carrel.ui.reader.image_cache import Piece
from carrel.ui.reader.layout import Fit
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.rendering import Rendering
from carrel.ui.theme import Theme

if TYPE_CHECKING:
    from carrel.ui.reader.page import ReaderPage

_DOTS_PER_INCH = 300
_LARGEST = 40_000_000  # pixels of one page


class Printing(QObject):
    """One print job. `finished` carries how many pages were printed; fewer than asked for where the printer gave up."""

    finished = Signal(int)

    def __init__(
        self, printer: QPrinter, rendering: Rendering, pages: Sequence[int], marks: PageView | None, parent: QObject
    ) -> None:
        """Print `pages` of `rendering`, which is closed afterwards; `marks` paints their annotations."""
        super().__init__(parent)
        self._printer = printer
        self._rendering = rendering
        self._marks = marks
        self._pages = list(pages)
        self._sizes = rendering.page_sizes()
        self._done = 0
        self._painter = QPainter()
        rendering.rendered.connect(self._print)

    def start(self) -> None:
        """Begin; `finished` tells the end."""
        if not self._pages or self._rendering.pages == 0:
            self._end()
            return
        self._lay(self._pages[0])
        if self._painter.begin(self._printer):
            self._next()
        else:
            self._end()

    def _lay(self, page: int) -> None:
        width, height = self._sizes[page]
        orientation = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(orientation)

    def _next(self) -> None:
        page = self._pages[self._done]
        width, height = self._sizes[page]
        scale = min(self._printer.resolution(), _DOTS_PER_INCH) / 72
        scale = min(scale, (_LARGEST / (width * height)) ** 0.5)
        columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
        self._rendering.request(Piece(page, columns, rows, 0, 0, columns, rows))

    def _print(self, piece: Piece, image: QImage) -> None:
        if self._done:
            self._lay(piece.page)
            if not self._printer.newPage():
                self._end()
                return
        room = QRectF(self._painter.viewport())
        size = image.size().toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(
            room.left() + (room.width() - size.width()) / 2,
            room.top() + (room.height() - size.height()) / 2,
            size.width(),
            size.height(),
        )
        self._painter.drawImage(place, self._printed(piece.page, image))
        self._done += 1
        if self._done < len(self._pages):
            self._next()
        else:
            self._end()

    def _printed(self, page: int, image: QImage) -> QImage:
        """A page on white paper with its annotations: a printer cannot multiply colours, an image can."""
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        if self._marks is not None:
            box = QRectF(*self._marks.geometry_of_pages.box(page))
            painter.scale(paper.width() / box.width(), paper.height() / box.height())
            painter.translate(-box.topLeft())
            for layer in self._marks.layers:
                layer(painter, range(page, page + 1), box)
        painter.end()
        return paper

    def _end(self) -> None:
        if self._painter.isActive():
            self._painter.end()
        self._rendering.close()
        if self._marks is not None:
            self._marks.deleteLater()
        self.finished.emit(self._done)
        self.deleteLater()


def annotations_to_print(
    theme: Theme, sizes: Sequence[tuple[float, float]], kept: KeptAnnotations, margins: Margins
) -> PageView:
    """A view that is never shown, unturned on white paper, whose layers paint the kept annotations."""
    view = PageView(theme)
    view.set_fit(Fit.FREE)
    view.set_pages(sizes)
    AnnotationLayer(theme, view, kept).set_margins(margins)
    return view


class PrintCommand(QObject):
    """Asks for printer and pages, and prints the paper of a reader's page."""

    def __init__(self, page: ReaderPage) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, *, annotations: bool) -> None:
        """Show the system's dialog; what is chosen there is printed."""
        view = self._page.view
        if view.rendering is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, view.pages)
        dialog.accepted.connect(lambda: self.print(printer, annotations=annotations))
        # QPrintDialog hides this behind one that wants a slot by name.
        QDialog.open(dialog)

    def print(self, printer: QPrinter, *, annotations: bool) -> Printing | None:
        """Print the pages that `printer` is set to, all where it names none; None without an open file."""
        page = self._page
        if page.view.rendering is None:
            return None
        first, last = printer.fromPage() or 1, printer.toPage() or page.view.pages
        rendering = page.view.rendering.again()
        marks = None
        if annotations:
            layer, kept = page.annotating.layer, page.annotating.kept
            marks = annotations_to_print(page.theme, rendering.page_sizes(), kept, layer.margins)
        pages = range(first - 1, min(last, page.view.pages))
        printing = Printing(printer, rendering, pages, marks, self)
        printing.finished.connect(lambda done: self._tell(done, len(pages)))
        printing.start()
        return printing

    def _tell(self, done: int, wanted: int) -> None:
        if done < wanted:
            self._page.pages.problem.emit(f"The printer took {done} of {wanted} pages. The others were not printed.")
