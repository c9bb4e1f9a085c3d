"""How many layers of a model file the GPU computes: as the person set it, and what it held when its memory ran out."""

from __future__ import annotations

import sqlite3


def wanted(connection: sqlite3.Connection, file: str, size: int) -> int | None:
    """The person's number for this file (`size` in bytes), else what was held last; None: as many as fit."""
    row = connection.execute(
        "SELECT coalesce(gpu_layers, layers_held) FROM models WHERE file = ? AND bytes = ?", (file, size)
    ).fetchone()
    return None if row is None else row[0]


def keep_held(connection: sqlite3.Connection, file: str, size: int, layers: int, now: str) -> None:
    """Keep that the GPU holds `layers` of this file, no more. `now` is an ISO 8601 instant in UTC."""
    connection.execute("DELETE FROM models WHERE file = ? AND bytes <> ?", (file, size))
    connection.execute(
        "INSERT INTO models (file, bytes, added, layers_held) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (file) DO UPDATE SET layers_held = excluded.layers_held",
        (file, size, now, layers),
    )


def keep_wanted(connection: sqlite3.Connection, file: str, size: int, layers: int | None, now: str) -> None:
    """Keep the person's number for this file; None for as many as fit, which is then found out anew."""
    connection.execute("DELETE FROM models WHERE file = ? AND bytes <> ?", (file, size))
    connection.execute(
        "INSERT INTO models (file, bytes, added, gpu_layers) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (file) DO UPDATE SET gpu_layers = excluded.gpu_layers, layers_held = NULL",
        (file, size, now, layers),
    )
