"""Text that runs from line to line: joined, with hyphens resolved, and still knowing where each word is printed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from carrel.documents.characters import normalise
from carrel.domain.passage import Rectangle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.documents.line import Line, Page

_HYPHENS = "-‐\u00ad"
_TAIL = re.compile(r"[^\W\d_]+$")
_HEAD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


class Vocabulary:
    """The words that a paper writes in one piece, and those it writes with a hyphen, both in the middle of lines."""

    def __init__(self, lines: Iterable[Line]) -> None:
        words = " ".join([line.text for line in lines]).casefold().replace("‐", "-").split()
        self._compounds = " ".join([word for word in words if "-" in word])
        self._words = frozenset(words)
        self._known: dict[tuple[str, str], bool] = {}

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether a word broken between `first` and `second` has a hyphen of its own."""
        word = first.casefold(), second.casefold()
        known = self._known.get(word)
        if known is None:
            known = f"{word[0]}-{word[1]}" in self._compounds and word[0] + word[1] not in self._words
            self._known[word] = known
        return known


class Flow:
    """Lines joined into one text. `text` is in NFC on one line; `rectangles` finds any part of it on the pages."""

    def __init__(self, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
        self._lines = lines
        pieces: list[str] = []
        self._starts: list[int] = []
        length = 0
        for number, line in enumerate(lines):
            piece = line.text
            glue = ""
            if number:
                before = lines[number - 1]
                glue, cut = _glue(before, pieces[-1], piece, vocabulary)
                if cut:
                    pieces[-1] = pieces[-1][:-cut]
                    length -= cut
            length += len(glue)
            self._starts.append(length)
            pieces.append(glue)
            pieces.append(piece)
            length += len(piece)
        self.text = "".join(pieces)

    def rectangles(self, start: int, end: int, pages: dict[int, Page]) -> tuple[Rectangle, ...]:
        """One rectangle for each line that the text from `start` to `end` touches."""
        first = bisect_right(self._starts, start) - 1
        stop = bisect_left(self._starts, end, lo=first)
        lines = self._lines[first:stop]
        offset, rest = start - self._starts[first], end - self._starts[stop - 1]
        left = _edge(lines[0], offset, pages, 0) if offset > 0 else lines[0].left
        right = _edge(lines[-1], rest - 1, pages, 1) if rest < len(lines[-1].text) else lines[-1].right
        if len(lines) == 1:
            line = lines[0]
            return (Rectangle(line.page, left, line.top, max(left, right), line.bottom),)
        head, *between, tail = lines
        return (
            Rectangle(head.page, left, head.top, max(left, head.right), head.bottom),
            *[Rectangle(line.page, line.left, line.top, line.right, line.bottom) for line in between],
            Rectangle(tail.page, tail.left, tail.top, max(tail.left, right), tail.bottom),
        )

    def page(self, start: int) -> int:
        """The page on which the text at `start` is printed."""
        return self._lines[max(bisect_right(self._starts, start) - 1, 0)].page


def _glue(before: Line, text: str, following: str, vocabulary: Vocabulary) -> tuple[str, int]:
    """What joins two lines, and how many characters the first one loses."""
    hyphen = before.soft or (len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalpha())
    if hyphen:
        cut = 0 if before.soft else 1
        stem = text[: len(text) - cut]
        tail, head = _TAIL.search(stem), _HEAD.match(following)
        if not tail or not head:
            return ("-" if before.soft else ""), 0
        if not head[0][0].islower() or vocabulary.keeps_hyphen(tail[0], head[0]):
            return ("-" if before.soft else ""), 0
        return "", cut
    if text and following and _WIDE.match(text[-1]) and _WIDE.match(following[0]):
        return "", 0
    return " ", 0


def _edge(line: Line, offset: int, pages: dict[int, Page], side: int) -> float:
    """Where the character at `offset` of the line's normalised text begins (side 0) or ends (side 1)."""
    raw = _raw_offset(line.printed, offset) if line.printed else offset
    measured = pages[line.page].edges.get(line.start + raw)
    if measured:
        return measured[side]
    share = (raw + side) / max(len(line.printed or line.text), 1)
    return round(line.left + (line.right - line.left) * min(max(share, 0.0), 1.0), 2)


def _raw_offset(text: str, offset: int) -> int:
    """The index in a line as printed of the character at `offset` in its normalised form."""
    if len(normalise(text)) == len(text):
        return offset
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        if len(normalise(text[: middle + 1])) <= offset:
            low = middle + 1
        else:
            high = middle
    return low
