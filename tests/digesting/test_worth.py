"""How well sentences serve the fields of a digest."""

from __future__ import annotations

import pytest

from carrel.digesting.worth import sentence_worth, sentence_worths
from carrel.domain.digest import Field
from digesting.digesting_papers import abstract_source, paper_source


def test_there_is_a_number_for_each_readable_passage() -> None:
    source = paper_source()
    for part, worth in sentence_worths(source).items():
        assert worth.shape == (len(source.readable()),)
        assert (worth >= 0).all()
        assert (worth == sentence_worth(source, part)).all()


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Field.KEY_POINTS, "We propose StorkNet"),
        (Field.RESULTS, "mean error of 3.1"),
        (Field.METHODOLOGY, "consists of an encoder"),
        (Field.IMPLICATIONS, "future work"),
    ],
)
def test_what_is_said_for_a_field_is_worth_most_to_it(part: Field, words: str) -> None:
    source = paper_source()
    ranked = sorted(zip(sentence_worth(source, part), source.readable(), strict=True), key=lambda pair: -pair[0])
    assert any(words in passage.text for _, passage in ranked[:3])


def test_formulas_and_torn_sentences_are_worth_nothing() -> None:
    source = paper_source()
    worth = sentence_worth(source, Field.METHODOLOGY)
    formula = next(at for at, passage in enumerate(source.readable()) if passage.text.startswith("x = y"))
    assert worth[formula] == 0


def test_a_paper_without_text_has_no_numbers() -> None:
    assert sentence_worth(abstract_source(""), Field.SUMMARY).shape == (0,)
