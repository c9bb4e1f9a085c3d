"""Which papers have a digest by a certain writer, of which text: what is to be known before any is written again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from carrel.domain.digest_key import Writer


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a paper stands with the digests of a writer.

    `shown` is its current digest, 0 for none. It would be written from the file whose text is `file_text` (of the paper's
    version `file_version`), or from the abstract where that is "". `made` are the writer's digests with the hashes of their
    texts, oldest first. `abstract` is given where it decides something: without a file, and with digests to compare.
    `readable` says whether there is any text to write from.
    """

    paper_id: int
    shown: int
    file_text: str
    file_version: int
    made: tuple[tuple[int, str], ...]
    abstract: str
    readable: bool


def library(connection: sqlite3.Connection) -> list[int]:
    """The papers in the library outside Trash, the newest first."""
    found = connection.execute("SELECT id FROM papers WHERE trashed IS NULL AND kept = 1 ORDER BY added DESC, id DESC")
    return [row[0] for row in found]


def newest_first(connection: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """These papers, each once, the newest first; those that are gone or in Trash are left out."""
    found = connection.execute(
        "SELECT id FROM papers WHERE trashed IS NULL AND id IN (SELECT value FROM json_each(?))"
        " ORDER BY added DESC, id DESC",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in found]


def last(connection: sqlite3.Connection) -> int:
    """The highest id of any digest, 0 where there is none."""
    row = connection.execute("SELECT max(id) FROM digests").fetchone()
    return int(row[0] or 0)


def standings(connection: sqlite3.Connection, ids: Sequence[int], writer: Writer) -> list[Standing]:
    """Where these papers stand, in this order; those that are gone are left out. A few hundred at a time are quick."""
    these = json.dumps(list(ids))
    made: dict[int, list[tuple[int, str]]] = {}
    condition, parameters = _by(writer)
    for paper_id, digest_id, text in connection.execute(
        "SELECT paper_id, id, text_sha256 FROM digests"
        f" WHERE paper_id IN (SELECT value FROM json_each(?)) AND {condition} ORDER BY id",
        (these, *parameters),
    ):
        made.setdefault(paper_id, []).append((digest_id, text))
    found = {}
    for paper_id, shown, text, version, abstract in connection.execute(
        """
        SELECT p.id, coalesce(p.digest_id, 0), coalesce(f.text_sha256, ''), coalesce(f.version, 0),
            CASE WHEN f.id IS NULL THEN coalesce(a.abstract, '') ELSE '' END
        FROM papers p LEFT JOIN abstracts a ON a.paper_id = p.id
        LEFT JOIN files f ON f.id = (SELECT id FROM files WHERE paper_id = p.id AND state = 'ready'
            ORDER BY version DESC, id DESC LIMIT 1)
        WHERE p.id IN (SELECT value FROM json_each(?))
        """,
        (these,),
    ):
        by_writer = tuple(made.get(paper_id, ()))
        readable = bool(text or abstract.strip())
        found[paper_id] = Standing(paper_id, shown, text, version, by_writer, abstract if by_writer else "", readable)
    return [found[paper_id] for paper_id in ids if paper_id in found]


def seconds_each(connection: sqlite3.Connection, writer: Writer, *, from_file: bool) -> float:
    """The median of the seconds that a writer's digests took, of whole papers (`from_file`) or of abstracts; 0.0: none yet."""
    condition, parameters = _by(writer)
    where = f"{condition} AND file_id IS {'NOT NULL' if from_file else 'NULL'}"
    (count,) = connection.execute(f"SELECT count(*) FROM digests WHERE {where}", parameters).fetchone()
    if not count:
        return 0.0
    row = connection.execute(
        f"SELECT avg(seconds) FROM (SELECT seconds FROM digests WHERE {where} ORDER BY seconds LIMIT ? OFFSET ?)",
        (*parameters, 2 - count % 2, (count - 1) // 2),
    ).fetchone()
    return float(row[0])


def _by(writer: Writer) -> tuple[str, tuple[str, ...]]:
    """SQL for digests by this writer, as `Writer.same_model` has it, and its parameters."""
    if writer.extractive:
        return "engine = 'extractive' AND prompt_version = ?", (writer.prompts,)
    asked = "engine <> 'extractive' AND (prompt_version = ? OR ? = '') AND language = ?"
    by_prompts = (writer.prompts, writer.prompts, writer.language)
    if writer.server:
        return (
            f"{asked} AND server = ? AND (model_name = ? OR model_name = '' OR ? = '')",
            (*by_prompts, writer.server, writer.model, writer.model),
        )
    same = "(model_sha256 = ? OR ((model_sha256 = '' OR ? = '') AND model_file = ?))"
    return (
        f"{asked} AND server = '' AND {same}",
        (*by_prompts, writer.sha256, writer.sha256, writer.file),
    )
