"""Columns that a file prints row by row: line 1 of the left one, line 1 of the right one, line 2 of the left one.

Some converters write so, and scanners that recognise text across the page. People read one column and then the other. A
file that prints each column in one go keeps its order, and so do tables, whose rows are read across. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""A letter of the scripts that are written from right to left."""

_LETTER = re.compile(r"[^\W\d_]")
_WORD_SPACE = 1.2
_LEAST_STRIP = 0.5
_PARTED = 8.0
_RETURNS = 3
_COLUMN = 0.22
_FULL = 0.7
_MOST = 0.7


class Box(NamedTuple):
    """The box of a run of print, in points from the page's top-left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The middle of its width."""
        return (self.left + self.right) / 2


class _Piece(NamedTuple):
    """Runs beside one another without more than a word's space between them: `first` up to `stop`, and their box."""

    first: int
    stop: int
    box: Box


@dataclass(slots=True)
class _Band:
    """Pieces one after another with a strip between them that nothing is printed on."""

    left: float
    right: float
    sides: tuple[list[_Piece], list[_Piece]] = field(default_factory=lambda: ([], []))
    returns: int = 0
    last: int = -1

    def take(self, piece: _Piece) -> bool:
        """Take the next piece; False where the strip ends at it, or a column would go upwards."""
        box = piece.box
        side = int(box.middle > (self.left + self.right) / 2)
        left, right = (self.left, min(self.right, box.left)) if side else (max(self.left, box.right), self.right)
        if right - left < _LEAST_STRIP * box.height:
            return False
        column = self.sides[side]
        if column:
            above = column[-1].box
            height = max(above.height, box.height)
            if box.bottom < above.top + 1 or box.top - above.bottom > _PARTED * height:
                return False
        elif self.last >= 0 and box.bottom < self.sides[self.last][-1].box.top + 1:
            return False
        self.left, self.right = left, right
        self.returns += self.last == 1 and side == 0
        self.last = side
        column.append(piece)
        return True

    def holds(self, strip: tuple[float, float]) -> bool:
        """Whether another strip lies over this one."""
        return strip[0] < self.right and self.left < strip[1]

    def ordered(self, width: float) -> list[_Piece] | None:
        """One column after the other, where the file goes to and fro between columns of running text; else None."""
        left, right = self.sides
        if self.returns < _RETURNS or not _runs_on(left, width):
            return None
        if _runs_on(right, width):
            return [*left, *right]
        # Of three columns this strip parts one from the two others.
        strip = _strip(right, 0)
        others = _Band(*strip) if strip is not None else None
        if others is None or not all(map(others.take, right)):
            return None
        columns = others.ordered(width)
        return [*left, *columns] if columns is not None else None


def order_by_columns(boxes: Sequence[Box], width: float, *, leftwards: bool = False) -> tuple[range, ...] | None:
    """The runs of a page `width` points wide, given in the file's order, as ranges in the order in which they are read.

    None where the file's order stands. `leftwards` is for print that is read from right to left.
    """
    if leftwards:
        boxes = [Box(width - box.right, box.top, width - box.left, box.bottom) for box in boxes]
    pieces = _pieces(boxes)
    ordered = _ordered(pieces, width)
    if ordered == pieces:
        return None
    ranges: list[range] = []
    for piece in ordered:
        if ranges and ranges[-1].stop == piece.first:
            ranges[-1] = range(ranges[-1].start, piece.stop)
        else:
            ranges.append(range(piece.first, piece.stop))
    return tuple(ranges)


def runs_leftwards(text: str) -> bool:
    """Whether a page's text is mostly of letters that are written from right to left."""
    return 2 * len(LEFTWARDS.findall(text)) > len(_LETTER.findall(text))


def _ordered(pieces: list[_Piece], width: float) -> list[_Piece]:
    ordered: list[_Piece] = []
    at = refused_until = 0
    refused: _Band | None = None
    while at < len(pieces):
        strip = _strip(pieces, at)
        if strip is not None and refused is not None and at < refused_until and refused.holds(strip):
            # What was no pair of columns from an earlier line on is none from here.
            strip = None
        columns = None
        if strip is not None:
            band = _Band(*strip)
            taken = next((number for number in range(at, len(pieces)) if not band.take(pieces[number])), len(pieces))
            columns = band.ordered(width)
            if columns is None:
                refused, refused_until = band, taken
        ordered += columns or pieces[at : at + 1]
        at += len(columns) if columns else 1
    return ordered


def _strip(pieces: Sequence[_Piece], at: int) -> tuple[float, float] | None:
    """The room between a piece and the next, where that stands to the right of it; its left and right edge."""
    if at + 1 >= len(pieces):
        return None
    here, beside = pieces[at].box, pieces[at + 1].box
    tight = beside.left - here.right < _LEAST_STRIP * here.height
    return None if tight or beside.top > here.bottom + here.height else (here.right, beside.left)


def _runs_on(side: Sequence[_Piece], width: float) -> bool:
    """Whether a column is of running text: lines without gaps, wide enough for it, flush on the left and most of them full."""
    lines: list[list[Box]] = []
    for piece in side:
        if lines and _one_line(lines[-1][-1], piece.box):
            lines[-1].append(piece.box)
        else:
            lines.append([piece.box])
    whole = [line[0] for line in lines if len(line) == 1]
    if len(lines) <= _RETURNS or len(whole) < _MOST * len(lines):
        return False
    widths = sorted(line.right - line.left for line in whole)
    column = widths[-1 - len(widths) // 10]
    left = median(line.left for line in whole)
    flush = sum(abs(line.left - left) < 2 * line.height for line in whole)
    full = sum(one >= _FULL * column for one in widths)
    return column >= _COLUMN * width and flush >= _MOST * len(lines) and full >= _MOST * len(lines)


def _pieces(boxes: Sequence[Box]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for index, box in enumerate(boxes):
        last = pieces[-1] if pieces else None
        if last is not None and _one_line(last.box, box) and _near(last.box, box):
            whole = last.box
            joined = Box(
                min(whole.left, box.left),
                min(whole.top, box.top),
                max(whole.right, box.right),
                max(whole.bottom, box.bottom),
            )
            pieces[-1] = _Piece(last.first, index + 1, joined)
        else:
            pieces.append(_Piece(index, index + 1, box))
    return pieces


def _one_line(one: Box, other: Box) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5 * min(one.height, other.height)


def _near(one: Box, other: Box) -> bool:
    return max(other.left - one.right, one.left - other.right) < _WORD_SPACE * max(one.height, other.height)
