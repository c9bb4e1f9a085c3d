"""Walks the outline that a PDF carries, as PDFium finds it, before the window's own PDFium does.

Qt reads an outline by calling itself for each level and going on for each entry: one that leads back to itself, or goes down
without end, ends the process.
"""

from __future__ import annotations

from ctypes import addressof
from typing import TYPE_CHECKING

from pypdfium2 import raw

from carrel.domain.errors import DocumentError

if TYPE_CHECKING:
    import pypdfium2

_MAXIMUM_ENTRIES = 50_000
_MAXIMUM_DEPTH = 200


def check_outline(document: pypdfium2.PdfDocument) -> None:
    """Raise DocumentError for an outline that runs in circles, is too deep or too large."""
    seen: set[int] = set()
    levels = [raw.FPDFBookmark_GetFirstChild(document.raw, None)]
    while levels:
        entry = levels[-1]
        if not entry:
            levels.pop()
            continue
        place = addressof(entry.contents)
        if place in seen:
            raise DocumentError(
                "The PDF's outline runs in circles.",
                "The file is damaged or made to harm; get it again from its source.",
            )
        seen.add(place)
        if len(seen) > _MAXIMUM_ENTRIES or len(levels) > _MAXIMUM_DEPTH:
            raise DocumentError(
                "The PDF's outline is too large to be a paper's.",
                "Do not open it unless you trust where it comes from.",
            )
        levels[-1] = raw.FPDFBookmark_GetNextSibling(document.raw, entry)
        levels.append(raw.FPDFBookmark_GetFirstChild(document.raw, entry))
