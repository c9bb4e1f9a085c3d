"""A quote in a few exact pieces: a page break, a column, a footnote or a running title came between its words."""

from __future__ import annotations

from collections.abc import Iterator

_SEED = 10
_MOST_SEEDS = 60
_MOST_PIECES = 6
_BETWEEN = 6000
_SHORTER = 3


def in_pieces(text: str, quote: str) -> Iterator[list[int]]:
    """Offsets in `text` of all characters of `quote` in order, both folded; each way of finding it once."""
    seed, start = quote[:_SEED], -1
    for _ in range(_MOST_SEEDS):
        start = text.find(seed, start + 1)
        if start < 0:
            return
        found = _from(text, quote, start, _MOST_PIECES)
        if found is not None:
            yield found


def common(one: str, other: str) -> int:
    """How many characters two strings begin with together."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _from(text: str, rest: str, start: int, pieces: int) -> list[int] | None:
    length = common(text[start : start + len(rest)], rest)
    if length == len(rest):
        return list(range(start, start + length))
    if pieces == 1:
        return None
    # A piece may have gone on by chance: the next then begins a few characters earlier.
    for shorter in range(length, max(length - _SHORTER, _SEED - 1), -1):
        end, left = start + shorter, rest[shorter:]
        for following in _next(text, left[:_SEED], end):
            found = _from(text, left, following, pieces - 1)
            if found is not None:
                return [*range(start, end), *found]
    return None


def _next(text: str, seed: str, end: int) -> Iterator[int]:
    """Where the next piece may begin: soon after, or where columns are out of order, not long before."""
    after = text.find(seed, end, end + _BETWEEN)
    if after >= 0:
        yield after
    before = text.rfind(seed, max(end - _BETWEEN, 0), end)
    if before >= 0:
        yield before
