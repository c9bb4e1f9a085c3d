"""The order in which a page is read, where its file goes to and fro between columns.

PDFium counts a page's characters in the file's order. Here they have *places*: counted in the order of reading, with one for
each end of a line. On nearly all pages both are the same, and then there is no `ReadingOrder`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtPdf import QPdfDocument

from carrel.domain.column_order import Box, order_by_columns, runs_leftwards

_BACK = 3
_BROKEN = re.compile(r"(?<=\w)[-\u2010]$")
_MARK = "\ufffe"
_LEAST = 0.5


class Segment(NamedTuple):
    """PDFium's characters from `start` up to `end`, the boxes of their runs, and the `place` of the first."""

    start: int
    end: int
    boxes: tuple[QRectF, ...]
    place: int


class ReadingOrder:
    """A page's segments as they are read, and its `text` so, in which each place is one character."""

    def __init__(self, parts: Sequence[tuple[int, int, str, tuple[QRectF, ...]]]) -> None:
        """`parts` are (start, end, text, boxes) in the order of reading."""
        self._segments: list[Segment] = []
        pieces: list[str] = []
        place = 0
        for number, (start, end, text, boxes) in enumerate(parts):
            following = parts[number + 1][2][:1] if number + 1 < len(parts) else ""
            # As PDFium marks a word that a line's end cuts, where the file goes on with its second half.
            words = _BROKEN.sub(_MARK, text) if following.islower() else text
            # Control characters are counted, and are not in the text.
            words = words.ljust(end - start)[: end - start]
            self._segments.append(Segment(start, end, boxes, place))
            pieces.append(words if words.endswith(_MARK) else words + "\n")
            place += len(pieces[-1])
        self.text = "".join(pieces)
        self._places = [segment.place for segment in self._segments]
        self._by_file = sorted(self._segments)
        self._starts = [segment.start for segment in self._by_file]

    def place(self, index: int) -> int:
        """The place of one of PDFium's characters."""
        segment = self._by_file[max(0, bisect_right(self._starts, index) - 1)]
        return segment.place + min(max(0, index - segment.start), segment.end - segment.start)

    def index(self, place: int) -> int:
        """PDFium's character at a place; the one after the line at the end of a line."""
        segment = self._segments[max(0, bisect_right(self._places, place) - 1)]
        return min(segment.start + place - segment.place, segment.end)

    def segments(self, start: int, end: int) -> list[tuple[int, int, Segment]]:
        """PDFium's characters between two places: from, up to, and the segment of which they are all or a part."""
        first = max(0, bisect_right(self._places, start) - 1)
        found = []
        for segment in self._segments[first:]:
            if segment.place >= end:
                break
            begin = min(segment.end, segment.start + max(0, start - segment.place))
            stop = min(segment.end, segment.start + end - segment.place)
            if begin < stop:
                found.append((begin, stop, segment))
        return found


class OrderOfPage:
    """Finds out a page's order, a few questions at a time: each takes PDFium some milliseconds."""

    def __init__(self, page: int, runs: Sequence[QRectF], text: str, length: int, width: float) -> None:
        """`runs` and `text` are the page's whole text as PDFium gives it, `length` its number of characters."""
        self._page = page
        self._runs = runs
        self._text = text
        self._length = length
        boxes = [Box(one.left(), one.top(), one.right(), one.bottom()) for one in runs]
        leftwards = runs_leftwards(text)
        ranges = order_by_columns(boxes, width, leftwards=leftwards)
        self._ranges = ranges or ()
        self._leftwards = leftwards
        self._waiting = sorted(one.start for one in self._ranges)
        self._starts: dict[int, int] = {}
        self.order: ReadingOrder | None = None

    @property
    def known(self) -> bool:
        """Whether no question is left."""
        return not self._ranges or self.order is not None

    def ask(self, document: QPdfDocument) -> None:
        """Ask one question more."""
        if self._waiting:
            run = self._waiting.pop(0)
            self._starts[run] = self._first(document, self._runs[run]) if self._starts else 0
        elif not self.known:
            self._build(document)

    def _first(self, document: QPdfDocument, run: QRectF) -> int:
        """PDFium's first character of a run."""
        middle = run.center().y()
        ends = QPointF(run.left() + _LEAST, middle), QPointF(run.right() - _LEAST, middle)
        selection = document.getSelection(self._page, *(reversed(ends) if self._leftwards else ends))
        if not selection.isValid():
            return -1
        start = selection.startIndex()
        if self._length == len(self._text):
            # A thin first letter can be missed; print of another column never stands without a space before it.
            for back in range(_BACK):
                before = self._text[start - back - 1 : start - back]
                if not before or before.isspace() or before in "\ufffe\x02":
                    return start - back
        return start

    def _build(self, document: QPdfDocument) -> None:
        runs = sorted(self._starts)
        starts = [self._starts[run] for run in runs]
        if starts != sorted(set(starts)) or min(starts) < 0:
            # What cannot be measured stays as the file has it.
            self._ranges = ()
            return
        ends = dict(zip(runs, [*starts[1:], self._length], strict=True))
        parts = []
        for one in self._ranges:
            start = self._starts[one.start]
            text = self._between(document, start, ends[one.start])
            printed = text.rstrip()
            boxes = tuple(self._runs[one.start : one.stop])
            end = ends[one.start] - (len(text) - len(printed))
            if end > start:
                parts.append((start, end, printed, boxes))
        self.order = ReadingOrder(parts)

    def _between(self, document: QPdfDocument, start: int, end: int) -> str:
        if self._length == len(self._text):
            return self._text[start:end]
        return document.getSelectionAtIndex(self._page, start, end - start).text()
