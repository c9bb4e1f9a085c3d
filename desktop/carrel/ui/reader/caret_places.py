"""Where a caret can stand in a paper's text, and where it gets by a step: a character, a word, a line, a screen.

Everything here asks PDFium, a few milliseconds a question, so it is asked between renderings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument

from carrel.domain.column_order import LEFTWARDS
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_text import PageText, SelectedPart, Span, Unit

# As PDFium ends lines, and marks hyphens that stand there.
_LINE = re.compile(r"[^\s\ufffe\x02](?:[^\r\n\ufffe\x02]*[^\s\ufffe\x02])?")
_WORD = re.compile(r"[\w\ufffe\x02'’\-]+|[^\w\s]+")
_UPRIGHT = 3
_EMPTY_PAGES = 200


class CaretPlace(NamedTuple):
    """Before the character at `offset` of a page's text, or at the end of the line that ends there."""

    page: int
    offset: int


class LineOfText(NamedTuple):
    """A line of a page's text, from `start` up to `end`."""

    start: int
    end: int


class CaretPlaces:
    """Places in the text of one document."""

    def __init__(self, text: PageText) -> None:
        self._text = text
        self._lines: dict[int, tuple[LineOfText, ...]] = {}
        self._areas: dict[tuple[int, int], QRectF] = {}
        self._boxes: dict[CaretPlace, QRectF | None] = {}
        self._known: dict[CaretPlace, CaretPlace] = {}
        self._dropped: dict[int, int] = {}

    def lines(self, document: QPdfDocument, page: int) -> tuple[LineOfText, ...]:
        """A page's lines in the order of reading."""
        if page not in self._lines:
            text = self._text.text(document, page)
            self._lines[page] = tuple(LineOfText(*match.span()) for match in _LINE.finditer(text))
        return self._lines[page]

    def line(self, document: QPdfDocument, at: CaretPlace) -> LineOfText:
        """The line that a place is in, on a page that has one."""
        return self.lines(document, at.page)[self._number(document, at)]

    def words(self, document: QPdfDocument, start: CaretPlace, end: CaretPlace) -> str:
        """The text between two places of one page."""
        return self._text.text(document, start.page)[min(start.offset, end.offset) : max(start.offset, end.offset)]

    def first_after(self, document: QPdfDocument, page: int, direction: int = 1) -> CaretPlace | None:
        """The beginning of the first page with text from `page` on, or (-1) the end of the last one before it."""
        for _ in range(_EMPTY_PAGES):
            if not 0 <= page < document.pageCount():
                return None
            lines = self.lines(document, page)
            if lines:
                return CaretPlace(page, lines[0].start if direction > 0 else lines[-1].end)
            page += direction
        return None

    def at_point(self, document: QPdfDocument, point: PagePoint) -> CaretPlace | None:
        """The place that is nearest to a point, on its page."""
        lines = self.lines(document, point.page)
        found = self._text.unit(document, point, Unit.CHARACTER) if lines else None
        if found is None:
            return None
        offset = self._offset(document, point.page, found.start)
        box = self._character(document, CaretPlace(point.page, offset))
        line = self.line(document, CaretPlace(point.page, offset))
        past = box is not None and abs(box.right() - point.x) < abs(box.left() - point.x)
        return CaretPlace(point.page, min(line.end, max(line.start, offset + past)))

    def below(self, document: QPdfDocument, point: PagePoint) -> CaretPlace | None:
        """The beginning of the first line that is printed below the height of a point on its page."""
        for one in self.lines(document, point.page):
            at = CaretPlace(point.page, one.start)
            if self.area(document, at).top() >= point.y:
                return at
        return None

    def by_character(self, document: QPdfDocument, at: CaretPlace, direction: int) -> CaretPlace:
        """One character on or back; from a line's end to the next line."""
        line = self.line(document, at)
        if line.start <= at.offset + direction <= line.end:
            return at._replace(offset=at.offset + direction)
        return self._over(document, at, direction)

    def by_word(self, document: QPdfDocument, at: CaretPlace, direction: int) -> CaretPlace:
        """To the beginning of the next word, or of this one or the one before it."""
        starts = [match.start() for match in _WORD.finditer(self._text.text(document, at.page))]
        ahead = [start for start in starts if (start > at.offset if direction > 0 else start < at.offset)]
        if ahead:
            return at._replace(offset=ahead[0] if direction > 0 else ahead[-1])
        there = self.first_after(document, at.page + direction, direction)
        if there is None:
            return at._replace(offset=self.lines(document, at.page)[-1].end) if direction > 0 else at
        return there if direction > 0 else self.by_word(document, there, direction)

    def by_line(self, document: QPdfDocument, at: CaretPlace, direction: int, x: float) -> CaretPlace:
        """To the next or previous line, as near as can be to `x` on the page; in another column as far from its left."""
        here, lines = self.area(document, at), self.lines(document, at.page)
        number = self._number(document, at) + direction
        if 0 <= number < len(lines):
            there = CaretPlace(at.page, lines[number].start)
        else:
            beyond = self.first_after(document, at.page + direction, direction)
            if beyond is None:
                return self.line_end(document, at, direction)
            there = beyond._replace(offset=self.line(document, beyond).start)
        area = self.area(document, there)
        if area.right() < here.left() or area.left() > here.right():
            x += area.left() - here.left()
        return self._across(document, there, x)

    def line_end(self, document: QPdfDocument, at: CaretPlace, direction: int) -> CaretPlace:
        """The line's end (1) or beginning (-1)."""
        line = self.line(document, at)
        return at._replace(offset=line.end if direction > 0 else line.start)

    def area(self, document: QPdfDocument, at: CaretPlace) -> QRectF:
        """The box of the line that a place is in."""
        line = self.line(document, at)
        key = at.page, line.start
        if key not in self._areas:
            area = QRectF()
            for part in self._parts(document, at.page, line.start, line.end):
                for box in part.rectangles:
                    area = area.united(box)
            self._areas[key] = area
        return self._areas[key]

    def leftwards(self, document: QPdfDocument, at: CaretPlace) -> bool:
        """Whether the line runs from right to left."""
        line = self.line(document, at)
        if not LEFTWARDS.search(self._text.text(document, at.page), line.start, line.end):
            return False
        first = self._character(document, at._replace(offset=line.start))
        last = self._character(document, at._replace(offset=line.end - 1))
        return first is not None and last is not None and last.center().x() < first.left()

    def caret(self, document: QPdfDocument, at: CaretPlace) -> QRectF:
        """The caret's box on the page: without width, as high as its line; print along the margin has it across."""
        area, line = self.area(document, at), self.line(document, at)
        after = at.offset < line.end
        box = self._character(document, at) if after else None
        if box is None and at.offset > line.start:
            after, box = False, self._character(document, at._replace(offset=at.offset - 1))
        if box is None:
            after, box = True, area
        if area.height() > _UPRIGHT * area.width() and line.end - line.start > 1:
            first = self._character(document, at._replace(offset=line.start))
            downwards = first is not None and first.center().y() < area.center().y()
            return QRectF(area.left(), box.top() if after is downwards else box.bottom(), area.width(), 0)
        left = after is not self.leftwards(document, at)
        return QRectF(box.left() if left else box.right(), area.top(), 0, area.height())

    def selected(self, document: QPdfDocument, anchor: CaretPlace, at: CaretPlace) -> tuple[SelectedPart, ...]:
        """What is between two places, over any number of pages; () where they are the same."""
        if anchor == at:
            return ()
        places = [self._place(document, one) for one in sorted((anchor, at))]
        return self._text.spanned(document, [Span(one.page, one.offset, one.offset) for one in places])

    def ends(
        self, document: QPdfDocument, parts: Sequence[SelectedPart]
    ) -> tuple[CaretPlace | None, CaretPlace | None]:
        """Where a selection begins and ends."""
        first, last = parts[0], parts[-1]
        if last.end >= 0:
            start, end = self._offset(document, first.page, first.start), self._offset(document, last.page, last.end)
            return self._held(document, first.page, start), self._held(document, last.page, end)
        # Sentences that were chosen as the paper was read have no places: they are known by where they stand.
        box, other = first.rectangles[0], last.rectangles[-1]
        return (
            self.at_point(document, PagePoint(first.page, box.left(), box.center().y())),
            self.at_point(document, PagePoint(last.page, other.right(), other.center().y())),
        )

    def _held(self, document: QPdfDocument, page: int, offset: int) -> CaretPlace:
        """The place at an offset, or at the end of the line before it."""
        line = self.line(document, CaretPlace(page, offset))
        return CaretPlace(page, min(max(line.start, offset), line.end))

    def _number(self, document: QPdfDocument, at: CaretPlace) -> int:
        starts = [line.start for line in self.lines(document, at.page)]
        return max(0, bisect_right(starts, at.offset) - 1)

    def _over(self, document: QPdfDocument, at: CaretPlace, direction: int) -> CaretPlace:
        lines = self.lines(document, at.page)
        number = self._number(document, at) + direction
        if 0 <= number < len(lines):
            return at._replace(offset=lines[number].start if direction > 0 else lines[number].end)
        return self.first_after(document, at.page + direction, direction) or at

    def _across(self, document: QPdfDocument, there: CaretPlace, x: float) -> CaretPlace:
        """The place in a line nearest to `x`: what PDFium says stands there, then looked at."""
        line, area = self.line(document, there), self.area(document, there)
        leftwards = self.leftwards(document, there)

        def passed(offset: int) -> bool:
            box = self._character(document, there._replace(offset=offset))
            middle = box.center().x() if box is not None else None
            if middle is None:
                return offset > line.start and passed(offset - 1)
            return middle > x if leftwards else middle < x

        low, high = line.start, line.end
        if x <= area.left() or x >= area.right():
            return there._replace(offset=low if (x <= area.left()) is not leftwards else high)
        begin, middle_line = (area.right() - 1 if leftwards else area.left() + 1), area.center().y()
        between = document.getSelection(there.page, QPointF(begin, middle_line), QPointF(x, middle_line))
        guess = low + (high - low) // 2
        if between.isValid():
            guess = min(max(low, self._offset_of(document, there.page, between.endIndex() - 1)), high)
        step = 1
        while low < high:
            middle = min(max(low, guess), high - 1)
            if passed(middle):
                low, guess = middle + 1, middle + step
            else:
                high, guess = middle, middle - step
            step *= 2
            if high - low <= step:
                guess = (low + high) // 2
        return there._replace(offset=low)

    def _character(self, document: QPdfDocument, at: CaretPlace) -> QRectF | None:
        """The box of the character after a place; None for a space."""
        if not self._text.text(document, at.page)[at.offset : at.offset + 1].strip():
            return None
        if at not in self._boxes:
            parts = self._parts(document, at.page, at.offset, at.offset + 1)
            self._boxes[at] = parts[0].rectangles[0] if parts and parts[0].rectangles else None
        return self._boxes[at]

    def _parts(self, document: QPdfDocument, page: int, start: int, end: int) -> tuple[SelectedPart, ...]:
        first, last = (self._place(document, CaretPlace(page, one)).offset for one in (start, end))
        return self._text.parts(document, Span(page, first, last))

    def _place(self, document: QPdfDocument, at: CaretPlace) -> CaretPlace:
        """The place in `PageText` of one in the text, from which PDFium may have dropped control characters."""
        if not self._shifted(document, at.page):
            return at
        if at in self._known:
            return self._known[at]
        place = at.offset + self._dropped.get(at.page, 0)
        while (dropped := place - self._offset(document, at.page, place)) != place - at.offset:
            place = at.offset + dropped
        self._dropped[at.page] = dropped
        self._known[at] = at._replace(offset=place)
        return self._known[at]

    def _offset_of(self, document: QPdfDocument, page: int, index: int) -> int:
        """The offset in the text of one of PDFium's characters."""
        return self._offset(document, page, self._text.place(document, page, index))

    def _offset(self, document: QPdfDocument, page: int, place: int) -> int:
        if not self._shifted(document, page):
            return place
        return len(document.getSelectionAtIndex(page, 0, place).text())

    def _shifted(self, document: QPdfDocument, page: int) -> bool:
        return self._text.length(document, page) != len(self._text.text(document, page))
