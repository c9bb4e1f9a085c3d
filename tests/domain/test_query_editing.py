"""Facets read from a typed search, and edit it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.domain.query import Evidence, Has
from carrel.domain.query_editing import asks_for_words, at_arxiv, of_announced, tick, ticked, with_years, without, years
from carrel.domain.query_reading import parse
from carrel.domain.query_terms import Field, Is, Name, Value
from carrel.domain.query_writing import write
from query_strategies import typed

FACETS: list[tuple[Field, Value]] = [
    (Field.IS, Is.UNREAD),
    (Field.IS, Is.READ),
    (Field.EVIDENCE, Evidence.PARTLY),
    (Field.HAS, Has.PDF),
    (Field.TOPIC, Name("Efficient ML")),
]


@pytest.mark.parametrize(
    ("text", "field", "value", "ticked_text"),
    [
        ("", Field.IS, Is.READ, "is:read"),
        ("sparse rout", Field.IS, Is.READ, "sparse rout is:read"),
        ("is:unread sparse", Field.IS, Is.READ, "is:unread|read sparse"),
        ("-is:read", Field.IS, Is.READ, "is:unread|reading|read"),
        ("is:starred", Field.IS, Is.READ, "is:starred is:read"),
        ("sparse ", Field.TOPIC, Name("Efficient ML"), 'sparse topic:"Efficient ML"'),
        ("topic:theory x", Field.TOPIC, Name("Vision"), "topic:theory|Vision x"),
        ('x "open phrase', Field.HAS, Has.PDF, 'x "open phrase" has:pdf'),
        ("sparse NOT", Field.HAS, Has.PDF, 'sparse "NOT" has:pdf'),
    ],
)
def test_ticking_edits_the_text_and_leaves_the_rest(text: str, field: Field, value: Value, ticked_text: str) -> None:
    assert tick(text, field, value, on=True) == ticked_text


@pytest.mark.parametrize(
    ("text", "field", "value", "unticked"),
    [
        ("a is:read b", Field.IS, Is.READ, "a b"),
        ("-is:read", Field.IS, Is.UNREAD, "is:reading"),
        ("topic:THEORY|Vision", Field.TOPIC, Name("Theory"), "topic:Vision"),
        ("has:pdf x has:pdf|code", Field.HAS, Has.PDF, "x has:code"),
        ("-has:pdf", Field.HAS, Has.PDF, "-has:pdf"),
    ],
)
def test_unticking_takes_the_value_out(text: str, field: Field, value: Value, unticked: str) -> None:
    assert tick(text, field, value, on=False) == unticked


def test_what_must_not_be_ticks_the_others() -> None:
    assert ticked(parse("-is:read"), Field.IS) == (Is.UNREAD, Is.READING)
    assert ticked(parse("is:starred"), Field.IS) == ()
    assert ticked(parse("evidence:partly|notfound"), Field.EVIDENCE) == (Evidence.PARTLY, Evidence.NOT_FOUND)
    assert ticked(parse("topic:eff* topic:Theory"), Field.TOPIC) == (Name("Theory"),)


def test_years_are_one_range() -> None:
    assert years(parse("x year:2021..")) == (2021, 9999)
    assert years(parse("-year:2021")) is None
    assert with_years("x year:2021.. y", (2019, 2020)) == "x year:2019..2020 y"
    assert with_years("x year:2021.. y", None) == "x y"
    assert with_years("", (2020, 2020)) == "year:2020"


@settings(max_examples=300, deadline=None)
@given(typed, st.sampled_from(FACETS))
def test_what_is_ticked_is_ticked_in_any_text_and_can_be_taken_back(text: str, facet: tuple[Field, Value]) -> None:
    field, value = facet
    on = tick(text, field, value, on=True)
    assert value in ticked(parse(on), field)
    off = parse(tick(on, field, value, on=False))
    assert value not in ticked(off, field)
    others = [term for term in parse(text).terms if term.field is not field]
    assert [term for term in off.terms if term.field is not field] == others


@settings(max_examples=300, deadline=None)
@given(typed, st.data())
def test_terms_can_be_left_out_of_any_text(text: str, data: st.DataObject) -> None:
    parsed = parse(text)
    places = data.draw(st.sets(st.sampled_from(range(len(parsed.terms)))) if parsed.terms else st.just(set()))
    left = [term for place, term in enumerate(parsed.terms) if place not in places]
    assert list(parse(without(parsed, sorted(places))).terms) == left


def test_what_kind_of_search_it_is() -> None:
    assert asks_for_words("is:read author:smith")
    assert not asks_for_words("is:read -smith")
    assert (
        at_arxiv('sparse is:read author:smith cat:cs.LG topic:"a b" -dense') == "sparse author:smith cat:cs.LG -dense"
    )
    assert at_arxiv(" au:smith ANDNOT  x ") == "au:smith ANDNOT  x"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("sparse author:smith", "sparse author:smith"),
        ('cat:cs.LG year:2021.. -topic:"a b"', 'cat:cs.LG year:2021.. -topic:"a b"'),
        ("sparse -is:read -tag:thesis", "sparse"),
        ("sparse tag:thesis", None),
        ("sparse note:later", None),
        ("is:unread", None),
        ("year:2024", None),
        ("-dense", None),
        ("", None),
    ],
)
def test_of_announced_papers_a_search_asks_what_describes_them(text: str, left: str | None) -> None:
    asked = of_announced(parse(text))
    assert (asked and write(asked.terms)) == left


@pytest.mark.parametrize("text", [" ".join(f"w{number}" for number in range(200)), "deep " * 2000, '"deep ' * 2000])
def test_a_facet_is_ticked_behind_more_than_is_looked_at(text: str) -> None:
    assert Has.PDF in ticked(parse(tick(text, Field.HAS, Has.PDF, on=True)), Field.HAS)
