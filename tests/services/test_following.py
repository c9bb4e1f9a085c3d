"""What a refresh does with what arXiv answers, over a loopback arXiv."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from arxiv_desk import (
    FOLLOWED,
    TUESDAY,
    Moment,
    announced,
    coverage,
    ids,
    of_followed,
    open_desk,
    refreshed,
    shown,
)
from arxiv_papers import make_papers
from arxiv_server import ArxivServer, Fault
from carrel.domain.errors import InputError
from carrel.domain.feed import AnnounceType, DayState, NewsLane, NewsQuery
from carrel.domain.interests import Interests
from carrel.domain.job import JobState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel

DAY = timedelta(days=1)
MONDAY, WEDNESDAY = TUESDAY - DAY, TUESDAY + DAY


@pytest.fixture
def desk(library_home: Path, arxiv: ArxivServer, clock: Moment) -> Iterator[Carrel]:
    with open_desk(library_home, arxiv, clock) as opened:
        opened.following.follow(FOLLOWED)
        yield opened


def test_a_day_is_read_with_one_request_and_its_details_with_another(desk: Carrel, arxiv: ArxivServer) -> None:
    made = of_followed(arxiv.announce(TUESDAY, 60))
    assert refreshed(desk).state is JobState.DONE
    assert shown(desk, TUESDAY) == ids(made)
    assert coverage(desk) == {(name, "2026-07-14"): (DayState.ANNOUNCED, "") for name in FOLLOWED}
    assert [path.partition("?")[0] for path, _ in arxiv.asked] == ["/rss/cs.LG+cs.CL", "/api/query"]
    for paper in made:
        paper_id = desk.reading.find(paper.id)
        assert paper_id is not None
        known = desk.reading.paper(paper_id)
        assert known is not None
        assert known.comment == paper.comment
        assert known.published[:10] == f"{paper.submitted:%Y-%m-%d}"
        assert (paper.code in known.links) is bool(paper.code)
    assert desk.reading.ids(LibraryQuery()).tolist() == []
    assert {request.who for request in desk.network.recent()} == {"you"}


def test_kinds_of_announcements_are_kept_apart(desk: Carrel, arxiv: ArxivServer) -> None:
    made = of_followed(arxiv.announce(TUESDAY, 60))
    refreshed(desk)
    counts = desk.news.counts(NewsQuery(day=TUESDAY.isoformat())).lanes
    kinds = [paper.type for paper in made]
    assert counts[NewsLane.NEW] == kinds.count(AnnounceType.NEW)
    assert counts[NewsLane.CROSS] == kinds.count(AnnounceType.CROSS)
    assert counts[NewsLane.REPLACED] == len([kind for kind in kinds if kind.replaced])


def test_an_unchanged_feed_is_told_so_and_counts_as_checked(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    arxiv.announce(TUESDAY, 20)
    refreshed(desk)
    before = announced(desk)
    clock.set(TUESDAY, 16)
    refreshed(desk)
    assert announced(desk) == before
    assert arxiv.asked[-1][1].get("If-None-Match")
    assert desk.network.recent()[0].status == 304
    assert desk.following.status().checked == "2026-07-14T20:00:00Z"


def test_another_set_of_categories_is_asked_for_as_if_for_the_first_time(desk: Carrel, arxiv: ArxivServer) -> None:
    arxiv.announce(TUESDAY, 40)
    refreshed(desk)
    desk.following.follow(["stat.ML"])
    asked = len(arxiv.asked)
    refreshed(desk)
    assert "If-None-Match" not in arxiv.asked[asked][1]
    assert ("stat.ML", "2026-07-14") in coverage(desk)


def test_duplicates_and_papers_of_several_categories_are_one_entry(desk: Carrel, arxiv: ArxivServer) -> None:
    arxiv.duplicates = True
    [paper] = make_papers(TUESDAY, 1)
    arxiv.announce_papers(TUESDAY, [replace(paper, categories=("cs.LG", "cs.CL", "stat.ML"))])
    refreshed(desk)
    [card] = desk.news.cards(desk.news.ids(NewsQuery(day=TUESDAY.isoformat())))
    assert card.row.categories == ("cs.LG", "cs.CL", "stat.ML")
    assert len(announced(desk)) == 1


def test_a_paper_announced_again_on_another_day_stays_on_its_first(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    made = of_followed(arxiv.announce(TUESDAY, 10))
    refreshed(desk)
    clock.set(WEDNESDAY)
    arxiv.announce_papers(WEDNESDAY, [replace(made[0], type=AnnounceType.CROSS)])
    refreshed(desk)
    assert set(announced(desk).values()) == {"2026-07-14"}


def test_a_full_feed_is_asked_for_in_halves(desk: Carrel, arxiv: ArxivServer) -> None:
    made = arxiv.announce(TUESDAY, 2100, categories=FOLLOWED, all_new=True)
    made = [replace(paper, categories=paper.categories[:1]) for paper in made]
    arxiv.announced.clear()
    arxiv.announce_papers(TUESDAY, made)
    with desk.database.write() as connection:
        connection.execute("UPDATE feeds SET added = '2026-07-14T00:00:00Z'")
    arxiv.fail_next("/api", status=404, times=99)
    refreshed(desk)
    assert arxiv.asked_for("/rss") == ["/rss/cs.LG+cs.CL", "/rss/cs.LG", "/rss/cs.CL"]
    assert len(announced(desk)) == 2100


def test_an_empty_weekday_has_its_reason(desk: Carrel, arxiv: ArxivServer) -> None:
    arxiv.announce_papers(TUESDAY, [])
    assert refreshed(desk).state is JobState.DONE
    assert set(coverage(desk).values()) == {(DayState.NONE, "arXiv's feed was empty")}


def test_an_empty_holiday_has_its_reason(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    thanksgiving = date(2026, 11, 26)
    clock.set(thanksgiving)
    with desk.database.write() as connection:
        connection.execute("UPDATE feeds SET added = '2026-11-26T05:00:00Z'")
    arxiv.announce_papers(thanksgiving, [])
    refreshed(desk)
    assert set(coverage(desk).values()) == {(DayState.NONE, "arXiv announced nothing: Thanksgiving")}
    clock.set(thanksgiving + DAY)
    arxiv.announce_papers(thanksgiving + DAY, [])
    refreshed(desk)
    assert set(coverage(desk).values()) == {(DayState.NONE, "arXiv announced nothing: Thanksgiving")}
    assert arxiv.asked_for("/api") == []


def test_details_that_do_not_come_are_asked_for_by_the_next_refresh(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    made = of_followed(arxiv.announce(TUESDAY, 20))
    arxiv.fail_next("/api", Fault.CUT)
    assert refreshed(desk).state is JobState.DONE
    clock.set(TUESDAY, 16)
    refreshed(desk)
    paper_id = desk.reading.find(made[0].id)
    assert paper_id is not None
    known = desk.reading.paper(paper_id)
    assert known is not None
    assert known.comment == made[0].comment
    asked = len(arxiv.asked)
    refreshed(desk)
    assert len(arxiv.asked) == asked + 1


def test_the_feeds_are_asked_for_a_day_once_and_by_whom_is_told(desk: Carrel, arxiv: ArxivServer) -> None:
    arxiv.announce(TUESDAY, 5)
    assert refreshed(desk, "schedule").state is JobState.DONE
    assert {request.who for request in desk.network.recent()} == {"schedule"}


def test_nothing_is_followed_so_nothing_is_asked(library_home: Path, arxiv: ArxivServer, clock: Moment) -> None:
    with open_desk(library_home, arxiv, clock) as desk:
        assert desk.following.refresh() is None
        with pytest.raises(InputError, match="followed"):
            desk.following.fill(MONDAY.isoformat())
    assert arxiv.asked == []


def test_a_category_that_arxiv_does_not_have_is_not_followed(desk: Carrel) -> None:
    with pytest.raises(InputError, match=r"cs\.XX"):
        desk.following.follow(["math.OC", "cs.XX"])
    assert [feed.category for feed in desk.news.feeds()] == list(FOLLOWED)


def test_following_and_its_end_ask_nothing_and_the_end_is_undone(desk: Carrel, arxiv: ArxivServer) -> None:
    arxiv.announce(TUESDAY, 20)
    refreshed(desk)
    desk.following.set_interests("cs.LG", Interests(exclude=("regret",)))
    feeds, page = desk.news.feeds(), shown(desk, TUESDAY)
    asked = len(arxiv.asked)
    desk.following.follow(["stat.ML"])
    desk.following.unfollow("stat.ML")
    changes = desk.following.unfollow("cs.LG")
    assert changes.undo == "Stopped following cs.LG"
    assert [feed.category for feed in desk.news.feeds()] == ["cs.CL"]
    assert shown(desk, TUESDAY) != page
    assert len(announced(desk)) >= len(page)
    desk.undo.undo()
    assert desk.news.feeds() == feeds
    assert shown(desk, TUESDAY) == page
    assert len(arxiv.asked) == asked


def test_interests_of_what_is_not_followed_are_refused(desk: Carrel) -> None:
    with pytest.raises(InputError, match="not followed"):
        desk.following.set_interests("hep-th", Interests())
