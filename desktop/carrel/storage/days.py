"""The days of announcement: how many papers each has for the person, and how many are unread."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

# A paper in Trash is in no list; there are few of them, so they are looked up once for a question.
OUTSIDE_TRASH = "a.paper_id NOT IN (SELECT id FROM papers WHERE trashed IS NOT NULL)"
LISTED = f"a.shown = 1 AND {OUTSIDE_TRASH}"


@dataclass(frozen=True, slots=True)
class DayCounts:
    """A day's announcements: `papers` and `unread` are those for the person, the others are why the rest is not."""

    announced: int = 0
    papers: int = 0
    unread: int = 0
    hidden: int = 0
    trashed: int = 0


def newest_day(connection: sqlite3.Connection) -> str:
    """The newest day of which anything is known, "" where there is none."""
    (day,) = connection.execute(
        "SELECT max(coalesce((SELECT max(day) FROM announcements), ''), coalesce((SELECT max(day) FROM coverage), ''))"
    ).fetchone()
    return str(day)


def counts(connection: sqlite3.Connection, first: str, last: str) -> dict[str, DayCounts]:
    """The numbers of the days from `first` to `last`, both included; days without announcements are left out."""
    found = connection.execute(
        f"""
        SELECT day, count(DISTINCT paper_id), count(DISTINCT CASE WHEN listed THEN paper_id END),
            count(DISTINCT CASE WHEN listed AND seen = 0 THEN paper_id END), sum(hidden), sum(shown AND NOT listed)
        FROM (SELECT a.day, a.paper_id, a.seen, a.hidden, a.shown, {LISTED} AS listed
            FROM announcements a WHERE a.day BETWEEN ? AND ?) GROUP BY day
        """,
        (first, last),
    )
    return {day: DayCounts(*numbers) for day, *numbers in found}


def unread(connection: sqlite3.Connection, first: str, last: str) -> int:
    """How many papers are unread on the days from `first` to `last`; one that was announced on two days counts twice."""
    (count,) = connection.execute(
        f"SELECT count(*) FROM (SELECT DISTINCT a.day, a.paper_id FROM announcements a"
        f" WHERE a.day BETWEEN ? AND ? AND a.seen = 0 AND {LISTED})",
        (first, last),
    ).fetchone()
    return int(count)


def unread_by_feed(connection: sqlite3.Connection, first: str, last: str) -> dict[str, int]:
    """The same for each followed category; a paper of several counts in each."""
    found = connection.execute(
        f"""
        SELECT category, count(*) FROM (
            SELECT DISTINCT f.category, a.day, a.paper_id FROM announcements a
            JOIN announcement_feeds f ON f.announcement_id = a.id
            WHERE a.day BETWEEN ? AND ? AND a.seen = 0 AND {LISTED})
        GROUP BY category
        """,
        (first, last),
    )
    return dict(found.fetchall())
