"""Which text objects of a page people cannot see.

Text can be hidden from people and still reach a program: white on white, an invisible render mode, a size too small
to read. The one honest use of invisible text is the layer that text recognition lays over a scanned page's image.
"""

from __future__ import annotations

import ctypes

import numpy as np
from pypdfium2 import raw

from carrel.documents import pdfium

_WHITE = 250
_SMALLEST = 2.0
_LAYER_SHARE = 0.9
_LAYER_COVER = 0.5
_DARK_BELOW = 225.0
_MAXIMUM_SIDE = 1200.0


class Visibility:
    """Judges the text objects of one loaded page."""

    def __init__(self, page: int, width: float, height: float) -> None:
        self._page = page
        self._width = width
        self._height = height

    def unseen(self, objects: dict[int, int]) -> frozenset[int]:
        """The handles, of those given with their numbers of characters, whose text is hidden from people."""
        colours = (ctypes.c_uint * 4)()
        red = ctypes.addressof(colours)
        green, blue, alpha = red + 4, red + 8, red + 12
        invisible: set[int] = set()
        white: set[int] = set()
        for thing in objects:
            if pdfium.render_mode(thing) == pdfium.INVISIBLE:
                invisible.add(thing)
            elif pdfium.fill_colour(thing, red, green, blue, alpha) and (
                (colours[0] >= _WHITE and colours[1] >= _WHITE and colours[2] >= _WHITE) or not colours[3]
            ):
                white.add(thing)
        if invisible and self._is_recognised(objects, invisible):
            invisible.clear()
        if white:
            white = self._without_contrast(white)
        return frozenset(invisible | white)

    def _is_recognised(self, objects: dict[int, int], invisible: set[int]) -> bool:
        """Whether the invisible text is the recognised text of a scanned page."""
        if sum(objects[thing] for thing in invisible) < _LAYER_SHARE * sum(objects.values()):
            return False
        return self._image_cover() >= _LAYER_COVER

    def _image_cover(self) -> float:
        """The share of the page that its images cover, overlaps counted twice."""
        box = (ctypes.c_float * 4)()
        start = ctypes.addressof(box)
        area = 0.0
        for number in range(pdfium.count_objects(self._page)):
            thing = pdfium.page_object(self._page, number)
            if pdfium.object_type(thing) in (pdfium.IMAGE_OBJECT, pdfium.FORM_OBJECT) and pdfium.object_bounds(
                thing, start, start + 4, start + 8, start + 12
            ):
                area += max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)
        return area / max(self._width * self._height, 1.0)

    def _without_contrast(self, things: set[int]) -> set[int]:
        """Those white texts that stand on white, judged from the page as it is drawn."""
        scale = min(1.0, _MAXIMUM_SIDE / max(self._width, self._height, 1.0))
        drawn = picture(self._page, max(int(self._width * scale), 1), max(int(self._height * scale), 1))
        return {thing for thing in things if self._brightness(drawn, thing) > _DARK_BELOW}

    def _brightness(self, drawn: np.ndarray[tuple[int, int], np.dtype[np.uint8]], thing: int) -> float:
        box = (ctypes.c_float * 4)()
        start = ctypes.addressof(box)
        if not pdfium.object_bounds(thing, start, start + 4, start + 8, start + 12):
            return 255.0
        rows, columns = drawn.shape
        corners = []
        for x, y in ((box[0], box[1]), (box[2], box[3])):
            across, down = ctypes.c_int(), ctypes.c_int()
            pdfium.page_to_device(
                self._page, 0, 0, columns, rows, 0, x, y, ctypes.addressof(across), ctypes.addressof(down)
            )
            corners.append((across.value, down.value))
        (x0, y0), (x1, y1) = corners
        region = drawn[max(min(y0, y1), 0) : max(y0, y1) + 1, max(min(x0, x1), 0) : max(x0, x1) + 1]
        return float(region.mean()) if region.size else 255.0


def picture(page: int, columns: int, rows: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The page drawn in shades of grey: an array (rows, columns), 255 is white."""
    shades = np.full((rows, columns), 255, np.uint8)
    bitmap = raw.FPDFBitmap_CreateEx(columns, rows, raw.FPDFBitmap_Gray, shades.ctypes.data, columns)
    pdfium.render_page(ctypes.cast(bitmap, ctypes.c_void_p).value, page, 0, 0, columns, rows, 0, raw.FPDF_GRAYSCALE)
    raw.FPDFBitmap_Destroy(bitmap)
    return shades
