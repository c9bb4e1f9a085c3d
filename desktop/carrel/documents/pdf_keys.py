"""The name of an annotation of a PDF: the same whenever it is read, and Carrel's own where Carrel wrote it."""

from __future__ import annotations

import hashlib
import re

from pypdf.generic import ArrayObject, DictionaryObject

_OWN = re.compile(r"carrel-([0-9a-f]{32})")


def name_of(key: str) -> str:
    """What is written as `/NM` for an annotation's key."""
    return f"carrel-{key}"


def key_of(annotation: DictionaryObject, page: int) -> str:
    """An annotation's key: 32 hexadecimal digits. Without a name of its own it goes by kind, place and text."""
    name = str(_held(annotation, "/NM") or "")
    own = _OWN.fullmatch(name)
    if own:
        return own[1]
    place = str(_held(annotation, "/QuadPoints") or _held(annotation, "/Rect"))
    said = name or f"{place[:2000]} {str(_held(annotation, '/Contents') or '')[:2000]}"
    kind = _held(annotation, "/Subtype")
    return hashlib.sha256(f"{page} {kind} {said}".encode("utf-8", "replace")).hexdigest()[:32]


def apart(key: str, said: str) -> str:
    """A key for one of several that share `key`, by what tells it from the others."""
    return hashlib.sha256(f"{key} {said}".encode("utf-8", "replace")).hexdigest()[:32]


def is_own(annotation: DictionaryObject) -> bool:
    """Whether Carrel wrote it."""
    return _OWN.fullmatch(str(_held(annotation, "/NM") or "")) is not None


def _held(annotation: DictionaryObject, name: str) -> object:
    """An entry's value. A reference is followed: as text it would differ each time the file is read."""
    held = annotation.get(name)
    held = held.get_object() if held is not None else None
    return ArrayObject(one.get_object() for one in held) if isinstance(held, ArrayObject) else held
