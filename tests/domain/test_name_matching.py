"""How what is typed fits a name."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carrel.domain.folding import fold
from carrel.domain.name_matching import Fit, beginnings, begun_words, excerpt, fit

NAMES = (
    "Go to Today",
    "Go to Library",
    "Go to collection Efficient attention",
    "Open PDF",
    "Read or unread",
    "Refresh from arXiv",
    "Add what was copied",
    "Write the digest",
    "Settings: Appearance",
    "Übersicht über Straßen",
    "Text cursor on the page",
)


@st.composite
def typed_of_names(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and a part of it from which letters are left out: mostly it fits, often it does not."""
    name = draw(st.sampled_from(NAMES))
    start = draw(st.sampled_from([match.start() for match in re.finditer(r"\w+", name)]))
    part = list(name[start : start + draw(st.integers(1, 14))])
    for _ in range(draw(st.integers(0, 3))):
        if len(part) > 1:
            part.pop(draw(st.integers(0, len(part) - 1)))
    return "".join(part), name


def cost(typed: str, name: str) -> int:
    found = fit(typed, name)
    assert found is not None
    return found.cost


def marked(typed: str, name: str) -> list[str]:
    found = fit(typed, name)
    assert found is not None
    return [name[start:end] for start, end in found.spans]


@pytest.mark.parametrize(
    ("typed", "name", "letters"),
    [
        ("att", "Go to collection Efficient attention", ["att"]),
        ("lib", "Go to Library", ["Lib"]),
        ("library go", "Go to Library", ["Go", "Library"]),
        ("openpdf", "Open PDF", ["Open", "PDF"]),
        ("gtl", "Go to Library", ["G", "t", "L"]),
        ("libary", "Go to Library", ["Lib", "ary"]),
        ("brary", "Go to Library", ["brary"]),
        ("ubersicht strass", "Übersicht über Straßen", ["Übersicht", "Straß"]),
        ("SETTINGS", "Settings: Appearance", ["Settings"]),
    ],
)
def test_these_fit_by_these_letters(typed: str, name: str, letters: list[str]) -> None:
    assert marked(typed, name) == letters


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "Open PDF"),
        ("  ", "Open PDF"),
        ("zebra", "Open PDF"),
        ("fdp", "Open PDF"),
        ("rr", "Go to Library"),
        ("ti", "Go to collection Efficient attention"),
        ("pfd", "Add what was copied"),
        ("open zebra", "Open PDF"),
    ],
)
def test_these_do_not_fit(typed: str, name: str) -> None:
    assert fit(typed, name) is None


def test_a_begun_word_fits_better_than_initials_than_left_out_letters_than_the_middle_of_a_word() -> None:
    begun, initials = cost("lib", "Go to Library"), cost("gtl", "Go to Library")
    left_out, middle = cost("libary", "Go to Library"), cost("brary", "Go to Library")
    assert begun < initials < left_out < middle


def test_a_word_fits_better_than_the_end_of_one_and_the_beginning_of_the_next() -> None:
    assert cost("thes", "Go to tag thesis") == 0 < cost("thes", "Fold the sidebar")


@given(st.sampled_from(NAMES), st.data())
def test_any_beginnings_of_its_words_in_any_order_fit_a_name_at_no_cost(name: str, data: st.DataObject) -> None:
    words = re.findall(r"\w+", name)
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1))
    typed = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in chosen)
    assert cost(typed, name) == 0


@given(typed_of_names())
def test_the_letters_that_match_are_those_that_were_typed(pair: tuple[str, str]) -> None:
    typed, name = pair
    found = fit(typed, name)
    assume(found is not None)
    assert found is not None
    matched = fold("".join(name[start:end] for start, end in found.spans))
    assert set("".join(begun_words(typed))) <= set(matched)
    assert set(matched) <= set(fold(typed)) | {"s", " "}  # ß is two letters, of which one may have been typed
    flat = [place for span in found.spans for place in span]
    assert flat == sorted(set(flat))
    assert flat[-1] <= len(name)


@given(typed_of_names())
def test_what_fits_costs_at_most_two_for_a_letter(pair: tuple[str, str]) -> None:
    typed, name = pair
    found = fit(typed, name)
    assume(found is not None)
    assert found is not None
    assert 0 <= found.cost <= 2 * sum(map(len, begun_words(typed)))


@given(typed_of_names())
def test_a_letter_more_never_fits_better(pair: tuple[str, str]) -> None:
    typed, name = pair
    assume(len(begun_words(typed)) == len(begun_words(typed[:-1])))
    shorter, longer = fit(typed[:-1], name), fit(typed, name)
    assume(shorter is not None and longer is not None)
    assert shorter is not None
    assert longer is not None
    assert shorter.cost <= longer.cost


@given(typed_of_names())
def test_case_makes_no_difference(pair: tuple[str, str]) -> None:
    typed, name = pair
    assert fit(typed, name) == fit(typed.upper(), name)


def test_a_fit_is_found_among_very_many_letters_without_trying_all_ways() -> None:
    assert fit("a" * 30, "a" * 400) == Fit(0, ((0, 30),))


def test_beginnings_are_those_of_words_as_far_as_they_were_typed() -> None:
    text = "Axiomatic Attribution, attention and batteries"
    assert [text[start:end] for start, end in beginnings(("att", "a"), text)] == ["A", "Att", "att", "a"]
    assert [text[start:end] for start, end in beginnings(("att",), text)] == ["Att", "att"]


def test_an_excerpt_is_one_line_around_the_first_word_that_matches() -> None:
    text = "First  line.\n\n" + "filler " * 60 + "the attention span " + "more " * 60
    cut = excerpt(("att",), text, 80)
    assert "attention" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut) <= 84
    assert "\n" not in cut


@given(st.text(max_size=300), st.integers(10, 120))
def test_an_excerpt_is_never_much_longer_than_asked_for(text: str, most: int) -> None:
    cut = excerpt(begun_words(text[-9:]), text, most)
    assert len(cut) <= most + 4
    assert cut.strip("… ").replace("…", "") in " ".join(text.split()).replace("…", "")
