from __future__ import annotations

import threading
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.duplicates import Reason
from carrel.domain.errors import InputError
from carrel.domain.job import JobState
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
def twins(desk: Carrel) -> tuple[int, int]:
    with desk.database.write() as connection:
        found = add_twins(connection)
        # The files that they name are nowhere.
        connection.execute("UPDATE jobs SET state = 'done', finished = ? WHERE kind = 'import_file'", (NOW,))
    return found


def compare(desk: Carrel) -> None:
    """Compare all that was not compared yet."""
    while (job := desk.duplicates.queue_when_needed()) is not None:
        assert [one.state for one in desk.jobs.wait([job])] == [JobState.DONE]


def test_pairs_are_found_in_the_background_and_told(desk: Carrel, twins: tuple[int, int]) -> None:
    told = threading.Event()
    desk.events.subscribe(lambda one: told.set() if isinstance(one, Changes) and one.duplicates else None)
    compare(desk)
    assert desk.duplicates.pairs() == [Pair(*twins, Reason.TITLE)]
    assert told.wait(60)
    assert desk.duplicates.queue_when_needed() is None


def test_what_comes_later_is_compared_by_itself(library_home: Path) -> None:
    carrel = open_library(Paths(library_home), digest_on_import=False)
    carrel.duplicates._watch.quiet = 0.01
    told = threading.Event()
    carrel.events.subscribe(lambda one: told.set() if isinstance(one, Changes) and one.duplicates else None)
    try:
        carrel.start()
        with carrel.database.write() as connection:
            ids = [papers.add(connection, Paper(PREPRINT, ("Ada Lovelace",)), added=NOW) for _ in range(2)]
        carrel.events.publish(Changes(papers_added=frozenset(ids)))
        assert told.wait(60)
        assert [(one.one, one.other) for one in carrel.duplicates.pairs()] == [tuple(ids)]
    finally:
        carrel.close()


def test_papers_with_nearly_the_same_text_are_found_whatever_they_are_called(desk: Carrel, tmp_path: Path) -> None:
    filler = " ".join(
        f"Song number {n} of the glacier lasts {n * 7} seconds and is louder than song {n // 2}." for n in range(120)
    )
    printed = [
        print_paper(tmp_path / "a.pdf", title="Songs of a glacier at night", sections={"Songs": filler}),
        print_paper(
            tmp_path / "b.pdf", title="What the ice was heard to say", sections={"Ice": f"{filler} Submitted."}
        ),
    ]
    jobs = desk.jobs.wait(desk.importing.add(printed))
    compare(desk)
    [pair] = desk.duplicates.pairs()
    assert pair.reason is Reason.TEXT
    assert {pair.one, pair.other} == {job.paper_id for job in jobs}


def test_merging_is_told_and_one_undo_brings_both_back(desk: Carrel, twins: tuple[int, int]) -> None:
    compare(desk)
    one, other = twins
    before = contents_of(desk)
    told: list[Event] = []
    desk.events.subscribe(told.append)
    changes = desk.duplicates.merge(one, other)
    assert (changes.papers, changes.papers_removed, changes.undo) == (
        frozenset({one}),
        frozenset({other}),
        "Merged 2 papers",
    )
    assert changes in told
    assert list(desk.reading.ids(LibraryQuery())) == [one]
    assert desk.duplicates.count() == 0
    desk.jobs.wait(desk.jobs.open_jobs())
    assert desk.undo.undo() == "Merged 2 papers"
    assert any(isinstance(one, Changes) and other in one.papers_added for one in told)
    assert [(one.one, one.other) for one in desk.duplicates.pairs()] == [twins]
    after = contents_of(desk)
    for table in before:
        assert after[table] == before[table], table


def contents_of(desk: Carrel) -> dict[str, list[object]]:
    """What the library holds of papers, but for the jobs that worked on it."""
    with desk.database.write() as connection:
        found = contents(connection)
    return {table: rows for table, rows in found.items() if table not in {"jobs", "settings", "vectors", "vector_sets"}}


def test_the_person_chooses_whose_fields_stand(desk: Carrel, twins: tuple[int, int]) -> None:
    one, other = twins
    shown = desk.duplicates.twins(one, other)
    assert shown is not None
    assert shown.usual == Choice("other", "other", "other", "other")
    assert (shown.reason, shown.other.annotations, shown.other.digests) == (Reason.TITLE, 2, 1)
    assert shown.other.collections == ("Of the publisher",)
    desk.duplicates.merge(one, other, Choice("one", "other", "one", "other"))
    paper = desk.reading.paper(one)
    assert paper is not None
    assert (paper.title, len(paper.authors), paper.year) == (PREPRINT, 3, 2026)
    assert "whole winter" in paper.abstract
    assert desk.duplicates.twins(one, other) is None


def test_keeping_both_is_remembered_and_can_be_undone(desk: Carrel, twins: tuple[int, int]) -> None:
    compare(desk)
    assert desk.duplicates.keep_both(*twins).undo == "Kept both papers"
    assert desk.duplicates.count() == 0
    assert not desk.duplicates.keep_both(*twins)
    compare(desk)
    assert desk.duplicates.count() == 0
    desk.undo.undo()
    assert desk.duplicates.count() == 1


def test_a_merged_paper_is_found_by_either_identifier_and_not_fetched_anew(
    desk: Carrel, twins: tuple[int, int]
) -> None:
    one, other = twins
    desk.duplicates.merge(other, one)
    assert desk.reading.find("2601.00001") == other
    paper = desk.reading.paper(other)
    assert paper is not None
    assert (paper.title, paper.doi) == (PUBLISHED, "10.1000/song")


def test_nothing_is_merged_with_itself_or_what_is_in_trash(desk: Carrel, twins: tuple[int, int]) -> None:
    one, other = twins
    desk.organising.trash([other])
    for wrong in (one, other, 99):
        with pytest.raises(InputError):
            desk.duplicates.merge(one, wrong)
        with pytest.raises(InputError):
            desk.duplicates.keep_both(one, wrong)
