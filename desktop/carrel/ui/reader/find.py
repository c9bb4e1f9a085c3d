"""Words found in a paper's passages. Pure; accents, case and how lines were broken do not count."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


@dataclass(frozen=True, slots=True)
class FoldedPassages:
    """A paper's passages ready to be searched: position and folded text, in reading order."""

    texts: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> FoldedPassages:
        """Fold all passages. Meant to run beside the window, which gets its turn after every few of them."""
        texts = []
        for number, passage in enumerate(passages):
            if number % _AT_ONCE == 0:
                time.sleep(0)
            texts.append((passage.position, folded(passage.text)))
        return cls(tuple(texts))

    def find(self, text: str) -> list[Hit]:
        """Every place where the words stand together, in reading order; [] for blank text."""
        wanted = folded(text)
        if not wanted:
            return []
        return [Hit(position, number) for position, passage in self.texts for number in range(passage.count(wanted))]


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
