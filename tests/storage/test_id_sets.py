"""Sets of papers by id, joined in memory and looked up by SQLite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.storage import id_sets
from carrel.storage.database import Database
from carrel.storage.id_sets import IdSet

_IDS = st.sets(st.integers(0, 300))


def _ids(chosen: IdSet, database: Database, *, inside: bool = True) -> set[int]:
    """Those of the numbers up to 5,000 for which the set's condition holds."""
    sql, parameter = chosen.condition("n", inside=inside)
    numbers = "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)"
    with database.read() as connection:
        return {row[0] for row in connection.execute(f"{numbers} SELECT n FROM numbers WHERE {sql}", (parameter,))}  # noqa: S608


@given(one=_IDS, other=_IDS)
def test_sets_are_joined_as_pythons_are(one: set[int], other: set[int]) -> None:
    first, second = IdSet.of(list(one)), IdSet.of(list(other))
    for made, meant in ((first & second, one & other), (first | second, one | other), (first - second, one - other)):
        assert made == IdSet.of(sorted(meant))
        assert len(made) == len(meant)
        assert bool(made) == bool(meant)


@given(chosen=_IDS, ids=st.lists(st.integers(0, 400)))
def test_ids_are_parted_by_whether_they_are_in_a_set_in_their_order(chosen: set[int], ids: list[int]) -> None:
    inside, outside = IdSet.of(chosen).parted(ids)
    assert inside == [number for number in ids if number in chosen]
    assert outside == [number for number in ids if number not in chosen]


@pytest.mark.parametrize("ids", [range(0), range(7, 8), range(0, 300, 3), range(4500)])
def test_sqlite_finds_exactly_the_ids_of_few_and_of_many(database: Database, ids: range) -> None:
    chosen = IdSet.of(ids)
    assert chosen.few == (len(ids) < 4500)
    assert _ids(chosen, database) == set(ids)
    assert _ids(chosen, database, inside=False) == set(range(5001)) - set(ids)


def test_ids_are_read_in_the_order_of_the_query(database: Database) -> None:
    with database.read() as connection:
        query = "SELECT value FROM json_each(?) ORDER BY value DESC"
        assert id_sets.numbers(connection, query, ("[2, 9, 4]",)) == [9, 4, 2]
        assert id_sets.numbers(connection, "SELECT value FROM json_each('[]')") == []
        assert id_sets.read(connection, "SELECT value FROM json_each('[5, 5, 1]')") == IdSet.of([1, 5])
