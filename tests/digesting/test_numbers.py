"""Numbers as they are written in papers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.digesting.numbers import numbers, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.2M", "1,200,000"),
        ("1.2 million", "1,200,000"),
        ("1.2 million", "1\u202f200\u202f000"),
        ("1 200 000", "1.2M"),
        ("32 %", "32%"),
        ("32 percent", "32 per cent"),
        ("three", "3"),
        ("3×", "3-fold"),
        ("3x", "three times"),
        ("2.1 × 10^-4", "2.1e-4"),
        ("5k", "5,000"),
        (".5", "0.5"),
    ],
)
def test_one_number_written_in_two_ways_is_the_same(one: str, other: str) -> None:
    (first,), (second,) = numbers(one), numbers(other)
    assert same(first, second)


@pytest.mark.parametrize(
    ("one", "other"), [("3.1", "3.2"), ("32 %", "32 times"), ("3", "3.1"), ("1.2M", "1.2B"), ("2 %", "3")]
)
def test_different_numbers_are_not_the_same(one: str, other: str) -> None:
    (first,), (second,) = numbers(one), numbers(other)
    assert not same(first, second)


def test_a_rounded_number_is_supported_by_the_exact_one_but_not_the_other_way() -> None:
    (rounded,), (exact,) = numbers("32 %"), numbers("32.4 %")
    assert same(rounded, exact)
    assert not same(exact, rounded)


def test_a_share_supports_its_percentage() -> None:
    (percent,), (share,) = numbers("32 %"), numbers("0.32")
    assert same(percent, share)


def test_both_ends_of_a_range_are_numbers() -> None:
    assert [number.value for number in numbers("between 3–5 layers")] == [3, 5]


def test_digits_of_names_and_reference_marks_are_no_numbers() -> None:
    assert numbers("F1 by ResNet50 as in [12] and [3, 4]") == ()
    assert [number.value for number in numbers("ResNet50", inside_names=True)] == [50]


@given(st.integers(min_value=0, max_value=10**12))
def test_an_integer_is_read_with_and_without_commas(value: int) -> None:
    (plain,), (grouped,) = numbers(str(value)), numbers(f"{value:,}")
    assert plain.value == grouped.value == value


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=9))
def test_millions_are_read_in_every_form(whole: int, tenth: int) -> None:
    forms = [f"{whole}.{tenth}M", f"{whole}.{tenth} million", f"{whole * 1_000_000 + tenth * 100_000:,}"]
    values = [numbers(form)[0].value for form in forms]
    assert values == pytest.approx([values[0]] * 3)


@given(st.text(max_size=200))
def test_any_text_can_be_read_for_numbers(text: str) -> None:
    for number in numbers(text, inside_names=True):
        assert number.value >= 0
        assert text.startswith(number.text, number.start)
