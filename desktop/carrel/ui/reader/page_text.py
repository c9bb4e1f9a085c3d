"""Where text stands on the pages of an open PDF: lines of print, selections and words.

Everything here calls PDFium in the window's thread, a few milliseconds a call, so it is asked between renderings.
Coordinates are points from the displayed page's top-left corner.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument, QPdfSelection

from carrel.ui.reader.copied_text import repaired, running_text
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.print_lines import lines_of, nearest, paragraph_of, reaches

_AROUND = 48
_UPRIGHT = 3
_SHIFT = 4
_WORD = re.compile(r"[\w\ufffe\x02'’\-]+")


class SelectedPart(NamedTuple):
    """The part of a selection that stands on one page: PDFium's characters from `start` up to `end`."""

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
    """PDFium's characters of a page from `start` up to `end`."""

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

    def lines(self, document: QPdfDocument, page: int) -> list[QRectF]:
        """The boxes of a page's runs of text."""
        if page not in self._runs:
            everything = document.getAllText(page)
            self._runs[page] = [polygon.boundingRect() for polygon in everything.bounds()]
            self._texts[page] = everything.text()
            self._lengths[page] = everything.endIndex()
        return self._runs[page]

    def text(self, document: QPdfDocument, page: int) -> str:
        """A page's whole text as PDFium gives it."""
        self.lines(document, page)
        return self._texts[page]

    def select(
        self, document: QPdfDocument, start: PagePoint, end: PagePoint, unit: Unit = Unit.CHARACTER
    ) -> tuple[SelectedPart, ...]:
        """What a drag from `start` to `end` selects, by whole units, over any number of pages; () where there is no text."""
        if unit is Unit.CHARACTER and start.page == end.page:
            span = self._between(document, start.page, (start.x, start.y), (end.x, end.y))
            return self._parts(document, span) if span is not None else ()
        spans = [span for span in (self._unit(document, point, unit) for point in (start, end)) if span is not None]
        return self._spanned(document, spans)

    def everything(self, document: QPdfDocument, page: int) -> tuple[SelectedPart, ...]:
        """A whole page."""
        self.lines(document, page)
        return self._parts(document, Span(page, 0, self._lengths[page]))

    def _spanned(self, document: QPdfDocument, spans: list[Span]) -> tuple[SelectedPart, ...]:
        """From the first of these spans to the last."""
        if not spans:
            return ()
        first, last = min(spans), max(spans)
        if first.page == last.page:
            return self._parts(document, Span(first.page, first.start, max(span.end for span in spans)))
        self.lines(document, first.page)
        parts = self._parts(document, Span(first.page, first.start, self._lengths[first.page]))
        for page in range(first.page + 1, last.page):
            parts += self.everything(document, page)
        return parts + self._parts(document, Span(last.page, 0, last.end))

    def _unit(self, document: QPdfDocument, point: PagePoint, unit: Unit) -> Span | None:
        """The unit at a point, or at the print nearest to it."""
        page = point.page
        run = self._nearest(document, page, point.x, point.y)
        if run is None:
            return None
        if unit in {Unit.LINE, Unit.PARAGRAPH}:
            lines = lines_of(self.lines(document, page))
            line = next(line for line in lines if line.contains(run))
            whole = paragraph_of(lines, line) if unit is Unit.PARAGRAPH else [line]
            spans = [span for one in whole if (span := self._line(document, page, one)) is not None]
            return Span(page, min(spans).start, max(span.end for span in spans)) if spans else None
        at = self._index(document, page, run, point)
        if at is None:
            return None
        if unit is Unit.WORD:
            return self._word(document, page, at)
        middle = run.center().y()
        before = self._between(document, page, (run.left(), middle), (point.x, middle))
        return Span(page, at, before.end if before is not None else at)

    def _word(self, document: QPdfDocument, page: int, at: int) -> Span:
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
        middle = line.center().y()
        return self._between(document, page, (line.left(), middle), (line.right() + 2, middle))

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

    def _parts(self, document: QPdfDocument, span: Span) -> tuple[SelectedPart, ...]:
        selection = document.getSelectionAtIndex(span.page, span.start, span.end - span.start)
        if span.end <= span.start or not selection.isValid():
            return ()
        rectangles = tuple(polygon.boundingRect() for polygon in selection.bounds())
        text = self._repaired(document, span.page, selection)
        return (SelectedPart(span.page, rectangles, text, span.start, span.end),)

    def _repaired(self, document: QPdfDocument, page: int, selection: QPdfSelection) -> str:
        return repaired(selection.text(), self.text(document, page))


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
