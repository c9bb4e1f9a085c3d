"""Lists in groups: which groups there are, in which order, with which papers."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.domain.digest import Status
from carrel.domain.grouping import Group, GroupBy, Grouped
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.storage import digests, grouping, listing, papers
from carrel.storage.database import Database
from storage_values import NOW, digest


def grouped(database: Database, by: GroupBy, **fields: Any) -> Grouped:
    query = LibraryQuery(**fields)
    with database.read() as connection:
        return grouping.grouped(connection, listing.ids(connection, query), query, by)


def split(found: Grouped) -> list[tuple[str, list[int]]]:
    """The papers of each group, by the group's name or value."""
    start, parts = 0, []
    for group in found.groups:
        parts.append((group.name or group.value, list(found.ids[start : start + group.papers])))
        start += group.papers
    assert start == len(found.ids)
    return parts


@pytest.fixture
def shelf(database: Database) -> Database:
    """Six papers of three years and none, 5 and 6 by one author, 7 in Trash."""
    with database.write() as connection:
        for number, (author, year) in enumerate(
            [
                ("Ann Young", 2021),
                ("Bob Adams", 2023),
                ("Cid Élan", 2022),
                ("", None),
                ("Dee Moss", 2023),
                ("Dee Moss", 2021),
                ("Eve Zorn", 2023),
            ]
        ):
            authors = (author, "Someone Else") if author else ()
            papers.add(
                connection, Paper(f"Paper {number}", authors, year=year), added=f"2026-01-0{number + 1}T00:00:00Z"
            )
        papers.set_reading(connection, [1, 3], ReadingState.READ)
        papers.set_reading(connection, [2], ReadingState.READING)
        digests.save(connection, 2, None, digest(Status.SUPPORTED, Status.PARTLY))
        digests.save(connection, 3, None, digest(Status.SUPPORTED))
        papers.trash(connection, [7], NOW)
    return database


@pytest.mark.parametrize(
    ("by", "fields", "expected"),
    [
        (GroupBy.YEAR, {}, [("2023", [5, 2]), ("2022", [3]), ("2021", [6, 1]), ("", [4])]),
        (GroupBy.YEAR, {"descending": False}, [("2023", [2, 5]), ("2022", [3]), ("2021", [1, 6]), ("", [4])]),
        (
            GroupBy.YEAR,
            {"sort": Sort.YEAR, "descending": False},
            [("2021", [1, 6]), ("2022", [3]), ("2023", [2, 5]), ("", [4])],
        ),
        (GroupBy.STATE, {}, [("unread", [6, 5, 4]), ("reading", [2]), ("read", [3, 1])]),
        (GroupBy.STATE, {"states": (ReadingState.READ,)}, [("read", [3, 1])]),
        (GroupBy.EVIDENCE, {}, [("supported", [3]), ("partly", [2]), ("none", [6, 5, 4, 1])]),
        (
            GroupBy.AUTHOR,
            {"sort": Sort.TITLE, "descending": False},
            [("Bob Adams", [2]), ("Cid Élan", [3]), ("Dee Moss", [5, 6]), ("Ann Young", [1]), ("", [4])],
        ),
        (
            GroupBy.AUTHOR,
            {"sort": Sort.AUTHOR},
            [("Ann Young", [1]), ("Dee Moss", [6, 5]), ("Cid Élan", [3]), ("Bob Adams", [2]), ("", [4])],
        ),
        (GroupBy.YEAR, {"trash": True}, [("2023", [7])]),
        (GroupBy.YEAR, {"text": "nothing-like-it"}, []),
    ],
)
def test_groups_stand_in_their_order_and_papers_in_that_of_the_list(
    shelf: Database, by: GroupBy, fields: dict[str, Any], expected: list[tuple[str, list[int]]]
) -> None:
    assert split(grouped(shelf, by, **fields)) == expected


def test_a_list_that_is_not_grouped_is_as_it_was_found(shelf: Database) -> None:
    found = grouped(shelf, GroupBy.NONE)
    assert (list(found.ids), found.groups) == ([6, 5, 4, 3, 2, 1], ())


def test_large_lists_are_grouped_from_whole_indexes_as_small_ones_are_paper_by_paper(database: Database) -> None:
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    many = [(f"p{n}", f"a{chance.randrange(40):02} x", chance.choice([None, *range(1990, 2020)])) for n in range(4000)]
    with database.write() as connection:
        connection.executemany(
            "INSERT INTO papers (title, title_sort, author_sort, year, source, added) VALUES (?1, ?1, ?2, ?3, 'file', '')",
            many,
        )
        papers.trash(connection, range(1, 1801), NOW)
    for by in (GroupBy.YEAR, GroupBy.AUTHOR, GroupBy.STATE):
        for trash in (False, True):
            with database.read() as connection:
                query = LibraryQuery(trash=trash)
                ids = listing.ids(connection, query)
                whole = grouping.grouped(connection, ids, query, by)
                few = grouping.grouped(connection, ids[:50], query, by)
            assert len(ids) > 1500
            assert sorted(whole.ids) == sorted(ids)
            first = set(ids[:50])
            kept = [(name, [paper for paper in members if paper in first]) for name, members in split(whole)]
            assert [(name, members) for name, members in kept if members] == split(few)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    by=st.sampled_from([by for by in GroupBy if by is not GroupBy.NONE]),
    sort=st.sampled_from(Sort),
    descending=st.booleans(),
    trash=st.booleans(),
)
def test_no_paper_is_lost_or_told_twice(
    shelf: Database, by: GroupBy, sort: Sort, descending: bool, trash: bool
) -> None:
    fields: dict[str, Any] = {"sort": sort, "descending": descending, "trash": trash}
    with shelf.read() as connection:
        ids = list(listing.ids(connection, LibraryQuery(**fields)))
    found = grouped(shelf, by, **fields)
    assert sorted(found.ids) == sorted(ids)
    assert len({group.value for group in found.groups}) == len(found.groups)
    for _, members in split(found):
        assert members == [paper for paper in ids if paper in members]
    assert all(isinstance(group, Group) and group.papers > 0 for group in found.groups)
