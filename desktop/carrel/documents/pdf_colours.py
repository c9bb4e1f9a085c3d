"""The five colours as they are written into PDFs, and the nearest of them to any colour found there."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

from carrel.domain.annotation import AnnotationKind, Colour

RGB = tuple[float, float, float]

_LIGHT = {
    Colour.YELLOW: "FFE88A",
    Colour.GREEN: "C4EBB4",
    Colour.BLUE: "BFDDFB",
    Colour.PINK: "FACBDA",
    Colour.VIOLET: "DECFF8",
}
"""Of highlights and notes, as Carrel shows them on paper."""

_STRONG = {
    Colour.YELLOW: "E0AC00",
    Colour.GREEN: "3E9A47",
    Colour.BLUE: "2F7FD1",
    Colour.PINK: "D1437C",
    Colour.VIOLET: "7C53CC",
}
"""Of lines, which the light ones would leave unseen."""

_HUES = {Colour.YELLOW: 50, Colour.GREEN: 115, Colour.BLUE: 210, Colour.VIOLET: 265, Colour.PINK: 340}
_GREY = 0.08


def rgb(colour: Colour, kind: AnnotationKind) -> RGB:
    """A colour's red, green and blue, from 0 to 1, for a kind of annotation."""
    lines = kind in (AnnotationKind.UNDERLINE, AnnotationKind.AREA)
    number = int((_STRONG if lines else _LIGHT)[colour], 16)
    return (number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255


def nearest(components: Sequence[float]) -> Colour:
    """The colour whose hue is nearest to grey (one number), RGB (three) or CMYK (four); yellow for greys and none."""
    numbers = [min(max(one, 0.0), 1.0) for one in components]
    if len(numbers) == 4:
        cyan, magenta, yellow, black = numbers
        numbers = [(1 - one) * (1 - black) for one in (cyan, magenta, yellow)]
    if len(numbers) != 3 or max(numbers) - min(numbers) < _GREY:
        return Colour.YELLOW
    hue = colorsys.rgb_to_hsv(*numbers)[0] * 360
    return min(_HUES, key=lambda one: abs((hue - _HUES[one] + 180) % 360 - 180))
