"""The table's columns: what they are called, how wide they begin, and what sorting by them means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from carrel.domain.query import Sort


class Column(IntEnum):
    """Columns, by their number in the model."""

    STATUS = 0
    STAR = 1
    TITLE = 2
    AUTHOR = 3
    YEAR = 4
    ADDED = 5
    TAGS = 6
    EVIDENCE = 7
    ATTACHMENTS = 8
    TOPICS = 9
    CATEGORY = 10


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """`heading` "" has `name` for menus and screen readers. `width` in pixels at 100 % text size. `sort` None: not sortable."""

    heading: str
    name: str
    width: int
    sort: Sort | None = None
    optional: bool = False
    shown: bool = True


STYLES = {
    Column.STATUS: ColumnStyle("", "Status", 34),
    Column.STAR: ColumnStyle("", "Star", 28),
    Column.TITLE: ColumnStyle("Title", "Title", 340, Sort.TITLE),
    Column.AUTHOR: ColumnStyle("Author", "Author", 130, Sort.AUTHOR, optional=True, shown=False),
    Column.YEAR: ColumnStyle("Year", "Year", 52, Sort.YEAR, optional=True),
    Column.ADDED: ColumnStyle("Added", "Added", 96, Sort.ADDED, optional=True, shown=False),
    Column.TAGS: ColumnStyle("Tags", "Tags", 132, optional=True),
    Column.EVIDENCE: ColumnStyle("Evidence", "Evidence", 90, optional=True),
    Column.ATTACHMENTS: ColumnStyle("", "Attachments", 94, optional=True),
    Column.TOPICS: ColumnStyle("Topics", "Topics", 132, optional=True, shown=False),
    Column.CATEGORY: ColumnStyle("Category", "Category", 84, optional=True, shown=False),
}
NARROW = (Column.STATUS, Column.STAR, Column.TITLE, Column.EVIDENCE)
"""What is left of the table beside an open digest."""

SORT_NAMES = {
    Sort.BEST: "Best match",
    Sort.ADDED: "Newest first",
    Sort.TITLE: "Title",
    Sort.YEAR: "Year",
    Sort.AUTHOR: "Author",
}


def sort_name(sort: Sort, *, descending: bool) -> str:
    """The order in words."""
    if sort is Sort.ADDED and not descending:
        return "Oldest first"
    if sort is Sort.BEST:
        return SORT_NAMES[sort]
    if sort in {Sort.TITLE, Sort.AUTHOR} and descending:
        return f"{SORT_NAMES[sort]}, Z to A"
    if sort is Sort.YEAR and not descending:
        return "Year, oldest first"
    return SORT_NAMES[sort]
