"""Which text objects of a page people cannot see.

Text can be hidden from people and still reach a program: in the colour of its ground, transparent, under a picture or a
filled shape, on a layer that is switched off, in an invisible render mode, too small to read, beside the page. Whatever is
suspected is looked for: the page is drawn with it and without it, and what changes nothing cannot be seen. The one honest
use of invisible text is the layer that text recognition lays over, or under, a scanned page's image.

Not found out: text inside a form that is covered by what the page draws later, text that only clips what is drawn after it,
and words that are legible but that nobody would look at, such as pale grey ones in a margin.
"""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from pypdfium2 import raw

from carrel.documents import pdfium

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PALE = 200
_TRANSPARENT = 60
_ALIKE = 40
_LAYER_SHARE = 0.9
_LAYER_COVER = 0.5
_SMALLEST_GROUND = 3.0
_MOST_OBJECTS = 20_000
_SEEN = 16
_MAXIMUM_SIDE = 1200.0
_GROUNDS = frozenset({pdfium.PATH_OBJECT, pdfium.IMAGE_OBJECT, pdfium.SHADING_OBJECT, pdfium.FORM_OBJECT})
_DRAWING = raw.FPDF_RENDER_NO_SMOOTHIMAGE | raw.FPDF_RENDER_NO_SMOOTHPATH | raw.FPDF_RENDER_NO_SMOOTHTEXT


