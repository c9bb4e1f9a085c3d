from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from arxiv_desk import FOLLOWED, TUESDAY, Moment, open_desk, refreshed, settled
from arxiv_papers import MadePaper, make_papers
from arxiv_server import ArxivServer, Fault
from carrel.domain.arxiv_query import ArxivQuery
from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import PaperFile
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel


@pytest.fixture
def paper(arxiv: ArxivServer) -> MadePaper:
    """A paper that arXiv has."""
    [made] = make_papers(TUESDAY, 1, all_new=True)
    made = replace(made, title="Lantern, as arXiv names it", version=2)
    arxiv.submit([made])
    return made


@pytest.fixture
def desk(library_home: Path, arxiv: ArxivServer) -> Iterator[Carrel]:
    with open_desk(library_home, arxiv, Moment.on(TUESDAY), only_own=False) as opened:
        yield opened


def library(desk: Carrel) -> list[int]:
    return desk.reading.ids(LibraryQuery()).tolist()


def files(desk: Carrel, paper_id: int) -> list[PaperFile]:
    return desk.reading.files(paper_id)


def test_an_identifier_becomes_a_paper_with_metadata_pdf_and_digest(
    desk: Carrel, arxiv: ArxivServer, paper: MadePaper
) -> None:
    jobs = desk.jobs.wait(desk.importing.add([f"https://arxiv.org/abs/{paper.id}"]))
    assert [(job.kind, job.state) for job in jobs] == [
        (JobKind.FETCH_PAPER, JobState.DONE),
        (JobKind.IMPORT_FILE, JobState.DONE),
    ]
    [paper_id] = library(desk)
    known = desk.reading.paper(paper_id)
    assert known is not None
    assert (known.title, known.arxiv_id, known.version) == ("Lantern, as arXiv names it", paper.id, 2)
    file = desk.reading.readable_file(paper_id)
    assert file is not None
    assert (file.name, file.version) == (f"{paper.id}v2.pdf", 2)
    assert desk.reading.digest(paper_id) is not None
    told = [(request.purpose, request.who) for request in desk.network.recent()]
    assert told == [(f"PDF {paper.id}v2", "you"), (f"Metadata of {paper.id}", "you")]
    assert len(arxiv.asked) == 2


def test_every_form_of_its_name_is_the_same_paper_and_asked_for_once(
    desk: Carrel, arxiv: ArxivServer, paper: MadePaper
) -> None:
    forms = [
        "{}",
        "arXiv:{}",
        "https://arxiv.org/pdf/{}",
        "https://www.alphaxiv.org/abs/{}",
        "10.48550/arXiv.{}",
        "https://doi.org/10.48550/arXiv.{}",
    ]
    desk.jobs.wait(desk.importing.add([form.format(paper.id) for form in forms]))
    [paper_id] = library(desk)
    assert [file.version for file in files(desk, paper_id)] == [2]
    assert len(arxiv.asked) == 2


def test_metadata_that_came_is_kept_when_the_pdf_does_not_come_and_is_tried_again(
    desk: Carrel, arxiv: ArxivServer, paper: MadePaper
) -> None:
    arxiv.fail_next("/pdf", Fault.WEB_PAGE)
    [job] = desk.importing.add([paper.id])
    waiting = settled(desk, job)
    assert (waiting.state, waiting.retries) == (JobState.WAITING, 1)
    assert "web page" in waiting.error
    [paper_id] = library(desk)
    assert files(desk, paper_id) == []
    desk.jobs.try_now(job.id)
    assert {ended.state for ended in desk.jobs.wait([job])} == {JobState.DONE}
    assert desk.reading.readable_file(paper_id) is not None
    assert len(library(desk)) == 1


def test_a_download_that_broke_off_goes_on_where_it_was(desk: Carrel, arxiv: ArxivServer, paper: MadePaper) -> None:
    arxiv.fail_next("/pdf", Fault.CUT)
    [job] = desk.importing.add([paper.id])
    settled(desk, job)
    desk.jobs.try_now(job.id)
    desk.jobs.wait([job])
    assert arxiv.asked[-1][1]["Range"].startswith("bytes=")
    [paper_id] = library(desk)
    [file] = files(desk, paper_id)
    assert desk.reading.file_path(file).read_bytes() == arxiv.pdf(paper, 2)


def test_a_paper_that_arxiv_does_not_have_is_not_asked_for_again(desk: Carrel) -> None:
    [job] = desk.jobs.wait(desk.importing.add(["2601.00001"]))
    assert (job.state, job.retries) == (JobState.FAILED, 0)
    assert library(desk) == []


