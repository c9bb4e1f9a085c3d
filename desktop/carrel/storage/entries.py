"""Announcements as rows: which version of which paper on which day, each once however often it is announced."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from carrel.domain.feed import Announcement, AnnounceType


@dataclass(frozen=True, slots=True)
class Known:
    """A paper that is known, as its row has it."""

    id: int
    version: int
    source: str
    in_library: bool
    kept: bool
    read: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What is announced: a version of a paper, with its place in arXiv's order."""

    arxiv_id: str
    version: int
    position: int
    type: AnnounceType
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """An announcement that is known."""

    id: int
    day: str
    type: AnnounceType
    position: int
    from_feed: bool
    withdrawn: bool


def entries(announcements: Iterable[Announcement], *, from_feed: bool) -> list[Entry]:
    """Each version of a paper once, in arXiv's order, with the type that stands."""
    found: dict[tuple[str, int], Entry] = {}
    for position, one in enumerate(announcements):
        version = (one.paper.version or 1) if from_feed else 1
        key = (one.paper.arxiv_id, version)
        first = found.get(key)
        if first is None:
            found[key] = Entry(one.paper.arxiv_id, version, position, one.type, one.withdrawn)
        else:
            kind = min(first.type, one.type, key=lambda kind: kind.rank)
            found[key] = replace(first, type=kind, withdrawn=first.withdrawn or one.withdrawn)
    return list(found.values())


def save(
    connection: sqlite3.Connection,
    told: list[Entry],
    ids: dict[str, int],
    known: dict[str, Known],
    day: str,
    *,
    from_feed: bool,
) -> tuple[list[int], list[int]]:
    """Returns the announcements that were not known, and those that were and stand otherwise now."""
    rows, hidden = _announcements(connection, ids.values())
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM announcements").fetchone()
    added: list[tuple[object, ...]] = []
    moved: list[tuple[object, ...]] = []
    for entry in told:
        paper_id = ids[entry.arxiv_id]
        row = rows.get((paper_id, entry.version))
        if row is None:
            paper = known.get(entry.arxiv_id)
            seen = paper is not None and paper.read and entry.version <= paper.version
            hide = paper_id in hidden and not (paper is not None and paper.kept)
            last += 1
            added.append(
                (last, paper_id, entry.version, day, entry.type, entry.position, from_feed, entry.withdrawn, seen, hide)
            )
            continue
        now = _standing(row, entry, day, from_feed=from_feed)
        if now != row:
            moved.append((now.day, now.type, now.position, now.from_feed, now.withdrawn, now.id))
    connection.executemany(
        "INSERT INTO announcements (id, paper_id, version, day, type, position, from_feed, withdrawn, seen, hidden)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        added,
    )
    connection.executemany(
        "UPDATE announcements SET day = ?, type = ?, position = ?, from_feed = ?, withdrawn = ? WHERE id = ?", moved
    )
    return [_number(row[0]) for row in added], [_number(row[-1]) for row in moved]


def _standing(row: _Row, entry: Entry, day: str, *, from_feed: bool) -> _Row:
    """How a known announcement stands after it was announced again."""
    row = replace(row, withdrawn=row.withdrawn or entry.withdrawn)
    if from_feed and not row.from_feed:
        # A cross-list of later days says nothing about the day of a paper that was submitted before.
        if entry.type.rank > row.type.rank:
            return row
        return replace(row, day=day, type=entry.type, position=entry.position, from_feed=True)
    if from_feed != row.from_feed or day > row.day:
        return row
    kind = min(row.type, entry.type, key=lambda kind: kind.rank)
    if day < row.day:
        # What was submitted for a day is guessed, so what was guessed of the type before counts as much.
        return replace(row, day=day, type=entry.type if from_feed else kind, position=entry.position)
    return replace(row, type=kind, position=entry.position)


def _announcements(connection: sqlite3.Connection, ids: Iterable[int]) -> tuple[dict[tuple[int, int], _Row], set[int]]:
    """The announcements of papers by paper and version, and which of these papers are hidden."""
    rows, hidden = {}, set()
    found = connection.execute(
        "SELECT paper_id, version, hidden, id, day, type, position, from_feed, withdrawn FROM announcements"
        " WHERE paper_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    for paper_id, version, is_hidden, one, day, kind, position, from_feed, withdrawn in found:
        rows[paper_id, version] = _Row(one, day, AnnounceType(kind), position, bool(from_feed), bool(withdrawn))
        if is_hidden:
            hidden.add(paper_id)
    return rows, hidden


def _number(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101 - a row's id
    return value
