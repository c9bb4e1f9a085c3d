"""A whole document's text, folded into one string for looking things up, and the way back to characters on pages."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
import pypdfium2

from carrel.documents.folding import fold, fold_characters
from carrel.documents.page_characters import characters_of
from carrel.documents.quote_rectangles import rectangles_of
from carrel.domain.passage import Rectangle

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
# A word that is broken at a line's end is one: PDFium marks the hyphen and prints no line break after it.
_BROKEN = re.compile("[\ufffe\x02]|-\r?\n")


class DocumentText:
    """The text of an open document. Pages are read when it is made; boxes when they are asked for."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.pages: list[str] = []
        pieces: list[str] = []
        self._starts: list[int] = []
        self._places = array("l")
        start = 0
        for index in range(len(document)):
            with characters_of(document, index) as page:
                self.pages.append(page.text())
            folded = fold_characters(self.pages[-1])
            self._starts.append(start)
            pieces.append(folded.text)
            self._places.extend(folded.places)
            start += len(folded.text)
        self.folded = "".join(pieces)
        """All pages in one string; offsets below are into it."""

    def page_at(self, offset: int) -> int:
        """The page that an offset is on."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def start_of(self, share: float) -> int:
        """The first offset of the page that lies at `share`, from 0 to 1, of all pages."""
        return self._starts[min(int(share * len(self._starts)), len(self._starts) - 1)] if self._starts else 0

    def characters(self, offsets: Iterable[int]) -> dict[int, list[int]]:
        """The characters behind offsets: pages with indices into their texts, each once, in the offsets' order."""
        found: defaultdict[int, dict[int, None]] = defaultdict(dict)
        for offset in offsets:
            found[self.page_at(offset)][self._places[offset]] = None
        return {page: list(indices) for page, indices in found.items()}

    def offset_of(self, page: int, index: int) -> int | None:
        """The first offset of a page's character, or of the next one that was not folded away; None after the page's last."""
        start = self._starts[page]
        end = self._starts[page + 1] if page + 1 < len(self._starts) else len(self.folded)
        offset = bisect_left(self._places, index, start, end)
        return offset if offset < end else None

    def box(self, offset: int) -> tuple[int, tuple[float, float, float, float]]:
        """The page of the character behind an offset, and its left, top, right, bottom there."""
        index = self.page_at(offset)
        with characters_of(self._document, index) as page:
            left, top, right, bottom = page.boxes([self._places[offset]])[0].tolist()
        return index, (left, top, right, bottom)

    def nearest(self, index: int, x: float, y: float) -> int | None:
        """The offset of the character printed nearest to a point of a page; None where it has none."""
        with characters_of(self._document, index) as page:
            inked = [place for place, character in enumerate(self.pages[index]) if fold(character)]
            if not inked:
                return None
            boxes = page.boxes(inked)
        across = np.maximum(np.maximum(boxes[:, 0] - x, x - boxes[:, 2]), 0)
        along = np.maximum(np.maximum(boxes[:, 1] - y, y - boxes[:, 3]), 0)
        return self.offset_of(index, inked[int(np.hypot(across, along).argmin())])

    def rectangles(self, offsets: Iterable[int]) -> tuple[Rectangle, ...]:
        """Rectangles, one a line of print, around the characters behind offsets."""
        found: list[Rectangle] = []
        for index, indices in self.characters(offsets).items():
            with characters_of(self._document, index) as page:
                found += rectangles_of(page, indices, self.pages[index])
        return tuple(found)

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points as displayed."""
        with characters_of(self._document, page) as characters:
            return characters.width, characters.height

    @cached_property
    def words(self) -> list[str]:
        """The words of the document, folded."""
        return [word for word, _, _ in self._words]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The offsets (start, end) of `words`."""
        return [(start, end) for _, start, end in self._words]

    @cached_property
    def occurrences(self) -> dict[str, list[int]]:
        """The indices in `words` of each word."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(self.words):
            found[word].append(index)
        return dict(found)

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        found = []
        for start, text in zip(self._starts, self.pages, strict=True):
            offset = start
            for word in words_of(text):
                found.append((word, offset, offset + len(word)))
                offset += len(word)
        return found


def words_of(text: str) -> Iterator[str]:
    """The words of a text, folded and in order; those of which nothing is left are left out."""
    for match in _WORD.finditer(_BROKEN.sub("", text)):
        word = fold(match.group())
        if word:
            yield word
