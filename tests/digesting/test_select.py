"""The extractive digest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.digesting.select import extract
from carrel.digesting.source import NO_PAGE
from carrel.domain.digest import Field, Status
from digesting.digesting_papers import REFERENCES, abstract_source, paper_source


def test_every_field_of_a_paper_is_filled_within_its_bounds() -> None:
    digest = extract(paper_source())
    assert 3 <= len(digest.of(Field.KEY_POINTS)) <= 5
    assert 2 <= len(digest.of(Field.SUMMARY)) <= 5
    for part in (Field.METHODOLOGY, Field.RESULTS, Field.IMPLICATIONS):
        assert 1 <= len(digest.of(part)) <= 3


def test_statements_are_passages_word_for_word_and_supported_by_them() -> None:
    source = paper_source()
    by_position = {passage.position: passage.text for passage in source.passages}
    for statement in extract(source).statements:
        assert statement.status is Status.SUPPORTED
        assert [by_position[position] for position in statement.passages] == [statement.text]


def test_fields_take_their_sentences_from_their_own_sections() -> None:
    digest = extract(paper_source())
    assert "StorkNet" in " ".join(statement.text for statement in digest.of(Field.KEY_POINTS))
    assert any("encoder" in statement.text for statement in digest.of(Field.METHODOLOGY))
    assert any("3.1" in statement.text for statement in digest.of(Field.RESULTS))
    assert any("suggest" in statement.text or "future" in statement.text for statement in digest.of(Field.IMPLICATIONS))


def test_references_formulas_and_sentences_that_lean_on_others_are_left_out() -> None:
    texts = {statement.text for statement in extract(paper_source()).statements}
    assert not texts & {*REFERENCES, "x = y + 3 z ( 7 ) w .", "However, this is hard to see."}


def test_sentences_of_a_field_keep_the_papers_order() -> None:
    digest = extract(paper_source())
    for part in Field:
        positions = [statement.passages[0] for statement in digest.of(part)]
        assert positions == sorted(set(positions))


@pytest.mark.parametrize("abstract", ["One short sentence about birds.", "只有一句话。", "x", "a b c d e f g h"])
def test_one_sentence_of_any_language_fills_every_field(abstract: str) -> None:
    digest = extract(abstract_source(abstract))
    assert [len(digest.of(part)) for part in Field] == [1] * 5
    assert digest.provenance.coverage.sections == 1


def test_a_paper_without_text_has_a_digest_without_statements() -> None:
    digest = extract(abstract_source(""))
    assert digest.statements == ()
    assert digest.provenance.engine == "extractive"


def test_an_abstract_alone_stands_on_no_page() -> None:
    source = abstract_source("We count birds. They are many.")
    assert [passage.page for passage in source.passages] == [NO_PAGE, NO_PAGE]
    assert [passage.text for passage in source.passages] == ["We count birds.", "They are many."]


def test_references_are_named_as_left_out() -> None:
    coverage = extract(paper_source()).provenance.coverage
    assert coverage.left_out == ("references",)
    assert coverage.sections_read == coverage.sections == 5
    assert coverage.tokens_read == coverage.tokens


def test_thousands_of_sentences_are_no_trouble() -> None:
    many = [f"We observe that colony number {at} of the storks grows by {at % 90} pairs a year." for at in range(5_000)]
    digest = extract(paper_source(many))
    assert all(digest.of(part) for part in Field)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=12))
def test_no_text_is_too_strange_to_be_read(pieces: list[str]) -> None:
    source = abstract_source(" ".join(pieces))
    digest = extract(source)
    assert bool(digest.statements) == bool(source.passages)
