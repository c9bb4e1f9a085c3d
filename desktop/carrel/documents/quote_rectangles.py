"""The rectangles that cover some characters of a page, one a line of print."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from carrel.documents.folding import fold
from carrel.documents.page_characters import Boxes, PageCharacters
from carrel.domain.passage import Rectangle

_OVERLAP = 0.4
_GAP = 2.5
_INSETS = (0.0, 0.005, 0.02, 0.06, 0.12)
_BAND = 0.3


def rectangles_of(page: PageCharacters, indices: Sequence[int], text: str) -> tuple[Rectangle, ...]:
    """Rectangles around the characters at `indices`, in their order; `text` is the whole page's.

    Each is as high as its line's type, unless PDFium finds words of the lines beside it in there: then it is made lower until
    what it holds is just these characters.
    """
    inked = [index for index in indices if not text[index].isspace()]
    if not inked:
        return ()
    loose, tight = page.boxes(inked), page.boxes(inked, loose=False)
    # Characters without ink, or with none that PDFium can measure, have boxes of no size.
    sized = (loose[:, 2] > loose[:, 0]) & (loose[:, 3] > loose[:, 1])
    found = []
    for line in _lines(loose, np.flatnonzero(sized).tolist()):
        expected = fold("".join(text[inked[place]] for place in line))
        found.append(_fitted(page, loose[line], tight[line], expected))
    return tuple(found)


def _lines(boxes: Boxes, places: Sequence[int]) -> list[list[int]]:
    """Places of `boxes` line by line: those that follow one another beside, or in turned text below, each other."""
    lines: list[list[int]] = []
    axes: tuple[int, ...] = (0, 1)
    for place in places:
        if lines:
            first, last = boxes[lines[-1][0]], boxes[lines[-1][-1]]
            axis = next((one for one in axes if _beside(first, last, boxes[place], along=one)), None)
            if axis is not None:
                lines[-1].append(place)
                axes = (axis,)
                continue
        lines.append([place])
        axes = (0, 1)
    return lines


def _beside(first: Boxes, last: Boxes, box: Boxes, *, along: int) -> bool:
    """Whether `box` goes on a line that runs `along` the axis (0: x, 1: y), in either direction."""
    across = 1 - along
    size = min(last[across + 2] - last[across], box[across + 2] - box[across])
    thick = max(last[across + 2] - last[across], box[across + 2] - box[across])
    shared = max(min(other[across + 2], box[across + 2]) - max(other[across], box[across]) for other in (first, last))
    gap = max(box[along] - last[along + 2], last[along] - box[along + 2])
    return bool(shared >= _OVERLAP * size and gap <= _GAP * thick)


def _fitted(page: PageCharacters, loose: Boxes, tight: Boxes, expected: str) -> Rectangle:
    """One line's rectangle, as high as it can be without holding other words; of turned text, as wide."""
    inked = tight[(tight[:, 2] > tight[:, 0]) & (tight[:, 3] > tight[:, 1])]
    inked = inked if len(inked) else loose
    middles = (loose[:, :2] + loose[:, 2:]) / 2
    along = int(np.ptp(middles[:, 1]) > np.ptp(middles[:, 0]))
    low, high = 1 - along, 3 - along
    begin, end = float(inked[:, along].min()), float(inked[:, along + 2].max())
    heights = (
        (float(loose[:, low].min()), float(loose[:, high].max())),
        (float(np.median(loose[:, low])), float(np.median(loose[:, high]))),
        (float(inked[:, low].min()), float(inked[:, high].max())),
        (float(np.median(inked[:, low])), float(np.median(inked[:, high]))),
    )
    middle = sum(heights[-1]) / 2
    band = _BAND * (heights[-1][1] - heights[-1][0])
    for first, last in (*heights, (middle - band, middle + band)):
        # Boxes of neighbours may overlap: italics, and punctuation of East Asian type.
        for inset in (share * (last - first) for share in _INSETS):
            found = (begin + inset, first, end - inset, last)
            found = (found[1], found[0], found[3], found[2]) if along else found
            if fold(page.within(*found)) == expected:
                return Rectangle(page.index, *_rounded(*found))
    first, last = heights[1]
    found = (first, begin, last, end) if along else (begin, first, end, last)
    return Rectangle(page.index, *_rounded(*found))


def _rounded(*numbers: float) -> tuple[float, ...]:
    return tuple(round(number, 2) for number in numbers)
