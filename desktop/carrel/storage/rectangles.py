"""Rectangles as the database keeps them: little-endian float32 quintuples (page, left, top, right, bottom), points."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

from carrel.domain.passage import Rectangle

_NUMBERS = 5


def packed(rectangles: Iterable[Rectangle]) -> bytes:
    """Rectangles as bytes."""
    numbers = array("f", (n for r in rectangles for n in (r.page, r.left, r.top, r.right, r.bottom)))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(held: bytes) -> tuple[Rectangle, ...]:
    """What `packed` made bytes of, in 32-bit numbers."""
    numbers = array("f", held)
    if sys.byteorder == "big":
        numbers.byteswap()
    return tuple(Rectangle(int(numbers[i]), *numbers[i + 1 : i + _NUMBERS]) for i in range(0, len(numbers), _NUMBERS))
