"""What entries of a PDF's objects say, as plain values, and texts as entries. Whatever a file says is bounded and may be nonsense."""

from __future__ import annotations

import codecs
import math
import re
from datetime import UTC, datetime, timedelta, timezone

from pypdf.generic import ArrayObject, PdfObject, TextStringObject

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([Zz+-])(?:(\d\d)'?(\d\d)?'?)?)?")
# Control characters, and what tells the language of the text that follows (ISO 32000-1, 7.9.2.2).
_UNSEEN = re.compile(r"\x1b[a-z]{2}(?:[A-Z]{2})?\x1b|[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_LIKE_MARKS = ("þÿ", "ÿþ", "ï»¿")


def text(entry: PdfObject | None, most: int) -> str:
    """A text of at most so many characters, without control characters and with newlines of one kind; "" where it is none."""
    held = entry.get_object() if entry is not None else None
    said = held.decode("utf-8", "replace") if isinstance(held, bytes) else held if isinstance(held, str) else ""
    said = said[:most].replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return _UNSEEN.sub("", said).strip()


def string(said: str) -> TextStringObject:
    """A text as an entry that every program reads as that text."""
    entry = TextStringObject(said)
    if said.startswith(_LIKE_MARKS):
        # In PDFDocEncoding these are the bytes of another encoding's mark.
        entry.autodetect_pdfdocencoding, entry.autodetect_utf16 = False, True
        entry.utf16_bom = codecs.BOM_UTF16_BE
    return entry


def numbers(entry: PdfObject | None, most: int) -> list[float]:
    """At most so many numbers of a list; none where it is no list.

    Raises:
        ValueError, TypeError: one of them is no finite number.
    """
    held = entry.get_object() if entry is not None else None
    if not isinstance(held, ArrayObject):
        return []
    found = [float(one.get_object()) for one in held[:most]]
    if not all(map(math.isfinite, found)):
        raise ValueError("a number is none")
    return found


def instant(entry: PdfObject | None) -> str:
    """A date as an ISO 8601 instant in UTC, which it is in where it names no zone; "" where it is none."""
    match = _DATE.match(text(entry, 100))
    if match is None:
        return ""
    year, month, day, hour, minute, second = (int(one) if one else None for one in match.groups()[:6])
    sign, hours, minutes = match.groups()[6:]
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        zone = timezone(offset)
        moment = datetime(year or 1, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=zone)
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""
