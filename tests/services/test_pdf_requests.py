"""The PDFs of many papers: which are queued, that the person's wish is written beside each request, that undo cancels the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from arxiv_desk import TUESDAY, Moment, open_desk
from arxiv_papers import MadePaper, make_papers
from arxiv_server import ArxivServer
from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.storage import papers
from notices import notices
from storage_values import NOW, add_file


@pytest.fixture
def made(arxiv: ArxivServer) -> list[MadePaper]:
    """Three papers that arXiv has."""
    found = [replace(one, title=f"Lantern {n}") for n, one in enumerate(make_papers(TUESDAY, 3, all_new=True))]
    arxiv.submit(found)
    return found


@pytest.fixture
def desk(library_home: Path, arxiv: ArxivServer, made: list[MadePaper]) -> Iterator[Carrel]:
    """The three in the library, the third with a file, and a fourth paper that arXiv does not have."""
    with open_desk(library_home, arxiv, Moment.on(TUESDAY), only_own=False) as opened:
        with opened.database.write() as connection:
            for one in made:
                papers.add(connection, Paper(one.title, ("Ada Lovelace",), arxiv_id=one.id, version=1), added=NOW)
            add_file(connection, 3)
            papers.add(connection, Paper("Lantern of a shelf", ("Ada Lovelace",)), added=NOW)
        yield opened


def asked(desk: Carrel) -> list[tuple[str, str]]:
    return [(request.purpose, request.who) for request in reversed(desk.network.recent())]


def test_those_of_a_collection_that_have_none_are_fetched_and_the_person_asked_for_them(
    desk: Carrel, made: list[MadePaper]
) -> None:
    outer = desk.organising.create_collection("Lights")
    inner = desk.organising.create_collection("Lamps", outer)
    desk.organising.collect([1, 3, 4], outer)
    desk.organising.collect([2], inner)
    changes = desk.pdf_requests.of_collection(outer)
    assert changes.undo == "Queued 2 PDFs from arXiv"
    jobs = desk.jobs.wait([job for job_id in changes.jobs if (job := desk.jobs.get(job_id)) is not None])
    assert {job.state for job in jobs} == {JobState.DONE}
    assert all(desk.reading.readable_file(paper) is not None for paper in (1, 2))
    told = asked(desk)
    assert {who for _, who in told} == {"you"}
    assert {purpose for purpose, _ in told if purpose.startswith("PDF")} == {f"PDF {one.id}v1" for one in made[:2]}
    assert len(desk.reading.files(3)) == 1


def test_a_saved_search_gets_those_that_it_finds_in_the_library(desk: Carrel, made: list[MadePaper]) -> None:
    number = desk.news.save_search("", f"title:lantern -arxiv:{made[0].id}")
    desk.jobs.pause_all()
    changes = desk.pdf_requests.of_search(number)
    assert [job.paper_id for job in desk.jobs.open_jobs()] == [2]
    assert changes.undo == "Queued 1 PDF from arXiv"
    assert not desk.pdf_requests.of_search(number + 1)


def test_nothing_is_queued_twice_and_that_there_is_nothing_is_told(desk: Carrel) -> None:
    told = notices(desk)
    desk.jobs.pause_all()
    assert desk.pdf_requests.of_papers([1, 2, 3, 4]).undo == "Queued 2 PDFs from arXiv"
    undoable = desk.undo.newest
    assert not desk.pdf_requests.of_papers([1, 2])
    assert not desk.pdf_requests.of_papers([3, 4])
    assert told == ["On the way already: 2 PDFs.", "Every paper here that arXiv has is on this computer already."]
    assert desk.undo.newest == undoable
    fetching = [job for job in desk.jobs.open_jobs() if job.kind is JobKind.FETCH_PAPER]
    assert len(fetching) == 2


def test_undo_cancels_those_that_are_left_and_keeps_what_was_asked_for_before(desk: Carrel) -> None:
    desk.jobs.pause_all()
    [alone] = desk.following.fetch([2])
    desk.pdf_requests.of_papers([1, 2])
    assert [(job.paper_id, job.priority) for job in desk.jobs.open_jobs()] == [(2, 2), (1, -1)]
    assert desk.undo.undo() == "Queued 1 PDF from arXiv"
    assert [job.id for job in desk.jobs.open_jobs()] == [alone.id]
    assert [job.state for job in desk.jobs.recent()] == [JobState.CANCELLED]


def test_they_wait_while_work_offline_is_on(desk: Carrel, arxiv: ArxivServer) -> None:
    desk.settings.change(offline=True)
    changes = desk.pdf_requests.of_papers([1])
    assert changes.undo == "Queued 1 PDF from arXiv, to come when Work offline is off"
    assert arxiv.asked == []
