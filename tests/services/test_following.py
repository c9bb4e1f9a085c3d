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
    jobs_of,
    open_desk,
    refreshed,
    settled,
    shown,
    states,
)
from arxiv_papers import MadePaper, make_papers
from arxiv_query_reader import in_category
from arxiv_server import ArxivServer, Fault, arxiv_server
from carrel.domain.errors import InputError
from carrel.domain.feed import AnnounceType, DayState, NewsLane, NewsQuery
from carrel.domain.interests import Interests
from carrel.domain.job import JobKind, JobState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from loopback import Reply

DAY = timedelta(days=1)
FRIDAY, SATURDAY, MONDAY, WEDNESDAY = TUESDAY - 4 * DAY, TUESDAY - 3 * DAY, TUESDAY - DAY, TUESDAY + DAY
BUSY = "arXiv is busy (503)."


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        yield server


@pytest.fixture
def clock() -> Moment:
    return Moment.on(TUESDAY)


@pytest.fixture
def desk(library_home: Path, arxiv: ArxivServer, clock: Moment) -> Iterator[Carrel]:
    with open_desk(library_home, arxiv, clock) as opened:
        opened.following.follow(FOLLOWED)
        yield opened


def of_followed(papers: list[MadePaper]) -> list[MadePaper]:
    return [paper for paper in papers if any(in_category(paper, name) for name in FOLLOWED)]


def ids(papers: list[MadePaper]) -> list[str]:
    return sorted(paper.id for paper in papers)


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


