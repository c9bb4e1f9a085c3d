"""What is done with what a refresh brought: notices, digests, PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from arxiv_desk import FOLLOWED, TUESDAY, Moment, jobs_of, open_desk, refreshed
from arxiv_papers import MadePaper, make_papers
from arxiv_server import ArxivServer
from carrel.domain.feed import AnnounceType
from carrel.domain.job import JobKind, JobState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from notices import notices

WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
def desk(library_home: Path, arxiv: ArxivServer, clock: Moment) -> Iterator[Carrel]:
    with open_desk(library_home, arxiv, clock, only_own=False) as opened:
        opened.following.follow(FOLLOWED)
        yield opened


def keep_two_that_get_a_new_version(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> list[str]:
    """Announce, keep two papers, and announce new versions of three; give the titles of those that were kept."""
    made = arxiv.announce(TUESDAY, 10, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    kept = [paper_id for paper in made[:2] if (paper_id := desk.reading.find(paper.id))]
    desk.news.keep(kept)
    clock.set(WEDNESDAY)
    arxiv.announce_papers(WEDNESDAY, [replace(paper, version=2, type=AnnounceType.REPLACE) for paper in made[:3]])
    papers = [desk.reading.paper(paper_id) for paper_id in kept]
    return [paper.title for paper in papers if paper is not None]


def pdfs(desk: Carrel, arxiv: ArxivServer) -> list[str]:
    desk.jobs.wait(jobs_of(desk, JobKind.FETCH_PAPER))
    return [path.removeprefix("/pdf/") for path in arxiv.asked_for("/pdf")]


def test_new_versions_of_papers_in_the_library_are_one_notice_and_no_download(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    told = notices(desk)
    titles = keep_two_that_get_a_new_version(desk, arxiv, clock)
    refreshed(desk)
    assert told == [f"2 papers in your library have a new version: {', '.join(titles)}"]
    assert jobs_of(desk, JobKind.FETCH_PAPER) == []
    refreshed(desk)
    assert len(told) == 1


def test_what_came_while_no_window_was_there_is_told_by_the_next(
    library_home: Path, arxiv: ArxivServer, clock: Moment
) -> None:
    with open_desk(library_home, arxiv, clock) as command_line:
        command_line.following.follow(FOLLOWED)
        told = notices(command_line)
        titles = keep_two_that_get_a_new_version(command_line, arxiv, clock)
        refreshed(command_line)
        assert told == []
    with open_desk(library_home, arxiv, clock, only_own=False) as window:
        told = notices(window)
        window.settings.change(refresh_hours=0)
        window.following.start()
        window.following.close()
        assert told == [f"2 papers in your library have a new version: {', '.join(titles)}"]


def test_a_day_with_something_new_is_digested_once(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    desk.settings.change(news_digests=3, model="")
    arxiv.announce(TUESDAY, 10, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    [job] = desk.jobs.wait(jobs_of(desk, JobKind.DIGEST_NEWS))
    assert (job.key, job.state) == (TUESDAY.isoformat(), JobState.DONE)
    clock.set(TUESDAY, 16)
    refreshed(desk)
    assert len(jobs_of(desk, JobKind.DIGEST_NEWS)) == 1


def test_no_digests_are_asked_for_where_none_are_wanted(desk: Carrel, arxiv: ArxivServer) -> None:
    arxiv.announce(TUESDAY, 10, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    assert jobs_of(desk, JobKind.DIGEST_NEWS) == []
    assert pdfs(desk, arxiv) == []


def test_the_pdfs_of_the_day_are_those_of_its_digests(desk: Carrel, arxiv: ArxivServer) -> None:
    desk.settings.change(news_digests=2, model="", fetch_pdfs="day")
    made = arxiv.announce(TUESDAY, 10, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    wanted = [f"{paper.id}v1" for paper in made[:2]]
    assert sorted(pdfs(desk, arxiv)) == sorted(wanted)
    asked = [request for request in desk.network.recent() if request.purpose.startswith("PDF")]
    assert {request.who for request in asked} == {"schedule"}
    got = [desk.reading.find(paper.id) for paper in made[:2]]
    assert all(paper_id and desk.reading.readable_file(paper_id) for paper_id in got)
    assert all(paper_id and desk.reading.digest(paper_id) for paper_id in got)
    assert list(desk.reading.ids(LibraryQuery())) == []
    desk.news.keep([paper_id for paper_id in got if paper_id])
    assert set(desk.reading.ids(LibraryQuery())) == set(got)


@pytest.mark.parametrize(("fetch_pdfs", "fetched"), [("asked", 0), ("starred", 1)])
def test_a_star_gets_the_pdf_where_that_is_set(desk: Carrel, arxiv: ArxivServer, fetch_pdfs: str, fetched: int) -> None:
    desk.settings.change(fetch_pdfs=fetch_pdfs)
    made: list[MadePaper] = arxiv.announce(TUESDAY, 10, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    paper_id = desk.reading.find(made[4].id)
    assert paper_id is not None
    desk.organising.set_starred([paper_id], True)
    desk.organising.set_starred([paper_id], False)
    desk.jobs.wait(desk.jobs.open_jobs())
    assert len(pdfs(desk, arxiv)) == fetched
    desk.organising.set_starred([paper_id], True)
    desk.jobs.wait(desk.jobs.open_jobs())
    assert len(pdfs(desk, arxiv)) == fetched
    assert desk.reading.ids(LibraryQuery(starred=True)).tolist() == [paper_id]


def test_what_matches_a_saved_search_is_told_where_its_alert_is_on(
    desk: Carrel, arxiv: ArxivServer, clock: Moment
) -> None:
    arxiv.announce(TUESDAY, 4, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    told: list[Notice] = []
    desk.events.subscribe(lambda event: told.append(event) if isinstance(event, Notice) else None)
    lantern = desk.news.save_search("Lanterns", "title:lantern")
    quiet = desk.news.save_search("Harbours", "title:harbour")
    desk.news.set_alert(lantern, True)
    assert [(one.id, one.alert) for one in desk.news.searches()] == [(lantern, True), (quiet, False)]
    made = make_papers(WEDNESDAY, 5, first=9, categories=FOLLOWED, all_new=True)
    titles = ("A lantern", "The harbour", "Lantern and harbour", "Fog", "Dusk")
    clock.set(WEDNESDAY)
    arxiv.announce_papers(WEDNESDAY, [replace(one, title=title) for one, title in zip(made, titles, strict=True)])
    refreshed(desk, "schedule")
    assert [(one.text, one.search, one.problem) for one in told] == [("2 new papers match “Lanterns”", lantern, False)]
    refreshed(desk, "schedule")
    assert len(told) == 1, "nothing came since"


def test_several_searches_and_new_versions_are_one_notice(desk: Carrel, arxiv: ArxivServer, clock: Moment) -> None:
    told = notices(desk)
    searches = [desk.news.save_search(name, f"cat:{name}") for name in FOLLOWED]
    for one in searches:
        desk.news.set_alert(one, True)
    titles = keep_two_that_get_a_new_version(desk, arxiv, clock)
    first = told.pop()
    assert first.startswith("10 new papers match “cs.LG”")
    refreshed(desk)
    [second] = told
    assert second.startswith("3 new papers match “cs.LG”")
    assert second.endswith(f"2 papers in your library have a new version: {', '.join(titles)}")


def test_an_alert_goes_and_comes_back_with_its_search(desk: Carrel, arxiv: ArxivServer) -> None:
    told = notices(desk)
    search = desk.news.save_search("All", "cat:cs.*")
    assert desk.news.set_alert(search, True).undo == "Turned an alert on"
    assert not desk.news.set_alert(search, True)
    desk.news.delete_search(search)
    again = desk.news.save_search("Another", "cat:cs.*")
    assert [one.alert for one in desk.news.searches()] == [False], "it has the number of the one that is gone"
    desk.news.delete_search(again)
    for _ in range(3):
        desk.undo.undo()
    assert [(one.name, one.alert) for one in desk.news.searches()] == [("All", True)]
    desk.undo.undo()
    assert [one.alert for one in desk.news.searches()] == [False]
    arxiv.announce(TUESDAY, 3, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    assert told == []
