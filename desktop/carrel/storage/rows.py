"""Rows of a list: all that is painted of some papers, in a handful of queries however many they are."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from carrel.domain.paper import PaperRow, ReadingState

_PAPERS = """
SELECT p.id, p.title, p.year, p.arxiv_id, p.state, p.starred, p.topics, p.added,
    coalesce(d.supported, 0), coalesce(d.partly, 0), coalesce(d.not_found, 0), p.digest_id IS NOT NULL,
    p.has_pdf, p.has_note, p.has_code,
    EXISTS (SELECT 1 FROM jobs WHERE paper_id = p.id AND state IN ('waiting', 'running', 'paused')),
    EXISTS (SELECT 1 FROM files WHERE paper_id = p.id AND hidden_characters > 0),
    p.has_highlight
FROM papers p LEFT JOIN digests d ON d.id = p.digest_id
WHERE p.id IN (SELECT value FROM json_each(?))
"""
_TAGS = """
SELECT paper_id, t.name FROM paper_tags JOIN tags t ON t.id = tag_id
WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id, t.name
"""


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> list[PaperRow]:
    """The rows of these papers in this order; papers that are gone are left out. Those in Trash have rows, too."""
    wanted = list(ids)
    these = json.dumps(wanted)
    authors = parts(connection, "authors", "name", wanted)
    categories = parts(connection, "categories", "category", wanted)
    tags = _grouped(connection, _TAGS, these)
    found = {}
    for row in connection.execute(_PAPERS, (these,)):
        paper_id, title, year, arxiv_id, state, starred, topics, added, supported, partly, not_found = row[:11]
        has_digest, has_pdf, has_note, has_code, busy, has_hidden, has_highlight = map(bool, row[11:])
        found[paper_id] = PaperRow(
            id=paper_id,
            title=title,
            authors=tuple(authors[paper_id]),
            year=year,
            arxiv_id=arxiv_id or "",
            categories=tuple(categories[paper_id]),
            reading=ReadingState(state),
            starred=bool(starred),
            tags=tuple(tags[paper_id]),
            topics=tuple(json.loads(topics)),
            added=added,
            supported=supported,
            partly=partly,
            not_found=not_found,
            has_digest=has_digest,
            has_pdf=has_pdf,
            has_note=has_note,
            has_code=has_code,
            busy=busy,
            has_hidden=has_hidden,
            has_highlight=has_highlight,
        )
    return [found[paper_id] for paper_id in wanted if paper_id in found]


def parts(connection: sqlite3.Connection, table: str, column: str, ids: Iterable[int]) -> defaultdict[int, list[str]]:
    """What a table holds of each of these papers, in order: of "authors" the "name", of "categories" the "category"."""
    these = "paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id, position"
    return _grouped(connection, f"SELECT paper_id, {column} FROM {table} WHERE {these}", json.dumps(list(ids)))


def _grouped(connection: sqlite3.Connection, sql: str, these: str) -> defaultdict[int, list[str]]:
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for paper_id, value in connection.execute(sql, (these,)):
        groups[paper_id].append(value)
    return groups
