"""What was taken from a PDF is drawn once in the reader, and the reader goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from annotated_papers import locked, numbers
from carrel.domain.annotation import Annotation, AnnotationKind, Colour
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.reader import pieces
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.page_text import SelectedPart
from carrel.ui.reader.printing import PrintCommand
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.tint import Tint
from carrel.ui.reader.versions import open_versions
from carrel.ui.theme import Theme
from notices import notices

WIDTH, HEIGHT = 400, 600
MARKED, STAMPED = Rectangle(1, 100, 400, 160, 440), Rectangle(1, 250, 400, 310, 440)
RED, GREEN, WHITE = QColor(255, 0, 0), QColor(0, 255, 0), QColor(255, 255, 255)


def square(writer: PdfWriter, kind: str, at: Rectangle, colour: str) -> object:
    """An annotation that is a rectangle of one colour."""
    x, y, width, height = at.left, HEIGHT - at.bottom, at.right - at.left, at.bottom - at.top
    form, box = DecodedStreamObject(), numbers(x, y, x + width, y + height)
    form.set_data(f"{colour} rg {x} {y} {width} {height} re f".encode())
    form.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/BBox"): box})
    entries = {
        "Subtype": NameObject(f"/{kind}"),
        "Rect": box,
        "C": numbers(0.4, 0.6, 1),
        "Contents": TextStringObject("A remark of Ben's"),
        "AP": DictionaryObject({NameObject("/N"): writer._add_object(form)}),
    }
    return writer._add_object(DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()}))


@pytest.fixture
def marked(pdf: Path, tmp_path: Path) -> Path:
    """A paper whose second page has a highlight drawn in red and a stamp drawn in green."""
    writer = PdfWriter(clone_from=PdfReader(pdf))
    page = writer.pages[1]
    held = [square(writer, "Highlight", MARKED, "1 0 0"), square(writer, "Stamp", STAMPED, "0 1 0")]
    page[NameObject("/Annots")] = ArrayObject([*(page.annotations or ()), *held])
    writer.write(tmp_path / "marked.pdf")
    return tmp_path / "marked.pdf"


@pytest.fixture
def open_marked(
    reader: ReaderPage, library: Carrel, marked: Path, keep: Callable[..., int], qtbot: QtBot
) -> Callable[..., ReaderPage]:
    def show(path: Path = marked) -> ReaderPage:
        keep(library, 1, path)
        reader.view.set_tint(Tint.PAPER)
        reader.open_paper(1)
        qtbot.waitUntil(lambda: reader.paper_id == 1 and (reader.pages.shows_pages or reader.pages.absent.isVisible()))
        return reader

    return show


def read(reader: ReaderPage, qtbot: QtBot) -> None:
    """Read on the second page at a zoom of one's own."""
    qtbot.waitUntil(lambda: reader.annotating.possible)
    reader.view.set_zoom(1.3)
    reader.view.go_to(PagePoint(1, 0.0, 120.0))
    qtbot.waitUntil(lambda: reader.view.complete)


def colour_at(reader: ReaderPage, at: Rectangle) -> QColor:
    left, top = reader.view.geometry_of_pages.to_content(PagePoint(at.page, at.left + 5, at.top + 15))
    offset = reader.view.visible_content().topLeft()
    return reader.view.viewport().grab().toImage().pixelColor((QPointF(left, top) - offset).toPoint())


def shown(reader: ReaderPage) -> Path:
    assert reader.view.rendering is not None
    return reader.view.rendering.path


def take_in(reader: ReaderPage, library: Carrel, qtbot: QtBot) -> Annotation:
    """Import, and wait until the pages are drawn anew."""
    before = shown(reader)
    reader.annotating.copies.take_in()
    qtbot.waitUntil(lambda: shown(reader) != before and reader.view.complete)
    qtbot.waitUntil(lambda: len(reader.annotating.kept.here) == 1)
    [taken] = library.annotations.of_paper(1)
    return taken


