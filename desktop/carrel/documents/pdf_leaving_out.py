"""A PDF without some of its annotations: what a library holds of them is drawn by Carrel, and not by the file, too.

The file's bytes are the copy's beginning, encrypted or not; only the pages' lists of annotations follow, without those that go.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject
from pypdfium2 import raw

from carrel.documents import pdf_keys, preflight
from carrel.documents.page_characters import opened
from carrel.documents.pdf_annotations_read import annotations_on, held_by
from carrel.documents.pdf_increment import Changed, append
from carrel.domain.errors import DocumentError

Places = Mapping[int, frozenset[int]]
"""Places in the lists of annotations of pages, which count from 0."""


def write(path: Path, target: Path, keys: Collection[str], typed: Collection[str] = (), *, password: str = "") -> int:
    """Copy the PDF at `path` to `target` without annotations of these keys; return how many it lacks, replies and windows too.

    Text `typed` on a page, of those keys, stays: no note of Carrel's shows it. Nothing is written where nothing is left out.

    Raises:
        DocumentError: it cannot be copied so; PasswordNeeded: not without the right password.
    """
    try:
        with preflight.reader_of(path) as reader:
            if reader.is_encrypted and not reader.decrypt(password):
                raise preflight.locked(password)
            gone = places(reader, keys, typed)
            if not gone:
                return 0
            shutil.copyfile(path, target)
            append(reader, target, _changed(reader, gone))
    except preflight.BROKEN as error:
        raise _damaged(str(error)) from error
    if not _sound(path, target, password, gone):
        raise _damaged("the copy is read otherwise")
    return sum(map(len, gone.values()))


def places(reader: PdfReader, keys: Collection[str], typed: Collection[str] = ()) -> Places:
    """Where a file's annotations of these keys stand, with their replies and windows, but for text `typed` on pages."""
    found = ((index, _places(page, index, keys, typed)) for index, page in enumerate(reader.pages))
    return {index: gone for index, gone in found if gone}


def typed_on(reader: PdfReader, keys: Collection[str]) -> frozenset[str]:
    """Which of these keys are those of text typed on pages."""
    if not keys:
        return frozenset()
    return frozenset(
        key
        for index, page in enumerate(reader.pages)
        for _, _, one in annotations_on(page)
        if _is_typed(one) and (key := pdf_keys.key_of(one, index)) in keys
    )


def _places(page: DictionaryObject, index: int, keys: Collection[str], typed: Collection[str]) -> frozenset[int]:
    belonging: defaultdict[int, list[int]] = defaultdict(list)
    gone: list[int] = []
    for place, _, one in annotations_on(page):
        for owner in _owners(one):
            belonging[owner].append(place)
        try:
            key = pdf_keys.key_of(one, index)
        except preflight.BROKEN:
            continue
        if key in keys and not (key in typed and _is_typed(one)):
            gone.append(place)
    held, known = held_by(page), set(gone)
    for place in gone:
        # The list grows while it is gone through: replies have replies.
        number = _number(held[place])
        new = [one for one in belonging.get(number, ()) if one not in known]
        known.update(new)
        gone += new
    return frozenset(known)


def _owners(annotation: DictionaryObject) -> list[int]:
    """The numbers of the annotations whose window or reply this is. What is grouped with another is drawn by itself."""
    entries = ["/Parent"] if annotation.get("/Subtype") == "/Popup" else []
    if annotation.get("/RT") != "/Group":
        entries.append("/IRT")
    return [number for name in entries if name in annotation and (number := _number(annotation.raw_get(name)))]


def _number(held: object) -> int:
    return held.idnum if isinstance(held, IndirectObject) else 0


def _is_typed(annotation: DictionaryObject) -> bool:
    return bool(annotation.get("/Subtype") == "/FreeText")


def _changed(reader: PdfReader, gone: Places) -> list[Changed]:
    """The objects that hold the lists, without what goes."""
    changed: dict[int, Changed] = {}
    for index, places in gone.items():
        page = reader.pages[index]
        kept = ArrayObject(one for place, one in enumerate(held_by(page)) if place not in places)
        held: PdfObject = kept
        reference = page.raw_get("/Annots")
        if not isinstance(reference, IndirectObject):
            reference, held = page.indirect_reference, DictionaryObject({**page, NameObject("/Annots"): kept})
        if reference is None or reference.idnum in changed:
            raise ValueError("pages share what is their own")
        number, generation = reference.idnum, reference.generation
        encryption = reader._encryption  # noqa: SLF001 - pypdf has no other name for it
        if encryption is not None:
            held = encryption.encrypt_object(held, number, generation)
        changed[number] = number, generation, held
    return list(changed.values())


def _sound(path: Path, target: Path, password: str, gone: Places) -> bool:
    """Whether PDFium, which draws the copy, finds all its pages and on them all annotations but those that go."""
    with opened(path, password) as before, opened(target, password) as after:
        if len(before) != len(after):
            return False
        for index, places in gone.items():
            counts = []
            for document in (before, after):
                page = document[index]
                counts.append(raw.FPDFPage_GetAnnotCount(page.raw))
                page.close()
            if counts[0] - counts[1] != len(places):
                return False
    return True


def _damaged(details: str) -> DocumentError:
    return DocumentError(
        "This PDF is too damaged for its annotations to be left out.",
        "They are drawn with Carrel's own. A copy saved by another program may work.",
        details=details,
    )
