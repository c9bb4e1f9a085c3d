"""How fast model files were on this computer, and how good copies in another format are. A file is its name and its bytes."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple

from carrel.domain.models import Measured, Optimised

File = tuple[str, int]


def add(connection: sqlite3.Connection, file: str, size: int, measured: Measured) -> None:
    """Keep a measurement; one of the same file and instant is replaced."""
    connection.execute(
        "INSERT OR REPLACE INTO model_measurements "
        "(file, bytes, prefill, decode, digest_seconds, day_minutes, threads, gpu_layers, measured) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (file, size, *astuple(measured)),
    )


def latest(connection: sqlite3.Connection) -> dict[File, Measured]:
    """The last measurement of each file."""
    rows = connection.execute(
        "SELECT file, bytes, prefill, decode, digest_seconds, day_minutes, threads, gpu_layers, measured "
        "FROM model_measurements ORDER BY measured"
    )
    return {(file, size): Measured(*rest) for file, size, *rest in rows}


def keep_optimised(connection: sqlite3.Connection, original: File, optimised: Optimised) -> None:
    """Keep what is known of a copy: its quality beside the `original`'s, and how fast the two are."""
    connection.execute(
        "INSERT OR REPLACE INTO model_quality (file, bytes, format, original, original_bytes, perplexity, original_perplexity, "
        "tokens, supported, statements, original_supported, original_statements) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            optimised.file,
            optimised.bytes,
            optimised.format,
            *original,
            optimised.perplexity_after,
            optimised.perplexity_before,
            optimised.tokens,
            optimised.supported_after,
            optimised.statements_after,
            optimised.supported_before,
            optimised.statements_before,
        ),
    )
    add(connection, *original, optimised.before)
    add(connection, optimised.file, optimised.bytes, optimised.after)


def copies(connection: sqlite3.Connection) -> dict[File, Optimised]:
    """What is known of each copy; the speeds are those measured last."""
    speeds = latest(connection)
    rows = connection.execute(
        "SELECT file, bytes, format, perplexity, original_perplexity, tokens, supported, statements, "
        "original_supported, original_statements, original, original_bytes FROM model_quality"
    )
    return {
        (row[0], row[1]): Optimised(
            file=row[0],
            bytes=row[1],
            format=row[2],
            perplexity_after=row[3],
            perplexity_before=row[4],
            tokens=row[5],
            supported_after=row[6],
            statements_after=row[7],
            supported_before=row[8],
            statements_before=row[9],
            before=speeds[row[10], row[11]],
            after=speeds[row[0], row[1]],
        )
        for row in rows
    }
