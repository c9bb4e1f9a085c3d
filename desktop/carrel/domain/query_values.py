"""Values of a search's fields: from what is typed after the colon, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from carrel.domain.query import Evidence, Has
from carrel.domain.query_terms import TEXT_FIELDS, Ago, Dates, Field, Is, Name, Value, Words, Years

STATES: Mapping[Field, Mapping[str, Is | Has | Evidence]] = {
    Field.IS: {one.value: one for one in Is},
    Field.HAS: {one.value: one for one in Has},
    Field.EVIDENCE: {
        "supported": Evidence.ALL_SUPPORTED,
        "partly": Evidence.PARTLY,
        "notfound": Evidence.NOT_FOUND,
        "unchecked": Evidence.NOT_CHECKED,
    },
}
"""What can stand after `is:`, `has:` and `evidence:`."""

_ALSO: Mapping[Field, Mapping[str, Is | Has | Evidence]] = {
    Field.IS: {"toread": Is.UNREAD, "star": Is.STARRED},
    Field.HAS: {
        "note": Has.NOTES,
        "highlight": Has.HIGHLIGHTS,
        "annotation": Has.HIGHLIGHTS,
        "annotations": Has.HIGHLIGHTS,
    },
    Field.EVIDENCE: {"not_found": Evidence.NOT_FOUND, "none": Evidence.NOT_CHECKED},
}
_WRITTEN: Mapping[Field, Mapping[StrEnum, str]] = {
    field: {value: text for text, value in values.items()} for field, values in STATES.items()
}
_YEARS = re.compile(r"(\d{1,4})?(\.\.)?(\d{1,4})?")
_AGO = re.compile(r"(\d{1,4})([dwmy])")
_DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_DATES = re.compile(rf"({_DAY})?(\.\.)?({_DAY})?")


def read_value(field: Field, text: str, *, beginning: bool = False) -> Value | None:
    """The value that `text` is after the field's name, None where it is none. `beginning`: a star stood behind it."""
    if field in TEXT_FIELDS:
        return Words(text, beginning)
    if field is Field.YEAR:
        return None if beginning else _years(text)
    if field is Field.ADDED:
        return None if beginning else _added(text)
    if field in STATES:
        wanted = text.casefold()
        return None if beginning else STATES[field].get(wanted) or _ALSO[field].get(wanted)
    return Name(text, beginning)


def write_value(field: Field, value: Value) -> str:
    """A value as it is typed, but for quotation marks and star of words and names."""
    match value:
        case Words() | Name():
            return value.text
        case Years():
            return _range(_year(value.first), _year(value.last))
        case Ago():
            return f"{value.count}{value.unit}"
        case Dates():
            return _range(value.first, value.last)
        case _:
            return _WRITTEN[field][value]


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}..{last}"


def _year(year: int | None) -> str:
    return "" if year is None else str(year)


def _years(text: str) -> Years | None:
    found = _YEARS.fullmatch(text)
    if found is None or not (found[1] or found[3]) or (found[3] and not found[2]):
        return None
    first, last = (int(found[place]) if found[place] else None for place in (1, 3))
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Years(first, last if found[2] else first)


def _added(text: str) -> Ago | Dates | None:
    ago = _AGO.fullmatch(text.casefold())
    if ago is not None:
        return Ago(int(ago[1]), ago[2])
    found = _DATES.fullmatch(text)
    if found is None or not (found[1] or found[3]) or (found[3] and not found[2]):
        return None
    first, last = ("".join(str(int(c)) if c.isdigit() else c for c in found[place] or "") for place in (1, 3))
    if not (_is_date(first) and _is_date(last)):
        return None
    if first and last and first > last and not first.startswith(last):
        first, last = last, first
    return Dates(first, last if found[2] else first)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text + "0001-01-01"[len(text) :])
    except ValueError:
        return False
    return True
