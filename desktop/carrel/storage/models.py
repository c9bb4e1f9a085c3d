"""What is known of model files: where they came from, how they were checked, and what they wrote."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A model file of `bytes`. `verified` is "checksum", "size" or "", `gpu_layers` the person's number, None for automatic.

    `source` is the address that it was downloaded from, or the path that it was added from, "" where neither is known.
    """

    bytes: int
    sha256: str
    source: str
    verified: str
    added: str
    gpu_layers: int | None


def keep(
    connection: sqlite3.Connection,
    file: str,
    size: int,
    *,
    sha256: str = "",
    source: str = "",
    verified: str = "",
    added: str,
) -> None:
    """Keep what is known of a file of `size` bytes; what was set for an earlier file of other bytes is forgotten.

    `added` is an ISO 8601 instant in UTC.
    """
    connection.execute("DELETE FROM models WHERE file = ? AND bytes <> ?", (file, size))
    connection.execute(
        "INSERT INTO models (file, bytes, sha256, source, verified, added) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (file) DO UPDATE SET sha256 = excluded.sha256, source = excluded.source, "
        "verified = excluded.verified, added = excluded.added",
        (file, size, sha256, source, verified, added),
    )


def known(connection: sqlite3.Connection) -> dict[str, Known]:
    """What is known of each file, by its name."""
    rows = connection.execute("SELECT file, bytes, sha256, source, verified, added, gpu_layers FROM models")
    return {file: Known(*rest) for file, *rest in rows}


def forget(connection: sqlite3.Connection, file: str) -> None:
    """Forget a file that was removed. How fast it was stays: the same file may come back."""
    connection.execute("DELETE FROM models WHERE file = ?", (file,))


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote: so many digests, in the middle in so many seconds each, with statements of which some are supported.

    `file` is the name that its file had, `sha256` the file's hash.
    """

    sha256: str
    file: str
    digests: int
    seconds: float
    statements: int
    supported: int


def written(connection: sqlite3.Connection) -> list[Written]:
    """What each model on this computer wrote; read from an index alone, so that it is quick in a large library."""
    found = connection.execute(
        "SELECT model_sha256, max(model_file), count(*), sum(supported + partly + not_found), sum(supported) "
        "FROM digests WHERE model_sha256 <> '' GROUP BY model_sha256"
    ).fetchall()
    return [
        Written(sha256, file, digests, _middle(connection, sha256, digests), statements, supported)
        for sha256, file, digests, statements, supported in found
    ]


def _middle(connection: sqlite3.Connection, sha256: str, digests: int) -> float:
    """The median of the seconds that a model's digests took. Window functions would sort them all, forty times as long."""
    row = connection.execute(
        "SELECT avg(seconds) FROM (SELECT seconds FROM digests WHERE model_sha256 = ? AND model_sha256 <> '' "
        "ORDER BY seconds LIMIT ? OFFSET ?)",
        (sha256, 2 - digests % 2, (digests - 1) // 2),
    ).fetchone()
    return float(row[0])
