"""What is known of the model files in the models folder: where they came from and how they were checked."""

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
