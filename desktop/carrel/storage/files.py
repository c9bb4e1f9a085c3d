"""The PDFs of papers, as the database knows them. Their bytes are in the file store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from carrel.domain.paper import FileState, PaperFile
from carrel.storage import id_sets, keeping
from carrel.storage.id_sets import IdSet
from carrel.storage.store import KeptFile

_COLUMNS = (
    "id, paper_id, name, sha256, bytes, state, version, pages, problem, hidden_characters, text_sha256, original_name"
)


def add(
    connection: sqlite3.Connection,
    paper_id: int,
    kept: KeptFile,
    *,
    state: FileState = FileState.CHECKING,
    version: int = 0,
    original_name: str = "",
    keep: bool = True,
    added: str,
) -> int:
    """Note that a file is this paper's, which is kept from then on (unless not `keep`), and return the file's id.

    Name and hash must be new: see `by_sha256`.
    """
    if keep:
        keeping.keep(connection, [paper_id])
    cursor = connection.execute(
        "INSERT INTO files (paper_id, name, sha256, bytes, state, version, original_name, added)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (paper_id, kept.name, kept.sha256, kept.bytes, state.value, version, original_name, added),
    )
    return cursor.lastrowid or 0


def get(connection: sqlite3.Connection, file_id: int) -> PaperFile | None:
    """A file, None where there is none."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM files WHERE id = ?", (file_id,)).fetchone()
    return row and _file(row)


def of_paper(connection: sqlite3.Connection, paper_id: int) -> list[PaperFile]:
    """A paper's files, the oldest first: by version, then as they came."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM files WHERE paper_id = ? ORDER BY version, id", (paper_id,))
    return [_file(row) for row in found]


def wanting(connection: sqlite3.Connection, papers: Sequence[int]) -> list[int]:
    """Those of these papers, in their order, that have no file and are arXiv's; of papers in Trash none."""
    condition, parameter = IdSet.of(papers).condition("id")
    sql = f"SELECT id FROM papers WHERE has_pdf = 0 AND arxiv_id IS NOT NULL AND trashed IS NULL AND {condition}"
    found = set(id_sets.numbers(connection, sql, (parameter,)))
    return [paper for paper in papers if paper in found]


def by_sha256(connection: sqlite3.Connection, sha256: str) -> PaperFile | None:
    """The file with this content, None where there is none."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM files WHERE sha256 = ?", (sha256,)).fetchone()
    return row and _file(row)


def set_state(connection: sqlite3.Connection, file_id: int, state: FileState, problem: str = "") -> None:
    """Say what may be done with a file and, in words, why it is not ready."""
    connection.execute("UPDATE files SET state = ?, problem = ? WHERE id = ?", (state.value, problem, file_id))


def page_sizes(connection: sqlite3.Connection, file_id: int) -> tuple[tuple[float, float], ...]:
    """(width, height) of the pages in points as displayed; empty until the file has been read."""
    row = connection.execute("SELECT page_sizes FROM files WHERE id = ?", (file_id,)).fetchone()
    return tuple((width, height) for width, height in json.loads(row[0])) if row else ()


def _file(row: tuple[Any, ...]) -> PaperFile:
    file_id, paper_id, name, sha256, size, state, *rest = row
    return PaperFile(file_id, paper_id, name, sha256, size, FileState(state), *rest)
