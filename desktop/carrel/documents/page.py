"""One page of PDFium's text as lines with boxes and styles.

Speed decides the shape of this module. PDFium already groups characters into lines, so only a few characters of
each line are measured: its ends, its middle, and the places where a sentence may begin or end.
"""

from __future__ import annotations

import ctypes
import re
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from carrel.documents import pdfium
from carrel.documents.hidden import Visibility, picture
from carrel.documents.line import Line, Page, Style

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# PDFium writes a hyphen that breaks a word at a line's end as U+FFFE or U+0002, and no line break after it.
_LINE = re.compile(r"[^\s\ufffe\x02](?:[^\r\n\ufffe\x02]*[^\s\ufffe\x02])?")
_SOFT = "\ufffe\x02"
_WORD = re.compile(r"\S+")
_SENTENCE_EDGE = re.compile(r"[.!?][\"'”’»)\]\d]*( +)(?=\S)|[。！？][」』”’）]*(?=[^\s」』”’）])")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|cmb\d|[-,]bd|sfbx", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD_WEIGHT = 600
_NAME_BYTES = 160
_DRAWN = 64


class PageReader:
    """Reads the pages of one open PDFium document; `text_page` handles live only inside `read`."""

    def __init__(self, document: int) -> None:
        self._document = document

    def read(self, index: int, *, draw: bool = False) -> Page:
        """Read one page, and `draw` it small to see that it can be. Raises ValueError when PDFium cannot load it."""
        page = pdfium.load_page(self._document, index)
        if not page:
            raise ValueError("PDFium cannot load it")
        try:
            if draw:
                picture(page, _DRAWN, _DRAWN)
            text = pdfium.load_text(page)
            if not text:
                raise ValueError("PDFium finds no readable text in it")
            try:
                return _PageText(page, text, index).page()
            finally:
                pdfium.close_text(text)
        finally:
            pdfium.close_page(page)


