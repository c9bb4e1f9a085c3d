"""Lines and paragraphs of print, out of the boxes of a page's runs of text. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from PySide6.QtCore import QRectF

_WORD_SPACE = 1.2
_PITCH = 1.35
_INDENT = 0.5
_NEAR = 1.8


def lines_of(runs: Sequence[QRectF]) -> list[QRectF]:
    """One box for each line of print: runs beside one another, no farther than a word's space, belong to one line."""
    lines: list[QRectF] = []
    for run in runs:
        last = lines[-1] if lines else None
        if last is not None and _beside(last, run):
            lines[-1] = last.united(run)
        else:
            lines.append(QRectF(run))
    return lines


def paragraph_of(lines: Sequence[QRectF], line: QRectF) -> list[QRectF]:
    """The lines of `line`'s paragraph, from its first to its last.

    A paragraph ends where its column leaves more room than between its other lines, and where the next line is indented.
    """
    column = sorted((one for one in lines if _one_column(one, line)), key=lambda one: one.center().y())
    pitches = [below.center().y() - above.center().y() for above, below in pairwise(column)]
    usual = median(pitches) if pitches else 0.0
    left = min(one.left() for one in column)
    first = last = column.index(line)
    while first > 0 and not _parted(column[first - 1], column[first], usual, left):
        first -= 1
    while last + 1 < len(column) and not _parted(column[last], column[last + 1], usual, left):
        last += 1
    return column[first : last + 1]


def reaches(runs: Sequence[QRectF]) -> list[tuple[float, float]]:
    """For each run the left and right end of its column there: as far as the lines right above and below it go."""
    order = sorted(range(len(runs)), key=lambda index: runs[index].center().y())
    found = [(run.left(), run.right()) for run in runs]
    for place, index in enumerate(order):
        one = runs[index]
        for other_index in order[place + 1 :]:
            other = runs[other_index]
            if other.center().y() - one.center().y() > _NEAR * max(one.height(), other.height()):
                break
            if _one_column(one, other):
                for widened, by in ((index, other), (other_index, one)):
                    left, right = found[widened]
                    found[widened] = min(left, by.left()), max(right, by.right())
    return found


def nearest(runs: Sequence[QRectF], reach: Sequence[tuple[float, float]], x: float, y: float) -> QRectF | None:
    """The run that a point means: beside a column the one at its height, past a short line's end that line."""

    def distance(index: int) -> tuple[float, float]:
        run, (left, right) = runs[index], reach[index]
        down = max(run.top() - y, 0.0, y - run.bottom())
        across = max(left - x, 0.0, x - right)
        return across + 3 * down, max(run.left() - x, 0.0, x - run.right())

    best = min(range(len(runs)), key=distance, default=None)
    return runs[best] if best is not None else None


def _parted(above: QRectF, below: QRectF, usual: float, left: float) -> bool:
    if below.center().y() - above.center().y() > _PITCH * usual:
        return True
    height = max(above.height(), below.height())
    return below.left() - left > _INDENT * height and below.left() - above.left() > _INDENT * height


def _beside(one: QRectF, other: QRectF) -> bool:
    height = min(one.height(), other.height())
    shared = min(one.bottom(), other.bottom()) - max(one.top(), other.top())
    gap = max(other.left() - one.right(), one.left() - other.right())
    return shared > 0.5 * height and gap < _WORD_SPACE * max(one.height(), other.height())


def _one_column(one: QRectF, other: QRectF) -> bool:
    shared = min(one.right(), other.right()) - max(one.left(), other.left())
    return shared > 0.5 * min(one.width(), other.width())
