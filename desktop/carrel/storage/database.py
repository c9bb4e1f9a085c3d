"""The one database: who may write, who may read, and that a transaction is whole.

One connection writes, under a lock, inside ``BEGIN IMMEDIATE``; every reading thread has a connection of its own that
cannot write and sees one snapshot for as long as its block lasts. Another process may do the same at the same time.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from carrel.domain.errors import StorageError
from carrel.storage import backup, conditions, migrate

Connection = sqlite3.Connection
"""What the functions of this package take first; other layers name it without SQLite's module."""

_BUSY_SECONDS = 30.0
_BUSY_PAUSE = 0.01
_CLOSE_SECONDS = 5.0
_WRITES_BETWEEN_CHECKPOINTS = 200
_WAL_BYTES_KEPT = 16 * 1024 * 1024
_READERS_CACHE_KIB = 16 * 1024
"""The indexes that lists and facets of 100,000 papers read; SQLite's own 2 MB would read them anew for each question."""


@dataclass(slots=True)
class _Reader:
    thread: threading.Thread
    connection: sqlite3.Connection
    depth: int = 0


class Database:
    """A library's database at `path`, made where there is none and brought to the newest schema.

    `backups` is the folder that copies made before a migration go to, `backups` beside the file by default.

    Raises:
        StorageError: it cannot be opened: damaged, another program's, a newer Carrel's, folder not writable. The file is
            then left as it is.
    """

    def __init__(self, path: Path, *, backups: Path | None = None) -> None:
        self.path = path
        self.backups = backups or path.parent / "backups"
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._writes = 0
        self._readers: dict[int, _Reader] = {}
        self._reading = threading.Condition()
        self._closed = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The library's folder {path.parent} cannot be made.",
                "Choose a folder you may write to.",
                details=str(error),
            ) from error
        with conditions.told(self.backups):
            self._inspect()
            self._writer = self._open_writer()
            [self._version] = self._writer.execute("PRAGMA data_version").fetchone()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The writing connection inside a transaction: committed at the end, rolled back whole on any error.

        Raises:
            StorageError: the disk is full or read-only, the file damaged, or another program holds the lock too long.
            RuntimeError: this thread is already writing (a bug: one block is one transaction).
        """
        if self._owner == threading.get_ident():
            raise RuntimeError("Database.write() was called inside a write of the same thread: pass its connection on")
        with self._lock, conditions.told(self.backups):
            self._demand_open()
            self._owner = threading.get_ident()
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                self._owner = None
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
            self._writes += 1
            if self._writes % _WRITES_BETWEEN_CHECKPOINTS == 0:
                self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """This thread's reading connection inside a transaction: all that is read is of one moment.

        A read inside a read of the same thread shares its moment. Rows that the thread is just writing are not seen.

        Raises:
            StorageError: the file is damaged or its disk cannot be read.
        """
        with conditions.told(self.backups):
            reader = self._begin_reading()
            try:
                if reader.depth == 1:
                    reader.connection.execute("BEGIN")
                yield reader.connection
            finally:
                if reader.depth == 1 and reader.connection.in_transaction:
                    reader.connection.execute("ROLLBACK")
                with self._reading:
                    reader.depth -= 1
                    self._reading.notify_all()

    def written_elsewhere(self) -> bool:
        """Whether another process has written since this was asked last, or since the database was opened.

        Raises:
            StorageError: the file is damaged or its disk cannot be read.
            RuntimeError: the database is closed.
        """
        with self._lock, conditions.told(self.backups):
            self._demand_open()
            # It counts what others than this connection wrote, and in this process no other one writes.
            [version] = self._writer.execute("PRAGMA data_version").fetchone()
            before, self._version = self._version, version
        return bool(version != before)

    def close(self) -> None:
        """Close every connection. Twice is once.

        Whoever is inside `write` is waited for, and some seconds for those inside `read`: a connection that is closed while
        another thread uses it ends the process. One that reads even longer keeps its connection.
        """
        with self._lock, self._reading:
            if self._closed:
                return
            self._closed = True
            self._reading.wait_for(lambda: not any(one.depth for one in self._readers.values()), _CLOSE_SECONDS)
            for reader in self._readers.values():
                if reader.depth == 0:
                    reader.connection.close()
            self._readers.clear()
            # The last connection of all processes folds the log into the file by itself. Asking for it here, or for
            # new statistics, would wait for the others, or fail for them.
            self._writer.close()

    def _demand_open(self) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")

    def _inspect(self) -> None:
        """Refuse what is not a library of ours through a connection that cannot change a byte of it."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return
        connection = _connect(f"{self.path.absolute().as_uri()}?mode=ro")
        try:
            migrate.refuse_newer(migrate.version(connection), max(migrate.migrations()))
        finally:
            connection.close()

    def _open_writer(self) -> sqlite3.Connection:
        connection = _connect(self.path.absolute().as_uri())
        try:
            _keep_a_log(connection)
            connection.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES_KEPT}")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            migrate.migrate(connection, back_up=lambda number: backup.before_migration(self.path, self.backups, number))
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin_reading(self) -> _Reader:
        with self._reading:
            self._demand_open()
            reader = self._reader()
            reader.depth += 1
            return reader

    def _reader(self) -> _Reader:
        thread = threading.get_ident()
        known = self._readers.get(thread)
        # The number of a thread that ended is given to a new one: its connection is about to be closed below.
        if known is not None and known.thread is threading.current_thread():
            return known
        for ident, reader in list(self._readers.items()):
            if not reader.thread.is_alive():
                reader.connection.close()
                del self._readers[ident]
        connection = _connect(self.path.absolute().as_uri())
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{_READERS_CACHE_KIB}")
        self._readers[thread] = _Reader(threading.current_thread(), connection)
        return self._readers[thread]


def _connect(uri: str) -> sqlite3.Connection:
    # Threads are kept apart by this module; the check would forbid closing an ended thread's connection.
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Have what is written go to a log first.

    Two that open a new file at once both read it and then want to write, for which SQLite does not wait: each could be
    waiting for the other. One of them has gone on when the next attempt is made.
    """
    latest = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > latest:
                raise
            time.sleep(_BUSY_PAUSE)
        else:
            return


def sqlite_version() -> str:
    """The version of SQLite that Python carries."""
    return sqlite3.sqlite_version
