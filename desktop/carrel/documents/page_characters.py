"""The characters of a page one by one, with their boxes, as PDFium has them.

PDFium's text of a page and its characters differ in their indices where it left control characters out; here indices are those
of characters throughout. On pages that are turned by a right angle it may give the lines from the last to the first:
here they are in the order in which people read them, as where a file goes to and fro between columns.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise, repeat
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from carrel.documents import pdfium, preflight
from carrel.documents.columns import around, words_by_column
from carrel.domain.column_order import runs_leftwards
from carrel.domain.errors import DocumentError

Boxes = NDArray[np.float64]
"""Boxes: an array (n, 4) of left, top, right, bottom, in points from the displayed page's top-left corner."""

_WORD = re.compile(r"\S+")
_END_OF_LINE = re.compile(r"\r?\n|[\ufffe\x02]")
_FIRST_PRIVATE = 0xE000
_LAST = 0x10FFFF


@contextmanager
def opened(path: Path, password: str = "") -> Iterator[pypdfium2.PdfDocument]:
    """A document that was read before.

    Raises:
        DocumentError: it cannot be opened; PasswordNeeded: not without the right password.
    """
    try:
        document = pypdfium2.PdfDocument(path, password=password or None)
    except (pypdfium2.PdfiumError, FileNotFoundError) as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise preflight.locked(password) from error
        raise DocumentError(
            "The PDF cannot be opened.", "Get the file again from its source.", details=str(error)
        ) from error
    try:
        yield document
    finally:
        document.close()


@contextmanager
def characters_of(document: pypdfium2.PdfDocument, index: int) -> Iterator[PageCharacters]:
    """The characters of page `index`. One that PDFium cannot load has none."""
    handle = ctypes.cast(document.raw, ctypes.c_void_p).value or 0
    page = pdfium.load_page(handle, index)
    text = pdfium.load_text(page) if page else 0
    try:
        yield PageCharacters(index, page or 0, text or 0)
    finally:
        if text:
            pdfium.close_text(text)
        if page:
            pdfium.close_page(page)


