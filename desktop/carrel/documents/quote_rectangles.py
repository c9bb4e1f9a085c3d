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
    upright = True
    for place in places:
        if lines:
            line = lines[-1]
            last = boxes[line[-1]]
            goes_on = _beside(boxes[line[0]], last, boxes[place], along=0)
            if not goes_on and (len(line) == 1 or not upright):
                goes_on = _beside(boxes[line[0]], last, boxes[place], along=1)
                upright = not goes_on
            if goes_on:
                line.append(place)
                continue
        lines.append([place])
        upright = True
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
    """One line's rectangle, as high as it can be without holding other words."""
    inked = tight[(tight[:, 2] > tight[:, 0]) & (tight[:, 3] > tight[:, 1])]
    inked = inked if len(inked) else loose
    left, right = float(inked[:, 0].min()), float(inked[:, 2].max())
    heights = (
        (float(loose[:, 1].min()), float(loose[:, 3].max())),
        (float(np.median(loose[:, 1])), float(np.median(loose[:, 3]))),
        (float(inked[:, 1].min()), float(inked[:, 3].max())),
        (float(np.median(inked[:, 1])), float(np.median(inked[:, 3]))),
    )
    middle = sum(heights[-1]) / 2
    band = _BAND * (heights[-1][1] - heights[-1][0])
    for top, bottom in (*heights, (middle - band, middle + band)):
        # Boxes of neighbours may overlap: italics, and punctuation of East Asian type.
        for inset in (share * (bottom - top) for share in _INSETS):
            if fold(page.within(left + inset, top, right - inset, bottom)) == expected:
                return Rectangle(page.index, *_rounded(left + inset, top, right - inset, bottom))
    top, bottom = heights[1]
    return Rectangle(page.index, *_rounded(left, top, right, bottom))


def _rounded(*numbers: float) -> tuple[float, ...]:
    return tuple(round(number, 2) for number in numbers)
