"""Pairs of papers that may be one: found by keys that few papers share, offered until they are merged or kept apart."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from carrel.domain.duplicates import Described, Reason, keys, reason_for
from carrel.storage import compared

_MOST = 32
"""What more papers than these share tells nothing of them: each has keys that fewer share."""
# Pairs are few: SQLite would begin with all papers.
_OFFERED = """
FROM duplicates d CROSS JOIN papers a ON a.id = d.one CROSS JOIN papers b ON b.id = d.other
WHERE d.reason <> '' AND d.kept_apart <> d.fingerprint
    AND a.kept = 1 AND a.trashed IS NULL AND b.kept = 1 AND b.trashed IS NULL
"""
_SUREST = "instr('arxiv doi text title', d.reason), d.other DESC, d.one DESC"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two papers that may be one; `one` has the smaller id."""

    one: int
    other: int
    reason: Reason


def look(connection: sqlite3.Connection, ids: Collection[int]) -> frozenset[int]:
    """Compare papers with those they have a key in common with; return the papers of which other pairs are offered now."""
    papers = compared.described(connection, ids)
    these = json.dumps(list(papers))
    connection.execute("DELETE FROM duplicate_keys WHERE paper_id IN (SELECT value FROM json_each(?))", (these,))
    known = {one: sorted(set(keys(paper))) for one, paper in papers.items()}
    connection.executemany(
        "INSERT INTO duplicate_keys (key, paper_id) VALUES (?, ?)",
        [(key, one) for one, its in known.items() for key in its],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO compared (paper_id) VALUES (?)",
        [(one,) for one in papers],
    )
    partners = {one: _partners(connection, one, its) for one, its in known.items()}
    all_others = frozenset[int]().union(*partners.values()) - papers.keys()
    everyone = papers | compared.described(connection, all_others)
    before = _offered_of(connection, these)
    for one, others in partners.items():
        _keep(connection, everyone, one, others)
    changed = _offered_of(connection, these) ^ before
    return frozenset(paper for one, other, _ in changed for paper in (one, other))


def count(connection: sqlite3.Connection) -> int:
    """How many pairs are offered."""
    [found] = connection.execute(f"SELECT count(*) {_OFFERED}").fetchone()
    return int(found)


def pairs(connection: sqlite3.Connection) -> list[Pair]:
    """The pairs that are offered, the surest first, then those with the newest papers."""
    found = connection.execute(f"SELECT d.one, d.other, d.reason {_OFFERED} ORDER BY {_SUREST}")
    return [Pair(one, other, Reason(reason)) for one, other, reason in found]


def of_paper(connection: sqlite3.Connection, paper_id: int) -> list[Pair]:
    """The pairs with a paper that are offered, the surest first."""
    found = connection.execute(
        f"SELECT d.one, d.other, d.reason {_OFFERED} AND (d.one = ?1 OR d.other = ?1) ORDER BY {_SUREST}", (paper_id,)
    )
    return [Pair(one, other, Reason(reason)) for one, other, reason in found]


def keep_apart(connection: sqlite3.Connection, one: int, other: int) -> bool:
    """Offer two papers no more while both are as they are; return whether that is new.

    Raises:
        KeyError: there is no such paper.
    """
    one, other = sorted((one, other))
    papers = compared.described(connection, (one, other))
    fingerprint = _fingerprint(papers[one], papers[other])
    reason = reason_for(papers[one], papers[other])
    changed = connection.execute(
        "INSERT INTO duplicates (one, other, reason, fingerprint, kept_apart) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (one, other) DO UPDATE SET fingerprint = excluded.fingerprint, kept_apart = excluded.kept_apart"
        " WHERE kept_apart <> excluded.kept_apart",
        (one, other, reason or "", fingerprint, fingerprint),
    )
    return changed.rowcount > 0


def offer(connection: sqlite3.Connection, one: int, other: int) -> None:
    """Take back that two papers were kept apart."""
    connection.execute("UPDATE duplicates SET kept_apart = '' WHERE one = ? AND other = ?", tuple(sorted((one, other))))


def _partners(connection: sqlite3.Connection, one: int, its: Collection[int]) -> set[int]:
    """The papers that a paper has one of its keys in common with."""
    found: set[int] = set()
    for key in its:
        sharing = connection.execute(
            "SELECT paper_id FROM duplicate_keys WHERE key = ? LIMIT ?", (key, _MOST + 1)
        ).fetchall()
        if 1 < len(sharing) <= _MOST:
            found.update(row[0] for row in sharing)
    return found - {one}


def _keep(connection: sqlite3.Connection, everyone: dict[int, Described], one: int, others: set[int]) -> None:
    """Keep the pairs of a paper as they are now; that a pair was kept apart is remembered with its fingerprint."""
    ids = (one, one)
    connection.execute("DELETE FROM duplicates WHERE (one = ? OR other = ?) AND kept_apart = ''", ids)
    connection.execute("UPDATE duplicates SET reason = '' WHERE one = ? OR other = ?", ids)
    for other in others:
        reason = reason_for(everyone[one], everyone[other])
        if reason is not None:
            first, second = sorted((one, other))
            connection.execute(
                "INSERT INTO duplicates (one, other, reason, fingerprint) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (one, other) DO UPDATE SET reason = excluded.reason, fingerprint = excluded.fingerprint",
                (first, second, reason.value, _fingerprint(everyone[first], everyone[second])),
            )


def _offered_of(connection: sqlite3.Connection, these: str) -> set[tuple[int, int, str]]:
    of_these = "SELECT value FROM json_each(?1)"
    found = connection.execute(
        f"SELECT d.one, d.other, d.reason {_OFFERED} AND d.one IN ({of_these})"
        f" UNION SELECT d.one, d.other, d.reason {_OFFERED} AND d.other IN ({of_these})",
        (these,),
    )
    return set(found.fetchall())


def _fingerprint(one: Described, other: Described) -> str:
    return f"{one.fingerprint}-{other.fingerprint}"
