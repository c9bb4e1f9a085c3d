"""Checksums of the rows that were written to a set's file, some at a time, so that what a disk spoilt is noticed.

The file of checksums holds, for each time, the first row, how many there were, and the CRC-32 of their bytes. It is written behind
the rows and before the transaction that names them: a row that a paper has and that no checksum vouches for is not to be used.
"""

from __future__ import annotations

import itertools
import os
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from carrel.domain.errors import Cancelled

_VOUCHED = 16_384
_RECORD = struct.Struct("<QII")


class Sound:
    """Rows that are as they were written."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    @property
    def end(self) -> int:
        """The row behind the last of them."""
        return self._ends[-1] if self._ends else 0

    def add(self, first: int, rows: int) -> None:
        """Add rows behind all that were added before."""
        if self._ends and self.end == first:
            self._ends[-1] += rows
        else:
            self._starts.append(first)
            self._ends.append(first + rows)

    def holds(self, first: int, rows: int = 1) -> bool:
        """Whether all of these rows are among them."""
        at = bisect_right(self._starts, first) - 1
        return at >= 0 and first + rows <= self._ends[at]


def note(path: Path, first: int, data: bytes, row_bytes: int) -> None:
    """Keep the checksum of rows from `first` on; what was noted of rows behind that is forgotten, for they are there no more.

    Raises:
        OSError: it cannot be written.
    """
    rows = len(data) // row_bytes
    if not rows:
        return
    known = list(itertools.takewhile(lambda one: one[0] + one[1] <= first, _records(path)))
    with path.open("rb+" if path.exists() else "xb") as file:
        file.truncate(len(known) * _RECORD.size)
        file.seek(0, os.SEEK_END)
        file.write(_RECORD.pack(first, rows, zlib.crc32(data)))
        file.flush()
        os.fsync(file.fileno())


def vouch(path: Path, data: Path, row_bytes: int) -> None:
    """Note the rows of a file that has no checksums at all, for it is older than they are, as they stand in it.

    Raises:
        OSError: it cannot be read, or they cannot be written.
    """
    if path.exists() or not data.exists():
        return
    with data.open("rb") as file:
        first = 0
        while some := file.read(_VOUCHED * row_bytes):
            rows = len(some) // row_bytes
            # What an end in the middle left of a row is none.
            note(path, first, some[: rows * row_bytes], row_bytes)
            first += rows


def sound(path: Path, data: Path, row_bytes: int, stopped: Callable[[], bool]) -> Sound:
    """The rows of the file `data` that are as they were written.

    Raises:
        OSError: it cannot be read. Cancelled: `stopped` said so.
    """
    found = Sound()
    try:
        with data.open("rb") as file:
            there = os.fstat(file.fileno()).st_size // row_bytes
            for first, rows, checksum in _records(path):
                if stopped():
                    raise Cancelled("Stopped.")
                if first < found.end or first + rows > there:
                    continue
                file.seek(first * row_bytes)
                if zlib.crc32(file.read(rows * row_bytes)) == checksum:
                    found.add(first, rows)
    except FileNotFoundError:
        return found
    return found


def _records(path: Path) -> list[tuple[int, int, int]]:
    """What was noted, in the file's order; what an end in the middle left of one is left out."""
    try:
        held = path.read_bytes()
    except FileNotFoundError:
        return []
    return list(_RECORD.iter_unpack(held[: len(held) // _RECORD.size * _RECORD.size]))
