"""Styles of text objects: effective size, font name, boldness."""

from __future__ import annotations

import ctypes
import re
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from carrel.documents import pdfium
from carrel.documents.line import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|cmb\d|[-,]bd|sfbx", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD_WEIGHT = 600
_NAME_BYTES = 160
_UNKNOWN = Style(0.0, "", bold=False)


class Styles:
    """Measures the styles of one page's text objects, each once."""

    def __init__(self, text: int) -> None:
        self._text = text
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._known: dict[tuple[float, int], Style] = {}

    def of(self, objects: Sequence[int], *, sampled_at: Sequence[int]) -> list[Style]:
        """One style for each object; `sampled_at` gives a character that it prints."""
        places = dict(zip(objects, sampled_at, strict=True))
        places.pop(0, None)
        things = list(places)
        count = len(things)
        numbers = np.zeros((count, 7), np.float32)
        address = numbers.ctypes.data
        pdfium.run(pdfium.object_font_size, things, range(address, address + 28 * count, 28))
        pdfium.run(
            pdfium.character_matrix,
            repeat(self._text),
            places.values(),
            range(address + 4, address + 4 + 28 * count, 28),
        )
        # A matrix is (a, b, c, d, e, f): c and d scale what is upright in the font.
        scale = np.hypot(numbers[:, 3], numbers[:, 4])
        sizes = np.round((numbers[:, 0] * np.where(scale > 0, scale, 1.0)).astype(np.float64), 1).tolist()
        fonts = list(map(pdfium.object_font, things))
        styles = dict(zip(things, map(self._style, sizes, fonts), strict=True))
        styles[0] = _UNKNOWN
        return [styles[thing] for thing in objects]

    def _style(self, size: float, font: int) -> Style:
        style = self._known.get((size, font))
        if style is None:
            name = self._fonts.get(font)
            if name is None:
                self._fonts[font] = name = _font(font)
            self._known[size, font] = style = Style(size, *name)
        return style


def _font(handle: int) -> tuple[str, bool]:
    if not handle:
        return "", False
    buffer = ctypes.create_string_buffer(_NAME_BYTES)
    pdfium.font_name(handle, ctypes.addressof(buffer), _NAME_BYTES)
    name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
    return name, bool(_BOLD_NAME.search(name)) or pdfium.font_weight(handle) >= _BOLD_WEIGHT
