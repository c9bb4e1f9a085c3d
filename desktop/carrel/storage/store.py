"""The PDFs of the library: copies in one folder, named without their titles, whole or not there.

A file that is kept is never overwritten. What was copied half has the ending ``.part``.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from carrel.domain.errors import StorageError
from carrel.storage.conditions import file_condition
from carrel.storage.durable import replace, sync_folder

_CHUNK = 1024 * 1024
_SPARE_BYTES = 32 * 1024 * 1024
_LEFTOVER_SECONDS = 24 * 3600
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the library: its name inside the files folder, its SHA-256 in hexadecimal, and its size."""

    name: str
    sha256: str
    bytes: int


class FileStore:
    """The files in `folder`, which is made where it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where the file that the database calls `name` is.

        Raises:
            ValueError: the name leads out of the folder.
        """
        inside = PurePosixPath(name)
        if not name or inside.is_absolute() or ".." in inside.parts or "\\" in name or ":" in name:
            raise ValueError(f"no name of a kept file: {name!r}")
        return self.folder / inside

    def holds(self, path: Path) -> bool:
        """Whether a path leads into the folder, by whichever links."""
        return path.resolve().is_relative_to(self.folder.resolve())

    def keep(self, source: Path, stem: str = "") -> KeptFile:
        """Copy `source` into the library; return its name there, its hash and its size.

        It is named `stem` (the start of its hash without one), with -2, -3, … where another file has that name; the
        same content under the same name is not copied twice. The folder is left as it was when this fails.

        Raises:
            StorageError: `source` cannot be read, the disk is full, or the folder cannot be written.
        """
        if stem and not _SAFE.fullmatch(stem):
            raise ValueError(f"no safe name for a file: {stem!r}")
        part = self.folder / f"{uuid.uuid4().hex}.part"
        with _reading(source) as reading:
            size = os.fstat(reading.fileno()).st_size
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._demand_space(size)
                sha256, size = _copy(source, reading, part)
                return KeptFile(self._place(part, stem or sha256[:32], sha256, size), sha256, size)
            except OSError as error:
                raise file_condition(error, self.folder) from error
            finally:
                part.unlink(missing_ok=True)

    def describe(self, name: str) -> KeptFile:
        """The hash and size of a file that is in the folder already.

        Raises:
            StorageError: it is not there or cannot be read.
        """
        path = self.path(name)
        with _reading(path) as file:
            try:
                return KeptFile(name, hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size)
            except OSError as error:
                raise _unreadable(path, error) from error

    def remove(self, name: str) -> None:
        """Delete a kept file; one that is gone already is no error.

        Raises:
            StorageError: it cannot be deleted.
        """
        try:
            self.path(name).unlink(missing_ok=True)
        except OSError as error:
            raise file_condition(error, self.folder) from error

    def remove_leftovers(self, *, older_than: float = _LEFTOVER_SECONDS) -> list[str]:
        """Delete half copies, and notes about them, that were not touched for `older_than` seconds; return their names."""
        gone = []
        before = time.time() - older_than
        for part in sorted(self.folder.glob("*.part*")):
            if part.stat().st_mtime < before:
                part.unlink(missing_ok=True)
                gone.append(part.name)
        return gone

    def _demand_space(self, size: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < size + _SPARE_BYTES:
            raise StorageError(
                f"There is not enough space for this file: it has {size / 1e6:.0f} MB and {free / 1e6:.0f} MB are free.",
                "Free some space on the library's disk and try again.",
            )

    def _place(self, part: Path, stem: str, sha256: str, size: int) -> str:
        number = 1
        while True:
            target = self.folder / (f"{stem}.pdf" if number == 1 else f"{stem}-{number}.pdf")
            try:
                # Reserving the name first is the one way not to overwrite that every file system knows.
                target.open("xb").close()
            except FileExistsError:
                if target.stat().st_size == size and self.describe(target.name).sha256 == sha256:
                    return target.name
                number += 1
                continue
            try:
                replace(part, target)
            except OSError:
                target.unlink(missing_ok=True)
                raise
            return target.name


def _copy(source: Path, reading: io.BufferedReader, part: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with part.open("xb") as writing:
        while chunk := _chunk(source, reading):
            digest.update(chunk)
            size += len(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    sync_folder(part.parent)
    return digest.hexdigest(), size


def _chunk(source: Path, reading: io.BufferedReader) -> bytes:
    try:
        return reading.read(_CHUNK)
    except OSError as error:
        raise _unreadable(source, error) from error


@contextmanager
def _reading(source: Path) -> Iterator[io.BufferedReader]:
    try:
        file = source.open("rb")
    except OSError as error:
        raise _unreadable(source, error) from error
    with file:
        yield file


def _unreadable(source: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{source.name} cannot be read: {(error.strerror or str(error)).lower()}.",
        "Check that the file is there and that you may read it.",
        details=str(error),
    )
