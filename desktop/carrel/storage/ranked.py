"""The days' papers as they were ranked for the person, and what ranking them needs to know of papers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carrel.domain.for_you import Act, ActKind, Pick
from carrel.storage.days import LISTED

_THESE = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper of a day's page. `fresh`: announced as new or cross-listed; `wanted`: a feed's interests have it."""

    day: str
    paper_id: int
    fresh: bool
    wanted: bool
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What reasons name a paper by."""

    title: str
    collections: tuple[str, ...]
    tags: tuple[str, ...]
    topics: tuple[str, ...]


def candidates(connection: sqlite3.Connection, first: str, last: str) -> list[Candidate]:
    """The papers of the days' pages from `first` to `last`, in the order of days and of arXiv."""
    found = connection.execute(
        f"SELECT a.day, a.paper_id, max(a.type IN ('new', 'cross')), max(a.interest > 0), p.topics FROM announcements a"
        f" JOIN papers p ON p.id = a.paper_id WHERE a.day BETWEEN ? AND ? AND {LISTED}"
        " GROUP BY a.day, a.paper_id ORDER BY a.day, min(a.position), a.paper_id",
        (first, last),
    )
    return [
        Candidate(day, paper_id, bool(fresh), bool(wanted), tuple(json.loads(topics)))
        for day, paper_id, fresh, wanted, topics in found
    ]


def passed(connection: sqlite3.Connection, limit: int) -> dict[int, bool]:
    """The newest announced papers that were not kept, at most so many, and whether each was seen and left."""
    found = connection.execute(
        "SELECT a.paper_id, max(a.seen) FROM announcements a JOIN papers p ON p.id = a.paper_id"
        " WHERE p.kept = 0 AND a.hidden = 0 GROUP BY a.paper_id ORDER BY max(a.day) DESC, a.paper_id LIMIT ?",
        (limit,),
    )
    return {paper_id: bool(seen) for paper_id, seen in found}


def texts(connection: sqlite3.Connection, papers: Iterable[int]) -> dict[int, str]:
    """Title and abstract of these papers."""
    found = connection.execute(
        f"SELECT id, title, coalesce(abstract, '') FROM papers LEFT JOIN abstracts ON paper_id = id WHERE id {_THESE}",
        _json(papers),
    )
    return {paper_id: f"{title}\n{abstract}" for paper_id, title, abstract in found}


def identifiers(connection: sqlite3.Connection, papers: Iterable[int]) -> dict[int, str]:
    """How these papers are named where one is typed: by arXiv id, else by number."""
    found = connection.execute(f"SELECT id, coalesce(arxiv_id, id) FROM papers WHERE id {_THESE}", _json(papers))
    return {paper_id: str(name) for paper_id, name in found}


def first_categories(connection: sqlite3.Connection, papers: Iterable[int]) -> dict[int, str]:
    """The primary category of each of these papers that has one."""
    found = connection.execute(
        f"SELECT paper_id, category FROM categories WHERE position = 0 AND paper_id {_THESE}", _json(papers)
    )
    return dict(found.fetchall())


def described(connection: sqlite3.Connection, papers: Iterable[int]) -> dict[int, Named]:
    """What reasons say of these papers."""
    wanted = _json(papers)
    collections = _names(
        connection,
        f"SELECT paper_id, name FROM collection_papers JOIN collections ON id = collection_id WHERE paper_id {_THESE}",
        wanted,
    )
    tags = _names(
        connection, f"SELECT paper_id, name FROM paper_tags JOIN tags ON id = tag_id WHERE paper_id {_THESE}", wanted
    )
    found = connection.execute(f"SELECT id, title, topics FROM papers WHERE id {_THESE}", wanted).fetchall()
    return {
        one: Named(title, tuple(collections.get(one, ())), tuple(tags.get(one, ())), tuple(json.loads(topics)))
        for one, title, topics in found
    }


def picks(connection: sqlite3.Connection, first: str, last: str) -> dict[str, dict[int, Pick]]:
    """What stands of these days, by day and paper."""
    found: dict[str, dict[int, Pick]] = {}
    for day, *rest in connection.execute(
        "SELECT day, paper_id, score, chosen, reason, closest FROM for_you WHERE day BETWEEN ? AND ?", (first, last)
    ):
        pick = _pick(*rest)
        found.setdefault(day, {})[pick.paper_id] = pick
    return found


def of_paper(connection: sqlite3.Connection, paper_id: int) -> Pick | None:
    """How a paper stood when it was ranked last, None where it is not for the person."""
    row = connection.execute(
        "SELECT paper_id, score, chosen, reason, closest FROM for_you WHERE paper_id = ? AND chosen = 1"
        " ORDER BY day DESC LIMIT 1",
        (paper_id,),
    ).fetchone()
    return _pick(*row) if row is not None else None


def put(connection: sqlite3.Connection, days: Mapping[str, Iterable[Pick]]) -> None:
    """Keep how these days were ranked, in place of what was kept of them."""
    connection.executemany("DELETE FROM for_you WHERE day = ?", [(day,) for day in days])
    connection.executemany(
        "INSERT INTO for_you (day, paper_id, score, chosen, reason, closest)"
        " SELECT ?, id, ?, ?, ?, ? FROM papers WHERE id = ?",
        [
            (day, pick.score, pick.chosen, pick.reason, _closest(pick), pick.paper_id)
            for day, ranked in days.items()
            for pick in ranked
        ],
    )


def clear(connection: sqlite3.Connection) -> frozenset[int]:
    """Forget how all days were ranked; return the papers of which anything was kept."""
    return frozenset(row[0] for row in connection.execute("DELETE FROM for_you RETURNING paper_id").fetchall())


def _names(connection: sqlite3.Connection, sql: str, wanted: tuple[str]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for paper_id, name in connection.execute(sql, wanted):
        names.setdefault(paper_id, []).append(name)
    return names


def _pick(paper_id: int, score: float, chosen: int, reason: str, closest: str) -> Pick:
    acts = tuple(Act(one, ActKind(kind), since) for one, kind, since in json.loads(closest))
    return Pick(paper_id, score, bool(chosen), reason, acts)


def _closest(pick: Pick) -> str:
    return json.dumps([[act.paper_id, act.kind, act.since] for act in pick.closest])


def _json(papers: Iterable[int]) -> tuple[str]:
    return (json.dumps(list(papers)),)
