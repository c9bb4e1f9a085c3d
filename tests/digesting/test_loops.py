"""Going in circles: what is one, and that prose is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.digesting.answers import loops

PROSE = (
    "The Polyak step size adapts to the function. We show that the Polyak step size converges for convex problems and that "
    "a variant of it needs no knowledge of the optimum. In experiments with logistic regression and matrix completion, "
    "the Polyak step size is the fastest of seven rules, and it is the only one that never diverges on any of the tasks."
)
WORDS = st.lists(st.text("abcdefghijklmnop", min_size=2, max_size=7), min_size=4, max_size=20, unique=True)


@pytest.mark.parametrize(
    "text",
    [
        "and the storks and the storks and the storks and the storks and the",
        "The method is new and fast. " * 3,
        "It counts storks. The results are good and the results are good and the results are good and the results are",
        "very very very very good",
        *(f"The network has {{}} layers. {filler}".format(12) * 3 for filler in ("", "It is small. ")),
    ],
)
def test_what_is_said_again_and_again_is_a_loop(text: str) -> None:
    assert loops(text)


def test_a_term_that_returns_is_none() -> None:
    assert not loops(PROSE)


@given(WORDS, st.integers(3, 8))
def test_any_phrase_said_three_times_is_a_loop(words: list[str], times: int) -> None:
    assert loops(" ".join(words * times))


@given(WORDS.filter(lambda words: len(words) > 8), st.integers(0, 6))
def test_what_is_said_once_or_twice_is_none(words: list[str], again: int) -> None:
    assert not loops(" ".join([*words, *words[: 2 + again]]))


@pytest.mark.corpus
def test_no_abstract_of_a_real_paper_is_a_loop(corpus: Path) -> None:
    rows = json.loads((corpus / "digests" / "abstracts.json").read_text(encoding="utf-8"))
    assert len(rows) > 100
    assert [row["title"] for row in rows if loops(row["abstract"])] == []