def test_what_is_taken_in_is_drawn_once_and_place_zoom_and_selection_stay(
    open_marked: Callable[..., ReaderPage], library: Carrel, qtbot: QtBot
) -> None:
    reader = open_marked()
    read(reader, qtbot)
    assert (colour_at(reader, MARKED), colour_at(reader, STAMPED)) == (RED, GREEN)
    view = reader.view
    assert view.selection is not None
    view.selection.show((SelectedPart(1, (), "Sentence", 0, 8),))
    place, zoom, selection, rendering = view.place(), view.zoom, view.selection.parts, view.rendering
    bytes_before = shown(reader).read_bytes()
    file = shown(reader)
    taken = take_in(reader, library, qtbot)
    assert (view.place(), view.zoom, view.selection.parts) == (place, zoom, selection)
    assert view.rendering is rendering, "all that knows the open file goes on with it"
    assert colour_at(reader, STAMPED) == GREEN
    assert colour_at(reader, MARKED) == QColor("#BFDDFB"), "it is drawn by the library, in the library's blue"
    library.annotations.set_colour([taken.id], Colour.PINK)
    qtbot.waitUntil(lambda: colour_at(reader, MARKED) == QColor("#FACBDA"))
    library.annotations.move(taken.id, taken.file_id or 0, [Rectangle(1, 20, 500, 40, 510)])
    qtbot.waitUntil(lambda: colour_at(reader, MARKED) == WHITE)
    library.annotations.remove([taken.id])
    qtbot.waitUntil(lambda: not len(reader.annotating.kept.here))
    assert colour_at(reader, MARKED) == WHITE
    assert colour_at(reader, STAMPED) == GREEN
    assert file.read_bytes() == bytes_before


def test_taking_an_import_back_draws_the_file_again_as_it_is(
    open_marked: Callable[..., ReaderPage], library: Carrel, qtbot: QtBot
) -> None:
    reader = open_marked()
    read(reader, qtbot)
    file = shown(reader)
    take_in(reader, library, qtbot)
    library.undo.undo()
    qtbot.waitUntil(lambda: shown(reader) == file and reader.view.complete)
    assert colour_at(reader, MARKED) == RED


def test_it_is_opened_so_again_and_shown_alike_everywhere(
    open_marked: Callable[..., ReaderPage],
    library: Carrel,
    qtbot: QtBot,
    tmp_path: Path,
    theme: Theme,
    background: Background,
    bridge: Bridge,
    actions: Actions,
) -> None:
    reader = open_marked()
    other = ReaderPage(theme, library, background, bridge, actions)
    qtbot.addWidget(other, before_close_func=lambda _: other.close_paper())
    other.resize(900, 700)
    other.show()
    other.open_paper(1)
    qtbot.waitUntil(lambda: other.pages.shows_pages)
    other.view.set_tint(Tint.PAPER)
    read(other, qtbot)
    read(reader, qtbot)
    take_in(reader, library, qtbot)
    qtbot.waitUntil(lambda: shown(other) == shown(reader) and other.view.complete)
    assert colour_at(other, MARKED) == QColor("#BFDDFB")

    tiles, layout = reader.view.tiles, reader.view.geometry_of_pages
    assert tiles is not None
    small = pieces.preview(layout, 1)
    tiles.want_later([small])
    qtbot.waitUntil(lambda: tiles.has(small))
    assert RED not in drawn(tiles.image(small))
    assert GREEN in drawn(tiles.image(small))
    crops: list[QImage] = []
    tiles.want_at_once(pieces.crop(layout, PagePoint(1, 90, 380), 1.0, (300, 200), 1.0), crops.append)
    qtbot.waitUntil(lambda: bool(crops))
    assert RED not in drawn(crops[0])

    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printing = PrintCommand(reader).print(printer, annotations=False)
    assert printing is not None
    with qtbot.waitSignal(printing.finished):
        pass
    printed = QPdfDocument()
    printed.load(str(tmp_path / "printed.pdf"))
    colours = drawn(printed.render(1, QSize(WIDTH, HEIGHT)))
    assert any(is_near(one, GREEN) for one in colours)
    assert not any(is_near(one, RED) for one in colours)

    copy = shown(reader)
    reader.close_paper()
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages)
    assert shown(reader) == copy, "from the first look on"


def test_versions_beside_one_another_are_drawn_so_too(
    open_marked: Callable[..., ReaderPage],
    library: Carrel,
    qtbot: QtBot,
    keep: Callable[..., int],
    make_pdf: Callable[[int], Path],
) -> None:
    reader = open_marked()
    read(reader, qtbot)
    take_in(reader, library, qtbot)
    newer = keep(library, 1, make_pdf(2))
    with library.database.write() as connection:
        connection.execute("UPDATE files SET version = 2 WHERE id = ?", (newer,))
    opened = open_versions(library.reading, 1)
    assert opened is not None
    assert opened.older.path == shown(reader)
    assert opened.newer.path.parent == library.paths.files


