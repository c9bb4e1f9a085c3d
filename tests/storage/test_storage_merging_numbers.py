"""The number of a merged paper may be given again: nothing of the merged paper is then the newcomer's."""

from __future__ import annotations

import pytest

from carrel.domain.job import JobKind
from carrel.storage import backup, jobs, keeping, merging, papers, settings
from carrel.storage.database import Connection, Database
from storage_values import NOW, add_paper
from twins import add_twins, merge


def place(connection: Connection, paper_id: int) -> str:
    return settings.value(connection, f"reader.place.{paper_id}")


def open_jobs(connection: Connection) -> set[tuple[str, int | None, object]]:
    """Key, paper and the paper that is named within, of those that place annotations."""
    found = (job for job in jobs.open_jobs(connection) if job.kind is JobKind.PLACE_ANNOTATIONS)
    return {(job.key, job.paper_id, job.payload["paper"]) for job in found}


def add_job(connection: Connection, paper_id: int) -> None:
    payload: dict[str, object] = {"paper": paper_id}
    jobs.enqueue(connection, JobKind.PLACE_ANNOTATIONS, str(paper_id), payload, paper_id=paper_id, created=NOW)


@pytest.mark.parametrize("again", [False, True], ids=["free", "given again"])
def test_a_reading_place_goes_with_its_paper(database: Database, again: bool) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        stood = place(connection, other)
        assert stood
        done = merge(connection, one, other)
        assert (place(connection, one), place(connection, other)) == (stood, "")
        if again:
            assert add_paper(connection, "A stranger") == other
        back = merging.take_back(connection, done)
        assert (back == other) is not again
        assert (place(connection, one), place(connection, back)) == ("", stood)
        assert not again or place(connection, other) == ""


def test_a_place_where_the_person_went_on_reading_stays(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        stood = place(connection, other)
        done = merge(connection, one, other)
        settings.set_value(connection, f"reader.place.{one}", "9 0.0 1.0 width 1.0000")
        merging.take_back(connection, done)
        assert (place(connection, one), place(connection, other)) == ("9 0.0 1.0 width 1.0000", stood)


def test_a_paper_that_is_deleted_leaves_no_place_behind(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection, "Choirs of ice")
        settings.set_value(connection, f"reader.place.{one}", "3 0.0 1.0 width 1.0000")
        keeping.release(connection, one)
        assert add_paper(connection, "A stranger") == one
        assert place(connection, one) == ""


@pytest.mark.parametrize("again", [False, True], ids=["free", "given again"])
def test_jobs_are_the_first_papers_until_it_is_taken_back(database: Database, again: bool) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        add_job(connection, other)
        done = merge(connection, one, other)
        assert open_jobs(connection) == {(str(one), one, one)}
        if again:
            assert add_paper(connection, "A stranger") == other
        back = merging.take_back(connection, done)
        assert open_jobs(connection) == {(str(back), back, back)}


def test_of_two_jobs_that_do_the_same_one_is_left_until_it_is_taken_back(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        for paper_id in (one, other):
            add_job(connection, paper_id)
        done = merge(connection, one, other)
        assert open_jobs(connection) == {(str(one), one, one)}
        merging.take_back(connection, done)
        assert open_jobs(connection) == {(str(one), one, one), (str(other), other, other)}


def test_jobs_of_a_paper_that_got_the_number_stay_its_own(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        add_job(connection, other)
        done = merge(connection, one, other)
        stranger = add_paper(connection, "A stranger")
        assert stranger == other
        add_job(connection, stranger)
        back = merging.take_back(connection, done)
        assert (str(stranger), stranger, stranger) in open_jobs(connection)
        assert len(open_jobs(connection)) == 2
        assert papers.get(connection, back) is not None
        assert backup.check(connection, full=True) == []
