"""The evidence check on texts that nobody would write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import ground, ground_all
from carrel.domain.digest import Field, Status
from digesting.digesting_papers import TEXTS, abstract_source, paper_source

INDEX = EvidenceIndex(paper_source())
_LONG = (
    "word ",
    "1.2 ",
    "(",
    "A",
    "AbC-",
    "a,",
    "1",
    "not good ",
    "better worse ",
    "(ABC) ",
    "1,000",
    " ",
    "％",
    "ab (AB) ",
    "2 orders of ",
)
_PIECES = st.sampled_from(
    "StorkNet not 3.1 32 % outperforms (GAT) graph attention networks 5 ms better than fewer no without – … [12] 1.2M stork’s 鳥 x² half".split()
)


@pytest.mark.parametrize("piece", _LONG)
def test_a_statement_of_ten_thousand_characters_gets_an_answer(piece: str) -> None:
    statement = ground((piece * 10_000)[:10_000], Field.SUMMARY, INDEX)
    assert statement.status in {Status.PARTLY, Status.NOT_FOUND}


def test_what_is_too_long_to_be_looked_at_whole_is_not_supported() -> None:
    texts = [text for _, _, texts in TEXTS for text in texts if len(text) > 30]
    statement = ground(" ".join(texts * 5) + " The error is 77.7 %.", Field.SUMMARY, INDEX)
    assert statement.status is not Status.SUPPORTED


@pytest.mark.parametrize("piece", _LONG)
def test_a_passage_of_a_hundred_thousand_characters_can_be_searched(piece: str) -> None:
    index = EvidenceIndex(abstract_source((piece * 100_000)[:100_000]))
    statement = ground("The model ABC is better than 1.2 words, not worse.", Field.SUMMARY, index)
    assert statement.status is not Status.CHECKING


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(_PIECES, min_size=1, max_size=12), min_size=1, max_size=6),
    st.lists(_PIECES, min_size=1, max_size=20),
)
def test_any_paper_and_any_statement_get_an_answer(paper: list[list[str]], words: list[str]) -> None:
    index = EvidenceIndex(abstract_source(" ".join(f"{' '.join(sentence)}." for sentence in paper)))
    text = " ".join(words)
    (statement,) = ground_all((text,), Field.SUMMARY, index)
    assert statement.text == text
    assert statement.status in {Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND}
    assert (statement.status is Status.SUPPORTED) == (not statement.reason)
    assert set(statement.passages) <= {passage.position for passage in index.passages}
    if statement.status is Status.SUPPORTED:
        assert not statement.unsupported_numbers


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([text for _, _, texts in TEXTS for text in texts]), st.floats(1000, 9000))
def test_a_number_that_the_paper_does_not_have_is_never_supported(text: str, number: float) -> None:
    statement = ground(f"{text[:-1]} with {number:.3f} storks.", Field.RESULTS, INDEX)
    assert statement.status is not Status.SUPPORTED
    assert statement.unsupported_numbers
