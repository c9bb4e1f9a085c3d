"""Groups in words: what a list is grouped by, and what stands in a heading."""

from __future__ import annotations

from carrel.domain.grouping import Group, GroupBy
from carrel.domain.paper import ReadingState
from carrel.domain.query import Evidence
from carrel.ui.library.facets import EVIDENCE_NAMES, STATE_NAMES

GROUP_NAMES = {
    GroupBy.NONE: "No groups",
    GroupBy.YEAR: "Group by year",
    GroupBy.STATE: "Group by status",
    GroupBy.EVIDENCE: "Group by evidence",
    GroupBy.AUTHOR: "Group by first author",
}


def heading_name(group: Group, by: GroupBy) -> str:
    """What the papers of a group have in common."""
    match by:
        case GroupBy.STATE:
            return STATE_NAMES[ReadingState(group.value)]
        case GroupBy.EVIDENCE:
            return EVIDENCE_NAMES[Evidence(group.value)]
        case GroupBy.AUTHOR:
            return group.name or group.value or "No author"
        case _:
            return group.value or "No year"


def count_words(count: int) -> str:
    """How many papers: "1 paper", "1,204 papers"."""
    return f"{count:,} {'paper' if count == 1 else 'papers'}"


def spoken_heading(name: str, count: int, *, collapsed: bool) -> str:
    """A heading for screen readers: "2024, 12 papers, expanded"."""
    return f"{name}, {count_words(count)}, {'collapsed' if collapsed else 'expanded'}"
