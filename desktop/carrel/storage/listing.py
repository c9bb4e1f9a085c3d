"""What the library's lists show: which kept papers in which order, and the numbers beside filters and places."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter

from carrel.domain.paper import Collection, ReadingState
from carrel.domain.query import Evidence, Facets, Has, LibraryQuery, SidebarCounts, Sort
from carrel.domain.query_reading import parse
from carrel.storage import annotation_listing, id_sets, matching, search
from carrel.storage.typed_conditions import FLAGS, HIDDEN
from carrel.storage.typed_words import Near, typed_words


def ids(connection: sqlite3.Connection, query: LibraryQuery, near: Near | None = None) -> array[int]:
    """The ids of the papers that `query` asks for, in its order; those without year or author come last.

    Papers that are `near` are found, too; the best match tells ranks by words alone.
    """
    typed = parse(query.text)
    words = typed_words(typed, near=near, ranked=query.sort is Sort.BEST)
    wanted = matching.in_library(connection, query, typed, words)
    sql = f"SELECT p.id FROM papers p WHERE {wanted.sql} ORDER BY {_order(query)}"
    found = array("q", id_sets.numbers(connection, sql, wanted.parameters))
    if query.sort is not Sort.BEST or not words.described:
        return found
    # Papers with every word in what describes them come first by rank, then those with words in passages or annotations.
    best = words.best_described(connection)
    if best is None:
        return array("q", search.by_title_first(connection, words.described, words.described_papers(connection), found))
    left = dict.fromkeys(found)
    ranked = [paper for paper in best if left.pop(paper, 0) is None]
    return array("q", [*ranked, *left])


def facets(connection: sqlite3.Connection, query: LibraryQuery, near: Near | None = None) -> Facets:
    """How many of the papers that `query` asks for fall under each value; values without papers are left out."""
    typed = parse(query.text)
    wanted = matching.in_library(connection, query, typed, typed_words(typed, near=near))
    # Each of both questions reads an index from end to end, in its order, or looks few papers up.
    states: Counter[ReadingState] = Counter()
    years: Counter[int] = Counter()
    evidence: Counter[Evidence] = Counter()
    has: Counter[Has] = Counter()
    values = "p.state, p.evidence, p.has_pdf, p.has_code, p.has_note, p.has_highlight, p.year"
    sql = f"SELECT {values}, count(*) FROM papers p WHERE {wanted.sql} GROUP BY {values}"
    for state, worst, *flags, year, count in connection.execute(sql, wanted.parameters):
        states[ReadingState(state)] += count
        evidence[Evidence(worst)] += count
        if year is not None:
            years[year] += count
        for kind, true in zip(FLAGS, flags, strict=True):
            if true:
                has[kind] += count
    sql = f"SELECT count(*) FROM papers p WHERE {wanted.sql} AND p.id IN ({HIDDEN})"
    (hidden,) = connection.execute(sql, wanted.parameters).fetchone()
    if hidden:
        has[Has.HIDDEN] = hidden
    topics: Counter[str] = Counter()
    sql = f"SELECT p.topics, count(*) FROM papers p WHERE {wanted.sql} GROUP BY p.topics"
    for names, count in connection.execute(sql, wanted.parameters):
        for name in json.loads(names):
            topics[name] += count
    return Facets(dict(states), dict(topics), dict(years), dict(evidence), dict(has))


def sidebar(connection: sqlite3.Connection) -> SidebarCounts:
    """The numbers beside the sidebar's places; only `trash` counts papers in Trash. Annotations are counted, not papers that have some."""
    by_state = dict.fromkeys(ReadingState, 0)
    starred = 0
    found = connection.execute(
        "SELECT state, count(*), sum(starred) FROM papers WHERE trashed IS NULL AND kept = 1 GROUP BY state"
    )
    for state, count, with_star in found:
        by_state[ReadingState(state)] = count
        starred += with_star
    (trash,) = connection.execute("SELECT count(*) FROM papers WHERE trashed IS NOT NULL").fetchone()
    return SidebarCounts(
        library=sum(by_state.values()),
        unread=by_state[ReadingState.UNREAD],
        reading=by_state[ReadingState.READING],
        starred=starred,
        trash=trash,
        annotations=annotation_listing.total(connection),
    )


def collections(connection: sqlite3.Connection) -> list[Collection]:
    """All collections by name, with how many papers each shows: its own and those of collections inside it, each once."""
    found = connection.execute(
        """
        WITH RECURSIVE nested (top, id) AS (
            SELECT id, id FROM collections UNION SELECT n.top, c.id FROM collections c JOIN nested n ON c.parent_id = n.id
        ), shown AS (
            SELECT n.top, count(DISTINCT m.paper_id) AS papers FROM nested n
            JOIN collection_papers m ON m.collection_id = n.id
            JOIN papers p ON p.id = m.paper_id AND p.trashed IS NULL AND p.kept = 1 GROUP BY n.top
        )
        SELECT c.id, c.name, c.parent_id, coalesce(s.papers, 0) FROM collections c LEFT JOIN shown s ON s.top = c.id
        ORDER BY c.name COLLATE NOCASE, c.id
        """
    )
    return [Collection(*row) for row in found]


def tags(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """All tags by name, with how many papers outside Trash carry them."""
    found = connection.execute(
        "SELECT t.name, count(p.id) FROM tags t JOIN paper_tags ON tag_id = t.id"
        " LEFT JOIN papers p ON p.id = paper_id AND p.trashed IS NULL AND p.kept = 1 GROUP BY t.id ORDER BY t.name"
    )
    return [(name, count) for name, count in found]


def _order(query: LibraryQuery) -> str:
    way = "DESC" if query.descending else "ASC"
    match query.sort:
        case Sort.TITLE:
            return f"p.title_sort {way}, p.id {way}"
        case Sort.AUTHOR:
            return f"p.author_sort {way} NULLS LAST, p.id {way}"
        case Sort.YEAR:
            return f"p.year {way} NULLS LAST, p.id {way}"
        case Sort.ADDED:
            return f"p.added {way}, p.id {way}"
        case Sort.BEST:
            return "p.added DESC, p.id DESC"
