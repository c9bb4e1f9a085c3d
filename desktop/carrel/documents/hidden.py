"""Which text objects of a page people cannot see.

Text can be hidden from people and still reach a program: white on white, an invisible render mode, a size too small
to read. The one honest use of invisible text is the layer that text recognition lays over a scanned page's image.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np
from pypdfium2 import raw

from carrel.documents import pdfium

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WHITE = 250
_LAYER_SHARE = 0.9
_LAYER_COVER = 0.5
_BRIGHT = 225.0
_MAXIMUM_SIDE = 1200.0
_DRAWING = raw.FPDF_RENDER_NO_SMOOTHIMAGE | raw.FPDF_RENDER_NO_SMOOTHPATH | raw.FPDF_RENDER_NO_SMOOTHTEXT


class Visibility:
    """Judges the text objects of one loaded page."""

    def __init__(self, page: int, width: float, height: float) -> None:
        self._page = page
        self._width = width
        self._height = height

    def unseen(self, objects: set[int]) -> frozenset[int]:
        """Those of the page's text objects that people cannot see."""
        things = list(objects - {0})
        count = len(things)
        colours = np.zeros((4, count), np.uint32)
        start, step = colours.ctypes.data, 4 * count
        channels = [range(start + channel * step, start + (channel + 1) * step, 4) for channel in range(4)]
        known = np.fromiter(map(pdfium.fill_colour, things, *channels), np.bool_, count)
        modes = np.fromiter(map(pdfium.render_mode, things), np.int32, count)
        invisible = modes == pdfium.INVISIBLE
        white = known & ~invisible & ((colours[:3].min(axis=0, initial=255) >= _WHITE) | (colours[3] == 0))
        unseen: set[int] = set()
        if invisible.any() and not (invisible.sum() >= _LAYER_SHARE * count and self._image_cover() >= _LAYER_COVER):
            unseen.update(thing for thing, flag in zip(things, invisible.tolist(), strict=True) if flag)
        if white.any():
            unseen |= self._without_contrast(
                [thing for thing, flag in zip(things, white.tolist(), strict=True) if flag]
            )
        return frozenset(unseen)

    def _image_cover(self) -> float:
        """The share of the page that its images cover, overlaps counted twice."""
        area = 0.0
        for number in range(pdfium.count_objects(self._page)):
            thing = pdfium.page_object(self._page, number)
            if pdfium.object_type(thing) in {pdfium.IMAGE_OBJECT, pdfium.FORM_OBJECT}:
                left, bottom, right, top = _bounds(thing)
                area += max(right - left, 0.0) * max(top - bottom, 0.0)
        return area / max(self._width * self._height, 1.0)

    def _without_contrast(self, things: list[int]) -> set[int]:
        """Those white texts that stand on white, judged from the page as it is drawn."""
        scale = min(1.0, _MAXIMUM_SIDE / max(self._width, self._height, 1.0))
        drawn = picture(self._page, max(int(self._width * scale), 1), max(int(self._height * scale), 1))
        return {thing for thing in things if self._brightness(drawn, thing) > _BRIGHT}

    def _brightness(self, drawn: NDArray[np.uint8], thing: int) -> float:
        rows, columns = drawn.shape[:2]
        left, bottom, right, top = _bounds(thing)
        corners = []
        for x, y in ((left, bottom), (right, top)):
            across, down = ctypes.c_int(), ctypes.c_int()
            pdfium.page_to_device(
                self._page, 0, 0, columns, rows, 0, x, y, ctypes.addressof(across), ctypes.addressof(down)
            )
            corners.append((across.value, down.value))
        (x0, y0), (x1, y1) = corners
        region = drawn[max(min(y0, y1), 0) : max(y0, y1) + 1, max(min(x0, x1), 0) : max(x0, x1) + 1]
        return float(region.mean()) if region.size else 255.0


def picture(page: int, columns: int, rows: int) -> NDArray[np.uint8]:
    """The page drawn on white: an array (rows, columns, 3)."""
    pixels = np.full((rows, columns, 4), 255, np.uint8)
    bitmap = raw.FPDFBitmap_CreateEx(columns, rows, raw.FPDFBitmap_BGRx, pixels.ctypes.data, 4 * columns)
    pdfium.render_page(ctypes.cast(bitmap, ctypes.c_void_p).value, page, 0, 0, columns, rows, 0, _DRAWING)
    raw.FPDFBitmap_Destroy(bitmap)
    return pixels[:, :, :3]


def _bounds(thing: int) -> tuple[float, float, float, float]:
    """An object's left, bottom, right and top in the page's own space; zeros where it has none."""
    box = (ctypes.c_float * 4)()
    start = ctypes.addressof(box)
    pdfium.object_bounds(thing, start, start + 4, start + 8, start + 12)
    return box[0], box[1], box[2], box[3]
