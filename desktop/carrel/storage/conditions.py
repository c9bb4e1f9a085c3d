"""Errors of SQLite and of the disk that are conditions of the world, told as such. All others are bugs and pass through."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carrel.domain.errors import StorageError

DAMAGED = "The library's database is damaged."
_BACKUP_NAMES = "library-*.sqlite3"


def newest_backup(folder: Path) -> Path | None:
    """The newest backup of the database in `folder`, by time of writing, or None."""
    return max(folder.glob(_BACKUP_NAMES), key=lambda path: path.stat().st_mtime_ns, default=None)


def restore_advice(backups: Path) -> str:
    """What to do about a database that cannot be used."""
    newest = newest_backup(backups)
    if newest is None:
        return f"It was left as it is. There is no backup in {backups}."
    return f"It was left as it is. The newest backup is {newest}: close Carrel and restore that."


def condition(error: sqlite3.Error, backups: Path) -> StorageError | None:
    """`error` in words with advice, or None where it is a bug. `backups` is the folder a backup is named from."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    found = _told(code & 0xFF, backups)
    if found is None:
        return None
    message, advice = found
    return StorageError(message, advice, details=f"{error.sqlite_errorname}: {error}")


def _told(code: int, backups: Path) -> tuple[str, str] | None:
    match code:
        case sqlite3.SQLITE_FULL:
            return "The disk is full, so nothing was saved.", "Free some space on the library's disk and try again."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return "The library can be read but not written.", "Check the permissions of the library's folder and disk."
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return (
                "Another program has kept the library locked for too long.",
                "Close other programs that use the library, such as a backup or a second Carrel, and try again.",
            )
        case sqlite3.SQLITE_CORRUPT:
            return DAMAGED, restore_advice(backups)
        case sqlite3.SQLITE_NOTADB:
            return "The library's file is not a database.", restore_advice(backups)
        case sqlite3.SQLITE_CANTOPEN:
            return (
                "The library's database cannot be opened.",
                "Check that its folder exists and that you may write to it.",
            )
        case sqlite3.SQLITE_IOERR:
            return (
                "The library's disk could not be read or written.",
                "Check that the disk is connected, has space and is not failing, then try again.",
            )
    return None


def file_condition(error: OSError, folder: Path) -> StorageError:
    """`error`, met while writing a file in `folder`, in words with advice."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        message, advice = (
            "The disk is full, so the file was not kept.",
            "Free some space on the library's disk and try again.",
        )
    elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        message, advice = (
            f"The folder {folder} cannot be written.",
            "Check its permissions, or choose another library folder.",
        )
    else:
        reason = (error.strerror or str(error)).lower()
        message, advice = (
            f"A file in {folder} could not be written: {reason}.",
            "Check that the disk is connected and sound.",
        )
    return StorageError(message, advice, details=str(error))


@contextmanager
def told(backups: Path) -> Iterator[None]:
    """Raise what SQLite reports inside as a StorageError where it is a condition of the world."""
    try:
        yield
    except sqlite3.Error as error:
        found = condition(error, backups)
        if found is None:
            raise
        raise found from error
