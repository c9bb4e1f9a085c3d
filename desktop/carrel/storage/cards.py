"""Cards: all that is painted of some papers of the news, in a handful of queries however many they are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from carrel.domain.digest import Field, Statement, Status
from carrel.domain.feed import AnnounceType, Card
from carrel.domain.sentences import sentences
from carrel.domain.statement_changes import compare_statements, count_changes
from carrel.storage import version_digests
from carrel.storage.digests import statements
from carrel.storage.rows import rows

_POINTS = 2
_KEPT = """
SELECT p.id, p.version, p.kept, p.state = 'read', coalesce(d.engine, ''),
    CASE WHEN d.id IS NULL THEN (SELECT abstract FROM abstracts WHERE paper_id = p.id) ELSE '' END
FROM papers p LEFT JOIN digests d ON d.id = p.digest_id WHERE p.id IN (SELECT value FROM json_each(?))
"""
_ANNOUNCED = """
SELECT paper_id, type, day, version, seen, withdrawn, reasons FROM announcements
WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id, day = ?, version
"""
_FOR_YOU = """
SELECT paper_id, reason FROM for_you
WHERE chosen = 1 AND paper_id IN (SELECT value FROM json_each(?1)) AND (?2 = '' OR day = ?2) ORDER BY day
"""
_STATEMENTS = """
SELECT p.id, s.field, s.status, s.verdict, s.text, s.instead, s.translation, s.unsupported_numbers
FROM papers p JOIN statements s ON s.digest_id = p.digest_id
WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id, s.position
"""


@dataclass(slots=True)
class _Digest:
    points: list[Statement] = field(default_factory=list)
    strip: list[tuple[Field, Status]] = field(default_factory=list)


def cards(connection: sqlite3.Connection, ids: Iterable[int], day: str = "") -> list[Card]:
    """The cards of these papers in this order; papers that are gone are left out.

    They tell of the announcement of `day`, or of the newest one where there is none of that day.
    """
    wanted = list(ids)
    these = json.dumps(wanted)
    announced = {paper_id: told for paper_id, *told in connection.execute(_ANNOUNCED, (these, day))}
    for_you = dict(connection.execute(_FOR_YOU, (these, day)).fetchall())
    digests = _digests(connection, these)
    known = {paper_id: rest for paper_id, *rest in connection.execute(_KEPT, (these,))}
    replaced = [paper_id for paper_id, told in announced.items() if AnnounceType(told[0]).replaced]
    changed = _changed(connection, replaced)
    found = []
    for row in rows(connection, wanted):
        version, kept, read, engine, abstract = known[row.id]
        kind, day, version, seen, withdrawn, reasons = announced.get(row.id, (None, "", version, read, False, "[]"))
        digest = digests.get(row.id, _Digest())
        found.append(
            Card(
                row=row,
                type=kind and AnnounceType(kind),
                day=day,
                version=version,
                seen=bool(seen),
                kept=bool(kept),
                withdrawn=bool(withdrawn),
                points=tuple(digest.points),
                extractive=engine == "extractive",
                opening=next(iter(sentences(abstract or "")), ""),
                reasons=(*json.loads(reasons), *([for_you[row.id]] if row.id in for_you else [])),
                strip=tuple(digest.strip),
                changed=changed.get(row.id, 0),
            )
        )
    return found


def _digests(connection: sqlite3.Connection, these: str) -> dict[int, _Digest]:
    found: dict[int, _Digest] = {}
    for paper_id, part, status, verdict, text, instead, translation, numbers in connection.execute(
        _STATEMENTS, (these,)
    ):
        digest = found.setdefault(paper_id, _Digest())
        digest.strip.append((Field(part), Status(verdict or status)))
        if part == Field.KEY_POINTS and len(digest.points) < _POINTS:
            point = Statement(
                Field.KEY_POINTS,
                text,
                Status(status),
                unsupported_numbers=tuple(json.loads(numbers)),
                verdict=Status(verdict) if verdict else None,
                instead=instead,
                translation=translation,
            )
            digest.points.append(point)
    return found


def _changed(connection: sqlite3.Connection, paper_ids: list[int]) -> dict[int, int]:
    """How many statements of these papers' digests are not as in those of their earlier versions."""
    changed = {}
    for paper_id, (current, before) in version_digests.earlier(connection, paper_ids).items():
        old, new = statements(connection, before), statements(connection, current)
        changed[paper_id] = count_changes(compare_statements(old, new))
    return changed
