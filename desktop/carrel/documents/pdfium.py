"""PDFium's functions, bound for bulk use.

The ready-made bindings convert and check every argument, which costs more than the calls themselves when a page
needs hundreds of them. Here the same functions take plain integers (handles, addresses) and can be run by `map`.
"""

from __future__ import annotations

import ctypes
from collections import deque
from typing import TYPE_CHECKING, Any

from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_handle = ctypes.c_void_p
_address = ctypes.c_void_p
_integer = ctypes.c_int


def _bound(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def _short(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same for functions that return at once: other threads of the process wait, and the call is cheaper."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def run(function: Callable[..., Any], *arguments: Iterable[int]) -> None:
    """Call a function once for each row of arguments, for what it writes to memory."""
    deque(map(function, *arguments), maxlen=0)


load_page = _bound(raw.FPDF_LoadPage, _handle, _handle, _integer)
close_page = _bound(raw.FPDF_ClosePage, None, _handle)
page_width = _bound(raw.FPDF_GetPageWidthF, ctypes.c_float, _handle)
page_height = _bound(raw.FPDF_GetPageHeightF, ctypes.c_float, _handle)
page_bounds = _bound(raw.FPDF_GetPageBoundingBox, _integer, _handle, _address)
page_rotation = _bound(raw.FPDFPage_GetRotation, _integer, _handle)
count_objects = _bound(raw.FPDFPage_CountObjects, _integer, _handle)
page_object = _short(raw.FPDFPage_GetObject, _handle, _handle, _integer)
object_type = _short(raw.FPDFPageObj_GetType, _integer, _handle)
object_bounds = _short(raw.FPDFPageObj_GetBounds, _integer, _handle, _address, _address, _address, _address)
set_active = _short(raw.FPDFPageObj_SetIsActive, _integer, _handle, _integer)
count_marks = _short(raw.FPDFPageObj_CountMarks, _integer, _handle)
object_mark = _short(raw.FPDFPageObj_GetMark, _handle, _handle, ctypes.c_ulong)
mark_name = _short(raw.FPDFPageObjMark_GetName, _integer, _handle, _address, ctypes.c_ulong, _address)
path_mode = _short(raw.FPDFPath_GetDrawMode, _integer, _handle, _address, _address)
fill_colour = _short(raw.FPDFPageObj_GetFillColor, _integer, _handle, _address, _address, _address, _address)
render_page = _bound(raw.FPDF_RenderPageBitmap, None, _handle, _handle, *[_integer] * 6)
page_to_device = _bound(
    raw.FPDF_PageToDevice,
    _integer,
    _handle,
    *[_integer] * 5,
    ctypes.c_double,
    ctypes.c_double,
    _address,
    _address,
)

load_text = _bound(raw.FPDFText_LoadPage, _handle, _handle)
close_text = _bound(raw.FPDFText_ClosePage, None, _handle)
count_characters = _bound(raw.FPDFText_CountChars, _integer, _handle)
get_text = _bound(raw.FPDFText_GetText, _integer, _handle, _integer, _integer, _address)
character_index = _short(raw.FPDFText_GetCharIndexFromTextIndex, _integer, _handle, _integer)
loose_box = _short(raw.FPDFText_GetLooseCharBox, _integer, _handle, _integer, _address)
tight_box = _short(raw.FPDFText_GetCharBox, _integer, _handle, _integer, _address, _address, _address, _address)
unicode = _short(raw.FPDFText_GetUnicode, ctypes.c_uint, _handle, _integer)
bounded_text = _bound(raw.FPDFText_GetBoundedText, _integer, _handle, *[ctypes.c_double] * 4, _address, _integer)
text_object = _short(raw.FPDFText_GetTextObject, ctypes.c_size_t, _handle, _integer)
character_matrix = _short(raw.FPDFText_GetMatrix, _integer, _handle, _integer, _address)

object_font = _short(raw.FPDFTextObj_GetFont, ctypes.c_size_t, _handle)
object_font_size = _short(raw.FPDFTextObj_GetFontSize, _integer, _handle, _address)
render_mode = _short(raw.FPDFTextObj_GetTextRenderMode, _integer, _handle)
font_weight = _bound(raw.FPDFFont_GetWeight, _integer, _handle)
font_name = _bound(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _handle, _address, ctypes.c_size_t)

INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
PATH_OBJECT = raw.FPDF_PAGEOBJ_PATH
SHADING_OBJECT = raw.FPDF_PAGEOBJ_SHADING
IMAGE_OBJECT = raw.FPDF_PAGEOBJ_IMAGE
FORM_OBJECT = raw.FPDF_PAGEOBJ_FORM
