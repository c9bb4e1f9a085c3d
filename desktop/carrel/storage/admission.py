"""Which feeds admit an announcement, and why a person may want to see it first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from carrel.domain.interests import Interests, in_category, match
from carrel.domain.paper import Paper
from carrel.storage.rows import parts

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class _Case:
    """An announcement that is to be judged."""

    id: int
    paper_id: int
    version: int
    replaces_kept: bool
    hidden: bool
    standing: tuple[bool, int, str]


def admit(connection: sqlite3.Connection, announcement_ids: Iterable[int] | None = None) -> None:
    """Hold announcements (None: all) against the feeds' interests anew: which feeds have them, whether they are shown, why.

    `feeds.add`, `feeds.remove` and `feeds.set_interests` do that for what they change.
    """
    if announcement_ids is None:
        newest_first = connection.execute("SELECT id FROM announcements ORDER BY day DESC, id").fetchall()
        announcement_ids = [row[0] for row in newest_first]
    feeds = interests(connection)
    for batch in _batches(announcement_ids):
        _judge(connection, feeds, batch)


def interests(connection: sqlite3.Connection) -> dict[str, Interests]:
    """What is wanted of each followed category, in the person's order."""
    found = connection.execute("SELECT category, include, exclude FROM feeds ORDER BY position, category")
    return {
        category: Interests(tuple(json.loads(include)), tuple(json.loads(exclude)))
        for category, include, exclude in found
    }


def _judge(connection: sqlite3.Connection, feeds: dict[str, Interests], ids: list[int]) -> None:
    """Judge announcements, and write down what is not so already: most verdicts change little."""
    cases = _cases(connection, ids)
    members = _members(connection, ids)
    picky = any(wanted.include or wanted.exclude for wanted in feeds.values())
    papers = _papers(connection, {case.paper_id for case in cases}, with_text=picky)
    verdicts: list[tuple[object, ...]] = []
    joined: list[tuple[str, int]] = []
    left: list[tuple[str, int]] = []
    for case in cases:
        paper = papers[case.paper_id]
        reasons = {f"v{case.version} of a paper in your library": None} if case.replaces_kept else {}
        admitting = set()
        for category, wanted in feeds.items():
            if not any(in_category(name, category) for name in paper.categories):
                continue
            if wanted.include or wanted.exclude:
                found = match(wanted, paper)
                if not found.admitted:
                    continue
                reasons |= dict.fromkeys(found.reasons)
            admitting.add(category)
        before = members.get(case.id, set())
        joined += [(category, case.id) for category in admitting - before]
        left += [(category, case.id) for category in before - admitting]
        standing = (
            bool(admitting) and not case.hidden,
            len(reasons),
            json.dumps(list(reasons), ensure_ascii=False) if reasons else "[]",
        )
        if standing != case.standing:
            verdicts.append((*standing, case.id))
    connection.executemany("DELETE FROM announcement_feeds WHERE category = ? AND announcement_id = ?", left)
    connection.executemany("INSERT INTO announcement_feeds (category, announcement_id) VALUES (?, ?)", joined)
    connection.executemany("UPDATE announcements SET shown = ?, interest = ?, reasons = ? WHERE id = ?", verdicts)


def _cases(connection: sqlite3.Connection, ids: list[int]) -> list[_Case]:
    found = connection.execute(
        "SELECT a.id, a.paper_id, a.version, a.type IN ('replace', 'replace-cross') AND p.kept = 1 AND p.trashed IS NULL,"
        " a.hidden, a.shown, a.interest, a.reasons FROM announcements a JOIN papers p ON p.id = a.paper_id"
        " WHERE a.id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    return [
        _Case(one, paper_id, version, bool(ours), bool(hidden), (bool(shown), interest, reasons))
        for one, paper_id, version, ours, hidden, shown, interest, reasons in found
    ]


def _members(connection: sqlite3.Connection, ids: list[int]) -> dict[int, set[str]]:
    """Which categories admit announcements by now."""
    members: dict[int, set[str]] = {}
    found = connection.execute(
        "SELECT announcement_id, category FROM announcement_feeds"
        " WHERE announcement_id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    for one, category in found:
        members.setdefault(one, set()).add(category)
    return members


def _papers(connection: sqlite3.Connection, ids: set[int], *, with_text: bool) -> dict[int, Paper]:
    """What interests are held against: always the categories, the rest where it is asked for."""
    categories = parts(connection, "categories", "category", ids)
    if not with_text:
        return {paper_id: Paper("", categories=tuple(categories[paper_id])) for paper_id in ids}
    authors = parts(connection, "authors", "name", ids)
    found = connection.execute(
        "SELECT id, title, coalesce(abstract, '') FROM papers LEFT JOIN abstracts ON paper_id = id"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {
        paper_id: Paper(title, tuple(authors[paper_id]), abstract, categories=tuple(categories[paper_id]))
        for paper_id, title, abstract in found
    }


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(dict.fromkeys(ids))
    while batch := list(islice(left, _BATCH)):
        yield batch
