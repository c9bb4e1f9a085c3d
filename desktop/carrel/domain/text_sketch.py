"""A sketch of a text, small however long the text is: two sketches tell how much of two texts is the same.

One hash of each stretch of five words, the least kept in each of 64 bins (Ping Li, Art Owen, Cun-Hui Zhang: One Permutation
Hashing, 2012): the share of bins that agree estimates the Jaccard similarity of the two sets of stretches.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from zlib import crc32

from carrel.domain.plain_words import plain_words

BINS = 64
BAND = 4
"""Bins that have to agree together for two texts to be compared: texts of which 0.7 is the same are with 0.987."""
_LEAST_WORDS = 200
_MOST_WORDS = 15_000
_LEAST_FILLED = 60
_SPREAD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_FORMAT = f"<{BINS}I"

Sketch = bytes
"""64 little-endian 32-bit numbers; b"" of a text that is too short to tell anything."""


def sketch(passages: Iterable[str]) -> Sketch:
    """The sketch of a text, of at most its first 15,000 words; some 20 ms."""
    words: list[int] = []
    for passage in passages:
        words += [crc32(word.encode()) for word in plain_words(passage)]
        if len(words) >= _MOST_WORDS:
            break
    del words[_MOST_WORDS:]
    if len(words) < _LEAST_WORDS:
        return b""
    bins = [_MASK] * BINS
    for a, b, c, d, e in zip(words, words[1:], words[2:], words[3:], words[4:], strict=False):
        mixed = ((((((a * 31 + b) * 131 + c) * 137 + d) * 139 + e) * _SPREAD) & _MASK) >> 20
        number = (mixed * _SPREAD) & _MASK
        at, value = number >> 58, (number >> 20) & 0xFFFFFFFF
        bins[at] = min(bins[at], value)
    if sum(one != _MASK for one in bins) < _LEAST_FILLED:
        return b""
    return struct.pack(_FORMAT, *(min(one, 0xFFFFFFFF) for one in bins))


def same_share(one: Sketch, other: Sketch) -> float:
    """About how much of two texts is the same, from 0 to 1; 0 where one told nothing."""
    if len(one) != len(other) or not one:
        return 0.0
    mine: tuple[int, ...] = struct.unpack(_FORMAT, one)
    others: tuple[int, ...] = struct.unpack(_FORMAT, other)
    return sum(a == b for a, b in zip(mine, others, strict=True)) / BINS


def bands(one: Sketch) -> list[bytes]:
    """Pieces of a sketch of which two like texts have one in common."""
    width = 4 * BAND
    return [one[start : start + width] for start in range(0, len(one), width)]
