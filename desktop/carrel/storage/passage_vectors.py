"""Vectors of what kept papers say, passage by passage: which rows of the set's file are whose.

There is one set, of one model, and it serves as far as it goes: such vectors are made a thousand and more a second. Its file
is one of `storage/vector_files`: it only grows, and rows are on the disk before the transaction that names them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from carrel.domain.passage import SectionKind
from carrel.storage.vectors import VectorSet

_NEWEST = """
SELECT f.id FROM files f WHERE f.paper_id = p.id AND EXISTS (SELECT 1 FROM passages WHERE file_id = f.id)
ORDER BY f.version DESC, f.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """A paper whose texts have no vectors yet. `file_id` is the file whose passages they are, None where there is none."""

    paper_id: int
    description: str
    file_id: int | None
    text_sha256: str


@dataclass(frozen=True, slots=True)
class PaperRows:
    """The rows of a paper in a set's file: `first` is that of its description, `rows` counts it and those of its passages."""

    paper_id: int
    file_id: int | None
    first: int
    rows: int


def of_model(connection: sqlite3.Connection, model: str) -> VectorSet | None:
    """The set of a model, None where there is none; one without rows, which an end in the middle left, only where no other is."""
    row = connection.execute(
        "SELECT id, model, dimension, whole FROM vector_sets s WHERE of_passages = 1 AND model = ?"
        " ORDER BY EXISTS (SELECT 1 FROM passage_vectors WHERE set_id = s.id) DESC, id DESC",
        (model,),
    ).fetchone()
    return VectorSet(row[0], row[1], row[2], bool(row[3])) if row is not None else None


def begin(connection: sqlite3.Connection, model: str, dimension: int, created: str) -> VectorSet:
    """Begin a set without rows; those of other models are forgotten, for nothing asks for them any more."""
    connection.execute("DELETE FROM vector_sets WHERE of_passages = 1 AND model <> ?", (model,))
    added = "INSERT INTO vector_sets (model, dimension, created, of_passages) VALUES (?, ?, ?, 1)"
    set_id = connection.execute(added, (model, dimension, created)).lastrowid
    assert set_id is not None  # noqa: S101 - an INSERT that did not raise has one
    return VectorSet(set_id, model, dimension, whole=False)


def unread(connection: sqlite3.Connection, vector_set: VectorSet | None, *, after: int = 0, limit: int) -> list[Unread]:
    """The next kept papers behind the paper `after` of whose texts, as they are now, there are no vectors."""
    cursor = connection.execute(
        f"""
        SELECT p.id, p.title, coalesce(a.abstract, ''), f.id, coalesce(f.text_sha256, ''), v.text_sha256, v.file_id
        FROM papers p
        LEFT JOIN abstracts a ON a.paper_id = p.id
        LEFT JOIN files f ON f.id = ({_NEWEST})
        LEFT JOIN passage_vectors v ON v.set_id = ? AND v.paper_id = p.id
        WHERE p.id > ? AND p.kept = 1 ORDER BY p.id
        """,
        (vector_set.id if vector_set is not None else 0, after),
    )
    found: list[Unread] = []
    for paper_id, title, abstract, file_id, text, known, known_file in cursor:
        description = f"{title}\n{abstract}"
        sha256 = hashlib.sha256(f"{description}\0{text}".encode("utf-8", "replace")).hexdigest()
        if sha256 != known or file_id != known_file:
            found.append(Unread(paper_id, description, file_id, sha256))
            if len(found) == limit:
                break
    return found


def texts(connection: sqlite3.Connection, paper: Unread) -> Iterator[str]:
    """What of a paper gets vectors, in the order of its rows; entries of reference lists are empty, so that nothing is like them."""
    yield paper.description
    found = connection.execute(
        "SELECT p.text, s.kind FROM passages p"
        " LEFT JOIN sections s ON s.file_id = p.file_id AND s.position = p.section WHERE p.file_id = ? ORDER BY p.position",
        (paper.file_id,),
    )
    for text, kind in found:
        yield "" if kind == SectionKind.REFERENCES.value else text


