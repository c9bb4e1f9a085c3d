"""The evidence check."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import ground
from carrel.domain.digest import Field, Status
from digesting.digesting_papers import TEXTS, abstract_source, paper_source

INDEX = EvidenceIndex(paper_source())
SENTENCES = [text for _, _, texts in TEXTS for text in texts if len(text) > 30]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_of_the_paper_is_supported_by_itself(text: str) -> None:
    statement = ground(text, Field.SUMMARY, INDEX)
    assert statement.status is Status.SUPPORTED
    assert statement.reason == ""
    assert INDEX.passages[statement.passages[0]].text == text


@pytest.mark.parametrize("text", ["x = y + 3 z ( 7 ) w .", "However, this is hard to see."])
def test_formulas_and_scraps_of_the_paper_are_supported_by_themselves(text: str) -> None:
    assert ground(text, Field.SUMMARY, INDEX).status is Status.SUPPORTED


def test_a_sentence_about_something_else_is_not_found_and_the_closest_passage_is_named() -> None:
    statement = ground("Quantum repeaters stretch entanglement over fibres under the sea.", Field.SUMMARY, INDEX)
    assert statement.status is Status.NOT_FOUND
    assert len(statement.passages) == 1
    assert statement.reason


def test_a_wrong_number_is_named_with_what_the_paper_says() -> None:
    text = "StorkNet achieves a mean error of 3.2 birds a photograph where the earlier method makes 4.6."
    statement = ground(text, Field.RESULTS, INDEX)
    assert statement.status is Status.PARTLY
    assert statement.unsupported_numbers == ("3.2",)
    assert "The paper says 3.1, not 3.2." in statement.reason


def test_a_number_that_stands_elsewhere_is_told_with_its_page() -> None:
    statement = ground(
        "We augment the photographs by rotation and 4.6 changes of brightness.", Field.METHODOLOGY, INDEX
    )
    assert statement.unsupported_numbers == ("4.6",)
    assert "on page 4" in statement.reason


def test_numbers_written_otherwise_are_the_same_numbers() -> None:
    statement = ground(
        "StorkNet is trained on 1.2 million photographs and needs no labels for single birds.", Field.RESULTS, INDEX
    )
    assert statement.status is Status.SUPPORTED


def test_a_word_the_paper_does_not_have_is_named() -> None:
    statement = ground("StorkNet counts storks in aerial photographs taken by drones.", Field.SUMMARY, INDEX)
    assert statement.status is Status.PARTLY
    assert "Not in the paper: " in statement.reason
    assert "drones" in statement.reason


def test_a_denied_sentence_is_not_supported() -> None:
    statement = ground("We find that accuracy does depend on the height of the aircraft.", Field.RESULTS, INDEX)
    assert statement.status is Status.PARTLY


def test_references_are_never_evidence() -> None:
    statement = ground("Whales sing at night in the northern ocean.", Field.SUMMARY, INDEX)
    assert statement.status is Status.NOT_FOUND


def test_two_neighbouring_passages_together_support_a_statement() -> None:
    text = "Our model consists of an encoder with twelve layers and a decoder that predicts a density map, and the network is trained with a counting loss."
    statement = ground(text, Field.METHODOLOGY, INDEX)
    assert statement.status is Status.SUPPORTED
    assert len(statement.passages) == 2


def test_without_text_nothing_is_found() -> None:
    statement = ground("Anything.", Field.SUMMARY, abstract_source(""))
    assert statement.status is Status.NOT_FOUND
    assert statement.passages == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    statement = ground(text, Field.SUMMARY, INDEX)
    assert statement.text == text
    assert statement.status is not Status.CHECKING
    assert statement.passages


_WORDS = st.lists(
    st.sampled_from("stork flies over seventeen blue rivers quickly model learns maps 3.5 40% never".split()),
    min_size=4,
    max_size=14,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=8), st.data())
def test_every_passage_of_a_source_is_supported_by_it(sentences: list[list[str]], data: st.DataObject) -> None:
    source = abstract_source(" ".join(f"{' '.join(words).capitalize()}." for words in sentences))
    passage = data.draw(st.sampled_from(source.passages))
    statement = ground(passage.text, Field.SUMMARY, source)
    assert statement.status is Status.SUPPORTED