class PageCharacters:
    """One loaded page; it serves only inside `characters_of`."""

    def __init__(self, index: int, page: int, text: int) -> None:
        self.index = index
        self.width: float = pdfium.page_width(page) if page else 0.0
        self.height: float = pdfium.page_height(page) if page else 0.0
        self._text = text
        self.count: int = max(pdfium.count_characters(text), 0) if text else 0
        self._turn: int = pdfium.page_rotation(page) if page else 0
        bounds = (ctypes.c_float * 4)()
        if page:
            pdfium.page_bounds(page, ctypes.addressof(bounds))
        # PDFium's order is left, top, right, bottom with y growing upwards, in the page's own unrotated space.
        self._x_min, self._y_max, self._x_max, self._y_min = bounds

        self._order: Sequence[int] = range(self.count)
        if self._turn % 2:
            self._order = self._in_lines()
        else:
            self._order = self._by_column()

    def text(self) -> str:
        """All characters: a string of `count`. What is no character of Unicode is U+FFFD."""
        codes = map(pdfium.unicode, repeat(self._text), self._order)
        return "".join(
            chr(code) if 0 <= code <= _LAST and not 0xD800 <= code < _FIRST_PRIVATE else "\ufffd" for code in codes
        )

    def boxes(self, indices: Sequence[int], *, loose: bool = True) -> Boxes:
        """The boxes of characters as displayed: as high as their font where `loose`, else just around the ink."""
        indices = [self._order[index] for index in indices]
        if loose:
            measured = np.zeros((len(indices), 4), np.float32)
            start = measured.ctypes.data
            pdfium.run(pdfium.loose_box, repeat(self._text), indices, range(start, start + 16 * len(indices), 16))
            return self._shown(measured.astype(np.float64))
        tight = np.zeros((len(indices), 4), np.float64)
        start = tight.ctypes.data
        rows = range(start, start + 32 * len(indices), 32)
        # PDFium writes left, right, bottom, top here.
        pdfium.run(
            pdfium.tight_box,
            repeat(self._text),
            indices,
            rows,
            (row + 16 for row in rows),
            (row + 24 for row in rows),
            (row + 8 for row in rows),
        )
        return self._shown(tight)

    def within(self, left: float, top: float, right: float, bottom: float) -> str:
        """The text that PDFium finds in a rectangle of the displayed page."""
        x0, y0, x1, y1 = self.stored(left, top, right, bottom)
        count = pdfium.bounded_text(self._text, x0, y1, x1, y0, 0, 0)
        if count <= 0:
            return ""
        buffer = np.empty(count, np.uint16)
        pdfium.bounded_text(self._text, x0, y1, x1, y0, buffer.ctypes.data, count)
        return buffer.tobytes().decode("utf-16-le", "replace")

    def _by_column(self) -> Sequence[int]:
        """The characters column by column, where the file goes to and fro between columns."""
        text = self.text()
        words = [match.span() for match in _WORD.finditer(text)]
        ends = [begin for begin, _ in words] + [end - 1 for _, end in words]
        firsts, lasts = self.boxes(ends).reshape(2, len(words), 4)
        ranges = words_by_column(around(firsts, lasts), self.width, leftwards=runs_leftwards(text))
        if ranges is None:
            return range(self.count)
        starts = [0, *(begin for begin, _ in words[1:]), self.count]
        return [index for one in ranges for index in range(starts[one.start], starts[one.stop])]

    def _in_lines(self) -> Sequence[int]:
        """The characters line by line, the lines turned round where most of them come before the one that they follow."""
        text = self.text()
        ends = [match.end() for match in _END_OF_LINE.finditer(text)]
        lines = [range(first, last) for first, last in pairwise([0, *ends, self.count]) if text[first:last].strip()]
        boxes = self.boxes(
            [index for line in lines for index in (line[0], line[len(text[line[0] : line[-1] + 1].rstrip()) - 1])]
        )
        middles = (boxes[:, :2] + boxes[:, 2:]) / 2
        begins, along = middles[::2], middles[1::2] - middles[::2]
        # Lines that run to the right follow one another downwards, those that run downwards to the left, and so on.
        onwards = np.stack((-along[:, 1], along[:, 0]), axis=1)[:-1]
        steps = (np.diff(begins, axis=0) * onwards).sum(axis=1)
        if 2 * int((steps < 0).sum()) <= len(steps):
            return range(self.count)
        turned = [index for line in reversed(lines) for index in line]
        return [*turned, *(set(range(self.count)) - set(turned))]

    def _shown(self, stored: Boxes) -> Boxes:
        """Boxes of left, top, right, bottom in the page's own space as they are displayed."""
        left, top, right, bottom = stored.T
        match self._turn:
            case 1:
                shown = (bottom - self._y_min, left - self._x_min, top - self._y_min, right - self._x_min)
            case 2:
                shown = (self._x_max - right, bottom - self._y_min, self._x_max - left, top - self._y_min)
            case 3:
                shown = (self._y_max - top, self._x_max - right, self._y_max - bottom, self._x_max - left)
            case _:
                shown = (left - self._x_min, self._y_max - top, right - self._x_min, self._y_max - bottom)
        return np.stack(shown, axis=1)

    def stored_point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the displayed page in the page's own space, with y growing upwards."""
        match self._turn:
            case 1:
                return self._x_min + y, self._y_min + x
            case 2:
                return self._x_max - x, self._y_min + y
            case 3:
                return self._x_max - y, self._y_max - x
            case _:
                return self._x_min + x, self._y_max - y

    def stored(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """A displayed rectangle in the page's own space: x0, y0, x1, y1 with y growing upwards."""
        (xa, ya), (xb, yb) = self.stored_point(left, top), self.stored_point(right, bottom)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def shown(self, stored: Boxes) -> Boxes:
        """Rectangles of the page's own space (n, 4), each two opposite corners x, y, x, y, as they are displayed."""
        xs, ys = np.sort(stored[:, ::2], axis=1), np.sort(stored[:, 1::2], axis=1)
        return self._shown(np.stack((xs[:, 0], ys[:, 1], xs[:, 1], ys[:, 0]), axis=1))