class Visibility:
    """Judges the text objects of one loaded page."""

    def __init__(self, page: int, width: float, height: float) -> None:
        self._page = page
        self._width = width
        self._height = height
        self._order: dict[int, int] = {}
        self._grounds: list[int] = []

    def unseen(self, objects: set[int]) -> frozenset[int]:
        """Those of the page's text objects that people cannot see."""
        things = list(objects - {0})
        if not things:
            return frozenset()
        self._survey()
        colours, known = _colours(things)
        invisible = np.fromiter(map(pdfium.render_mode, things), np.int32, len(things)) == pdfium.INVISIBLE
        pale = known & ((colours[:3].min(axis=0) >= _PALE) | (colours[3] <= _TRANSPARENT))
        hidden = self._under(things, colours) & ~invisible
        switched = np.fromiter((_on_a_layer(thing) for thing in things), np.bool_, len(things))
        # A scan with its words: most of the page's text, which nobody needs to see beside the image of it.
        for layer in (invisible, hidden):
            if layer.sum() >= _LAYER_SHARE * len(things) and self._image_cover() >= _LAYER_COVER:
                layer[:] = False
        suspects = (pale | hidden | switched) & ~invisible
        unseen = {thing for thing, flag in zip(things, invisible.tolist(), strict=True) if flag}
        return frozenset(unseen | self._without_ink([things[at] for at in np.flatnonzero(suspects)]))

    def _survey(self) -> None:
        """Note the order in which the page draws its objects, and which of them can be the ground of text, or cover it."""
        count = pdfium.count_objects(self._page)
        if count > _MOST_OBJECTS:
            return
        objects = [pdfium.page_object(self._page, number) for number in range(count)]
        self._order = {thing: number for number, thing in enumerate(objects)}
        self._grounds = [thing for thing in objects if pdfium.object_type(thing) in _GROUNDS]

    def _under(self, things: list[int], colours: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which texts a later object covers, or stand on an earlier one of their own colour; judged by boxes alone."""
        found = np.zeros(len(things), np.bool_)
        # Rules and dots cannot cover a word.
        places = [(ground, box) for ground in self._grounds if _is_large(box := _bounds(ground))]
        if not places:
            return found
        order = np.array([self._order.get(thing, -1) for thing in things])
        boxes = np.array([_bounds(thing) for thing in things])
        x0, y0, x1, y1 = boxes.T
        low, middle = y0 + 0.25 * (y1 - y0), (y0 + y1) / 2
        for ground, (left, bottom, right, top) in places:
            covers = (left <= x0 + 1) & (right >= x1 - 1) & (bottom <= low) & (top >= middle) & (order >= 0)
            if not covers.any():
                continue
            later = self._order[ground] > order
            if pdfium.object_type(ground) != pdfium.PATH_OBJECT:
                found |= covers & later
            elif _filled(ground):
                colour = _colours([ground])[0][:, 0]
                alike = (np.abs(colours[:3].T.astype(int) - colour[:3].astype(int)) <= _ALIKE).all(axis=1)
                found |= covers & (later | alike)
        return found

    def _image_cover(self) -> float:
        """The share of the page that its images cover, overlaps counted twice."""
        area = 0.0
        for number in range(pdfium.count_objects(self._page)):
            thing = pdfium.page_object(self._page, number)
            if pdfium.object_type(thing) in {pdfium.IMAGE_OBJECT, pdfium.FORM_OBJECT}:
                left, bottom, right, top = _bounds(thing)
                area += max(right - left, 0.0) * max(top - bottom, 0.0)
        return area / max(self._width * self._height, 1.0)

    def _without_ink(self, things: list[int]) -> set[int]:
        """Those texts without which the page looks the same."""
        if not things:
            return set()
        scale = min(1.0, _MAXIMUM_SIDE / max(self._width, self._height, 1.0))
        columns, rows = max(int(self._width * scale), 1), max(int(self._height * scale), 1)
        with_them = picture(self._page, columns, rows).astype(np.int16)
        pdfium.run(pdfium.set_active, things, repeat(0))
        without = picture(self._page, columns, rows)
        pdfium.run(pdfium.set_active, things, repeat(1))
        change = np.abs(with_them - without).max(axis=2)
        return {thing for thing in things if self._most(change, thing) < _SEEN}

    def _most(self, change: NDArray[np.int16], thing: int) -> int:
        """The greatest change where a text stands; on the whole page for one inside a form, whose place is not known."""
        if self._order and thing not in self._order:
            return int(change.max())
        rows, columns = change.shape
        left, bottom, right, top = _bounds(thing)
        corners = []
        for x, y in ((left, bottom), (right, top)):
            across, down = ctypes.c_int(), ctypes.c_int()
            pdfium.page_to_device(
                self._page, 0, 0, columns, rows, 0, x, y, ctypes.addressof(across), ctypes.addressof(down)
            )
            corners.append((across.value, down.value))
        (x0, y0), (x1, y1) = corners
        region = change[max(min(y0, y1), 0) : max(y0, y1, 0) + 1, max(min(x0, x1), 0) : max(x0, x1, 0) + 1]
        return int(region.max()) if region.size else 0


def _colours(things: list[int]) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Red, green, blue and opacity that objects are filled with, an array (4, objects), and which of them tell it."""
    count = len(things)
    colours = np.zeros((4, count), np.uint32)
    start, step = colours.ctypes.data, 4 * count
    channels = [range(start + channel * step, start + (channel + 1) * step, 4) for channel in range(4)]
    known = np.fromiter(map(pdfium.fill_colour, things, *channels), np.bool_, count)
    return colours, known


def _is_large(box: tuple[float, float, float, float]) -> bool:
    return box[2] - box[0] > _SMALLEST_GROUND and box[3] - box[1] > _SMALLEST_GROUND


def _filled(path: int) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.path_mode(path, ctypes.addressof(mode), ctypes.addressof(stroke))
    return bool(mode.value != raw.FPDF_FILLMODE_NONE)


def _on_a_layer(thing: int) -> bool:
    """Whether an object belongs to optional content, which can be switched off."""
    return any(_name(pdfium.object_mark(thing, number)) == "OC" for number in range(pdfium.count_marks(thing)))


def _name(mark: int) -> str:
    name, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
    if not pdfium.mark_name(mark, ctypes.addressof(name), len(name), ctypes.addressof(length)):
        return ""
    return name.raw[: max(length.value - 2, 0)].decode("utf-16-le", "replace")


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
