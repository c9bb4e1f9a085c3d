"""Where text stands on the pages of an open PDF: lines of print, selections and words.

Everything here calls PDFium in the window's thread, a few milliseconds a call, so it is asked between renderings.
Coordinates are points from the displayed page's top-left corner.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument, QPdfSelection

from carrel.ui.reader.copied_text import repaired, running_text
from carrel.ui.reader.layout import PagePoint

_WORD = re.compile(r"[\w\ufffe\x02'’\-]+")


class SelectedPart(NamedTuple):
    """The part of a selection that stands on one page: PDFium's characters from `start` up to `end`."""

    page: int
    rectangles: tuple[QRectF, ...]
    text: str
    start: int
    end: int


class PageText:
    """Text of one document's pages, each page's lines kept once asked for."""

    def __init__(self) -> None:
        self._lines: dict[int, list[QRectF]] = {}
        self._texts: dict[int, str] = {}

    def lines(self, document: QPdfDocument, page: int) -> list[QRectF]:
        """The boxes of a page's runs of text."""
        if page not in self._lines:
            everything = document.getAllText(page)
            self._lines[page] = [polygon.boundingRect() for polygon in everything.bounds()]
            self._texts[page] = everything.text()
        return self._lines[page]

    def text(self, document: QPdfDocument, page: int) -> str:
        """A page's whole text as PDFium gives it."""
        self.lines(document, page)
        return self._texts[page]

    def select(self, document: QPdfDocument, start: PagePoint, end: PagePoint) -> tuple[SelectedPart, ...]:
        """What a drag from `start` to `end` selects, over any number of pages; empty where there is no text."""
        if (end.page, end.y) < (start.page, start.y) and end.page != start.page:
            start, end = end, start
        if start.page == end.page:
            selection = self._between(document, start.page, (start.x, start.y), (end.x, end.y))
            return self._parts(document, start.page, selection)
        parts = self._tail(document, start)
        for page in range(start.page + 1, end.page):
            parts += self._parts(document, page, document.getAllText(page))
        return parts + self._head(document, end)

    def word(self, document: QPdfDocument, point: PagePoint) -> tuple[SelectedPart, ...]:
        """The word under a point; empty where there is none."""
        at = self._index(document, point)
        if at is None:
            return ()
        first = max(0, at - 48)
        around = self._repaired(document, point.page, document.getSelectionAtIndex(point.page, first, 96))
        for match in _WORD.finditer(around):
            if match.start() <= at - first < match.end():
                selection = document.getSelectionAtIndex(point.page, first + match.start(), len(match.group()))
                return self._parts(document, point.page, selection)
        return ()

    def everything(self, document: QPdfDocument, page: int) -> tuple[SelectedPart, ...]:
        """A whole page."""
        return self._parts(document, page, document.getAllText(page))

    def _snapped(self, document: QPdfDocument, page: int, x: float, y: float) -> QPointF | None:
        lines = self.lines(document, page)
        if not lines:
            return None

        def distance(line: QRectF) -> float:
            # A point beside a column belongs to the line at its height more than to the one above it.
            across = max(line.left() - x, 0.0, x - line.right())
            down = max(line.top() - y, 0.0, y - line.bottom())
            return across + 3 * down

        line = min(lines, key=distance)
        # Past a line's end means its last character too, which PDFium takes only from a point beyond it.
        across = min(max(x, line.left() + 0.5), line.right() + 2)
        down = min(max(y, line.top() + 0.5), line.bottom() - 0.5) if line.height() > 1 else line.center().y()
        return QPointF(across, down)

    def _between(
        self, document: QPdfDocument, page: int, start: tuple[float, float], end: tuple[float, float]
    ) -> QPdfSelection | None:
        first, last = self._snapped(document, page, *start), self._snapped(document, page, *end)
        if first is None or last is None:
            return None
        selection = document.getSelection(page, first, last)
        return selection if selection.isValid() else None

    def _index(self, document: QPdfDocument, point: PagePoint) -> int | None:
        lines = self.lines(document, point.page)
        line = next((line for line in lines if line.adjusted(-2, -1, 2, 1).contains(point.x, point.y)), None)
        if line is None:
            return None
        # getSelection names an index only for two different characters: the far end of the line is another one.
        for other in (QPointF(line.right() - 0.5, line.center().y()), QPointF(line.left() + 0.5, line.center().y())):
            selection = document.getSelection(point.page, QPointF(point.x, line.center().y()), other)
            if selection.isValid():
                forward = other.x() >= point.x
                return selection.startIndex() if forward else selection.endIndex()
        return None

    def _tail(self, document: QPdfDocument, start: PagePoint) -> tuple[SelectedPart, ...]:
        lines = self.lines(document, start.page)
        if not lines:
            return ()
        selection = self._between(
            document, start.page, (start.x, start.y), (lines[-1].right() + 2, lines[-1].center().y())
        )
        return self._parts(document, start.page, selection)

    def _head(self, document: QPdfDocument, end: PagePoint) -> tuple[SelectedPart, ...]:
        lines = self.lines(document, end.page)
        if not lines:
            return ()
        selection = self._between(document, end.page, (lines[0].left(), lines[0].center().y()), (end.x, end.y))
        return self._parts(document, end.page, selection)

    def _parts(self, document: QPdfDocument, page: int, selection: QPdfSelection | None) -> tuple[SelectedPart, ...]:
        if selection is None or not selection.isValid():
            return ()
        rectangles = tuple(polygon.boundingRect() for polygon in selection.bounds())
        text = self._repaired(document, page, selection)
        return (SelectedPart(page, rectangles, text, selection.startIndex(), selection.endIndex()),)

    def _repaired(self, document: QPdfDocument, page: int, selection: QPdfSelection) -> str:
        return repaired(selection.text(), self.text(document, page))


def joined(parts: tuple[SelectedPart, ...]) -> str:
    """The text of a selection as it goes to the clipboard."""
    return running_text("\n".join(part.text for part in parts))
