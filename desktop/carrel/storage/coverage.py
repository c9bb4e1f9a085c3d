"""What is known of each followed category on each day: read, put together later, none announced, or a gap."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from carrel.domain.feed import DayState


def set_coverage(
    connection: sqlite3.Connection, categories: Iterable[str], day: str, state: DayState, reason: str, now: str
) -> None:
    """Note what is known of a day, in place of what was.

    A day that was read from the feed is not covered by less, and one that was filled is no gap because it failed once more.
    """
    connection.executemany(
        "INSERT INTO coverage (category, day, state, reason, checked) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (category, day) DO UPDATE SET state = excluded.state, reason = excluded.reason,"
        " checked = excluded.checked WHERE excluded.state = 'announced'"
        " OR coverage.state = 'filled' AND excluded.state <> 'gap' OR coverage.state IN ('none', 'gap')",
        [(category, day, state.value, reason, now) for category in categories],
    )


def coverage(connection: sqlite3.Connection, first: str, last: str) -> list[tuple[str, str, DayState, str]]:
    """(category, day, state, reason) of each day from `first` to `last`, both included, in order."""
    found = connection.execute(
        "SELECT category, day, state, reason FROM coverage WHERE day BETWEEN ? AND ? ORDER BY day, category",
        (first, last),
    )
    return [(category, day, DayState(state), reason) for category, day, state, reason in found]


def last_covered(connection: sqlite3.Connection) -> str:
    """The newest day of which something is known of a category that is followed, "" where there is none."""
    (day,) = connection.execute(
        "SELECT coalesce(max(day), '') FROM coverage WHERE category IN (SELECT category FROM feeds)"
    ).fetchone()
    return str(day)
