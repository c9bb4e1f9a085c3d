from __future__ import annotations

import pytest

from carrel.domain.column_order import Box, order_by_columns, runs_leftwards

WIDTH = 600.0


def line(left: float, row: int, width: float = 230.0, *, top: float = 100.0) -> Box:
    return Box(left, top + 12 * row, left + width, top + 12 * row + 8)


def order(boxes: list[Box], *, leftwards: bool = False) -> list[int] | None:
    ranges = order_by_columns(boxes, WIDTH, leftwards=leftwards)
    return None if ranges is None else [index for one in ranges for index in one]


def rows(*lefts: float, count: int = 8, width: float = 230.0) -> list[Box]:
    return [line(left, row, width) for row in range(count) for left in lefts]


def test_columns_given_row_by_row_are_read_one_after_the_other() -> None:
    assert order(rows(50, 320)) == [*range(0, 16, 2), *range(1, 16, 2)]


def test_lines_over_both_columns_stay_before_and_after_them() -> None:
    boxes = [line(50, -3, 500), *rows(50, 320), line(50, 12, 500)]
    assert order(boxes) == [0, *range(1, 17, 2), *range(2, 17, 2), 17]


def test_each_band_between_such_lines_has_columns_of_its_own() -> None:
    lower = [Box(one.left, one.top + 200, one.right, one.bottom + 200) for one in rows(50, 320)]
    found = order([*rows(50, 320), line(50, 10, 500), *lower])
    assert found is not None
    assert found[:9] == [*range(0, 16, 2), 1]
    assert found[15:18] == [15, 16, 17]


def test_words_and_lines_that_stand_lower_in_one_column_are_no_hindrance() -> None:
    words = [
        Box(left + 46 * word, 100.0 + 12 * row + lower, left + 46 * word + 40, 108.0 + 12 * row + lower)
        for row in range(6)
        for left, lower in ((50, 0), (320, 4))
        for word in range(5)
    ]
    found = order(words)
    assert found is not None
    assert [words[index].left < 300 for index in found] == [True] * 30 + [False] * 30


def test_a_longer_left_column_is_read_to_its_end_first() -> None:
    boxes = [*rows(50, 320), line(50, 8), line(50, 9)]
    assert order(boxes) == [*range(0, 16, 2), 16, 17, *range(1, 16, 2)]


def test_three_columns() -> None:
    found = order(rows(40, 220, 400, width=150))
    assert found == [*range(0, 24, 3), *range(1, 24, 3), *range(2, 24, 3)]


def test_from_right_to_left_the_right_column_is_the_first() -> None:
    assert order(rows(320, 50), leftwards=True) == [*range(0, 16, 2), *range(1, 16, 2)]
    assert order(rows(50, 320)) != order(rows(320, 50))


@pytest.mark.parametrize(
    "boxes",
    [
        [],
        [line(50, row, 500) for row in range(30)],
        [line(left, row) for left in (50, 320) for row in range(20)],
        rows(50, 320, count=3),
        # A table of numbers, and a list of names with what they mean: rows are read across.
        rows(50, 150, 250, 350, 450, width=40),
        [box for row in range(12) for box in (line(50, row, 60), line(180, row, 330))],
        # A table whose wide cells are of every length.
        [
            box
            for row in range(12)
            for box in (line(50, row, 200 if row % 3 == 0 else 60), line(320, row, 180 if row % 3 == 1 else 50))
        ],
    ],
)
def test_what_is_in_order_stays(boxes: list[Box]) -> None:
    assert order(boxes) is None


def test_every_run_is_there_once() -> None:
    boxes = [*rows(50, 320), *rows(50, 150, 250, width=40), line(50, 40, 500)]
    found = order(boxes)
    assert found is not None
    assert sorted(found) == list(range(len(boxes)))


def test_the_direction_of_writing_is_told_by_most_letters() -> None:
    assert runs_leftwards("שלום עולם (abc)")
    assert not runs_leftwards("The word שלום means peace.")
    assert not runs_leftwards("12 + 3")
