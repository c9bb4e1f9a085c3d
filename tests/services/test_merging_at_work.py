"""Papers become one while something is fetched or read for the second of them, or before that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from arxiv_desk import FOLLOWED, TUESDAY, Moment, open_desk, refreshed
from arxiv_papers import MadePaper
from arxiv_server import ArxivServer
from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.services.events import Event, JobProgress
from carrel.services.filing import Arrival, Filing
from carrel.storage import files as kept_files
from carrel.storage import merging, papers
from carrel.storage.database import Database
from carrel.storage.store import KeptFile
from storage_values import NOW, document


@pytest.fixture
def desk(library_home: Path, arxiv: ArxivServer) -> Iterator[Carrel]:
    with open_desk(library_home, arxiv, Moment.on(TUESDAY), only_own=False) as opened:
        yield opened


@pytest.fixture
def announced(desk: Carrel, arxiv: ArxivServer) -> tuple[MadePaper, MadePaper]:
    """Two papers of arXiv that are in the library, without files."""
    desk.following.follow(FOLLOWED)
    one, other = arxiv.announce(TUESDAY, 2, categories=FOLLOWED, all_new=True)
    refreshed(desk)
    desk.news.keep([number(desk, one), number(desk, other)])
    return one, other


def number(desk: Carrel, paper: MadePaper) -> int:
    found = desk.reading.find(paper.id)
    assert found is not None
    return found


def files(desk: Carrel) -> set[tuple[int, str, int]]:
    with desk.database.read() as connection:
        return set(connection.execute("SELECT paper_id, name, version FROM files").fetchall())


def merge_while(desk: Carrel, kind: JobKind, one: int, other: int) -> None:
    """Merge two papers as soon as a job of this kind tells that it works, on its own thread."""
    merged: list[int] = []

    def told(event: Event) -> None:
        if isinstance(event, JobProgress) and event.job.kind is kind and event.job.stage and not merged:
            merged.append(other)
            desk.duplicates.merge(one, other)

    desk.events.subscribe(told)


def states(jobs: list[Job]) -> set[JobState]:
    return {job.state for job in jobs}


def test_the_pdf_of_a_merged_paper_has_no_version_of_the_first_one(
    desk: Carrel, announced: tuple[MadePaper, MadePaper]
) -> None:
    first, second = announced
    one, other = number(desk, first), number(desk, second)
    desk.duplicates.merge(one, other)
    assert states(desk.jobs.wait(desk.importing.add([first.id, second.id]))) == {JobState.DONE}
    assert files(desk) == {(one, f"{first.id}v1.pdf", 1), (one, f"{second.id}v1.pdf", 0)}


def test_a_fetch_that_waited_through_a_merge_is_the_first_papers(
    desk: Carrel, announced: tuple[MadePaper, MadePaper]
) -> None:
    first, second = announced
    one, other = number(desk, first), number(desk, second)
    desk.jobs.pause_all()
    jobs = desk.following.fetch([other])
    desk.duplicates.merge(one, other)
    desk.jobs.resume_all()
    assert states(desk.jobs.wait(jobs)) == {JobState.DONE}
    assert files(desk) == {(one, f"{second.id}v1.pdf", 0)}


@pytest.mark.parametrize("kind", [JobKind.FETCH_PAPER, JobKind.IMPORT_FILE], ids=["comes", "is read"])
def test_a_pdf_that_comes_or_is_read_while_its_paper_is_merged_is_the_first_papers(
    desk: Carrel, announced: tuple[MadePaper, MadePaper], kind: JobKind
) -> None:
    first, second = announced
    one, other = number(desk, first), number(desk, second)
    merge_while(desk, kind, one, other)
    assert states(desk.jobs.wait(desk.following.fetch([other]))) == {JobState.DONE}
    assert desk.reading.find(second.id) == one
    assert files(desk) == {(one, f"{second.id}v1.pdf", 0)}
    assert desk.reading.ids(LibraryQuery()).tolist() == [one]
    assert desk.reading.digest(one) is not None


def test_fetching_a_new_version_leaves_what_was_published(
    desk: Carrel, announced: tuple[MadePaper, MadePaper], arxiv: ArxivServer
) -> None:
    preprint = announced[0]
    one = number(desk, preprint)
    published = Paper(
        "What was published of it", ("Lovelace, A.", "Noether, E."), "In print.", doi="10.1000/print", year=2029
    )
    with desk.database.write() as connection:
        other = papers.add(connection, published, added=NOW)
    desk.duplicates.merge(one, other)
    before = desk.reading.paper(one)
    assert before is not None
    assert (before.title, before.arxiv_id, before.year) == (published.title, preprint.id, 2029)
    arxiv.submit([replace(preprint, version=2, title="A second draft", comment="12 pages")])
    assert states(desk.jobs.wait(desk.importing.add([preprint.id]))) == {JobState.DONE}
    after = desk.reading.paper(one)
    assert after is not None
    assert (after.title, after.authors, after.abstract, after.doi, after.year) == (
        before.title,
        before.authors,
        before.abstract,
        before.doi,
        before.year,
    )
    assert (after.version, after.comment) == (2, "12 pages")
    assert [one.title for one in desk.reading.versions(one)][-1] == "A second draft"


def test_a_file_with_the_stamp_of_the_second_identifier_has_no_version(database: Database) -> None:
    with database.write() as connection:
        one, other = (
            papers.add(connection, Paper("Choirs of ice", arxiv_id=name, version=4), added=NOW)
            for name in ("2601.00001", "2601.00002")
        )
        metadata = papers.get(connection, one)
        assert metadata is not None
        merging.merge(connection, one, other, metadata, at=NOW, origin="")
    for stamp in ("2601.00001v4", "2601.00002v3"):
        kept = KeptFile(f"{stamp}.pdf", stamp, 1234)
        read = replace(document(f"What {stamp} says."), arxiv_id=stamp)
        assert Filing(database).read(Arrival(kept, kept.name, job_id=0), read, None).papers == {one}
    with database.read() as connection:
        found = {(file.name, file.version) for file in kept_files.of_paper(connection, one)}
    assert found == {("2601.00001v4.pdf", 4), ("2601.00002v3.pdf", 0)}
