"""The name of an annotation of a PDF: the same whenever it is read, and Carrel's own where Carrel wrote it."""

from __future__ import annotations

import hashlib
import re

from pypdf.generic import DictionaryObject

_OWN = re.compile(r"carrel-([0-9a-f]{32})")


def name_of(key: str) -> str:
    """What is written as `/NM` for an annotation's key."""
    return f"carrel-{key}"


def key_of(annotation: DictionaryObject, page: int) -> str:
    """An annotation's key: 32 hexadecimal digits. Without a name of its own it goes by kind, place and text."""
    name = str(annotation.get("/NM") or "")
    own = _OWN.fullmatch(name)
    if own:
        return own[1]
    place = str(annotation.get("/QuadPoints") or annotation.get("/Rect"))
    said = name or f"{place[:2000]} {str(annotation.get('/Contents') or '')[:2000]}"
    return hashlib.sha256(f"{page} {annotation.get('/Subtype')} {said}".encode("utf-8", "replace")).hexdigest()[:32]


def is_own(annotation: DictionaryObject) -> bool:
    """Whether Carrel wrote it."""
    return _OWN.fullmatch(str(annotation.get("/NM") or "")) is not None
