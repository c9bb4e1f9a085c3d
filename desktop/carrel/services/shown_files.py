"""What is drawn of a PDF: a copy without the annotations that were taken into the library, which are drawn as they are there.

Copies are made by the child and kept beside the library's files, named by what they are of and what they lack. They can be
deleted at any time: until one is there, the file itself is drawn, with all that it holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from carrel.domain.errors import CarrelError, DocumentError, PasswordNeeded, StorageError
from carrel.domain.paper import PaperFile
from carrel.storage import durable, files, held_annotations
from carrel.storage.database import Connection, Database
from carrel.storage.held_annotations import Held
from carrel.storage.store import FileStore
from carrel.worker.documents import DocumentsWorker

_MOST_COPIES = 200
_MOST_BYTES = 2 * 1024**3
_SPARE_BYTES = 256 * 1024**2
_UNUSED_SECONDS = 24 * 3600.0

_log = logging.getLogger(__name__)


class ShownFiles:
    """Finds and makes the copies in `folder`. Safe from any thread."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        worker: DocumentsWorker,
        folder: Path,
        password_of: Callable[[str], str],
    ) -> None:
        """`password_of` tells the password of a file by its name, "" where none is known; it serves where none is given."""
        self._database = database
        self._store = store
        self._worker = worker
        self._folder = folder
        self._password_of = password_of
        self._making = threading.Lock()
        self._impossible: set[str] = set()
        self._told: set[str] = set()

    def path(self, file: PaperFile) -> Path:
        """What is to be drawn of a file now: its copy where there is one, else the file itself. One question, no work."""
        original = self._store.path(file.name)
        with self._database.read() as connection:
            held = held_annotations.in_file(connection, file.id)
        copy = self._copy(file, held)
        return copy if held.keys and copy.is_file() else original

    def made(self, file: PaperFile, *, password: str = "") -> Path:
        """What is to be drawn of a file, made where it is missing, which takes a while: ask on a thread of its own.

        Where it cannot be made it is the file itself, and the log says why.
        """
        original = self._store.path(file.name)
        with self._database.read() as connection:
            held = held_annotations.in_file(connection, file.id)
        if not held.keys:
            return original
        copy = self._copy(file, held)
        with self._making:
            if not copy.is_file() and copy.name not in self._impossible:
                self._make(file, held, copy, password or self._password_of(file.name))
        if not copy.is_file():
            return original
        with contextlib.suppress(OSError):
            # What was used last goes last.
            copy.touch()
        return copy

    def tidy(self) -> None:
        """Delete copies that nobody needs any more, and the oldest where there are too many."""
        with self._database.read() as connection:
            wanted = {copy.name for copy in self._wanted(connection)}
        unused = time.time() - _UNUSED_SECONDS
        number = size = 0
        for moment, length, path in sorted(_listed(self._folder), reverse=True):
            number, size = number + 1, size + length
            # Another window may still draw what was replaced a while ago.
            gone = path.name not in wanted and moment < unused
            if gone or (number > 1 and (number > _MOST_COPIES or size > _MOST_BYTES)):
                with contextlib.suppress(OSError):
                    path.unlink()

    def _wanted(self, connection: Connection) -> Iterator[Path]:
        for file_id in held_annotations.files(connection):
            file = files.get(connection, file_id)
            if file is not None:
                yield self._copy(file, held_annotations.in_file(connection, file_id))

    def _copy(self, file: PaperFile, held: Held) -> Path:
        lacks = hashlib.sha256("\n".join([*sorted(held.keys), "", *sorted(held.unedited)]).encode()).hexdigest()
        return self._folder / f"{file.sha256[:32]}-{lacks[:16]}.pdf"

    def _make(self, file: PaperFile, held: Held, copy: Path, password: str) -> None:
        original = self._store.path(file.name)
        try:
            self._folder.mkdir(exist_ok=True)
            if shutil.disk_usage(self._folder).free < file.bytes + _SPARE_BYTES:
                raise StorageError("The disk is nearly full.", "Free some space on the library's disk.")
            with durable.in_place_of(copy) as part:
                if not self._worker.leave_out(original, part, held.keys, held.unedited, password=password):
                    raise DocumentError("This file holds none of these annotations.", "It is drawn as it is.")
        except (CarrelError, OSError) as error:
            if not isinstance(error, PasswordNeeded | StorageError | OSError):
                self._impossible.add(copy.name)
            if copy.name not in self._told:
                self._told.add(copy.name)
                details = getattr(error, "details", "")
                _log.warning("file %s is drawn with its own annotations: %s %s", file.id, error, details)
            return
        self.tidy()


def _listed(folder: Path) -> list[tuple[float, int, Path]]:
    """When each copy was used last, and its size."""
    found = []
    for path in folder.glob("*"):
        with contextlib.suppress(OSError):
            known = path.stat()
            found.append((known.st_mtime, known.st_size, path))
    return found
