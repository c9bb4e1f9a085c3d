"""The extractive digest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.digesting.select import extract
from carrel.digesting.source import NO_PAGE
from carrel.domain.digest import Field, Status
from carrel.domain.passage import Passage, PassageKind, SectionKind
from digesting.digesting_papers import REFERENCES, abstract_source, paper_source

CAPTION = PassageKind.CAPTION


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


def test_sentences_of_a_field_keep_the_papers_order_after_the_key_point_that_leads() -> None:
    digest = extract(paper_source())
    for part in Field:
        positions = [statement.passages[0] for statement in digest.of(part)]
        rest = positions[1:] if part is Field.KEY_POINTS else positions
        assert rest == sorted(rest)
        assert len(set(positions)) == len(positions)


def test_the_first_key_point_tells_what_the_paper_contributes() -> None:
    assert "We propose StorkNet" in extract(paper_source()).of(Field.KEY_POINTS)[0].text
    abstract = (
        "Storks are hard to count. Many methods have been tried for decades. "
        "Here we present a network that counts storks from above. It makes fewer errors than people do."
    )
    digest = extract(abstract_source(abstract, "A network that counts storks"))
    assert digest.of(Field.KEY_POINTS)[0].text.startswith("Here we present a network")


def test_an_abstract_without_a_heading_leads_too() -> None:
    source = paper_source()
    front = tuple(
        replace(section, kind=SectionKind.FRONT, heading="") if section.kind is SectionKind.ABSTRACT else section
        for section in source.sections
    )
    assert "We propose StorkNet" in extract(replace(source, sections=front)).of(Field.KEY_POINTS)[0].text


@pytest.mark.parametrize(
    "text",
    [
        "StorkNet: counting storks from above",
        "These shortcomings of the two earlier methods are well known to observers of storks.",
        "StorkNet solves two problems: (1) counting the storks of a flock in an aerial photograph.",
        "Is a network that counts storks from above better than people who count storks by eye?",
        "Keywords: storks, counting, StorkNet, aerial photographs, convolutional networks, birds.",
        "As shown in Section 4, StorkNet counts storks from above with fewer errors than people.",
        "Storks nest on roofs 2 In the following, StorkNet counts storks from above with fewer errors.",
        "Let N denote the number of storks that StorkNet counts {1, .",
    ],
)
def test_what_cannot_stand_alone_is_passed_over(text: str) -> None:
    whole = "StorkNet counts the storks of a flock from above and needs no labels for single birds."
    chosen = extract(paper_source([text, whole])).statements
    assert text not in {statement.text for statement in chosen}


def test_what_a_caption_tells_may_be_a_result_and_what_it_names_may_not() -> None:
    source = paper_source()
    results = next(section.position for section in source.sections if section.kind is SectionKind.RESULTS)
    last = len(source.passages)
    captions = (
        Passage(last, results, 3, "Table 1: Errors of StorkNet and of people on the three test sites.", (), CAPTION),
        Passage(last + 1, results, 3, "StorkNet outperforms people by 41.5 % on all three sites.", (), CAPTION),
    )
    body = tuple(passage for passage in source.passages if passage.section != results)
    digest = extract(replace(source, passages=body + captions))
    told = {statement.text: statement.field for statement in digest.statements}
    assert captions[0].text not in told
    assert told[captions[1].text] is Field.RESULTS


def test_the_same_fact_is_not_told_twice_in_a_field() -> None:
    again = "We introduce StorkNet, a convolutional network that counts the storks in aerial photographs."
    for part in Field:
        texts = [statement.text for statement in extract(paper_source([again])).of(part)]
        assert sum("a convolutional network that counts" in text for text in texts) <= 1


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


def test_sentences_in_another_script_are_told_apart() -> None:
    abstract = (
        "황새의 수를 눈으로 세는 일은 느리고 어렵다. 본 논문에서는 항공 사진에서 황새를 세는 신경망을 제안한다. "
        "이 신경망은 백만 장의 사진으로 학습되었다. 실험 결과 오차가 삼십 퍼센트 줄었다. 앞으로 다른 새에도 적용할 수 있다."
    )
    digest = extract(abstract_source(abstract, "항공 사진에서 황새 세기"))
    assert len(digest.of(Field.KEY_POINTS)) == 3
    assert "신경망을 제안한다" in digest.of(Field.KEY_POINTS)[0].text


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
