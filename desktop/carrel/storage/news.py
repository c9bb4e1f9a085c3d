"""arXiv's announcements as the database keeps them: written down once, covered day by day, shown a page at a time."""

from __future__ import annotations

from carrel.storage.announcing import Announced, announce
from carrel.storage.cards import cards
from carrel.storage.coverage import coverage, last_covered, set_coverage
from carrel.storage.days import DayCounts, newest_day, unread
from carrel.storage.days import counts as day_counts
from carrel.storage.details import set_details, without_details
from carrel.storage.marks import hide, mark, set_seen, unhide
from carrel.storage.pages import announcements, counts, ids, to_digest

__all__ = [
    "Announced",
    "DayCounts",
    "announce",
    "announcements",
    "cards",
    "counts",
    "coverage",
    "day_counts",
    "hide",
    "ids",
    "last_covered",
    "mark",
    "newest_day",
    "set_coverage",
    "set_details",
    "set_seen",
    "to_digest",
    "unhide",
    "unread",
    "without_details",
]
