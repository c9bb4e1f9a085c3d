from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arxiv_papers import make_papers
from arxiv_query_reader import matching
from carrel.domain.announcing import announcement_days, submissions
from carrel.domain.errors import InputError
from carrel.domain.feed import Submissions
from carrel.sources.arxiv_search import category_query, search_query, submitted_query

QUERIES = {
    "diffusion models": "all:diffusion AND all:models",
    'author:"Ada Lovelace" title:proof': 'au:"Ada Lovelace" AND ti:proof',
    "cat:cs.LG -survey": "cat:cs.LG ANDNOT all:survey",
    "-survey cat:cs": "cat:cs.* ANDNOT all:survey",
    '"state space" -"vision transformer"': 'all:"state space" ANDNOT all:"vision transformer"',
    "au:del_maestro AND ti:checkerboard": "au:del_maestro AND ti:checkerboard",
    "(a OR b) c": "(all:a OR all:b) AND all:c",
    "title:(graphs OR trees)": "(ti:graphs OR ti:trees)",
    "x ANDNOT (ti:y OR ti:z)": "all:x ANDNOT (ti:y OR ti:z)",
    "abstract:graph-based C++ c#": 'abs:graph-based AND all:C AND all:"c#"',
    "foo:bar": 'all:"foo bar"',
    "submittedDate:[202301010600 TO 202401010600]": "submittedDate:[202301010600 TO 202401010600]",
    "author:Müller 日本": "au:Müller AND all:日本",
    "AND a OR": "all:a",
}


@pytest.mark.parametrize("text", QUERIES)
def test_what_is_typed_becomes_a_query_of_arxiv(text: str) -> None:
    assert search_query(text) == QUERIES[text]


@pytest.mark.parametrize("text", ["", "  ", "AND", "((", "-only", '""', "..."])
def test_a_query_for_nothing_is_told(text: str) -> None:
    with pytest.raises(InputError, match="something to look for"):
        search_query(text)


@given(st.text(alphabet=st.sampled_from('ab "()-:.AND OR[]\\*')) | st.text())
def test_whatever_is_typed_is_a_query_arxiv_can_read(text: str) -> None:
    try:
        query = search_query(text)
    except InputError:
        return
    if "Date:" not in query:
        matching(query)


def test_a_query_of_brackets_alone_is_bounded() -> None:
    with pytest.raises(InputError):
        search_query("(" * 100_000)


def test_groups_stand_for_all_their_categories() -> None:
    assert category_query(["cs"]) == "cat:cs.*"
    assert category_query(["cs.LG", "astro-ph", "hep-th"]) == "(cat:cs.LG OR cat:astro-ph* OR cat:hep-th)"


def test_the_last_minute_of_a_window_belongs_to_the_next() -> None:
    window = Submissions("2026-07-10T18:00:00Z", "2026-07-13T18:00:00Z")
    assert submitted_query(["cs.LG"], window) == "cat:cs.LG AND submittedDate:[202607101800 TO 202607131759]"


def test_windows_of_days_in_a_row_hold_every_paper_once() -> None:
    days = announcement_days(date(2026, 10, 26), date(2026, 11, 6))  # the clock is set back in between
    papers = [paper for day in days for paper in make_papers(day, 50, all_new=True)]
    tests = [matching(submitted_query(["cs", "math", "stat"], submissions(day))) for day in days]
    assert {sum(test(paper) for test in tests) for paper in papers} == {1}
