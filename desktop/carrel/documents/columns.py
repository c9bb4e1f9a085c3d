"""Words that a page's file gives row by row over columns, put into the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carrel.domain.column_order import Box, order_by_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROWS = 4
_GAP = 0.9
_COLUMN = 0.15
_ABOVE_LETTERS = 0.25


def words_by_column(boxes: NDArray[np.float64], width: float, *, leftwards: bool) -> tuple[range, ...] | None:
    """Ranges of words as they are read on a page `width` points wide; None where the file's order stands.

    `boxes` are those of the words in the file's order, as high as their font: an array (n, 4) of left, top, right, bottom.
    `leftwards` is for print that is read from right to left.
    """
    if parted(boxes, width) < _ROWS:
        return None
    printed = boxes.copy()
    printed[:, 1] += _ABOVE_LETTERS * (boxes[:, 3] - boxes[:, 1])
    return order_by_columns([Box(*box) for box in printed.tolist()], width, leftwards=leftwards)


def around(firsts: NDArray[np.float64], lasts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The boxes of words by those of their first and last characters, all of them arrays (n, 4)."""
    return np.concatenate((np.minimum(firsts, lasts)[:, :2], np.maximum(firsts, lasts)[:, 2:]), axis=1)


def parted(boxes: NDArray[np.float64], width: float) -> int:
    """How many lines of these words go on over a gap, from one piece as wide as a column may be to another."""
    if len(boxes) < 2:
        return 0
    left, top, right, bottom = boxes.T
    height = bottom - top
    shared = np.minimum(bottom[1:], bottom[:-1]) - np.maximum(top[1:], top[:-1])
    apart = np.maximum(left[1:] - right[:-1], left[:-1] - right[1:])
    one_line = 2 * shared > np.minimum(height[1:], height[:-1])
    gap = one_line & (apart > _GAP * np.maximum(height[1:], height[:-1]))
    ends = np.flatnonzero(gap | ~one_line)
    firsts, lasts = np.append(0, ends + 1), np.append(ends, len(boxes) - 1)
    wide = np.maximum(right[lasts], right[firsts]) - np.minimum(left[lasts], left[firsts]) > _COLUMN * width
    return int(np.count_nonzero(gap[ends] & wide[:-1] & wide[1:]))
