"""Several orders as one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carrel.ranking.fusion import fused


def test_what_stands_high_in_both_comes_first() -> None:
    assert fused([(1.0, [1, 2, 3]), (1.0, [2, 4])]) == [2, 1, 4, 3]


def test_one_order_stays_as_it_is() -> None:
    order = list(range(3000, 0, -1))
    assert fused([(1.0, order)]) == order
    assert fused([]) == []


def test_a_heavier_order_decides() -> None:
    assert fused([(1.0, [1, 2]), (5.0, [2, 1])]) == [2, 1]


@given(st.lists(st.tuples(st.floats(0.1, 5), st.lists(st.integers(0, 50), unique=True)), max_size=4))
def test_all_is_there_once(orders: list[tuple[float, list[int]]]) -> None:
    found = fused(orders)
    assert len(found) == len(set(found))
    assert set(found) == {thing for _, order in orders for thing in order}
