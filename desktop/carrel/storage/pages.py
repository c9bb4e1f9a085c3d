"""What a page of the news shows: which papers in which order, and how many each lane holds."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter

from carrel.domain.feed import LaneCounts, NewsLane, NewsQuery, NewsSort
from carrel.storage.days import LISTED

_RANK = "CASE a.type WHEN 'new' THEN 0 WHEN 'cross' THEN 1 WHEN 'replace' THEN 2 ELSE 3 END"
_CHOSEN = "EXISTS (SELECT 1 FROM for_you y WHERE y.day = a.day AND y.paper_id = a.paper_id AND y.chosen = 1)"
# What has a feed's interests stands first, as ever; what is ranked for the person orders it, and comes behind it.
_FOR_YOU = (
    f"a.interest DESC, {_CHOSEN} DESC,"
    " (SELECT y.score FROM for_you y WHERE y.day = a.day AND y.paper_id = a.paper_id) DESC NULLS LAST"
)
_LANES = {
    NewsLane.ALL: "1",
    NewsLane.FOR_YOU: f"(a.interest > 0 OR {_CHOSEN})",
    NewsLane.NEW: "a.type = 'new'",
    NewsLane.CROSS: "a.type = 'cross'",
    NewsLane.REPLACED: "a.type IN ('replace', 'replace-cross')",
}
_NEWEST = "a.day DESC, instr(p.arxiv_id, '/') > 0, p.arxiv_id DESC"


def ids(connection: sqlite3.Connection, query: NewsQuery) -> array[int]:
    """The ids of the papers that `query` asks for, each once, in its order."""
    where, parameters = _where(query)
    if query.unread:
        where += " AND a.seen = 0"
    if query.topic:
        # Topics are a JSON list, in which a topic with its quotation marks is found nowhere but as a whole element.
        where += " AND EXISTS (SELECT 1 FROM papers WHERE id = a.paper_id AND instr(topics, ?) > 0)"
        parameters.append(json.dumps(query.topic, ensure_ascii=False))
    source = "announcements a"
    match query.sort:
        case NewsSort.NEWEST:
            source, order = "announcements a JOIN papers p ON p.id = a.paper_id", _NEWEST
        case NewsSort.ARXIV:
            order = "a.day DESC, a.position, a.id"
        case NewsSort.FOR_YOU:
            order = f"{_FOR_YOU}, {_RANK}, a.day DESC, a.position, a.id"
    sql = f"SELECT a.paper_id FROM {source} WHERE {where} AND {_LANES[query.lane]} ORDER BY {order}"
    return array("q", dict.fromkeys(row[0] for row in connection.execute(sql, parameters)))


def announcements(connection: sqlite3.Connection, query: NewsQuery) -> list[int]:
    """The ids of the unread announcements of the papers that `query` asks for."""
    papers = ids(connection, query)
    found = connection.execute(
        "SELECT id FROM announcements a WHERE a.paper_id IN (SELECT value FROM json_each(?1)) AND a.seen = 0"
        " AND (?2 = '' OR a.day = ?2)",
        (json.dumps(list(papers)), query.day),
    )
    return [row[0] for row in found]


def counts(connection: sqlite3.Connection, query: NewsQuery) -> LaneCounts:
    """How many papers each lane of the day and feed of `query` holds, how many are unread, and the topics of its lane."""
    where, parameters = _where(query)
    # A paper that was announced twice counts once.
    lanes = ", ".join(f"max({sql}) AS in_{lane.value}" for lane, sql in _LANES.items())
    sums = ", ".join(f"coalesce(sum(in_{lane.value}), 0)" for lane in _LANES)
    *numbers, unread = connection.execute(
        f"SELECT {sums}, coalesce(sum(unread), 0) FROM"
        f" (SELECT {lanes}, max(a.seen = 0) AS unread FROM announcements a WHERE {where} GROUP BY a.paper_id)",
        parameters,
    ).fetchone()
    topics: Counter[str] = Counter()
    found = connection.execute(
        f"SELECT topics, count(*) FROM papers WHERE topics <> '[]' AND id IN"
        f" (SELECT a.paper_id FROM announcements a WHERE {where} AND {_LANES[query.lane]}) GROUP BY topics",
        parameters,
    )
    for names, count in found:
        for name in json.loads(names):
            topics[name] += count
    return LaneCounts(dict(zip(_LANES, numbers, strict=True)), unread, dict(topics))


def to_digest(connection: sqlite3.Connection, day: str, limit: int) -> list[int]:
    """The papers of a day's page, most interesting first and unread before read, at most `limit`."""
    found = connection.execute(
        f"SELECT a.paper_id FROM announcements a WHERE a.day = ? AND {LISTED}"
        f" ORDER BY {_FOR_YOU}, a.seen, {_RANK}, a.position, a.id",
        (day,),
    )
    return list(dict.fromkeys(row[0] for row in found))[:limit]


def _where(query: NewsQuery) -> tuple[str, list[str]]:
    """The announcements of the day and feed of a query."""
    parts, parameters = [LISTED], []
    if query.day:
        parts.append("a.day = ?")
        parameters.append(query.day)
    if query.feed:
        parts.append("EXISTS (SELECT 1 FROM announcement_feeds WHERE category = ? AND announcement_id = a.id)")
        parameters.append(query.feed)
    return " AND ".join(parts), parameters
