"""A quote in a few exact pieces: a page break, a column, a footnote or a running title came between its words."""

from __future__ import annotations

from collections.abc import Iterator

_SEED = 10
_MOST_SEEDS = 60
_MOST_PIECES = 6
_MOST_TRIES = 2000
_BETWEEN = 6000
_SHORTER = 3


def in_pieces(text: str, quote: str) -> Iterator[list[int]]:
    """Offsets in `text` of all characters of `quote` in order, both folded; each way of finding it once."""
    search = _Search(text)
    seed, start = quote[:_SEED], -1
    for _ in range(_MOST_SEEDS):
        start = text.find(seed, start + 1)
        if start < 0:
            return
        found = search.piece(quote, start, _MOST_PIECES)
        if found is not None:
            yield found


def common(one: str, other: str) -> int:
    """How many characters two strings begin with together."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


class _Search:
    """One search in a text; a text made to have too many ways through it is given up."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _MOST_TRIES

    def piece(self, rest: str, start: int, pieces: int) -> list[int] | None:
        """The offsets of `rest` from `start` on, in at most so many pieces; None where it is not there."""
        self._left -= 1
        length = common(self._text[start : start + len(rest)], rest)
        if length == len(rest):
            return list(range(start, start + length))
        if pieces == 1 or self._left <= 0:
            return None
        # A piece may have gone on by chance: the next then begins a few characters earlier.
        for shorter in range(length, max(length - _SHORTER, _SEED - 1), -1):
            end, left = start + shorter, rest[shorter:]
            for following in self._next(left[:_SEED], end):
                found = self.piece(left, following, pieces - 1)
                if found is not None:
                    return [*range(start, end), *found]
        return None

    def _next(self, seed: str, end: int) -> Iterator[int]:
        """Where the next piece may begin: soon after, or where columns are out of order, not long before."""
        after = self._text.find(seed, end, end + _BETWEEN)
        if after >= 0:
            yield after
        before = self._text.rfind(seed, max(end - _BETWEEN, 0), end)
        if before >= 0:
            yield before