def test_a_file_that_was_there_before_becomes_the_same_paper(
    desk: Carrel, arxiv: ArxivServer, paper: MadePaper, tmp_path: Path
) -> None:
    (tmp_path / "mine.pdf").write_bytes(arxiv.pdf(paper, 2))
    desk.jobs.wait(desk.importing.add([tmp_path / "mine.pdf"]))
    desk.jobs.wait(desk.importing.add([paper.id]))
    titles = [row.title for row in desk.reading.rows(library(desk))]
    assert titles == ["Lantern, as arXiv names it"]


def test_a_newer_version_stands_beside_the_old_one(desk: Carrel, arxiv: ArxivServer, paper: MadePaper) -> None:
    desk.jobs.wait(desk.importing.add([paper.id]))
    [paper_id] = library(desk)
    [old] = files(desk, paper_id)
    withdrawn = "This paper has been withdrawn by the authors due to an error"
    arxiv.submit([replace(paper, version=3, comment=withdrawn)])
    desk.jobs.wait(desk.importing.add([paper.id]))
    assert [file.version for file in files(desk, paper_id)] == [2, 3]
    assert desk.reading.file_path(old).read_bytes() == arxiv.pdf(paper, 2)
    assert [(one.version, one.withdrawn) for one in desk.reading.versions(paper_id)] == [(2, False), (3, True)]


def test_an_old_version_that_is_asked_for_does_not_take_the_newer_ones_place(
    desk: Carrel, arxiv: ArxivServer, paper: MadePaper
) -> None:
    desk.jobs.wait(desk.importing.add([paper.id]))
    arxiv.submit([replace(paper, version=1, title="Lantern, an early draft")])
    desk.jobs.wait(desk.importing.add([f"{paper.id}v1"]))
    [paper_id] = library(desk)
    known = desk.reading.paper(paper_id)
    assert known is not None
    assert (known.title, known.version) == ("Lantern, as arXiv names it", 2)
    assert [file.version for file in files(desk, paper_id)] == [1, 2]
    titles = [(one.version, one.title) for one in desk.reading.versions(paper_id)]
    assert titles == [(1, "Lantern, an early draft"), (2, "Lantern, as arXiv names it")]


def test_a_pdf_of_the_news_brings_its_paper_into_the_library(desk: Carrel, arxiv: ArxivServer) -> None:
    desk.following.follow(FOLLOWED)
    made = arxiv.announce(TUESDAY, 5, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    paper_id = desk.reading.find(made[0].id)
    assert paper_id is not None
    arxiv.fail_next("/pdf", status=503)
    [job] = desk.following.fetch([paper_id])
    assert (job.paper_id, job.title, job.priority) == (paper_id, desk.reading.paper(paper_id).title, 2)  # type: ignore[union-attr]  # it is there
    settled(desk, job)
    assert library(desk) == [paper_id]
    desk.jobs.try_now(job.id)
    desk.jobs.wait([job])
    assert [file.version for file in files(desk, paper_id)] == [1]


def test_a_pdf_that_nobody_asked_for_waits_outside_the_library(desk: Carrel, arxiv: ArxivServer) -> None:
    desk.following.follow(FOLLOWED)
    desk.settings.change(fetch_pdfs="day", news_digests=1, model="")
    [made] = arxiv.announce(TUESDAY, 1, categories=FOLLOWED, all_new=True)
    arxiv.fail_next("/pdf", status=503)
    refreshed(desk)
    [job] = [one for one in desk.jobs.open_jobs() if one.kind is JobKind.FETCH_PAPER]
    settled(desk, job)
    assert library(desk) == []
    desk.jobs.try_now(job.id)
    desk.jobs.wait([job])
    paper_id = desk.reading.find(made.id)
    assert paper_id is not None
    assert [file.version for file in files(desk, paper_id)] == [1]
    assert library(desk) == []
    desk.organising.set_starred([paper_id], True)
    assert library(desk) == [paper_id]


def test_a_found_paper_that_is_fetched_is_in_the_library(desk: Carrel, paper: MadePaper) -> None:
    found = desk.arxiv_search.search(ArxivQuery(f"title:{paper.title.split(',', maxsplit=1)[0]}"))
    assert library(desk) == []
    desk.jobs.wait(desk.following.fetch(found.papers))
    assert library(desk) == list(found.papers)


def test_work_offline_asks_nothing_and_keeps_what_was_asked_for(
    desk: Carrel, arxiv: ArxivServer, paper: MadePaper
) -> None:
    desk.network.set_offline(True)
    [job] = desk.importing.add([paper.id])
    waiting = settled(desk, job)
    assert (waiting.state, waiting.error_code) == (JobState.WAITING, "offline")
    assert "Work offline is on" in waiting.error
    assert arxiv.asked == []
