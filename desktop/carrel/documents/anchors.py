"""Quotes with their context are found again in another printing of a paper.

First exactly, by folded text; then in a few exact pieces, where a page break, a column or a footnote came between; then with
words changed. Where words occur several times their context and their place in the document tell which ones are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from carrel.documents import pieces
from carrel.documents.alignment import align
from carrel.documents.document_text import DocumentText, words_of
from carrel.documents.folding import fold
from carrel.documents.page_characters import opened
from carrel.domain.annotation import PlaceState, Sighting, Sought
from carrel.domain.errors import DocumentError
from carrel.domain.passage import Rectangle

_MOST_OCCURRENCES = 250
_SHORT = 12
_CONTEXT = 64
_SURROUNDED = 24
_LIKE = 0.6
_LIKE_IN_CONTEXT = 0.45
_FEW_WORDS = 8
_LIKE_OF_FEW = 0.75
_LEAST_WORDS = 3
_AROUND = (48, 24, 12)
_MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class _Match:
    """Offsets of a quote in a document, in order; `exact` where all of its characters are there."""

    offsets: Sequence[int]
    exact: bool


def find(
    path: Path,
    sought: Sequence[Sought],
    *,
    password: str = "",
    made_in: Path | None = None,
    made_in_password: str = "",
    on_each: Callable[[], None] | None = None,
) -> list[Sighting]:
    """Where things sought are in the file at `path`, in their order. `on_each` is called before each.

    `made_in` is the file that they were made in: notes and areas are found by what is printed beside them there.

    Raises:
        DocumentError: a file cannot be opened; PasswordNeeded: not without the right password.
    """
    with opened(path, password) as document, _opened_if(made_in, made_in_password, sought) as original:
        finder = Finder(DocumentText(document), DocumentText(original) if original is not None else None)
        found = []
        for one in sought:
            if on_each is not None:
                on_each()
            found.append(finder.find(one))
        return found


class Finder:
    """Finds things in one document; `original` is the one that they were made in, where it is at hand."""

    def __init__(self, document: DocumentText, original: DocumentText | None = None) -> None:
        self._document = document
        self._original = original

    def find(self, sought: Sought) -> Sighting:
        """Where one thing sought is."""
        if sought.whole:
            return self._beside(sought)
        match = self._match(sought)
        rectangles = self._document.rectangles(match.offsets) if match is not None else ()
        if match is None or not rectangles:
            return self._lost(sought)
        page = rectangles[0].page
        exact = match.exact and page == sought.anchor.page
        return Sighting(page, rectangles, PlaceState.PLACED if exact else PlaceState.MOVED)

    def _match(self, sought: Sought) -> _Match | None:
        quote = fold(sought.anchor.quote)
        if not quote:
            return None
        occurrences = self._occurrences(sought, quote)
        if occurrences:
            start = max(occurrences, key=lambda one: self._worth(sought, one, one + len(quote)))
            sure = len(quote) >= _SHORT or self._context(sought, start, start + len(quote)) >= _SHORT
            return _Match(range(start, start + len(quote)), sure)
        broken = list(pieces.in_pieces(self._document.folded, quote))
        if broken:
            best = max(broken, key=lambda one: self._worth(sought, one[0], one[-1] + 1))
            return _Match(best, exact=True)
        return self._like(sought)

    def _occurrences(self, sought: Sought, quote: str) -> list[int]:
        """Where a folded quote is: with what stood before or after it, else nearest to where it was."""
        before, after = fold(sought.anchor.before), fold(sought.anchor.after)
        found = list(self._nearby(sought, before + quote + after))
        if found:
            return [one + len(before) for one in found]
        with_before = [one + len(before) for one in self._nearby(sought, before + quote)]
        return [*with_before, *self._nearby(sought, quote + after), *self._nearby(sought, quote)]

    def _nearby(self, sought: Sought, wanted: str) -> Iterator[int]:
        """Where a folded text is, at most so often before and after the place where it was sought."""
        text = self._document.folded
        middle = start = self._document.start_of(self._relative(sought))
        for _ in range(_MOST_OCCURRENCES):
            start = text.find(wanted, start)
            if start < 0:
                break
            yield start
            start += 1
        end = middle + len(wanted) - 1
        for _ in range(_MOST_OCCURRENCES):
            start = text.rfind(wanted, 0, end)
            if start < 0:
                break
            yield start
            end = start + len(wanted) - 1

    def _like(self, sought: Sought) -> _Match | None:
        """The stretch that is most like the quote, where one is like enough or has the quote's surroundings."""
        quote = list(words_of(sought.anchor.quote))
        if len(quote) < _LEAST_WORDS:
            return None
        enough = _LIKE if len(quote) > _FEW_WORDS else _LIKE_OF_FEW
        for one in align(self._document, quote, self._relative(sought)):
            start, end = self._document.spans[one.first][0], self._document.spans[one.last][1]
            surrounded = self._context(sought, start, end) >= _SURROUNDED
            if one.fit >= (_LIKE_IN_CONTEXT if surrounded else enough):
                return _Match(range(start, end), exact=False)
        return None

    def _worth(self, sought: Sought, start: int, end: int) -> float:
        """How well the surroundings of offsets are those that were kept, and how near they are to where the quote was."""
        at = self._document.page_at(start) / max(len(self._document.pages), 1)
        return self._context(sought, start, end) - _CONTEXT * abs(at - self._relative(sought)) / 4

    def _context(self, sought: Sought, start: int, end: int) -> int:
        """How many characters before and after these offsets are as they were."""
        text = self._document.folded
        before, after = fold(sought.anchor.before), fold(sought.anchor.after)
        common_before = pieces.common(before[::-1], text[max(start - len(before), 0) : start][::-1])
        return common_before + pieces.common(after, text[end : end + len(after)])

    def _relative(self, sought: Sought) -> float:
        return sought.anchor.page / max(sought.pages or len(self._document.pages), 1)

    def _beside(self, sought: Sought) -> Sighting:
        """A note or an area, found by what is printed nearest to it; without that it stays where it was."""
        anchor, rectangle = sought.anchor, sought.anchor.rectangles[0]
        neighbour = None
        if self._original is not None and anchor.page < len(self._original.pages):
            middle = ((rectangle.left + rectangle.right) / 2, (rectangle.top + rectangle.bottom) / 2)
            neighbour = self._original.nearest(anchor.page, *middle)
        if neighbour is None or self._original is None:
            return self._unmoved(sought)
        offset = self._same_surroundings(self._original.folded, neighbour, sought)
        if offset is None:
            return self._unmoved(sought)
        _, (x, y, _, _) = self._original.box(neighbour)
        page, (new_x, new_y, _, _) = self._document.box(offset)
        moved = _inside(self._document.size(page), page, anchor.rectangles, new_x - x, new_y - y)
        still = page == anchor.page and abs(new_x - x) < _MARGIN and abs(new_y - y) < _MARGIN
        return Sighting(page, moved, PlaceState.PLACED if still else PlaceState.MOVED)

    def _same_surroundings(self, original: str, at: int, sought: Sought) -> int | None:
        """The offset that what is printed around offset `at` of the original has here, by ever less of it."""
        for around in _AROUND:
            start = max(at - around, 0)
            text = original[start : at + around]
            places = list(self._nearby(sought, text)) if len(text) >= _SHORT else []
            if places:
                best = max(places, key=lambda one: self._worth(sought, one, one + len(text)))
                return best + at - start
        return None

    def _unmoved(self, sought: Sought) -> Sighting:
        anchor = sought.anchor
        if anchor.page >= len(self._document.pages):
            return self._lost(sought)
        stays = _inside(self._document.size(anchor.page), anchor.page, anchor.rectangles, 0, 0)
        return Sighting(anchor.page, stays, PlaceState.MOVED)

    def _lost(self, sought: Sought) -> Sighting:
        return Sighting(min(sought.anchor.page, max(len(self._document.pages) - 1, 0)), (), PlaceState.LOST)


@contextmanager
def _opened_if(path: Path | None, password: str, sought: Sequence[Sought]) -> Iterator[pypdfium2.PdfDocument | None]:
    """The file that things were made in, where one of them needs it and it opens."""
    if path is None or not any(one.whole for one in sought):
        yield None
        return
    with ExitStack() as stack:
        original = None
        with suppress(DocumentError):
            original = stack.enter_context(opened(path, password))
        yield original


def _inside(
    size: tuple[float, float], page: int, rectangles: Sequence[Rectangle], dx: float, dy: float
) -> tuple[Rectangle, ...]:
    """Rectangles moved by `dx` and `dy` to a page of this size, and back into it where they would leave it."""
    width, height = size
    moved = []
    for one in rectangles:
        across, down = one.right - one.left, one.bottom - one.top
        left = min(max(one.left + dx, 0.0), max(width - across, 0.0))
        top = min(max(one.top + dy, 0.0), max(height - down, 0.0))
        moved.append(Rectangle(page, left, top, min(left + across, width), min(top + down, height)))
    return tuple(moved)
