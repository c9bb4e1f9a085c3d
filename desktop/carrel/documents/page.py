"""One page of PDFium's text as lines with boxes and styles.

Speed decides the shape of this module. PDFium already groups characters into lines, so only a few characters of
each line are measured: its ends, its middle, and the places where a sentence may begin or end. PDFium's functions
are called in bulk, by `map`, and write into arrays.
"""

from __future__ import annotations

import re
from itertools import groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from carrel.documents import pdfium
from carrel.documents.characters import is_normal, normalise
from carrel.documents.columns import around, parted, words_by_column
from carrel.documents.fonts import Styles
from carrel.documents.hidden import Visibility, picture
from carrel.documents.line import Line, Page, Style
from carrel.domain.column_order import runs_leftwards
from carrel.domain.unseen import written_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

# PDFium writes a hyphen that breaks a word at a line's end as U+FFFE or U+0002, and no line break after it.
_LINE = re.compile(r"[^\s\ufffe\x02](?:[^\r\n\ufffe\x02]*[^\s\ufffe\x02])?")
_SOFT = "\ufffe\x02"
_WORD = re.compile(r"\S+")
_SENTENCE_EDGE = re.compile(r"[.!?][\"'”’»)\]\d]*( +)(?=[^\sa-z])|[。！？][」』”’）]*(?=[^\s」』”’）])")
_SMALLEST = 2.0
_DRAWN = 64
_SIDEWAYS = 4
_ROWS = 4
_SAMPLED = 12
_ORDINARY = 10.0
_INK = 1.3

_Span = tuple[int, int]


