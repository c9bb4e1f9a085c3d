"""What a person said of statements outlives the digest: where a statement comes back word for word, so does the verdict."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from carrel.domain.digest import Digest, Field, Status


def known(connection: sqlite3.Connection, paper_id: int) -> dict[tuple[Field, str], Status]:
    """The verdicts on a paper's statements, by field and words: of each statement, the one in its newest digest."""
    found: dict[tuple[Field, str], Status | None] = {}
    for part, text, verdict in connection.execute(
        "SELECT s.field, s.text, s.verdict FROM statements s JOIN digests d ON d.id = s.digest_id"
        " WHERE d.paper_id = ? ORDER BY d.id",
        (paper_id,),
    ):
        found[Field(part), text] = Status(verdict) if verdict else None
    return {key: verdict for key, verdict in found.items() if verdict is not None}


def carried(connection: sqlite3.Connection, paper_id: int, digest: Digest) -> Digest:
    """The digest with the verdicts that the person gave to the same statements before."""
    verdicts = known(connection, paper_id)
    if not verdicts:
        return digest
    statements = tuple(
        one if one.verdict is not None else replace(one, verdict=verdicts.get((one.field, one.text)))
        for one in digest.statements
    )
    return replace(digest, statements=statements)
