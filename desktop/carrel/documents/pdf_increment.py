"""Writes what changed in a PDF after its end, with a table of objects of the same kind as the file's own.

pypdf writes such tables, too, but always of the newer kind and without the table's own entry, which checkers object to.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence
from io import SEEK_END, BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject, PdfObject, StreamObject

_CLASSIC_WITHIN = 16
_Places = dict[int, tuple[int, int]]
"""Where objects begin, by number, with their generations."""


Changed = tuple[int, int, PdfObject]
"""An object that is new or changed: its number, its generation, and what it is now."""


def append_changes(writer: PdfWriter, reader: PdfReader, path: Path) -> None:
    """Append to `path`, a copy of the file that `reader` reads, what `writer`, made to write increments, changed in it.

    Raises:
        ValueError: the file's own table of objects is not where the file says, so that nothing can follow it.
    """
    known = writer._original_hash  # noqa: SLF001 - pypdf has no other name for it
    changed = [
        (index + 1, 0, held)
        for index, held in enumerate(writer._objects)  # noqa: SLF001 - as above
        if isinstance(held, PdfObject) and (index >= len(known) or held.hash_bin() != known[index])
    ]
    append(reader, path, changed, len(writer._objects) + 1)  # noqa: SLF001 - as above


def append(reader: PdfReader, path: Path, changed: Sequence[Changed], size: int = 0) -> None:
    """Append objects to `path`, a copy of the file that `reader` reads; `size` is one more than the greatest number of all.

    In an encrypted file they have to be encrypted as it is.

    Raises:
        ValueError: the file's own table of objects is not where the file says, so that nothing can follow it.
    """
    table = int(reader._startxref)  # noqa: SLF001 - as above
    with path.open("rb") as file:
        file.seek(table)
        start = file.read(_CLASSIC_WITHIN).lstrip()
        length = file.seek(0, SEEK_END)
        file.seek(max(0, length - 1))
        last = file.read(1)
    classic = start.startswith(b"xref")
    if not classic and not start[:1].isdigit():
        raise ValueError("the table of objects is not where it should be")
    out = BytesIO()
    out.write(b"" if last in (b"\n", b"\r") else b"\n")
    places = {}
    for number, generation, held in changed:
        places[number] = length + out.tell(), generation
        out.write(f"{number} {generation} obj\n".encode())
        held.write_to_stream(out)
        out.write(b"\nendobj\n")
    size = max(size, int(reader.trailer.get("/Size", 0)))
    entries = {NameObject("/Root"): reader.trailer.raw_get("/Root"), NameObject("/Prev"): NumberObject(table)}
    for name in ("/Info", "/ID", "/Encrypt"):
        if name in reader.trailer:
            entries[NameObject(name)] = reader.trailer.raw_get(name)
    at = length + out.tell()
    if classic:
        _table(out, places, entries, size)
    else:
        places[size] = at, 0
        _stream(out, places, entries, size)
    out.write(f"startxref\n{at}\n%%EOF\n".encode())
    with path.open("ab") as file:
        file.write(out.getbuffer())


def _runs(places: Collection[int]) -> list[list[int]]:
    """The numbers of objects in runs without gaps."""
    numbered = enumerate(sorted(places))
    return [[number for _, number in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])]


def _table(out: BytesIO, places: _Places, entries: dict[NameObject, PdfObject], size: int) -> None:
    out.write(b"xref\n")
    for run in _runs(places):
        out.write(f"{run[0]} {len(run)}\n".encode())
        out.writelines("{:010d} {:05d} n \n".format(*places[number]).encode() for number in run)
    out.write(f"trailer\n<< /Size {size}\n".encode())
    for name, value in entries.items():
        out.write(f"{name} ".encode())
        value.write_to_stream(out)
        out.write(b"\n")
    out.write(b">>\n")


def _stream(out: BytesIO, places: _Places, entries: dict[NameObject, PdfObject], size: int) -> None:
    runs = _runs(places)
    described: dict[Any, Any] = {
        NameObject("/Type"): NameObject("/XRef"),
        NameObject("/Size"): NumberObject(size + 1),
        NameObject("/Index"): ArrayObject(NumberObject(one) for run in runs for one in (run[0], len(run))),
        NameObject("/W"): ArrayObject(map(NumberObject, (1, 8, 2))),
        **entries,
        "__streamdata__": b"",
    }
    held = StreamObject.initialize_from_dictionary(described)
    held.set_data(b"".join(struct.pack(">BQH", 1, *places[number]) for run in runs for number in run))
    out.write(f"{size} 0 obj\n".encode())
    held.write_to_stream(out)
    out.write(b"\nendobj\n")