def put(connection: sqlite3.Connection, vector_set: VectorSet, paper: Unread, first: int, rows: int) -> None:
    """Name rows as a paper's; one that is gone, or whose file is, has none."""
    connection.execute(
        """
        INSERT INTO passage_vectors (set_id, paper_id, file_id, first_row, rows, text_sha256)
        SELECT ?1, id, ?3, ?4, ?5, ?6 FROM papers WHERE id = ?2 AND (?3 IS NULL OR EXISTS (SELECT 1 FROM files WHERE id = ?3))
        ON CONFLICT (set_id, paper_id) DO UPDATE SET file_id = excluded.file_id, first_row = excluded.first_row,
            rows = excluded.rows, text_sha256 = excluded.text_sha256
        """,
        (vector_set.id, paper.paper_id, paper.file_id, first, rows, paper.text_sha256),
    )


def counts(connection: sqlite3.Connection, vector_set: VectorSet | None) -> tuple[int, int]:
    """How many kept papers have vectors in the set, and how many papers are kept."""
    set_id = vector_set.id if vector_set is not None else 0
    done = "SELECT count(*) FROM passage_vectors v JOIN papers p ON p.id = v.paper_id WHERE v.set_id = ? AND p.kept = 1"
    sql = f"SELECT ({done}), (SELECT count(*) FROM papers WHERE kept = 1)"
    return tuple(connection.execute(sql, (set_id,)).fetchone())


def forget(connection: sqlite3.Connection, vector_set: VectorSet, lost: Iterable[PaperRows]) -> None:
    """Forget these papers of a set, where they have those rows yet."""
    gone = "DELETE FROM passage_vectors WHERE set_id = ? AND paper_id = ? AND first_row = ?"
    connection.executemany(gone, [(vector_set.id, one.paper_id, one.first) for one in lost])


def held(connection: sqlite3.Connection, vector_set: VectorSet) -> list[PaperRows]:
    """The rows that papers have, in the file's order."""
    found = connection.execute(
        "SELECT paper_id, file_id, first_row, rows FROM passage_vectors WHERE set_id = ? ORDER BY first_row",
        (vector_set.id,),
    )
    return [PaperRows(*row) for row in found]


def state(connection: sqlite3.Connection, vector_set: VectorSet) -> tuple[int, int]:
    """What is another whenever papers got rows or lost them: how many have some, and the last first row."""
    found = "SELECT count(*), coalesce(max(first_row), -1) FROM passage_vectors WHERE set_id = ?"
    return tuple(connection.execute(found, (vector_set.id,)).fetchone())


def of_paper(connection: sqlite3.Connection, vector_set: VectorSet, paper_id: int) -> PaperRows | None:
    """The rows of one paper, None where it has none."""
    row = connection.execute(
        "SELECT paper_id, file_id, first_row, rows FROM passage_vectors WHERE set_id = ? AND paper_id = ?",
        (vector_set.id, paper_id),
    ).fetchone()
    return PaperRows(*row) if row is not None else None


def replace(connection: sqlite3.Connection, old: VectorSet, new: VectorSet, kept: list[PaperRows]) -> None:
    """Give these papers' rows to another set, one after another from 0."""
    first = 0
    for one in kept:
        connection.execute(
            "UPDATE passage_vectors SET set_id = ?, first_row = ? WHERE set_id = ? AND paper_id = ?",
            (new.id, first, old.id, one.paper_id),
        )
        first += one.rows


def only(connection: sqlite3.Connection, vector_set: VectorSet) -> None:
    """Forget all other sets of passages."""
    connection.execute("DELETE FROM vector_sets WHERE of_passages = 1 AND id <> ?", (vector_set.id,))


def set_ids(connection: sqlite3.Connection) -> set[int]:
    """The numbers of all sets of passages."""
    return {row[0] for row in connection.execute("SELECT id FROM vector_sets WHERE of_passages = 1")}