class _PageText:
    """One loaded page, while it is being measured."""

    def __init__(self, page: int, text: int, index: int) -> None:
        self._page = page
        self._text = text
        self._index = index
        self._width: float = pdfium.page_width(page)
        self._height: float = pdfium.page_height(page)
        self._styles: dict[int, Style] = {}
        self._fonts: dict[int, tuple[str, bool]] = {}

    def page(self) -> Page:
        count = pdfium.count_characters(self._text)
        if count <= 0:
            return Page(self._index, self._width, self._height, ())
        buffer = ctypes.create_string_buffer(2 * count + 2)
        written = pdfium.get_text(self._text, 0, count, ctypes.addressof(buffer))
        text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
        # Where PDFium dropped control characters, indices into the text and into its characters differ.
        character = _same if len(text) == count else self._character
        visible, hidden = self._visible(text, character)
        lines, outside = self._lines(text, visible, character)
        return Page(self._index, self._width, self._height, lines, self._edges(text, character), hidden + outside)

    def _character(self, index: int) -> int:
        return int(pdfium.character_index(self._text, index))

    def _visible(self, text: str, character: Callable[[int], int]) -> tuple[list[tuple[int, int]], int]:
        """The spans of lines that people can see, and how many characters they cannot."""
        spans = [match.span() for match in _LINE.finditer(text)]
        handle = self._text
        firsts = list(map(pdfium.text_object, repeat(handle), [character(a) for a, _ in spans]))
        lasts = list(map(pdfium.text_object, repeat(handle), [character(b - 1) for _, b in spans]))
        # A line whose ends belong to one text object is that object's; only in the others words are looked at.
        words: dict[int, list[tuple[int, int, int]]] = {}
        objects: dict[int, int] = {}
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
            begin, end = spans[number]
            if first == last:
                objects[first] = objects.get(first, 0) + end - begin
                continue
            words[number] = found = []
            for match in _WORD.finditer(text, begin, end):
                thing = pdfium.text_object(handle, character(match.start()))
                objects[thing] = objects.get(thing, 0) + match.end() - match.start()
                found.append((match.start(), match.end(), thing))
        objects.pop(None, None)  # type: ignore[call-overload]  # characters PDFium made itself have no object
        unseen = Visibility(self._page, self._width, self._height).unseen(objects)
        if not unseen:
            return spans, 0
        kept: list[tuple[int, int]] = []
        hidden = 0
        for number, span in enumerate(spans):
            pieces = words.get(number)
            if pieces is None:
                pieces = [(*span, firsts[number])]
            run: tuple[int, int] | None = None
            for begin, end, thing in pieces:
                if thing in unseen:
                    hidden += end - begin
                    if run:
                        kept.append(run)
                    run = None
                else:
                    run = (run[0] if run else begin, end)
            if run:
                kept.append(run)
        return kept, hidden

    def _lines(
        self, text: str, spans: list[tuple[int, int]], character: Callable[[int], int]
    ) -> tuple[tuple[Line, ...], int]:
        if not spans:
            return (), 0
        firsts = [character(a) for a, _ in spans]
        middles = [character((a + b) // 2) for a, b in spans]
        lasts = [character(b - 1) for _, b in spans]
        boxes = self._boxes([*firsts, *middles, *lasts]).reshape(3, len(spans), 4)
        left = boxes[:, :, 0].min(axis=0)
        right = boxes[:, :, 2].max(axis=0)
        top = np.median(boxes[:, :, 1], axis=0)
        bottom = np.median(boxes[:, :, 3], axis=0)
        tall = np.maximum.reduce(boxes[:, :, 3]) - np.minimum.reduce(boxes[:, :, 1])
        sideways = tall > 4 * np.maximum(right - left, bottom - top)
        if sideways.any():
            top = np.where(sideways, boxes[:, :, 1].min(axis=0), top)
            bottom = np.where(sideways, boxes[:, :, 3].max(axis=0), bottom)
        lines = map(
            Line._make,
            zip(
                repeat(self._index),
                [a for a, _ in spans],
                [text[a:b] for a, b in spans],
                left.tolist(),
                top.tolist(),
                right.tolist(),
                bottom.tolist(),
                map(self._style, middles),
                map(self._style, firsts),
                [text[b : b + 1] in _SOFT and b < len(text) for _, b in spans],
            ),
        )
        outside = (right < 0) | (left > self._width) | (bottom < 0) | (top > self._height)
        if not outside.any():
            return tuple(lines), 0
        flags = outside.tolist()
        hidden = sum(b - a for (a, b), flag in zip(spans, flags, strict=True) if flag)
        return tuple(line for line, flag in zip(lines, flags, strict=True) if not flag), hidden

    def _edges(self, text: str, character: Callable[[int], int]) -> dict[int, tuple[float, float]]:
        indices: list[int] = []
        for match in _SENTENCE_EDGE.finditer(text):
            indices += ((match.start(1) if match[1] else match.end()) - 1, match.end())
        if not indices:
            return {}
        boxes = self._boxes([character(index) for index in indices])
        return dict(zip(indices, zip(boxes[:, 0].tolist(), boxes[:, 2].tolist(), strict=True), strict=True))

    def _boxes(self, characters: list[int]) -> NDArray[np.float32]:
        """Boxes of characters as displayed: an array (characters, 4) of left, top, right, bottom."""
        count = len(characters)
        store = np.zeros((count + 1, 4), np.float32)
        address = store.ctypes.data
        places = range(address, address + 16 * count, 16)
        for _ in map(pdfium.loose_box, repeat(self._text), characters, places):
            pass
        pdfium.page_bounds(self._page, address + 16 * count)
        # PDFium's order is left, top, right, bottom with y growing upwards, in the page's own unrotated space.
        x_min, y_max, x_max, y_min = store[count].tolist()
        left, top, right, bottom = store[:count].T
        turn = pdfium.page_rotation(self._page)
        if turn == 0:
            shown = (left - x_min, y_max - top, right - x_min, y_max - bottom)
        elif turn == 1:
            shown = (bottom - y_min, left - x_min, top - y_min, right - x_min)
        elif turn == 2:
            shown = (x_max - right, bottom - y_min, x_max - left, top - y_min)
        else:
            shown = (y_max - top, x_max - right, y_max - bottom, x_max - left)
        return np.stack(shown, axis=1)

    def _style(self, character: int) -> Style:
        thing = pdfium.text_object(self._text, character)
        style = self._styles.get(thing)
        if style is None:
            self._styles[thing] = style = self._measured(thing, character)
        return style

    def _measured(self, thing: int, character: int) -> Style:
        if not thing:
            return Style(0.0, "", False)
        numbers = (ctypes.c_float * 7)()
        address = ctypes.addressof(numbers)
        pdfium.object_font_size(thing, address)
        pdfium.character_matrix(self._text, character, address + 4)
        scale = (numbers[3] ** 2 + numbers[4] ** 2) ** 0.5
        handle = pdfium.object_font(thing)
        font = self._fonts.get(handle)
        if font is None:
            self._fonts[handle] = font = _font(handle)
        return Style(round(numbers[0] * (scale or 1.0), 1), *font)


def _font(handle: int) -> tuple[str, bool]:
    if not handle:
        return "", False
    buffer = ctypes.create_string_buffer(_NAME_BYTES)
    pdfium.font_name(handle, ctypes.addressof(buffer), _NAME_BYTES)
    name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
    return name, bool(_BOLD_NAME.search(name)) or pdfium.font_weight(handle) >= _BOLD_WEIGHT


def _same(index: int) -> int:
    return index
