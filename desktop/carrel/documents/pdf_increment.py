"""Writes what changed in a PDF after its end, with a table of objects of the same kind as the file's own.

pypdf writes such tables, too, but always of the newer kind and without the table's own entry, which checkers object to.
"""

from __future__ import annotations

import struct
from io import BytesIO
from itertools import groupby
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject, PdfObject, StreamObject

_CLASSIC_WITHIN = 16


def increment(writer: PdfWriter, reader: PdfReader, original: bytes) -> bytes:
    """What is to follow `original`, the file that `reader` reads and that `writer`, made to write increments, changed.

    Raises:
        ValueError: the file's own table of objects is not where the file says, so that nothing can follow it.
    """
    table = int(reader._startxref)  # noqa: SLF001 - pypdf has no other name for it
    start = original[table : table + _CLASSIC_WITHIN].lstrip()
    classic = start.startswith(b"xref")
    if not classic and not start[:1].isdigit():
        raise ValueError("the table of objects is not where it should be")
    out = BytesIO()
    out.write(b"" if original.endswith((b"\n", b"\r")) else b"\n")
    places = _objects(writer, out, len(original))
    size = max(len(writer._objects) + 1, int(reader.trailer.get("/Size", 0)))  # noqa: SLF001 - as above
    entries = {NameObject("/Root"): reader.trailer.raw_get("/Root"), NameObject("/Prev"): NumberObject(table)}
    for name in ("/Info", "/ID"):
        if name in reader.trailer:
            entries[NameObject(name)] = reader.trailer.raw_get(name)
    at = len(original) + out.tell()
    if classic:
        _table(out, places, entries, size)
    else:
        places[size] = at
        _stream(out, places, entries, size)
    out.write(f"startxref\n{at}\n%%EOF\n".encode())
    return out.getvalue()


def _objects(writer: PdfWriter, out: BytesIO, offset: int) -> dict[int, int]:
    """Write what is new or changed; return where each object, by its number, begins."""
    places = {}
    known = writer._original_hash  # noqa: SLF001 - as above
    for index, held in enumerate(writer._objects):  # noqa: SLF001 - as above
        if isinstance(held, PdfObject) and (index >= len(known) or held.hash_bin() != known[index]):
            places[index + 1] = offset + out.tell()
            out.write(f"{index + 1} 0 obj\n".encode())
            held.write_to_stream(out)
            out.write(b"\nendobj\n")
    return places


def _runs(places: dict[int, int]) -> list[list[int]]:
    """The numbers of objects in runs without gaps."""
    numbered = enumerate(sorted(places))
    return [[number for _, number in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])]


def _table(out: BytesIO, places: dict[int, int], entries: dict[NameObject, PdfObject], size: int) -> None:
    out.write(b"xref\n")
    for run in _runs(places):
        out.write(f"{run[0]} {len(run)}\n".encode())
        out.writelines(f"{places[number]:010d} 00000 n \n".encode() for number in run)
    out.write(f"trailer\n<< /Size {size}\n".encode())
    for name, value in entries.items():
        out.write(f"{name} ".encode())
        value.write_to_stream(out)
        out.write(b"\n")
    out.write(b">>\n")


def _stream(out: BytesIO, places: dict[int, int], entries: dict[NameObject, PdfObject], size: int) -> None:
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
    held.set_data(b"".join(struct.pack(">BQH", 1, places[number], 0) for run in runs for number in run))
    out.write(f"{size} 0 obj\n".encode())
    held.write_to_stream(out)
    out.write(b"\nendobj\n")
