"""Vectors of papers: a set for each model that made some, its rows in the database, its numbers in a file (`storage/vector_files`).

Vectors of passages are sets too (`storage/passage_vectors`); what is told here is of papers alone.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_BYTES = 2


@dataclass(frozen=True, slots=True)
class VectorSet:
    """Vectors of one model (its file's name and SHA-256). A `whole` one had every paper when that was last looked at."""

    id: int
    model: str
    dimension: int
    whole: bool

    @property
    def row_bytes(self) -> int:
        """How many bytes a row takes."""
        return self.dimension * _BYTES


@dataclass(frozen=True, slots=True)
class Text:
    """What of a paper becomes its vector: title and abstract."""

    paper_id: int
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Vectors:
    """A set as it is read. `papers` has the paper of each row of `matrix` (rows, dimension), 0 where a row is nobody's.

    Sets of one `set_id` have the same rows as far as both go.
    """

    set_id: int
    model: str
    papers: npt.NDArray[np.int64]
    matrix: npt.NDArray[np.float16]


def serving(connection: sqlite3.Connection) -> VectorSet | None:
    """The newest whole set, None where there is none."""
    return _first(connection, "WHERE of_passages = 0 AND whole = 1")


def newest(connection: sqlite3.Connection) -> VectorSet | None:
    """The set that serves, else the newest that is made; None where there is none."""
    return _first(connection, "WHERE of_passages = 0")


def of_model(connection: sqlite3.Connection, model: str) -> VectorSet | None:
    """The set of a model, None where there is none; of several the newest whole one."""
    return _first(connection, "WHERE of_passages = 0 AND model = ?", model)


def begin(connection: sqlite3.Connection, model: str, dimension: int, created: str) -> VectorSet:
    """Begin a set without rows."""
    added = "INSERT INTO vector_sets (model, dimension, created) VALUES (?, ?, ?)"
    set_id = connection.execute(added, (model, dimension, created)).lastrowid
    assert set_id is not None  # noqa: S101 - an INSERT that did not raise has one
    return VectorSet(set_id, model, dimension, whole=False)


def missing(connection: sqlite3.Connection, vector_set: VectorSet | None, *, after: int = 0, limit: int) -> list[Text]:
    """The next papers behind the paper `after` whose text, as it is now, has no vector in the set; every paper of None."""
    cursor = connection.execute(
        """
        SELECT p.id, p.title, coalesce(a.abstract, ''), coalesce(v.text_sha256, '')
        FROM papers p
        LEFT JOIN abstracts a ON a.paper_id = p.id
        LEFT JOIN vectors v ON v.set_id = ? AND v.paper_id = p.id
        WHERE p.id > ? ORDER BY p.id
        """,
        (vector_set.id if vector_set is not None else 0, after),
    )
    found: list[Text] = []
    for paper_id, title, abstract, known in cursor:
        text = f"{title}\n{abstract}"
        sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        if sha256 != known:
            found.append(Text(paper_id, text, sha256))
            if len(found) == limit:
                break
    return found


def counts(connection: sqlite3.Connection, vector_set: VectorSet | None) -> tuple[int, int]:
    """How many papers have a vector in the set, and how many papers there are."""
    set_id = vector_set.id if vector_set is not None else 0
    return tuple(
        connection.execute(
            "SELECT (SELECT count(*) FROM vectors WHERE set_id = ?), (SELECT count(*) FROM papers)", (set_id,)
        ).fetchone()
    )


def put(connection: sqlite3.Connection, vector_set: VectorSet, first_row: int, texts: Iterable[Text]) -> None:
    """Name the rows from `first_row` on as those of these texts' papers; papers that are gone have none."""
    connection.executemany(
        """
        INSERT INTO vectors (set_id, paper_id, row, text_sha256) SELECT ?, id, ?, ? FROM papers WHERE id = ?
        ON CONFLICT (set_id, paper_id) DO UPDATE SET row = excluded.row, text_sha256 = excluded.text_sha256
        """,
        [(vector_set.id, row, text.sha256, text.paper_id) for row, text in enumerate(texts, first_row)],
    )


def finish(connection: sqlite3.Connection, vector_set: VectorSet) -> None:
    """Let this set, which has every paper, serve from now on, and no other be."""
    connection.execute("UPDATE vector_sets SET whole = 1 WHERE id = ?", (vector_set.id,))
    connection.execute("DELETE FROM vector_sets WHERE of_passages = 0 AND id <> ?", (vector_set.id,))


def forget(connection: sqlite3.Connection, vector_set: VectorSet, lost: Iterable[int]) -> None:
    """Forget these rows of a set."""
    gone = "DELETE FROM vectors WHERE set_id = ? AND row = ?"
    connection.executemany(gone, [(vector_set.id, row) for row in lost])


def rows(connection: sqlite3.Connection, vector_set: VectorSet) -> list[int]:
    """The rows of a set's file that papers have, in order."""
    found = connection.execute("SELECT row FROM vectors WHERE set_id = ? ORDER BY row", (vector_set.id,))
    return [row[0] for row in found]


def move(connection: sqlite3.Connection, old: VectorSet, new: VectorSet, kept: Iterable[int]) -> None:
    """Give these rows of a set to another, counted from 0."""
    connection.executemany(
        "UPDATE vectors SET set_id = ?, row = ? WHERE set_id = ? AND row = ?",
        [(new.id, at, old.id, row) for at, row in enumerate(kept)],
    )


def last_row(connection: sqlite3.Connection, vector_set: VectorSet) -> int:
    """The last row of a set that a paper has, -1 where none has one: it grows whenever a vector came."""
    (row,) = connection.execute("SELECT max(row) FROM vectors WHERE set_id = ?", (vector_set.id,)).fetchone()
    return -1 if row is None else int(row)


def set_ids(connection: sqlite3.Connection) -> set[int]:
    """The numbers of all sets of papers."""
    return {row[0] for row in connection.execute("SELECT id FROM vector_sets WHERE of_passages = 0")}


def halved(vectors: bytes) -> bytes:
    """Numbers of 32 bits as those of 16 that a file holds, both little-endian."""
    count = len(vectors) // 4
    return struct.pack(f"<{count}e", *struct.unpack(f"<{count}f", vectors))


def _first(connection: sqlite3.Connection, where: str, *values: object) -> VectorSet | None:
    row = connection.execute(
        f"SELECT id, model, dimension, whole FROM vector_sets {where} ORDER BY whole DESC, id DESC LIMIT 1", values
    ).fetchone()
    return VectorSet(row[0], row[1], row[2], bool(row[3])) if row is not None else None
