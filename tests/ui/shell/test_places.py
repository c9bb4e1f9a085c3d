"""Places as text, and what they are called."""

from __future__ import annotations

import pytest

from carrel.domain.feed import NewsQuery
from carrel.ui.navigation import Place
from carrel.ui.shell.places import news_of, place_from, place_text, title_of


@pytest.mark.parametrize(
    "place",
    [
        Place("library"),
        Place("collection", 3),
        Place("tag", name="long context"),
        Place("today"),
        Place("feed", name="cond-mat.mtrl-sci"),
        Place("search", 7),
    ],
)
def test_a_place_to_start_at_is_kept_as_text(place: Place) -> None:
    assert place_from(place_text(place)) == place


def test_todays_day_is_not_kept() -> None:
    assert place_from(place_text(Place("today", name="2026-11-20"))) == Place("today")


@pytest.mark.parametrize(
    "text", ["", "reader 3", "settings 0", "feed", "feed ", "collection x", "arxiv words", "nowhere 1"]
)
def test_what_is_no_place_to_start_at_is_none(text: str) -> None:
    assert place_from(text) is None


def test_a_feed_lists_all_days_and_today_one() -> None:
    assert news_of(Place("feed", name="cs.LG")) == NewsQuery(feed="cs.LG")
    assert news_of(Place("today", name="2026-11-20")) == NewsQuery(day="2026-11-20")
    assert news_of(Place("today")) == NewsQuery()


@pytest.mark.parametrize(
    ("place", "title"),
    [
        (Place("today", name="2026-11-20"), "Today"),
        (Place("feed", name="cs.LG"), "cs.LG"),
        (Place("feeds", name="cs.LG"), "What you follow"),
        (Place("search", 1), "Lanterns"),
        (Place("search", 2), "Saved search"),
        (Place("arxiv", name="state space"), "arXiv: state space"),
        (Place("arxiv"), "Search arXiv"),
    ],
)
def test_the_title_bar_names_the_place(place: Place, title: str) -> None:
    assert title_of(place, lambda one: "Lanterns" if one.id == 1 else "") == title