def test_a_copy_that_is_gone_or_damaged_is_made_again_or_done_without(
    open_marked: Callable[..., ReaderPage], library: Carrel, qtbot: QtBot
) -> None:
    reader = open_marked()
    read(reader, qtbot)
    file = shown(reader)
    take_in(reader, library, qtbot)
    copy = shown(reader)
    reader.close_paper()
    copy.unlink()
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages and shown(reader) == copy)
    reader.close_paper()
    copy.write_bytes(b"nothing of the kind")
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages)
    assert shown(reader) == file


def test_an_encrypted_paper_is_taken_from_and_copied_with_the_password_that_was_typed(
    open_marked: Callable[..., ReaderPage], library: Carrel, qtbot: QtBot, marked: Path, tmp_path: Path
) -> None:
    reader = open_marked(locked(marked, tmp_path / "locked.pdf", "secret", algorithm="AES-256"))
    said = notices(library)
    reader.pages.unlock_requested.emit("secret")
    qtbot.waitUntil(lambda: reader.pages.shows_pages)
    read(reader, qtbot)
    assert colour_at(reader, MARKED) == RED
    taken = take_in(reader, library, qtbot)
    assert taken.text == "A remark of Ben's"
    assert colour_at(reader, MARKED) == QColor("#BFDDFB")
    assert colour_at(reader, STAMPED) == GREEN
    target = tmp_path / "copy.pdf"
    reader.annotating.copies.save(target)
    qtbot.waitUntil(lambda: "Saved a copy with 1 annotation as copy.pdf." in said)
    [held] = library.documents_worker.annotations(target, password="secret")
    assert (held.kind, held.text, held.key) == (AnnotationKind.HIGHLIGHT, "A remark of Ben's", taken.key)
    reader.close_paper()
    reader.open_paper(1)
    qtbot.waitUntil(lambda: reader.pages.shows_pages)
    assert shown(reader).parent == library.paths.shown


def test_marking_goes_on_while_the_copy_waits_for_the_child(
    open_marked: Callable[..., ReaderPage], library: Carrel, qtbot: QtBot
) -> None:
    reader = open_marked()
    read(reader, qtbot)
    taken = take_in(reader, library, qtbot)

    def has(colour: Colour) -> bool:
        return reader.annotating.kept.here.listed()[0].colour is colour

    with library.shown_files._making:
        for one in (*Colour, *Colour):
            library.annotations.set_colour([taken.id], one)
            qtbot.waitUntil(partial(has, one))
    assert shown(reader).parent == library.paths.shown


def test_a_file_with_other_pages_is_not_gone_on_with(
    pdf: Path, make_pdf: Callable[[int], Path], tmp_path: Path
) -> None:
    rendering = Rendering(pdf)
    for path in (make_pdf(2), tmp_path / "nothing.pdf"):
        rendering.reopen(path)
        assert (rendering.path, rendering.pages) == (pdf, 6)
    again = tmp_path / "again.pdf"
    again.write_bytes(pdf.read_bytes())
    rendering.reopen(again)
    assert rendering.path == again
    rendering.close()


def test_a_file_without_annotations_is_drawn_as_it_is(
    open_marked: Callable[..., ReaderPage], library: Carrel, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "plain.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for _ in range(6):
        canvas.drawString(50, 300, "Nothing is marked here.")
        canvas.showPage()
    canvas.save()
    reader = open_marked(path)
    read(reader, qtbot)
    said = notices(library)
    reader.annotating.copies.take_in()
    qtbot.waitUntil(lambda: said == ["This PDF holds no annotations that are not here already."])
    assert shown(reader) == library.reading.file_path(library.reading.files(1)[0])
    assert not library.paths.shown.exists()


def drawn(image: QImage | None) -> list[QColor]:
    """The colours of an image at every second point."""
    assert image is not None
    points = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return [QColor.fromRgba(one) for one in {image.pixelColor(x, y).rgba() for x, y in points}]


def is_near(one: QColor, other: QColor) -> bool:
    apart = (one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue())
    return one.alpha() > 200 and max(map(abs, apart)) < 40
