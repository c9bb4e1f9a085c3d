"""Groups of a list: what papers that stand under one heading have in common."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class GroupBy(StrEnum):
    """What a list can be grouped by."""

    NONE = "none"
    YEAR = "year"
    STATE = "state"
    EVIDENCE = "evidence"
    AUTHOR = "author"


class Group(NamedTuple):
    """So many `papers` with one `value`, "" where they have none; `name` is how an author's name is written.

    Of authors there are tens of thousands: tuples are made and compared several times as fast as other values.
    """

    value: str
    papers: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Grouped:
    """The papers of a list, group after group, and the groups in their order: none where it is not grouped."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    groups: tuple[Group, ...] = ()
    by: GroupBy = GroupBy.NONE