class PageReader:
    """Reads the pages of one open PDFium document; a page's handles live only inside `read`."""

    def __init__(self, document: int) -> None:
        self._document = document

    def read(self, index: int, *, draw: bool = False) -> Page:
        """Read one page, and `draw` it small to see that it can be. Raises ValueError when PDFium cannot load it."""
        page = pdfium.load_page(self._document, index)
        if not page:
            raise ValueError("it is damaged")
        try:
            if draw:
                picture(page, _DRAWN, _DRAWN)
            text = pdfium.load_text(page)
            if not text:
                raise ValueError("its text is damaged")
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
        self._handle = text
        self._index = index
        self._width: float = pdfium.page_width(page)
        self._height: float = pdfium.page_height(page)
        self._text = ""
        self._shifted = False

    def page(self) -> Page:
        count = pdfium.count_characters(self._handle)
        if count <= 0:
            return Page(self._index, self._width, self._height, ())
        buffer = np.empty(2 * count + 2, np.uint16)
        written = pdfium.get_text(self._handle, 0, count, buffer.ctypes.data)
        self._text = buffer[: max(written - 1, 0)].tobytes().decode("utf-16-le", "replace")
        # Where PDFium dropped control characters, indices into the text and into its characters differ.
        self._shifted = len(self._text) != count
        spans = [match.span() for match in _LINE.finditer(self._text)]
        if not spans:
            return Page(self._index, self._width, self._height, ())
        firsts = self._objects([begin for begin, _ in spans])
        lasts = self._objects([end - 1 for _, end in spans])
        mixed = [span for span, first, last in zip(spans, firsts, lasts, strict=True) if first != last]
        things = {*firsts, *lasts, *self._objects(self._word_starts(mixed))}
        unseen = Visibility(self._page, self._width, self._height).unseen(things)
        hidden = 0
        if unseen:
            spans, hidden = self._seen(spans, unseen)
        if self._goes_across(mixed):
            spans = self._by_column(spans)
        lines, dropped = self._lines(spans)
        hidden += dropped + written_unseen(self._text)
        return Page(self._index, self._width, self._height, lines, self._edges(), hidden)

    def _objects(self, indices: Sequence[int]) -> list[int]:
        """The text objects that print the characters; 0 for characters that PDFium made up itself."""
        return list(map(pdfium.text_object, repeat(self._handle), self._characters(indices)))

    def _characters(self, indices: Sequence[int]) -> Sequence[int]:
        return list(map(pdfium.character_index, repeat(self._handle), indices)) if self._shifted else indices

    def _word_starts(self, spans: Iterable[_Span]) -> list[int]:
        text = self._text
        return [match.start() for begin, end in spans for match in _WORD.finditer(text, begin, end)]

    def _seen(self, spans: Iterable[_Span], unseen: frozenset[int]) -> tuple[list[_Span], int]:
        """The parts of lines that people can see, and how many characters they cannot."""
        kept: list[_Span] = []
        hidden = 0
        for begin, end in spans:
            words = [match.span() for match in _WORD.finditer(self._text, begin, end)]
            goes_on = False
            for (first, last), thing in zip(words, self._objects([a for a, _ in words]), strict=True):
                if thing in unseen:
                    hidden += last - first
                    goes_on = False
                else:
                    kept.append((kept.pop()[0] if goes_on else first, last))
                    goes_on = True
        return kept, hidden

    def _goes_across(self, mixed: Sequence[_Span]) -> bool:
        """Whether lines made of several pieces have gaps, as those over two columns do: some of them are looked at."""
        if len(mixed) < _ROWS:
            return False
        sampled = mixed[:: 1 + len(mixed) // _SAMPLED]
        return 3 * parted(self._words(sampled)[1], self._width) >= len(sampled)

    def _by_column(self, spans: list[_Span]) -> list[_Span]:
        """The lines as they are read, cut apart where one goes over two columns."""
        words, boxes = self._words(spans)
        ranges = words_by_column(boxes, self._width, leftwards=runs_leftwards(self._text))
        if ranges is None:
            return spans
        ordered: list[_Span] = []
        for one in ranges:
            for _, line in groupby(words[one.start : one.stop], key=itemgetter(0)):
                parts = list(line)
                ordered.append((parts[0][1], parts[-1][2]))
        return ordered

    def _words(self, spans: Iterable[_Span]) -> tuple[list[tuple[int, int, int]], NDArray[np.float64]]:
        """The words of lines as (number of the line, begin, end), and their boxes."""
        words = [
            (number, *match.span())
            for number, (begin, end) in enumerate(spans)
            for match in _WORD.finditer(self._text, begin, end)
        ]
        ends = [begin for _, begin, _ in words] + [end - 1 for _, _, end in words]
        firsts, lasts = self._boxes(self._characters(ends)).reshape(2, len(words), 4)
        return words, around(firsts, lasts)

    def _lines(self, spans: Sequence[_Span]) -> tuple[tuple[Line, ...], int]:
        """The lines, and how many characters were dropped because they are off the page or too small to be seen."""
        if not spans:
            return (), 0
        text = self._text
        count = len(spans)
        firsts = [begin for begin, _ in spans]
        middles = [_inked(text, (begin + end) // 2, end) for begin, end in spans]
        sampled = self._characters([*firsts, *middles, *(end - 1 for _, end in spans)])
        boxes = self._boxes(sampled).reshape(3, count, 4)
        low, high = boxes.min(axis=0), boxes.max(axis=0)
        left, right = low[:, 0], high[:, 2]
        middle = boxes.sum(axis=0) - low - high  # the median of three
        top, bottom = middle[:, 1], middle[:, 3]
        sideways = high[:, 3] - low[:, 1] > _SIDEWAYS * np.maximum(right - left, bottom - top)
        if sideways.any():
            top, bottom = np.where(sideways, low[:, 1], top), np.where(sideways, high[:, 3], bottom)
        styles = Styles(self._handle).of(
            [*self._objects(middles), *self._objects(firsts)],
            sampled_at=[*sampled[count : 2 * count], *sampled[:count]],
        )
        heights = (high[:, 3] - low[:, 1]).tolist()
        styles = [
            style if style.font or height <= _SMALLEST + 1 else _drawn(style, height)
            for style, height in zip(styles, [*heights, *heights], strict=True)
        ]
        texts = printed = [text[begin:end] for begin, end in spans]
        if is_normal(text):
            printed = [""] * count
        else:
            texts = [normalise(piece) for piece in printed]
            printed = ["" if piece == again else piece for piece, again in zip(printed, texts, strict=True)]
        lines = map(
            Line._make,
            zip(
                repeat(self._index),
                firsts,
                texts,
                left.tolist(),
                top.tolist(),
                right.tolist(),
                bottom.tolist(),
                styles[:count],
                styles[count:],
                [text[end : end + 1] in _SOFT and end < len(text) for _, end in spans],
                printed,
            ),
        )
        unseen = (right < 0) | (left > self._width) | (bottom < 0) | (top > self._height)
        if any(style.size < _SMALLEST for style in styles[:count]):
            unseen |= np.array([0 < style.size < _SMALLEST for style in styles[:count]])
        if not unseen.any() and all(texts):
            return tuple(lines), 0
        flags = unseen.tolist()
        dropped = sum(end - begin for (begin, end), flag in zip(spans, flags, strict=True) if flag)
        return tuple(line for line, flag in zip(lines, flags, strict=True) if line.text and not flag), dropped

    def _edges(self) -> dict[int, tuple[float, float]]:
        """Left and right of the characters at which sentences may end and begin inside lines."""
        indices: list[int] = []
        for match in _SENTENCE_EDGE.finditer(self._text):
            indices += ((match.start(1) if match[1] else match.end()) - 1, match.end())
        if not indices:
            return {}
        boxes = self._boxes(self._characters(indices))
        return dict(zip(indices, zip(boxes[:, 0].tolist(), boxes[:, 2].tolist(), strict=True), strict=True))

    def _boxes(self, characters: Sequence[int]) -> NDArray[np.float64]:
        """Boxes of characters as displayed: an array (characters, 4) of left, top, right, bottom."""
        count = len(characters)
        measured = np.zeros((count + 1, 4), np.float32)
        address = measured.ctypes.data
        pdfium.run(pdfium.loose_box, repeat(self._handle), characters, range(address, address + 16 * count, 16))
        pdfium.page_bounds(self._page, address + 16 * count)
        # PDFium's order is left, top, right, bottom with y growing upwards, in the page's own unrotated space.
        store = np.round(measured.astype(np.float64), 2)
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


def _inked(text: str, index: int, end: int) -> int:
    """The first character from `index` that is not a space."""
    while index < end - 1 and text[index].isspace():
        index += 1
    return index


def _drawn(style: Style, height: float) -> Style:
    """The style of glyphs that are drawn by programs of their own, whose nominal size means nothing.

    Their boxes hug the ink, so only type that is clearly large is told from ordinary text.
    """
    return style._replace(size=_ORDINARY if height < _ORDINARY + 1 else round(_INK * height, 1))
