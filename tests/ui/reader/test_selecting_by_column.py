"""Selecting, copying, marking and finding in a file that prints its columns row by row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from annotated_papers import print_row_by_row
from carrel.documents.read import read
from carrel.ui.reader.annotations.anchoring import anchor_of
from carrel.ui.reader.find import FoldedPassages, folded, printed_spans
from carrel.ui.reader.hit_boxes import HitBoxes
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_text import PageText, Span, Unit, joined
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.text_selection import TextSelection

OVER = "A line that goes over the full width of the page, over both columns of print."
LEFT = (
    "Zebras live in herds and know each other",
    "by their stripes, which differ from one ani-",
    "mal to the next one, so that a foal finds its",
    "mother among many others in thick grass",
    "where nothing but a back is seen of her.",
)
RIGHT = (
    "Lions sleep for most of the day under trees",
    "and hunt when the air is cool and in groups",
    "whose members know their places and keep",
    "to them for years, while the males guard the",
    "land against others who come to take it.",
)
LEFT_TEXT = " ".join(LEFT).replace("ani- mal", "animal")


@pytest.fixture(scope="module", params=["lines", "words"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "rows.pdf"
    return print_row_by_row(path, OVER, (LEFT, RIGHT), words=request.param == "words")


@pytest.fixture
def document(path: Path) -> Iterator[QPdfDocument]:
    document = QPdfDocument()
    document.load(str(path))
    yield document
    document.close()


def at(x: float, row: int) -> PagePoint:
    return PagePoint(0, x, 77.0 + 14 * row)


def test_a_drag_down_one_column_takes_no_word_of_the_other(document: QPdfDocument) -> None:
    parts = PageText().select(document, at(58, 0), at(255, 4))
    assert joined(parts) == LEFT_TEXT
    assert max(box.right() for part in parts for box in part.rectangles) < 300
    back = PageText().select(document, at(255, 4), at(58, 0))
    assert joined(back) == LEFT_TEXT
    right = PageText().select(document, at(318, 1), at(540, 2))
    assert joined(right) == f"{RIGHT[1]} {RIGHT[2]}"
    assert min(box.left() for part in right for box in part.rectangles) >= 319


def test_from_column_to_column_the_first_one_ends_before_the_second(document: QPdfDocument) -> None:
    assert joined(PageText().select(document, at(58, 4), at(540, 0))) == f"{LEFT[4]} {RIGHT[0]}"


@pytest.mark.parametrize(
    ("point", "unit", "text"),
    [
        (at(232, 1), Unit.WORD, "animal"),
        (at(64, 2), Unit.WORD, "animal"),
        (at(325, 2), Unit.WORD, "whose"),
        (at(100, 3), Unit.LINE, LEFT[3]),
        (at(400, 2), Unit.PARAGRAPH, " ".join(RIGHT)),
        (at(100, 2), Unit.PARAGRAPH, LEFT_TEXT),
    ],
)
def test_words_lines_and_paragraphs(document: QPdfDocument, point: PagePoint, unit: Unit, text: str) -> None:
    assert joined(PageText().select(document, point, point, unit)) == text


def test_all_of_the_page_is_in_order(document: QPdfDocument) -> None:
    assert joined(PageText().everything(document, 0)) == " ".join((OVER, LEFT_TEXT, *RIGHT))


def test_a_mark_is_kept_with_the_words_before_and_after_it_in_its_column(document: QPdfDocument) -> None:
    text = PageText()
    anchor = anchor_of(document, text, text.select(document, at(58, 3), at(255, 3)), ())
    assert anchor.quote == LEFT[3]
    assert anchor.before.endswith("so that a foal finds its")
    assert anchor.after.startswith("where nothing but a back is seen of her. Lions sleep")
    assert len(anchor.rectangles) == 1


def test_what_is_searched_is_found_over_a_lines_end(document: QPdfDocument) -> None:
    text = PageText()
    [(start, length)] = printed_spans(text.text(document, 0), folded("differ from one animal to the next"))
    parts = text.parts(document, Span(0, start, start + length))
    assert joined(parts) == "differ from one animal to the next"
    assert all(box.right() < 300 for box in parts[0].rectangles)


def test_hits_are_framed_in_their_column(path: Path, qtbot: QtBot) -> None:
    wanted = "know their places and keep to them"
    passages = read(path).passages
    hits = FoldedPassages.of(passages).find(wanted)
    rendering = Rendering(path)
    boxes = HitBoxes(rendering)
    boxes.search(wanted, hits)
    boxes.resolve([0])
    qtbot.waitUntil(lambda: bool(boxes.on_pages([0])))
    found = boxes.on_pages([0])
    assert {round(one.top / 14) for one in found} == {7, 8}
    assert min(one.left for one in found) >= 319
    rendering.close()


def test_the_window_goes_on_while_the_order_is_found_out(path: Path, qtbot: QtBot) -> None:
    rendering = Rendering(path)
    selection = TextSelection(rendering)
    text = selection.page_text
    asked: list[bool] = []
    rendering.ask(lambda document: asked.append(text.prepare(document, (0,), time.perf_counter())))
    assert asked == [False]
    selection.select_page(0)
    qtbot.waitUntil(lambda: selection.text.startswith(OVER))
    assert selection.text.endswith(RIGHT[-1])
    rendering.close()


@pytest.mark.corpus
def test_real_papers_keep_the_order_of_their_files(corpus: Path) -> None:
    """Only pages where tables stand side by side, row by row, may be put in order."""
    looked_at, other = 0, []
    for path in sorted((corpus / "papers").glob("*/*.pdf")):
        document = QPdfDocument()
        if document.load(str(path)) is not QPdfDocument.Error.None_:
            continue
        text = PageText()
        pages = range(min(3, document.pageCount()))
        looked_at += len(pages)
        other += [(path.name, page) for page in pages if not text.straight(document, page)]
        document.close()
    assert looked_at > 150
    assert len(other) <= 1, other
