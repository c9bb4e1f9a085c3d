"""What is printed in rectangles of a page, with the text around it: the anchor of an annotation that brought no words along."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from carrel.documents.characters import normalise, squeeze
from carrel.documents.page_characters import Boxes, characters_of
from carrel.domain.annotation import CONTEXT, Anchor
from carrel.domain.passage import Rectangle

_BROKEN = ("\ufffe", "\x02")
_MARKS = dict.fromkeys(map(ord, _BROKEN))


class Surroundings:
    """Tells what is printed where in an open document. One page is kept at hand: ask page by page."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self._index = -1
        self._text = ""
        self._middles: Boxes = np.zeros((0, 2))
        self._between: NDArray[np.bool_] = np.zeros(0, np.bool_)

    def anchor(self, rectangles: Sequence[Rectangle]) -> Anchor:
        """The anchor of rectangles: the words whose middles are in them, and up to `CONTEXT` characters around those."""
        pages = list(dict.fromkeys(one.page for one in rectangles))
        quote: list[str] = []
        before = after = ""
        for index in pages:
            self._go_to(index)
            inside: list[int] = []
            for one in rectangles:
                if one.page == index:
                    places = self._inside(one)
                    inside += places
                    quote.append(self._line(places))
            if inside:
                first, last = min(inside), max(inside)
                before = before or _plain(self._text[max(first - CONTEXT, 0) : first])
                after = _plain(self._text[last + 1 : last + 1 + CONTEXT])
        return Anchor(pages[0], tuple(rectangles), squeeze(normalise("".join(quote))), before, after)

    def _go_to(self, index: int) -> None:
        if index != self._index:
            with characters_of(self._document, index) as page:
                self._index, self._text = index, page.text()
                boxes = page.boxes(range(page.count))
            self._middles = (boxes[:, :2] + boxes[:, 2:]) / 2
            # What has no size is white space that PDFium made up; it is taken between characters that are taken.
            self._between = boxes[:, 2] <= boxes[:, 0]

    def _inside(self, one: Rectangle) -> list[int]:
        x, y = self._middles[:, 0], self._middles[:, 1]
        within = (x >= one.left) & (x <= one.right) & (y >= one.top) & (y <= one.bottom)
        within[1:-1] |= self._between[1:-1] & within[:-2] & within[2:]
        return np.flatnonzero(within).tolist()

    def _line(self, places: Sequence[int]) -> str:
        """The words of a rectangle, to be followed by those of the next: apart, unless a word was broken between them."""
        if not places:
            return ""
        words = "".join(self._text[place] for place in places)
        broken = words.endswith(_BROKEN) or self._text[places[-1] + 1 : places[-1] + 2] in _BROKEN
        return words.translate(_MARKS) + ("" if broken else " ")


def _plain(text: str) -> str:
    return squeeze(normalise(text.translate(_MARKS)))
