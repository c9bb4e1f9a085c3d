"""Bring a database to the newest schema: numbered SQL files, each applied once, all or nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from carrel.domain.errors import StorageError
from carrel.storage import search

APPLICATION_ID = 0x4361_7272
"""“Carr”, written into the database's header so that another program's database is never mistaken for a library."""

_SCHEMA = Path(__file__).resolve().parent / "schema"


def migrations(folder: Path = _SCHEMA) -> dict[int, str]:
    """The SQL of each schema number in `folder`, in order. They are numbered from 1 without gaps."""
    files = sorted(path for path in folder.iterdir() if re.fullmatch(r"\d{4}\.sql", path.name))
    found = {int(path.stem): path.read_text(encoding="utf-8") for path in files}
    if list(found) != list(range(1, len(found) + 1)):
        raise ValueError(f"schema files are not numbered 1, 2, …: {list(found)}")
    return found


def statements(script: str) -> Iterator[str]:
    """The single statements of `script`: `executescript` would commit the transaction they belong in."""
    pending = ""
    for piece in re.findall(r"[^;]*;|[^;]+", script):
        pending += piece
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if re.sub(r"--[^\n]*", "", pending).strip():
        raise ValueError(f"a schema file ends inside a statement: {pending[:80]!r}")


def version(connection: sqlite3.Connection) -> int:
    """The schema number of a library's database, 0 for an empty one.

    Raises:
        StorageError: the database belongs to another program.
    """
    (identity,) = connection.execute("PRAGMA application_id").fetchone()
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    if identity == APPLICATION_ID:
        return int(number)
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if identity or number or tables:
        raise StorageError(
            "The library's file is another program's database.", "Choose another folder for the library."
        )
    return 0


def refuse_newer(number: int, newest: int) -> None:
    """Refuse a database of a later schema.

    Raises:
        StorageError: `number` is above `newest`.
    """
    if number > newest:
        raise StorageError(
            "This library was written by a newer version of Carrel.",
            "Install the newest version of Carrel to open it. Nothing was changed.",
            details=f"schema {number}, this version knows {newest}",
        )


def migrate(
    connection: sqlite3.Connection,
    *,
    back_up: Callable[[int], object],
    known: Mapping[int, str] | None = None,
) -> int:
    """Apply the schemas that `connection`'s database lacks in one transaction; return the number it had.

    `back_up` is called with that number before a database that holds something is changed; when it raises, nothing
    is changed. `known` are the schemas by number, else those that come with Carrel. In them, indexed(text) is the text
    as the indexes of words take it. The connection must be in autocommit mode, and foreign keys are left on.

    Raises:
        StorageError: the database belongs to another program or to a newer Carrel.
    """
    known = migrations() if known is None else known
    newest = max(known)
    before = version(connection)
    refuse_newer(before, newest)
    if before == newest:
        return before
    if before:
        back_up(before)
    connection.create_function("indexed", 1, lambda text: text and search.indexed(text), deterministic=True)
    # A table can only be rebuilt with foreign keys off, and they can only be switched outside a transaction.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        _apply(connection, known, newest)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")
    return before


def _apply(connection: sqlite3.Connection, known: Mapping[int, str], newest: int) -> None:
    # Read again under the lock: another process may have migrated while this one waited.
    current = version(connection)
    refuse_newer(current, newest)
    for number in range(current + 1, newest + 1):
        for statement in statements(known[number]):
            connection.execute(statement)
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise ValueError(f"the migration to schema {newest} breaks a reference of table {broken[0]}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {newest}")
