"""Where text stands on the pages of an open PDF: lines of print, selections and words.

Everything here calls PDFium in the window's thread, a few milliseconds a call, so it is asked between renderings.
Coordinates are points from the displayed page's top-left corner. Places in a page's text are PDFium's indexes of characters,
but on pages whose file goes to and fro between columns: there they are counted as people read (`reading_order`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument, QPdfSelection

from carrel.ui.reader.copied_text import repaired, running_text
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.print_lines import lines_of, nearest, paragraph_of, reaches
from carrel.ui.reader.reading_order import OrderOfPage

_AROUND = 48
_ASIDE = (0, -6, 6, -12, 12, -24, 24, -48, 48)
_UPRIGHT = 3
_SHIFT = 4
_WORD = re.compile(r"[\w\ufffe\x02'’\-]+")


class SelectedPart(NamedTuple):
    """The part of a selection that stands on one page: its text from the place `start` up to `end`."""

    page: int
    rectangles: tuple[QRectF, ...]
    text: str
    start: int
    end: int


class Unit(Enum):
    """What a selection grows by."""

    CHARACTER = auto()
    WORD = auto()
    LINE = auto()
    PARAGRAPH = auto()


class Span(NamedTuple):
    """A page's text from `start` up to `end`."""

    page: int
    start: int
    end: int


