from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.interests import Interests, Match, fold, in_category, match, parse_terms
from carrel.domain.paper import Paper

PAPER = Paper(
    title="State-Space Models for Speech",
    abstract="We study diffusion in R&D. Gödel’s résumé is 3.5% better (C++).",
    authors=("Ada Lovelace", "José Muñoz", "Ng, A."),
    categories=("cs.LG", "stat.ML", "eess.AS"),
)


def admitted(*exclude: str) -> bool:
    return match(Interests(exclude=exclude), PAPER).admitted


def reasons(*include: str) -> tuple[str, ...]:
    return match(Interests(include=include), PAPER).reasons


def test_without_interests_everything_is_admitted_without_a_reason() -> None:
    assert match(Interests(), PAPER) == Match(admitted=True)


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ("diffusion", "mentions diffusion"),
        ("Diffusion", "mentions Diffusion"),
        ("state space", "mentions state space"),
        ("state-space", "mentions state-space"),
        ("godel", "mentions godel"),
        ("c++", "mentions c++"),
        ("author:Ada Lovelace", "by Ada Lovelace"),
        ("author:lovelace", "by lovelace"),
        ("author: munoz", "by munoz"),
        ("cat:stat.ML", "in stat.ML"),
        ("cat:CS", "in CS"),
    ],
)
def test_what_is_wanted_is_found_and_said_why(term: str, reason: str) -> None:
    assert reasons(term) == (reason,)


@pytest.mark.parametrize(
    "term", ["diffusio", "fusion", "space state", "author:Ada L", "author:diffusion", "cat:c", "cat:stat.M"]
)
def test_words_match_whole_and_in_their_field(term: str) -> None:
    assert reasons(term) == ()


def test_reasons_stand_in_the_order_of_the_terms() -> None:
    assert reasons("speech", "nothing", "cat:cs.LG") == ("mentions speech", "in cs.LG")


@pytest.mark.parametrize("term", ["speech", "author:Muñoz", "cat:eess.AS", "cat:eess"])
def test_what_is_not_wanted_is_left_out_whatever_else_it_has(term: str) -> None:
    assert not admitted(term)
    assert not match(Interests(include=("diffusion",), exclude=(term,)), PAPER).admitted


def test_what_does_not_occur_leaves_nothing_out() -> None:
    assert admitted("vision", "author:Turing", "cat:math")


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("diffusion, state  space", ("diffusion", "state space")),
        ('"state space"\nauthor:Ada Lovelace; cat:stat.ML', ("state space", "author:Ada Lovelace", "cat:stat.ML")),
        ("a, b, a", ("a", "b")),
        ("author:, cat: , x", ("x",)),
    ],
)
def test_terms_as_typed(typed: str, terms: tuple[str, ...]) -> None:
    assert parse_terms(typed) == terms


@given(st.text())
def test_whatever_is_typed_can_be_held_against_a_paper(text: str) -> None:
    terms = parse_terms(text)
    assert (
        match(Interests(terms, terms), PAPER).reasons == match(Interests(terms), PAPER).reasons
        or not match(Interests(terms, terms), PAPER).admitted
    )
    assert parse_terms("\n".join(terms)) == terms


def test_a_group_holds_its_categories_and_only_those() -> None:
    assert in_category("cs.LG", "cs")
    assert in_category("CS.lg", "cs.LG")
    assert not in_category("cs", "cs.LG")
    assert not in_category("csx.LG", "cs")
    assert not in_category("astro-ph.CO", "astro")


def test_folding_takes_case_and_accents() -> None:
    assert fold("Gödel ÉTÉ") == "godel ete"
