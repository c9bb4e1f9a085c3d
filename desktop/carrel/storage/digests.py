"""Digests: every one that was written stays; one of a paper's is the current one, which lists and search go by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from carrel.domain.digest import Coverage, Digest, Field, Note, Provenance, Statement, Status
from carrel.domain.query import Evidence
from carrel.storage import verdicts, words

_COLUMNS = """
id, engine, created, seconds, text_sha256, prompt_version, model_name, model_file, model_sha256, quantization,
server, language, sections_read, sections, tokens_read, tokens, left_out, fallbacks, notes, topics
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What a digest was made from and by. `abstract` is the paper's as it is now.

    `from_file` is true where it was made from a PDF. `model_file` is "" without a model on this computer, `server` without
    one elsewhere; `instead` is true where a model was asked, and sentences of the paper had to stand in for all it wrote.
    """

    abstract: str
    from_file: bool
    text_sha256: str
    model_file: str
    instead: bool
    server: str = ""


def save(connection: sqlite3.Connection, paper_id: int, file_id: int | None, digest: Digest) -> int:
    """Keep a digest, written from this file (None: from the abstract), as the paper's current one; return its id.

    The person's verdicts on statements that come back word for word are carried over.
    """
    digest = verdicts.carried(connection, paper_id, digest)
    origin, coverage = digest.provenance, digest.provenance.coverage
    cursor = connection.execute(
        """
        INSERT INTO digests (paper_id, file_id, engine, created, seconds, text_sha256, prompt_version, model_name,
            model_file, model_sha256, quantization, server, language, sections_read, sections, tokens_read, tokens, left_out,
            fallbacks, notes, topics, supported, partly, not_found)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            paper_id,
            file_id,
            origin.engine,
            origin.created,
            origin.seconds,
            origin.text_sha256,
            origin.prompt_version,
            origin.model_name,
            origin.model_file,
            origin.model_sha256,
            origin.quantization,
            origin.server,
            origin.language,
            coverage.sections_read,
            coverage.sections,
            coverage.tokens_read,
            coverage.tokens,
            _json(coverage.left_out),
            _json(digest.fallbacks),
            json.dumps({note.field: note.text for note in digest.notes}),
            _json(digest.topics),
            digest.count(Status.SUPPORTED),
            digest.count(Status.PARTLY),
            digest.count(Status.NOT_FOUND),
        ),
    )
    digest_id = cursor.lastrowid or 0
    connection.executemany(
        """
        INSERT INTO statements (digest_id, position, field, text, status, passages, reason, unsupported_numbers, verdict,
            instead, translation)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                digest_id,
                position,
                one.field.value,
                one.text,
                one.status.value,
                _json(one.passages),
                one.reason,
                _json(one.unsupported_numbers),
                one.verdict and one.verdict.value,
                one.instead,
                one.translation,
            )
            for position, one in enumerate(digest.statements)
        ],
    )
    make_current(connection, paper_id, digest_id)
    return digest_id


def current(connection: sqlite3.Connection, paper_id: int) -> Digest | None:
    """The paper's current digest, None where it has none."""
    row = connection.execute("SELECT digest_id FROM papers WHERE id = ?", (paper_id,)).fetchone()
    return get(connection, row[0]) if row and row[0] is not None else None


def get(connection: sqlite3.Connection, digest_id: int) -> Digest | None:
    """A digest with its statements, None where there is none."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM digests WHERE id = ?", (digest_id,)).fetchone()
    if row is None:
        return None
    _, engine, created, seconds, text, prompt, model_name, model_file, model_sha256, quantization = row[:10]
    server, language, sections_read, sections, tokens_read, tokens, left_out, fallbacks, notes, topics = row[10:]
    coverage = Coverage(sections_read, sections, tokens_read, tokens, tuple(json.loads(left_out)))
    return Digest(
        statements=statements(connection, digest_id),
        topics=tuple(json.loads(topics)),
        provenance=Provenance(
            engine,
            created,
            seconds,
            text,
            coverage,
            prompt,
            model_name,
            model_file,
            model_sha256,
            quantization,
            server,
            language,
        ),
        fallbacks=tuple(Field(name) for name in json.loads(fallbacks)),
        notes=tuple(Note(Field(name), text) for name, text in json.loads(notes).items()),
        id=digest_id,
    )


def history(connection: sqlite3.Connection, paper_id: int) -> list[Digest]:
    """All digests of a paper, the newest first."""
    found = connection.execute("SELECT id FROM digests WHERE paper_id = ? ORDER BY id DESC", (paper_id,)).fetchall()
    return [digest for (digest_id,) in found if (digest := get(connection, digest_id)) is not None]


def ids_of(connection: sqlite3.Connection, papers: Iterable[int]) -> list[int]:
    """The digests of these papers."""
    chosen = "SELECT id FROM digests WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return [row[0] for row in connection.execute(chosen, (json.dumps(list(papers)),))]


def of_day(connection: sqlite3.Connection, day: str) -> dict[int, list[Made]]:
    """What the digests were made from and by, of the papers announced on a day that have any; hidden papers included."""
    found = connection.execute(
        """
        SELECT d.paper_id, a.abstract, d.file_id IS NOT NULL, d.text_sha256, d.model_file,
            d.engine = 'extractive' AND d.fallbacks <> '[]', d.server
        FROM digests d JOIN abstracts a ON a.paper_id = d.paper_id
        WHERE d.paper_id IN (SELECT paper_id FROM announcements WHERE day = ? AND (shown = 1 OR hidden = 1))
        """,
        (day,),
    )
    made: dict[int, list[Made]] = {}
    for paper_id, abstract, from_file, text_sha256, model_file, instead, server in found:
        one = Made(abstract, bool(from_file), text_sha256, model_file, bool(instead), server)
        made.setdefault(paper_id, []).append(one)
    return made


def make_current(connection: sqlite3.Connection, paper_id: int, digest_id: int) -> int | None:
    """Make one of a paper's digests the current one; return which it was, None where there was none.

    Raises:
        KeyError: the paper has no such digest.
    """
    row = connection.execute(
        "SELECT p.digest_id FROM digests d JOIN papers p ON p.id = d.paper_id WHERE d.id = ? AND p.id = ?",
        (digest_id, paper_id),
    ).fetchone()
    if row is None:
        raise KeyError(digest_id)
    connection.execute("UPDATE papers SET digest_id = ? WHERE id = ?", (digest_id, paper_id))
    _tell_paper(connection, digest_id)
    words.describe(connection, paper_id)
    before: int | None = row[0]
    return before


def set_verdict(connection: sqlite3.Connection, digest_id: int, position: int, verdict: Status | None) -> Status | None:
    """Keep the person's own status of a statement, None for none; return what it was.

    Raises:
        KeyError: there is no such statement.
    """
    row = connection.execute(
        "SELECT verdict FROM statements WHERE digest_id = ? AND position = ?", (digest_id, position)
    ).fetchone()
    if row is None:
        raise KeyError(position)
    connection.execute(
        "UPDATE statements SET verdict = ? WHERE digest_id = ? AND position = ?",
        (verdict and verdict.value, digest_id, position),
    )
    connection.execute(
        """
        UPDATE digests SET (supported, partly, not_found) = (
            SELECT sum(effective = 'supported'), sum(effective = 'partly'), sum(effective = 'not_found')
            FROM (SELECT coalesce(verdict, status) AS effective FROM statements WHERE digest_id = digests.id))
        WHERE id = ?
        """,
        (digest_id,),
    )
    _tell_paper(connection, digest_id)
    return Status(row[0]) if row[0] else None


def _tell_paper(connection: sqlite3.Connection, digest_id: int) -> None:
    """Repeat in the paper what its lists and facets need, where the digest is its current one."""
    supported, partly, not_found, topics = connection.execute(
        "SELECT supported, partly, not_found, topics FROM digests WHERE id = ?", (digest_id,)
    ).fetchone()
    if not_found:
        worst = Evidence.NOT_FOUND
    elif partly:
        worst = Evidence.PARTLY
    else:
        worst = Evidence.ALL_SUPPORTED if supported else Evidence.NOT_CHECKED
    connection.execute(
        "UPDATE papers SET evidence = ?, topics = ? WHERE digest_id = ?", (worst.value, topics, digest_id)
    )


def statements(connection: sqlite3.Connection, digest_id: int) -> tuple[Statement, ...]:
    """The statements of a digest, in reading order."""
    found = connection.execute(
        "SELECT field, text, status, passages, reason, unsupported_numbers, verdict, instead, translation FROM statements"
        " WHERE digest_id = ? ORDER BY position",
        (digest_id,),
    )
    return tuple(
        Statement(
            field=Field(field),
            text=text,
            status=Status(status),
            passages=tuple(json.loads(passages)),
            reason=reason,
            unsupported_numbers=tuple(json.loads(numbers)),
            verdict=Status(verdict) if verdict else None,
            instead=instead,
            translation=translation,
        )
        for field, text, status, passages, reason, numbers, verdict, instead, translation in found
    )


def _json(values: tuple[str, ...] | tuple[int, ...] | tuple[Field, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
