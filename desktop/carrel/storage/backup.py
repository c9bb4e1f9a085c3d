"""Verified copies of the database, and the way back from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.domain.errors import Cancelled, StorageError
from carrel.storage import conditions, migrate
from carrel.storage.durable import copy_file, replace

if TYPE_CHECKING:
    from carrel.storage.database import Database

_PAGES_A_STEP = 512
_DAILY = "library-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].sqlite3"


def _never() -> bool:
    return False


def backup(database: Database, folder: Path, *, keep: int, cancelled: Callable[[], bool] = _never) -> Path:
    """Copy the database as it is now to `folder`, named by today's date in UTC; return the copy's path.

    A second copy of one day takes the place of the first; of the daily copies the newest `keep` stay. Readers and
    writers go on meanwhile.

    Raises:
        StorageError: the folder cannot be written, the disk is full, or the copy is damaged (which means that the
            database is); the older copies then stay.
        Cancelled: `cancelled` returned true between two steps.
    """
    target = folder / f"library-{datetime.now(UTC):%Y-%m-%d}.sqlite3"
    _copy(database.path, target, cancelled)
    for old in sorted(folder.glob(_DAILY), reverse=True)[max(keep, 1) :]:
        old.unlink()
    return target


def before_migration(path: Path, folder: Path, number: int) -> Path:
    """Copy the database at `path`, of schema `number`, to `folder` before it is migrated. Such copies are not pruned.

    Raises:
        StorageError: as `backup`.
    """
    target = folder / f"library-before-schema-{number + 1:04}-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.sqlite3"
    _copy(path, target, _never)
    return target


def check(connection: sqlite3.Connection, *, full: bool = False) -> list[str]:
    """What is wrong with the database, in SQLite's words; empty when it is sound.

    The quick check reads every page; the full one also compares indices with their tables and takes several times as long.
    """
    pragma = "integrity_check" if full else "quick_check"
    try:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}") if row[0] != "ok"]
        found += [
            f"row {row[1]} of {row[0]} refers to a missing row of {row[2]}"
            for row in connection.execute("PRAGMA foreign_key_check")
        ]
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        return [str(error)]
    return found


def restore(copy: Path, path: Path) -> Path | None:
    """Put the backup `copy` in the place of the database at `path`, which must be closed in every process.

    Returns where the database that stood there was kept, under a name that tells when; None when there was none.

    Raises:
        StorageError: `copy` is not a sound library, or the folder cannot be written. The database is then as it was.
    """
    if not copy.is_file():
        raise StorageError(f"There is no backup {copy}.", "Choose another.")
    _verify(copy)
    part = path.with_name(f"{path.name}.part")
    stamp = f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"
    aside = path.with_name(f"{path.stem}-replaced-{stamp}{path.suffix}")
    try:
        part.unlink(missing_ok=True)
        copy_file(copy, part)
        kept = path.exists()
        if kept:
            copy_file(path, aside)
        # A log left beside the new file would be played into it. It goes aside, under the name of its own database.
        for ending in ("-wal", "-shm"):
            log = path.with_name(path.name + ending)
            if log.exists():
                log.rename(aside.with_name(aside.name + ending))
        replace(part, path)
    except OSError as error:
        raise conditions.file_condition(error, path.parent) from error
    finally:
        part.unlink(missing_ok=True)
    return aside if kept else None


def _copy(path: Path, target: Path, cancelled: Callable[[], bool]) -> None:
    folder = target.parent
    part = target.with_name(f"{target.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove(part)
        try:
            with conditions.told(folder):
                _copy_pages(path, part, cancelled)
            _verify(part)
            replace(part, target)
        finally:
            _remove(part)
    except OSError as error:
        raise conditions.file_condition(error, folder) from error


def _remove(part: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _copy_pages(path: Path, part: Path, cancelled: Callable[[], bool]) -> None:
    def step(_status: int, _remaining: int, _total: int) -> None:
        if cancelled():
            raise Cancelled("The backup was stopped.")

    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=10)
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        # An open reading transaction holds the moment: without it the copy starts again at each write elsewhere.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        copy.execute("PRAGMA synchronous = OFF")
        source.backup(copy, pages=_PAGES_A_STEP, progress=step, sleep=0.01)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
        source.close()


def _verify(path: Path) -> None:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        with conditions.told(path.parent):
            number = migrate.version(connection)
            wrong = check(connection, full=True)
    finally:
        connection.close()
    if wrong or not number:
        raise StorageError(
            f"The backup {path.name} is not a sound library.",
            "Use another backup. The library itself was not changed.",
            details="\n".join(wrong[:20]),
        )