class PageText:
    """Text of one document's pages, each page's lines kept once asked for."""

    def __init__(self) -> None:
        self._runs: dict[int, list[QRectF]] = {}
        self._reaches: dict[int, list[tuple[float, float]]] = {}
        self._texts: dict[int, str] = {}
        self._lengths: dict[int, int] = {}
        self._spans: dict[tuple[int, float, float], Span | None] = {}
        self._orders: dict[int, OrderOfPage] = {}

    def prepare(self, document: QPdfDocument, pages: Iterable[int], until: float) -> bool:
        """Get to know pages, but not for longer than `until` (of `time.perf_counter`); whether all are known."""
        for page in pages:
            while not self._order(document, page).known:
                if time.perf_counter() >= until:
                    return False
                self._orders[page].ask(document)
        return True

    def lines(self, document: QPdfDocument, page: int) -> list[QRectF]:
        """The boxes of a page's runs of text."""
        if page not in self._runs:
            everything = document.getAllText(page)
            boxes = (polygon.boundingRect() for polygon in everything.bounds())
            self._runs[page] = [box for box in boxes if not box.isNull()]
            self._texts[page] = everything.text()
            self._lengths[page] = everything.endIndex()
        return self._runs[page]

    def text(self, document: QPdfDocument, page: int) -> str:
        """A page's whole text as it is read."""
        order = self._known(document, page).order
        return order.text if order is not None else self._texts[page]

    def straight(self, document: QPdfDocument, page: int) -> bool:
        """Whether the file has a page's text in the order in which it is read: places are PDFium's indexes then."""
        return self._known(document, page).order is None

    def place(self, document: QPdfDocument, page: int, index: int) -> int:
        """The place of one of PDFium's characters."""
        order = self._known(document, page).order
        return order.place(index) if order is not None else index

    def length(self, document: QPdfDocument, page: int) -> int:
        """The place after the page's last character."""
        order = self._known(document, page).order
        return len(order.text) if order is not None else self._lengths[page]

    def between(self, document: QPdfDocument, page: int, start: int, end: int) -> str:
        """A page's text between two places, as it is printed."""
        return "".join(part.text for part in self.parts(document, Span(page, max(0, start), end)))

    def select(
        self, document: QPdfDocument, start: PagePoint, end: PagePoint, unit: Unit = Unit.CHARACTER
    ) -> tuple[SelectedPart, ...]:
        """What a drag from `start` to `end` selects, by whole units, over any number of pages; () where there is no text."""
        if unit is Unit.CHARACTER and start.page == end.page and self.straight(document, start.page):
            span = self._between(document, start.page, (start.x, start.y), (end.x, end.y))
            return self.parts(document, span) if span is not None else ()
        points = (start,) if start == end else (start, end)
        spans = [span for span in (self.unit(document, point, unit) for point in points) if span is not None]
        return self.spanned(document, spans)

    def everything(self, document: QPdfDocument, page: int) -> tuple[SelectedPart, ...]:
        """A whole page."""
        return self.parts(document, Span(page, 0, self.length(document, page)))

    def spanned(self, document: QPdfDocument, spans: list[Span]) -> tuple[SelectedPart, ...]:
        """From the first of these spans to the last."""
        if not spans:
            return ()
        first, last = min(spans), max(spans)
        if first.page == last.page:
            return self.parts(document, Span(first.page, first.start, max(span.end for span in spans)))
        parts = self.parts(document, Span(first.page, first.start, self.length(document, first.page)))
        for page in range(first.page + 1, last.page):
            parts += self.everything(document, page)
        return parts + self.parts(document, Span(last.page, 0, last.end))

    def unit(self, document: QPdfDocument, point: PagePoint, unit: Unit) -> Span | None:
        """The unit at a point, or at the print nearest to it."""
        page = point.page
        run = self._nearest(document, page, point.x, point.y)
        if run is None:
            return None
        if unit in {Unit.LINE, Unit.PARAGRAPH}:
            lines = lines_of(self.lines(document, page))
            line = next(line for line in lines if line == line.united(run))
            whole = paragraph_of(lines, line) if unit is Unit.PARAGRAPH else [line]
            found = [span for one in whole if (span := self._line(document, page, one)) is not None]
            spans = [self._placed(document, span) for span in found]
            return Span(page, min(spans).start, max(span.end for span in spans)) if spans else None
        # Between the cells of tables there is no character to ask for.
        tries = [point] if self.straight(document, page) else [point._replace(x=point.x + by) for by in _ASIDE]
        asked = (self._index(document, page, run, one) for one in tries)
        at = next((index for index in asked if index is not None), None)
        if at is None:
            return None
        if unit is Unit.WORD:
            return self._word(document, page, at)
        middle = run.center().y()
        before = self._between(document, page, (run.left(), middle), (point.x, middle))
        return self._placed(document, Span(page, at, before.end if before is not None else at))

    def _order(self, document: QPdfDocument, page: int) -> OrderOfPage:
        if page not in self._orders:
            runs, width = self.lines(document, page), document.pagePointSize(page).width()
            self._orders[page] = OrderOfPage(page, runs, self._texts[page], self._lengths[page], width)
        return self._orders[page]

    def _known(self, document: QPdfDocument, page: int) -> OrderOfPage:
        self.prepare(document, (page,), float("inf"))
        return self._orders[page]

    def _placed(self, document: QPdfDocument, span: Span) -> Span:
        """PDFium's characters of one line as places in the text."""
        order = self._known(document, span.page).order
        if order is None:
            return span
        start = order.place(span.start)
        return Span(span.page, start, order.place(span.end - 1) + 1 if span.end > span.start else start)

    def _word(self, document: QPdfDocument, page: int, at: int) -> Span:
        order = self._known(document, page).order
        if order is not None:
            place = order.place(at)
            words = _WORD.finditer(order.text, max(0, place - _AROUND), place + _AROUND)
            found = next((one for one in words if one.start() <= place < one.end()), None)
            return Span(page, found.start(), found.end()) if found is not None else Span(page, place, place + 1)
        first = max(0, at - _AROUND)
        around = self._repaired(document, page, document.getSelectionAtIndex(page, first, 2 * _AROUND))
        for match in _WORD.finditer(around):
            if match.start() <= at - first < match.end():
                length = match.end() - match.start()
                # PDFium counts control characters that its text lacks, so the word can stand a little farther on.
                for shift in range(_SHIFT):
                    start = first + match.start() + shift
                    if document.getSelectionAtIndex(page, start, length).text() == match.group():
                        return Span(page, start, start + length)
                return Span(page, first + match.start(), first + match.end())
        return Span(page, at, at + 1)

    def _line(self, document: QPdfDocument, page: int, line: QRectF) -> Span | None:
        here = (page, line.left(), line.top())
        if here not in self._spans:
            middle = line.center().y()
            self._spans[here] = self._between(document, page, (line.left(), middle), (line.right() + 2, middle))
        return self._spans[here]

    def _nearest(self, document: QPdfDocument, page: int, x: float, y: float) -> QRectF | None:
        runs = self.lines(document, page)
        if page not in self._reaches:
            self._reaches[page] = reaches(runs)
        return nearest(runs, self._reaches[page], x, y)

    def _between(
        self, document: QPdfDocument, page: int, start: tuple[float, float], end: tuple[float, float]
    ) -> Span | None:
        """The characters between two points, or between the print nearest to them."""
        runs = (self._nearest(document, page, *start), self._nearest(document, page, *end))
        if runs[0] is None or runs[1] is None:
            return None
        selection = document.getSelection(page, _inside(runs[0], *start), _inside(runs[1], *end))
        if not selection.isValid():
            return None
        # A point past a line's end means the line's end: PDFium can stop short of a full stop that lies lower.
        past = [
            run for run, point in zip(runs, (start, end), strict=True) if run is not None and point[0] > run.right()
        ]
        last = selection.endIndex()
        for _ in range(_SHIFT):
            box = _box(document, page, last)
            if box is None or not any(run.adjusted(0, -1, 1, 1).contains(box) for run in past):
                break
            last += 1
        return Span(page, selection.startIndex(), last)

    def _index(self, document: QPdfDocument, page: int, run: QRectF, point: PagePoint) -> int | None:
        here = _inside(run, point.x, point.y)
        # getSelection names an index only for two different characters: the far end of the run is another one.
        for end in (run.bottomRight(), run.topLeft()):
            selection = document.getSelection(page, here, _inside(run, end.x(), end.y()))
            if not selection.isValid():
                continue
            if not _upright(run):
                return selection.startIndex() if end.x() >= here.x() else selection.endIndex()
            # Upwards or downwards: the end that the run begins with says which.
            whole = document.getSelection(
                page, _inside(run, run.left(), run.top()), _inside(run, run.right(), run.bottom())
            )
            return selection.startIndex() if selection.endIndex() == whole.endIndex() else selection.endIndex()
        return None

    def parts(self, document: QPdfDocument, span: Span) -> tuple[SelectedPart, ...]:
        """A span of a page's text as a selection; () where it is empty."""
        order = self._known(document, span.page).order
        if order is not None and span.end > span.start:
            boxes: list[QRectF] = []
            for start, end, segment in order.segments(span.start, span.end):
                some = (
                    document.getSelectionAtIndex(span.page, start, end - start) if (start, end) != segment[:2] else None
                )
                boxes += [one.boundingRect() for one in some.bounds()] if some is not None else segment.boxes
            return (
                (SelectedPart(span.page, tuple(boxes), order.text[span.start : span.end], *span[1:]),) if boxes else ()
            )
        selection = document.getSelectionAtIndex(span.page, span.start, span.end - span.start)
        if span.end <= span.start or not selection.isValid():
            return ()
        rectangles = tuple(polygon.boundingRect() for polygon in selection.bounds())
        text = self._repaired(document, span.page, selection)
        return (SelectedPart(span.page, rectangles, text, span.start, span.end),)

    def _repaired(self, document: QPdfDocument, page: int, selection: QPdfSelection) -> str:
        self.lines(document, page)
        return repaired(selection.text(), self._texts[page])


def _inside(run: QRectF, x: float, y: float) -> QPointF:
    # A run is one line high: its middle is nearer to all of its letters than to those of other lines.
    if _upright(run):
        return QPointF(run.center().x(), min(max(y, run.top() + 0.5), run.bottom() - 0.5))
    return QPointF(min(max(x, run.left() + 0.5), run.right() - 0.5), run.center().y())


def _upright(run: QRectF) -> bool:
    """Whether a run is printed up or down the page, as the stamp in a preprint's margin is."""
    return run.height() > _UPRIGHT * run.width()


def _box(document: QPdfDocument, page: int, index: int) -> QRectF | None:
    """The box of a printed character; None for a space or beyond the text."""
    selection = document.getSelectionAtIndex(page, index, 1)
    if not selection.isValid() or not selection.text().strip():
        return None
    bounds = selection.bounds()
    return bounds[0].boundingRect() if bounds else None


def joined(parts: tuple[SelectedPart, ...]) -> str:
    """The text of a selection as it goes to the clipboard."""
    return running_text("\n".join(part.text for part in parts))
