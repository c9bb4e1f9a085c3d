from __future__ import annotations

from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.duplicates import Reason
from carrel.domain.errors import InputError
from carrel.domain.job import JobKind, JobState
from carrel.domain.merged_paper import Choice
from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.duplicates import Pair
from carrel.services.events import Event
from carrel.services.open import open_library
from carrel.storage import papers
from printed import print_paper
from storage_values import NOW
from twins import PREPRINT, PUBLISHED, add_twins, contents


@pytest.fixture
def twins(carrel: Carrel) -> tuple[int, int]:
    with carrel.database.write() as connection:
        found = add_twins(connection)
        # The files that they name are nowhere.
        connection.execute("UPDATE jobs SET state = 'done', finished = ? WHERE kind = 'import_file'", (NOW,))
    return found


def compare(carrel: Carrel) -> None:
    """Compare all that was not compared yet."""
    while (job := carrel.duplicates.queue_when_needed()) is not None:
        assert [one.state for one in carrel.jobs.wait([job])] == [JobState.DONE]


def test_pairs_are_found_in_the_background_and_told(carrel: Carrel, twins: tuple[int, int]) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    compare(carrel)
    assert carrel.duplicates.pairs() == [Pair(*twins, Reason.TITLE)]
    assert any(isinstance(one, Changes) and one.duplicates for one in told)
    assert carrel.duplicates.queue_when_needed() is None


def test_what_comes_later_is_compared_by_itself(library_home: Path) -> None:
    carrel = open_library(Paths(library_home), digest_on_import=False)
    carrel.duplicates._watch.quiet = 0.01
    try:
        carrel.start()
        with carrel.database.write() as connection:
            ids = [papers.add(connection, Paper(PREPRINT, ("Ada Lovelace",)), added=NOW) for _ in range(2)]
        carrel.events.publish(Changes(papers_added=frozenset(ids)))
        while (job := carrel.jobs.latest(JobKind.FIND_DUPLICATES, "library")) is None or carrel.duplicates.count() == 0:
            carrel.jobs.wait([job] if job is not None else [])
        assert [(one.one, one.other) for one in carrel.duplicates.pairs()] == [tuple(ids)]
    finally:
        carrel.close()


def test_papers_with_nearly_the_same_text_are_found_whatever_they_are_called(carrel: Carrel, tmp_path: Path) -> None:
    filler = " ".join(
        f"Song number {n} of the glacier lasts {n * 7} seconds and is louder than song {n // 2}." for n in range(120)
    )
    printed = [
        print_paper(tmp_path / "a.pdf", title="Songs of a glacier at night", sections={"Songs": filler}),
        print_paper(
            tmp_path / "b.pdf", title="What the ice was heard to say", sections={"Ice": f"{filler} Submitted."}
        ),
    ]
    jobs = carrel.jobs.wait(carrel.importing.add(printed))
    compare(carrel)
    [pair] = carrel.duplicates.pairs()
    assert pair.reason is Reason.TEXT
    assert {pair.one, pair.other} == {job.paper_id for job in jobs}


def test_merging_is_told_and_one_undo_brings_both_back(carrel: Carrel, twins: tuple[int, int]) -> None:
    compare(carrel)
    one, other = twins
    before = contents_of(carrel)
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    changes = carrel.duplicates.merge(one, other)
    assert (changes.papers, changes.papers_removed, changes.undo) == (
        frozenset({one}),
        frozenset({other}),
        "Merged 2 papers",
    )
    assert changes in told
    assert list(carrel.reading.ids(LibraryQuery())) == [one]
    assert carrel.duplicates.count() == 0
    carrel.jobs.wait(carrel.jobs.open_jobs())
    assert carrel.undo.undo() == "Merged 2 papers"
    assert any(isinstance(one, Changes) and other in one.papers_added for one in told)
    assert [(one.one, one.other) for one in carrel.duplicates.pairs()] == [twins]
    after = contents_of(carrel)
    for table in before:
        assert after[table] == before[table], table


def contents_of(carrel: Carrel) -> dict[str, list[object]]:
    """What the library holds of papers, but for the jobs that worked on it."""
    with carrel.database.write() as connection:
        found = contents(connection)
    return {table: rows for table, rows in found.items() if table not in {"jobs", "settings", "vectors", "vector_sets"}}


def test_the_person_chooses_whose_fields_stand(carrel: Carrel, twins: tuple[int, int]) -> None:
    one, other = twins
    shown = carrel.duplicates.twins(one, other)
    assert shown is not None
    assert shown.usual == Choice("other", "other", "other", "other")
    assert (shown.reason, shown.other.annotations, shown.other.digests) == (Reason.TITLE, 2, 1)
    assert shown.other.collections == ("Of the publisher",)
    carrel.duplicates.merge(one, other, Choice("one", "other", "one", "other"))
    paper = carrel.reading.paper(one)
    assert paper is not None
    assert (paper.title, len(paper.authors), paper.year) == (PREPRINT, 3, 2026)
    assert "whole winter" in paper.abstract
    assert carrel.duplicates.twins(one, other) is None


def test_keeping_both_is_remembered_and_can_be_undone(carrel: Carrel, twins: tuple[int, int]) -> None:
    compare(carrel)
    assert carrel.duplicates.keep_both(*twins).undo == "Kept both papers"
    assert carrel.duplicates.count() == 0
    assert not carrel.duplicates.keep_both(*twins)
    compare(carrel)
    assert carrel.duplicates.count() == 0
    carrel.undo.undo()
    assert carrel.duplicates.count() == 1


def test_a_merged_paper_is_found_by_either_identifier_and_not_fetched_anew(
    carrel: Carrel, twins: tuple[int, int]
) -> None:
    one, other = twins
    carrel.duplicates.merge(other, one)
    assert carrel.reading.find("2601.00001") == other
    paper = carrel.reading.paper(other)
    assert paper is not None
    assert (paper.title, paper.doi) == (PUBLISHED, "10.1000/song")


def test_nothing_is_merged_with_itself_or_what_is_in_trash(carrel: Carrel, twins: tuple[int, int]) -> None:
    one, other = twins
    carrel.organising.trash([other])
    for wrong in (one, other, 99):
        with pytest.raises(InputError):
            carrel.duplicates.merge(one, wrong)
        with pytest.raises(InputError):
            carrel.duplicates.keep_both(one, wrong)