def test_a_feed_that_was_empty_only_because_it_was_late_is_made_up_for(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    arxiv.announce_papers(TUESDAY, [])
    refreshed(desk)
    late = of_followed(make_papers(TUESDAY, 20, first=500, all_new=True))
    arxiv.submit(late)
    clock.set(WEDNESDAY)
    arxiv.announce(WEDNESDAY, 10)
    refreshed(desk)
    assert shown(desk, TUESDAY) == ids(late)
    assert states(desk)["2026-07-14"] == {DayState.FILLED}


def test_a_weekend_is_nothing_to_be_noted(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    clock.set(SATURDAY + 7 * DAY)
    with desk.database.write() as connection:
        connection.execute("UPDATE feeds SET added = '2026-07-18T12:00:00Z'")
    arxiv.announce_papers(SATURDAY + 7 * DAY, [])
    assert refreshed(desk).state is JobState.DONE
    assert coverage(desk) == {}
    assert arxiv.asked_for("/api") == []


def test_a_friday_that_was_missed_is_filled_on_saturday(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    friday, saturday = FRIDAY + 7 * DAY, SATURDAY + 7 * DAY
    for day in (TUESDAY, WEDNESDAY, WEDNESDAY + DAY):
        clock.set(day)
        arxiv.announce(day, 10)
        refreshed(desk)
    missed = of_followed(make_papers(friday, 20, first=900, all_new=True))
    arxiv.submit(missed)
    clock.set(saturday)
    arxiv.announce_papers(saturday, [])
    refreshed(desk)
    assert shown(desk, friday) == ids(missed)
    assert states(desk)[friday.isoformat()] == {DayState.FILLED}


def test_days_that_were_missed_are_filled_with_one_query_each(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    arxiv.announce(TUESDAY, 10)
    refreshed(desk)
    missed = {day: arxiv.announce(day, 20, all_new=True) for day in (WEDNESDAY, WEDNESDAY + DAY, FRIDAY + 7 * DAY)}
    monday = MONDAY + 7 * DAY
    clock.set(monday)
    arxiv.announce(monday, 10)
    asked = len(arxiv.asked_for("/api"))
    refreshed(desk)
    for day, papers in missed.items():
        assert shown(desk, day) == ids(of_followed(papers))
        assert states(desk)[day.isoformat()] == {DayState.FILLED}
    queries = [path for path in arxiv.asked_for("/api")[asked:] if "submittedDate" in path.partition("&sortBy")[0]]
    assert len(queries) == len(missed)
    asked = len(arxiv.asked_for("/api"))
    refreshed(desk)
    assert len(arxiv.asked_for("/api")) == asked


def test_a_new_version_does_not_take_a_filled_paper_from_its_day(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    arxiv.announce(TUESDAY, 10)
    refreshed(desk)
    [missed] = make_papers(WEDNESDAY, 1, first=300, all_new=True, categories=FOLLOWED)
    thursday = WEDNESDAY + DAY
    clock.set(thursday)
    arxiv.announce_papers(thursday, [replace(missed, version=2, type=AnnounceType.REPLACE)])
    refreshed(desk)
    found = announced(desk)
    assert (found[missed.id, 1], found[missed.id, 2]) == ("2026-07-15", "2026-07-16")


def test_a_day_that_cannot_be_filled_is_a_gap_with_its_reason_and_is_tried_again(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    arxiv.announce(TUESDAY, 10)
    refreshed(desk)
    missed = {day: arxiv.announce(day, 10, all_new=True) for day in (WEDNESDAY, WEDNESDAY + DAY)}
    friday = FRIDAY + 7 * DAY
    clock.set(friday)
    arxiv.announce(friday, 10)
    asked = len(arxiv.asked_for("/api"))
    arxiv.fail_next("/api", status=503, times=1)
    assert refreshed(desk).state is JobState.DONE
    assert len(arxiv.asked_for("/api")) == asked + 1
    for day in missed:
        [(state, reason)] = {coverage(desk)[name, day.isoformat()] for name in FOLLOWED}
        assert state is DayState.GAP
        assert reason.startswith("arXiv is busy")
    assert shown(desk, friday)
    refreshed(desk)
    for day, papers in missed.items():
        assert shown(desk, day) == ids(of_followed(papers))
        assert states(desk)[day.isoformat()] == {DayState.FILLED}


def test_at_most_thirty_days_are_looked_back_upon(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    arxiv.announce(TUESDAY, 5)
    refreshed(desk)
    later = TUESDAY + 70 * DAY
    clock.set(later)
    arxiv.announce(later, 5)
    asked = len(arxiv.asked_for("/api"))
    refreshed(desk)
    filled = [day for day in states(desk) if day not in {TUESDAY.isoformat(), later.isoformat()}]
    assert min(filled) == (later - 29 * DAY).isoformat()
    assert len(arxiv.asked_for("/api")) - asked <= 23


def test_what_was_before_a_category_was_followed_is_no_gap_for_it(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    arxiv.announce(TUESDAY, 5)
    refreshed(desk)
    clock.set(WEDNESDAY + DAY)
    desk.following.follow(["stat.ML"])
    arxiv.announce(WEDNESDAY + DAY, 5)
    refreshed(desk)
    assert {category for category, day in coverage(desk) if day == WEDNESDAY.isoformat()} == set(FOLLOWED)


def test_a_day_can_be_asked_for_that_was_before(desk: Carrel, arxiv: ArxivServer) -> None:
    monday = arxiv.announce(MONDAY, 20, all_new=True)
    arxiv.announce(TUESDAY, 5)
    refreshed(desk)
    job = settled(desk, desk.following.fill(MONDAY.isoformat()))
    assert job.state is JobState.DONE
    assert shown(desk, MONDAY) == ids(of_followed(monday))
    arxiv.fail_next("/api", status=503)
    failed = settled(desk, desk.following.fill(FRIDAY.isoformat()))
    assert failed.state is JobState.FAILED
    assert states(desk)[FRIDAY.isoformat()] == {DayState.GAP}


@pytest.mark.parametrize("day", ["2026-07-12", "2026-07-15", "yesterday", ""])
def test_a_day_that_has_no_announcements_cannot_be_asked_for(desk: Carrel, day: str) -> None:
    with pytest.raises(InputError):
        desk.following.fill(day)


def test_a_late_feed_leaves_the_day_ahead(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    arxiv.announce(TUESDAY, 5)
    refreshed(desk)
    for hour in (0, 8, 23):
        clock.set(WEDNESDAY, hour)
        refreshed(desk)
    clock.set(WEDNESDAY + DAY, 11)
    refreshed(desk)
    assert set(states(desk)) == {"2026-07-14"}
    missed = of_followed(make_papers(WEDNESDAY, 10, first=700, all_new=True))
    arxiv.submit(missed)
    clock.set(WEDNESDAY + DAY, 13)
    refreshed(desk)
    assert shown(desk, WEDNESDAY) == ids(missed)


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


def test_a_pdf_that_the_person_waits_for_comes_before_days_that_were_missed(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    made = arxiv.announce(TUESDAY, 5, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    clock.days_later(3)
    arxiv.announce(clock().date(), 5, categories=FOLLOWED, all_new=True)
    paper_id, answer = desk.reading.find(made[0].id), arxiv.loopback.answer
    assert paper_id is not None
    asked = len(arxiv.asked)

    def answer_and_want(path: str, headers: dict[str, str]) -> Reply:
        if "submittedDate" in path and not jobs_of(desk, JobKind.FETCH_PAPER):
            desk.following.fetch([paper_id])
        return answer(path, headers)

    arxiv.loopback.answer = answer_and_want
    refresh = desk.following.refresh()
    assert refresh is not None
    desk.jobs.wait([refresh])
    assert [path[:4] for path, _ in arxiv.asked[asked:]] == ["/rss", "/api", "/pdf", "/rss", "/api", "/api"]
    assert {DayState.GAP} not in states(desk).values()
