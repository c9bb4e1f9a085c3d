"""Days that were missed: found, filled from what was submitted for them, or shown as gaps with their reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from arxiv_desk import (
    FOLLOWED,
    TUESDAY,
    Moment,
    announced,
    coverage,
    ids,
    jobs_of,
    of_followed,
    open_desk,
    refreshed,
    settled,
    shown,
    states,
)
from arxiv_papers import make_papers
from arxiv_server import ArxivServer
from carrel.domain.errors import InputError
from carrel.domain.feed import AnnounceType, DayState
from carrel.domain.job import JobKind, JobState
from carrel.services.carrel import Carrel
from loopback import Reply

DAY = timedelta(days=1)
FRIDAY, SATURDAY, MONDAY, WEDNESDAY = TUESDAY - 4 * DAY, TUESDAY - 3 * DAY, TUESDAY - DAY, TUESDAY + DAY


@pytest.fixture
def desk(library_home: Path, arxiv: ArxivServer, clock: Moment) -> Iterator[Carrel]:
    with open_desk(library_home, arxiv, clock) as opened:
        opened.following.follow(FOLLOWED)
        yield opened


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
