"""Words found in a paper's passages. Pure; accents, case and how lines were broken do not count."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple, overload

from carrel.domain.passage import Passage

_MARKS = re.compile("[\u0300-\u036f]")
_TYPED = (("\u2010", "-"), ("\u2011", "-"), ("\u2013", "-"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"'))


def folded(text: str) -> str:
    """Text as it is compared: compatibility forms resolved, no accents, no case, single spaces."""
    # Most sentences have nothing but ASCII, and for those all of it comes to this.
    return " ".join((text.lower() if text.isascii() else _plain(text)).split())


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    # Several times as fast as `str.translate`, which looks every character up.
    for printed, typed in _TYPED:
        plain = plain.replace(printed, typed)
    return _MARKS.sub("", plain)


_AT_ONCE = 100


class Hit(NamedTuple):
    """The `number`-th hit inside a passage, counted from 0."""

    passage: int
    number: int


class Hits(Sequence[Hit]):
    """What was found, in reading order. One letter is found hundreds of thousands of times, so hits are counted, not kept."""

    def __init__(self, found: Sequence[tuple[Passage, int]] = ()) -> None:
        """`found` are passages with how many hits each holds, one at least, in reading order."""
        self._passages = [passage for passage, _ in found]
        self._starts = list(accumulate((count for _, count in found), initial=0))
        self._counts: dict[int, int] = {}
        self._on_page: dict[int, list[Passage]] = {}
        for number, (passage, count) in enumerate(found):
            if number % _AT_ONCE == 0:
                time.sleep(0)
            self._counts[passage.position] = count
            for page in {rectangle.page for rectangle in passage.rectangles}:
                self._on_page.setdefault(page, []).append(passage)

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> Hit: ...

    @overload
    def __getitem__(self, index: slice) -> list[Hit]: ...

    def __getitem__(self, index: int | slice) -> Hit | list[Hit]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        row = bisect_right(self._starts, index) - 1
        return Hit(self._passages[row].position, index - self._starts[row])

    def page(self, index: int) -> int:
        """The page on which the passage of a hit starts."""
        return self._passages[bisect_right(self._starts, index) - 1].page

    def first_from(self, page: int) -> int:
        """The index of the first hit from a page on, else of the first of all; -1 where there is none."""
        rows = (row for row, passage in enumerate(self._passages) if passage.page >= page)
        return self._starts[next(rows, 0)] if self._passages else -1

    def on_page(self, page: int) -> Sequence[Passage]:
        """The passages with hits that stand on a page, or partly do."""
        return self._on_page.get(page, ())

    def of_passage(self, position: int) -> list[Hit]:
        """The hits inside a passage."""
        return [Hit(position, number) for number in range(self._counts.get(position, 0))]


@dataclass(frozen=True, slots=True)
class FoldedPassages:
    """A paper's passages ready to be searched, with the folded text of each, in reading order."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> FoldedPassages:
        """Fold all passages. Meant to run beside the window, which gets its turn after every few of them."""
        texts = []
        for number, passage in enumerate(passages):
            if number % _AT_ONCE == 0:
                time.sleep(0)
            texts.append(folded(passage.text))
        return cls(tuple(passages), tuple(texts))

    def find(self, text: str) -> Hits:
        """Every place where the words stand together, in reading order; none for blank text."""
        wanted = folded(text)
        if not wanted:
            return Hits()
        counts = ((passage, text.count(wanted)) for passage, text in zip(self.passages, self.texts, strict=True))
        return Hits([(passage, count) for passage, count in counts if count])


class FoldedOnce:
    """Passages that are folded once, by the thread that asks first; others wait for it. Safe from any thread."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._folded: FoldedPassages | None = None
        self._lock = threading.Lock()

    def ready(self) -> FoldedPassages:
        """The passages ready to be searched."""
        with self._lock:
            if self._folded is None:
                self._folded = FoldedPassages.of(self._passages)
            return self._folded


def printed_spans(page_text: str, wanted: str) -> list[tuple[int, int]]:
    """Where folded text `wanted` is printed in a page's raw text, as (start, length), whatever lines and hyphens cut."""
    squeezed: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(page_text):
        for plain in character.lower() if character.isascii() else _plain(character):
            if not plain.isspace() and plain not in "-\ufffe\x02":
                squeezed.append(plain)
                origin.append(index)
    needle = "".join(character for character in wanted if not character.isspace() and character != "-")
    if not needle:
        return []
    spans = []
    haystack = "".join(squeezed)
    start = haystack.find(needle)
    while start >= 0:
        first, last = origin[start], origin[start + len(needle) - 1]
        spans.append((first, last - first + 1))
        start = haystack.find(needle, start + len(needle))
    return spans
