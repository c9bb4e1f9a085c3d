"""The network log as comma-separated values that a spreadsheet opens without calculating any of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields

from carrel.domain.request import Request

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def write(requests: Iterable[Request]) -> Iterator[str]:
    """A heading, then a line for each request; lines end as RFC 4180 wants it."""
    yield _line(field.name for field in fields(Request))
    for request in requests:
        yield _line(map(_cell, astuple(request)))


def _cell(value: object) -> str:
    # A spreadsheet takes what begins so for a formula; an apostrophe makes it text.
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
