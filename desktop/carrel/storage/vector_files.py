"""The files that hold the numbers of sets of vectors.

A set's file holds float16, little-endian, a row of `dimension` after another. It only grows: rows are written behind its
end and are on the disk before the transaction that names them, so that what an end in the middle leaves is rows that no
paper has, and whoever reads, also from an older copy of the database, never finds another's numbers in a row. Checksums of
what was written lie in a file beside it (`storage/row_sums`).
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from carrel.domain.errors import StorageError
from carrel.storage import durable, row_sums
from carrel.storage.vectors import Vectors, VectorSet

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SUFFIX, _SUMS = ".f16", ".sums"
_COPIED = 16_384


class VectorFiles:
    """The files of the sets, in one folder. One thread of one process writes; any may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, vector_set: VectorSet) -> int:
        """How many whole rows the set's file has; 0 where there is none."""
        try:
            return self._path(vector_set.id).stat().st_size // vector_set.row_bytes
        except OSError:
            return 0

    def append(self, vector_set: VectorSet, data: bytes) -> int:
        """Write rows of float16 behind the last whole one; return the number of the first when they are on the disk.

        Raises:
            StorageError: they cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            first = self.rows(vector_set)
            path = self._path(vector_set.id)
            new = not path.exists()
            self._vouch(vector_set)
            with path.open("xb" if new else "rb+") as file:
                # What an end in the middle left of a row is written over.
                file.seek(first * vector_set.row_bytes)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            row_sums.note(self._sums(vector_set.id), first, data, vector_set.row_bytes)
            if new:
                durable.sync_folder(self._folder)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        return first

    def copy(self, old: VectorSet, new: VectorSet, rows: Iterable[int]) -> None:
        """Write these rows of a set's file as those of another set.

        Raises:
            StorageError: they cannot be read or written.
        """
        part = self._folder / f"{new.id}.part"
        try:
            self._sums(new.id).unlink(missing_ok=True)
            first, wanted = 0, iter(rows)
            with self._path(old.id).open("rb") as reading, part.open("wb") as writing:
                while some := list(itertools.islice(wanted, _COPIED)):
                    data = b"".join(_row(reading, row, old.row_bytes) for row in some)
                    writing.write(data)
                    row_sums.note(self._sums(new.id), first, data, new.row_bytes)
                    first += len(some)
            durable.replace(part, self._path(new.id))
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def read(self, connection: sqlite3.Connection, vector_set: VectorSet) -> Vectors:
        """A set as it is at this moment; the matrix lies in its file, of which only what is looked at is read.

        Raises:
            StorageError: the file cannot be read.
        """
        import numpy as np  # noqa: PLC0415 - the window's process does without, until vectors are read

        matrix = self.matrix(vector_set)
        rows = len(matrix)
        papers = np.zeros(rows, np.int64)
        known = connection.execute(
            "SELECT row, paper_id FROM vectors WHERE set_id = ? AND row < ?", (vector_set.id, rows)
        ).fetchall()
        if not known:
            return Vectors(vector_set.id, vector_set.model, papers[:0], matrix[:0])
        at, ids = np.array(known, np.int64).T
        papers[at] = ids
        return Vectors(vector_set.id, vector_set.model, papers, matrix)

    def matrix(self, vector_set: VectorSet) -> npt.NDArray[np.float16]:
        """The whole rows that a set's file has now, shape (rows, dimension), mapped into memory.

        Raises:
            StorageError: the file cannot be read.
        """
        import numpy as np  # noqa: PLC0415 - the window's process does without, until vectors are read

        shape = (self.rows(vector_set), vector_set.dimension)
        if not shape[0]:
            return np.zeros(shape, np.float16)
        try:
            return np.memmap(self._path(vector_set.id), np.dtype("<f2"), "r", shape=shape)
        except OSError as error:
            raise _unreadable(self._folder, error) from error

    def sound(self, vector_set: VectorSet, stopped: Callable[[], bool]) -> row_sums.Sound:
        """The rows of a set's file that are as they were written, by the checksums beside it. It reads the whole file.

        Raises:
            StorageError: it cannot be read. Cancelled: `stopped` said so.
        """
        try:
            self._vouch(vector_set)
            return row_sums.sound(self._sums(vector_set.id), self._path(vector_set.id), vector_set.row_bytes, stopped)
        except OSError as error:
            raise _unreadable(self._folder, error) from error

    def sweep(self, kept: Iterable[int]) -> None:
        """Remove the files of sets that are no more. One that is being read on Windows goes another time."""
        names = {path.name for set_id in kept for path in (self._path(set_id), self._sums(set_id))}
        try:
            for path in self._folder.iterdir():
                if path.name not in names and path.suffix in {_SUFFIX, _SUMS, ".part"}:
                    path.unlink(missing_ok=True)
        except OSError:
            return

    def _vouch(self, vector_set: VectorSet) -> None:
        row_sums.vouch(self._sums(vector_set.id), self._path(vector_set.id), vector_set.row_bytes)

    def _path(self, set_id: int) -> Path:
        return self._folder / f"{set_id}{_SUFFIX}"

    def _sums(self, set_id: int) -> Path:
        return self._folder / f"{set_id}{_SUMS}"


def _row(reading: IO[bytes], row: int, length: int) -> bytes:
    reading.seek(row * length)
    return reading.read(length)


def _unreadable(folder: Path, error: OSError) -> StorageError:
    return StorageError(f"The vectors of papers in {folder} cannot be read.", "Check the folder.", details=str(error))


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The vectors of papers cannot be written to {folder}.",
        "Make room on the disk, or check the folder.",
        details=str(error),
    )
