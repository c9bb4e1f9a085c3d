"""Words for marks, counts and provenance; words that match."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from carrel.ui.digest.matching import excerpt, matching_spans
from carrel.ui.digest.origin import coverage_words
from carrel.ui.digest.wording import mark_text, provenance_words, summary_words

if TYPE_CHECKING:
    from carrel.domain.digest import Digest
    from carrel.ui.digest.places import Places


def test_marks_read_as_the_design_says(digest: Digest, places: Places) -> None:
    texts = [mark_text(statement, places) for statement in digest.statements]
    assert texts == ["p.1", "p.3, 5", "p.1", "p.1", "not found in paper", "p.5"]


def test_counts_are_told_with_their_exceptions(digest: Digest) -> None:
    assert summary_words(digest.statements) == ("4 of 6", "supported, 1 partly, 1 not found")
    assert summary_words(()) == ("", "")


def test_provenance_names_model_quantization_and_seconds(digest: Digest) -> None:
    words = provenance_words(digest.provenance)
    assert words.startswith("Tiny (Q4_0), offline, ")
    assert words.endswith(", 18 s")


def test_provenance_names_the_server_instead_of_a_quantization(digest: Digest) -> None:
    origin = replace(digest.provenance, engine="server", quantization="", server="192.168.0.7:8080")
    assert provenance_words(origin).startswith("Tiny, on 192.168.0.7:8080, ")


def test_coverage_names_what_was_left_out(digest: Digest) -> None:
    words = coverage_words(digest.provenance)
    assert words == "14 of 14 sections, 11,842 of 11,842 tokens; references left out"


def test_words_match_whatever_their_ending() -> None:
    passage = "Experts are merged by their routing statistics."
    spans = matching_spans("Merging experts needs statistics of routing.", passage)
    assert [passage[start:end] for start, end in spans] == ["Experts are merged by their routing statistics"]


def test_words_between_matches_part_them() -> None:
    passage = "Oak desks, polished yearly, last."
    assert [passage[a:b] for a, b in matching_spans("Oak lasts.", passage)] == ["Oak", "last"]


@given(st.text(max_size=200), st.text(max_size=400))
def test_spans_are_in_order_and_inside_the_passage(statement: str, passage: str) -> None:
    end = 0
    for start, stop in matching_spans(statement, passage):
        assert end <= start < stop <= len(passage)
        end = stop


@given(st.text(max_size=500), st.integers(30, 200))
def test_an_excerpt_is_short_and_from_the_text(text: str, limit: int) -> None:
    part = excerpt(text, matching_spans(text[-40:], text), limit)
    assert len(part) <= limit + 4
    assert part.removeprefix("… ").removesuffix(" …").strip() in text
