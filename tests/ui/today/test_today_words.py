"""Why a list is empty, what the banner says, and what happens to a list when other papers are found."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from carrel.domain.feed import DayState, FeedStatus, LaneCounts, NewsDay, NewsLane, NewsQuery, SavedSearch
from carrel.domain.job import Job, JobKind, JobState
from carrel.ui.shell.wording import clock_time
from carrel.ui.today.arriving import Arriving
from carrel.ui.today.day_strip import day_words
from carrel.ui.today.empty_words import empty_words
from carrel.ui.today.finder import NewsAnswer, Wanted, newest
from carrel.ui.today.head_words import banner_words, head_words

PARIS = timezone(timedelta(hours=2))
FRIDAY = "2025-09-12"
SATURDAY = "2025-09-13"
NOON = datetime(2025, 9, 13, 12, 0, tzinfo=PARIS)


def answer(
    state: DayState = DayState.ANNOUNCED,
    *,
    day: str = FRIDAY,
    reason: str = "",
    papers: int = 0,
    ids: tuple[int, ...] = (),
    **query: object,
) -> NewsAnswer:
    """An answer about a day; of the days before, 38 papers are unread."""
    before = NewsDay("2025-09-11", DayState.ANNOUNCED, 84, 38)
    asked = NewsQuery(day=day, **query)  # type: ignore[arg-type]  # fields of the query, by name
    return NewsAnswer(
        wanted=Wanted(asked),
        ids=array("q", ids),
        whole=frozenset(ids),
        strip=(before, NewsDay(day or FRIDAY, state, papers, 0, reason)),
        counts=LaneCounts({NewsLane.ALL: papers, NewsLane.NEW: papers}, 0, {}),
        followed=("cs.LG",),
        interests=False,
        status=FeedStatus(),
        job=None,
        offline=False,
        queue={},
    )


def job(**parts: object) -> Job:
    """A job that reads the feeds."""
    made = Job(
        id=1,
        kind=JobKind.REFRESH_FEEDS,
        key="feeds",
        state=JobState.RUNNING,
        payload={},
        title="",
        paper_id=None,
        priority=0,
        attempts=1,
        error_code="",
        error="",
        advice="",
        created="",
        started="",
        finished="",
    )
    return replace(made, **parts)  # type: ignore[arg-type]  # fields of the job, by name


def _names(found: NewsAnswer, now: datetime = NOON) -> list[str]:
    return [action.name for action in empty_words(found, now).actions]


def test_a_weekend_says_when_arxiv_lists_again_and_what_is_left() -> None:
    found = answer(DayState.NONE, day=SATURDAY, reason="No announcements on Saturdays")
    empty = empty_words(found, NOON)
    assert empty.title == "No announcements on Saturdays"
    assert empty.text == "arXiv lists new papers again on Monday. This week you still have 38 to look at."
    assert [action.text for action in empty.actions] == ["Read this week’s 38", "Open the library"]


def test_a_day_to_come_is_told_in_local_time() -> None:
    monday = answer(DayState.AHEAD, day="2025-09-15")
    empty = empty_words(monday, datetime(2025, 9, 14, 22, 0, tzinfo=PARIS))
    assert empty.text.startswith("arXiv announces this around midnight Eastern, 15 Sep 06:00 here.")
    empty = empty_words(monday, datetime(2025, 9, 15, 1, 0, tzinfo=PARIS))
    assert empty.text.startswith("arXiv announces this around midnight Eastern, 06:00 here.")


def test_a_day_that_is_announced_but_was_not_asked_for_offers_to_ask() -> None:
    found = answer(DayState.AHEAD, day="2025-09-15")
    late = datetime(2025, 9, 15, 8, 0, tzinfo=PARIS)
    assert empty_words(found, late).title == "Not asked for yet"
    assert _names(found, late) == ["refresh", "week"]
    asking = replace(found, status=FeedStatus(busy=True))
    assert empty_words(asking, late).title == "arXiv is being asked"
    assert _names(asking, late) == ["week"]


@pytest.mark.parametrize(
    ("state", "title"),
    [(DayState.GAP, "This day is not on this computer"), (DayState.BEFORE, "Before you followed anything")],
)
def test_days_that_are_missing_can_be_asked_for(state: DayState, title: str) -> None:
    found = answer(state, reason="Carrel was not running")
    empty = empty_words(found, NOON)
    assert empty.title == title
    assert empty.actions[0].name == "fill"
    assert empty.actions[0].network
    asked = replace(found, job=job(payload={"day": FRIDAY}))
    assert empty_words(asked, NOON).title == "Getting this day"


def test_no_weekend_is_asked_for() -> None:
    found = answer(DayState.BEFORE, day=SATURDAY)
    assert empty_words(found, NOON).title == "No announcements on Saturdays"
    assert _names(found) == ["week"]


def test_what_all_filters_leave_out_can_be_shown() -> None:
    assert empty_words(answer(papers=9, lane=NewsLane.CROSS), NOON).title == "No cross-lists on this day"
    assert empty_words(answer(papers=9, topic="Theory"), NOON).title == "No paper here has this topic"
    read = answer(papers=9, unread=True)
    assert empty_words(read, NOON).text.startswith("You have read all 9 papers of Friday 12 September.")
    for found in (answer(papers=9, lane=NewsLane.CROSS), answer(papers=9, topic="Theory"), read):
        assert "all" in _names(found)


def test_a_day_that_was_left_out_says_so() -> None:
    found = answer(reason="All papers of this day are out of sight: 12 left out by your interests")
    assert "12 left out by your interests." in empty_words(found, NOON).text
    assert _names(found)[0] == "feeds"


def test_nothing_followed_and_nothing_found() -> None:
    assert _names(replace(answer(), followed=())) == ["feeds", "library"]
    search = replace(answer(), wanted=Wanted(NewsQuery(), search=SavedSearch(1, "Depth", "depth")))
    assert empty_words(search, NOON).title == "Nothing matches yet"


def test_the_banner_tells_what_failed_how_old_the_papers_are_and_when_it_is_tried_again() -> None:
    checked, due = "2025-09-12T04:02:00Z", "2025-09-12T07:30:00Z"
    failed = replace(answer(papers=3), status=FeedStatus(checked, due, "arXiv did not answer.", "Try again later."))
    times = clock_time(checked), clock_time(due)
    assert banner_words(failed) == (
        "problem",
        f"arXiv did not answer. Papers are from {times[0]}. Next try at {times[1]}.",
    )
    given_up = replace(failed, status=replace(failed.status, due=""))
    assert banner_words(given_up)[1].endswith("Try again later.")
    assert banner_words(replace(failed, status=replace(failed.status, busy=True))) == ("", "")
    assert banner_words(replace(failed, offline=True))[0] == "offline"
    assert banner_words(answer(papers=3)) == ("", "")


def test_the_head_names_day_feed_and_search() -> None:
    found = answer(papers=84)
    assert head_words(found, 84) == ("Today", "Friday 12 September, 84 papers")
    earlier = replace(found, wanted=Wanted(NewsQuery(day="2025-09-11")))
    assert head_words(earlier, 84)[0] == "Thursday 11 September"
    feed = replace(found, wanted=Wanted(NewsQuery(day=FRIDAY, feed="cs.LG")))
    assert head_words(feed, 84) == ("cs.LG", "Friday 12 September, 84 papers")
    search = replace(found, wanted=Wanted(NewsQuery(), search=SavedSearch(1, "Depth", "depth", 2)))
    assert head_words(search, 14) == ("Depth", "14 papers, 2 new")


def test_the_first_load_is_only_the_first() -> None:
    loading = replace(answer(), job=job(), strip=(NewsDay(FRIDAY, DayState.AHEAD),))
    assert loading.first
    assert not replace(loading, job=job(error="arXiv did not answer.")).first
    assert not replace(loading, job=None).first
    assert not replace(answer(papers=3), job=job()).first


def test_today_begins_with_the_newest_day_that_has_papers_until_the_next_is_there() -> None:
    friday, monday = NewsDay(FRIDAY, DayState.ANNOUNCED, 3), NewsDay("2025-09-15", DayState.AHEAD)
    assert newest([friday, monday]) == FRIDAY
    assert newest([friday, replace(monday, state=DayState.ANNOUNCED)]) == monday.day
    assert newest([friday, NewsDay(SATURDAY, DayState.NONE)]) == SATURDAY


def test_days_are_told_in_words() -> None:
    assert day_words(NewsDay(FRIDAY, DayState.FILLED, 1, 0)) == "Friday 12 September, 1 paper, 0 unread"
    gap = day_words(NewsDay(FRIDAY, DayState.GAP, reason="Carrel was not running"))
    assert gap == "Friday 12 September. Not on this computer: Carrel was not running"
    for state in (DayState.NONE, DayState.BEFORE, DayState.AHEAD):
        assert day_words(NewsDay(SATURDAY, state)).startswith("Saturday 13 September. ")


def test_new_papers_wait_gone_ones_go_and_undone_ones_come_back_to_their_place() -> None:
    arriving = Arriving()
    assert list(arriving.take(answer(ids=(1, 2, 3, 4)))) == [1, 2, 3, 4]
    assert list(arriving.take(answer(ids=(9, 1, 2, 3, 4)))) == [1, 2, 3, 4]
    assert arriving.waiting == 1
    assert list(arriving.take(answer(ids=(9, 1, 3, 4)))) == [1, 3, 4]
    assert list(arriving.take(answer(ids=(9, 1, 2, 3, 4)))) == [1, 2, 3, 4]
    arriving.begin()
    assert list(arriving.take(answer(ids=(9, 1, 2, 3, 4)))) == [9, 1, 2, 3, 4]
    assert arriving.waiting == 0


def test_an_empty_list_takes_what_comes() -> None:
    arriving = Arriving()
    assert not arriving.take(answer())
    assert list(arriving.take(answer(ids=(5, 6)))) == [5, 6]
    assert arriving.waiting == 0
