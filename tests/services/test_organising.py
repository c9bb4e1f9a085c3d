from __future__ import annotations

from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.digest import Status
from carrel.domain.errors import InputError
from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.services.events import Event
from printed import print_paper


@pytest.fixture
def papers(carrel: Carrel, tmp_path: Path) -> list[int]:
    printed = [print_paper(tmp_path / f"{n}.pdf", title=f"Paper number {n} on reading") for n in range(3)]
    jobs = carrel.jobs.wait(carrel.importing.add(printed))
    return [job.paper_id for job in jobs if job.paper_id is not None]


def test_each_write_is_told_and_can_be_undone(carrel: Carrel, papers: list[int]) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    changes = carrel.organising.set_starred(papers[:2], True)
    assert changes.papers == frozenset(papers[:2])
    assert changes in told
    assert carrel.undo.label == "Starred 2 papers"
    assert carrel.undo.undo() == "Starred 2 papers"
    assert list(carrel.reading.ids(LibraryQuery(starred=True))) == []
    assert carrel.undo.undo() == ""


def test_undo_gives_each_paper_its_own_former_state(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.set_reading(papers[:1], ReadingState.READING)
    carrel.organising.set_reading(papers, ReadingState.READ)
    carrel.undo.undo()
    states = [carrel.reading.state(paper).reading for paper in papers]
    assert states == [ReadingState.READING, ReadingState.UNREAD, ReadingState.UNREAD]


def test_trash_holds_papers_until_they_are_restored(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.trash(papers[:2])
    assert list(carrel.reading.ids(LibraryQuery())) == papers[2:]
    assert set(carrel.reading.ids(LibraryQuery(trash=True))) == set(papers[:2])
    carrel.organising.restore(papers[:1])
    assert carrel.reading.sidebar().trash == 1
    carrel.undo.undo()
    assert carrel.reading.sidebar().trash == 2


def test_emptying_trash_removes_papers_and_files(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.trash(papers)
    carrel.organising.purge_expired()
    assert len(list(carrel.paths.files.iterdir())) == 3
    carrel.organising.empty_trash()
    assert list(carrel.paths.files.iterdir()) == []
    assert len(carrel.reading.ids(LibraryQuery(trash=True))) == 0


def test_collections_nest_and_come_back_with_their_papers(carrel: Carrel, papers: list[int]) -> None:
    outer = carrel.organising.create_collection("Reading group")
    inner = carrel.organising.create_collection("Next week", parent=outer)
    carrel.organising.collect(papers[:2], inner)
    carrel.organising.delete_collection(outer)
    assert carrel.reading.collections() == []
    carrel.undo.undo()
    found = {one.name: one for one in carrel.reading.collections()}
    assert found["Next week"].parent == found["Reading group"].id
    assert set(carrel.reading.ids(LibraryQuery(collection=found["Next week"].id))) == set(papers[:2])


def test_tags_are_given_and_taken(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.tag(papers, "  Efficient   attention ")
    carrel.organising.untag(papers[:1], "Efficient attention")
    assert carrel.reading.tags() == [("Efficient attention", 2)]
    carrel.undo.undo()
    carrel.undo.undo()
    assert [carrel.reading.state(paper).tags for paper in papers] == [(), (), ()]


def test_a_name_of_spaces_is_refused(carrel: Carrel, papers: list[int]) -> None:
    with pytest.raises(InputError, match="needs a name"):
        carrel.organising.tag(papers, "  ")
    with pytest.raises(InputError, match="needs a name"):
        carrel.organising.create_collection("")


def test_notes_are_kept_found_and_removed(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.save_note(papers[0], "Ask about the permutation step.")
    assert carrel.reading.state(papers[0]).note == "Ask about the permutation step."
    assert list(carrel.reading.ids(LibraryQuery(text="permutation"))) == papers[:1]
    carrel.organising.save_note(papers[0], "")
    assert carrel.reading.state(papers[0]).note == ""
    assert list(carrel.reading.ids(LibraryQuery(text="permutation"))) == []


def test_a_verdict_counts_and_is_kept_beside_carrels_own(carrel: Carrel, papers: list[int]) -> None:
    digest = carrel.reading.digest(papers[0])
    assert digest is not None
    carrel.organising.set_verdict(papers[0], digest.id, 0, Status.NOT_FOUND)
    changed = carrel.reading.digest(papers[0])
    assert changed is not None
    assert changed.statements[0].status is Status.SUPPORTED
    assert changed.statements[0].effective is Status.NOT_FOUND
    assert carrel.reading.rows(papers[:1])[0].not_found == 1
    carrel.undo.undo()
    assert carrel.reading.digest(papers[0]) == digest


def test_changing_nothing_tells_nothing(carrel: Carrel, papers: list[int]) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    carrel.organising.set_reading(papers, ReadingState.UNREAD)
    carrel.organising.restore(papers)
    assert [event for event in told if isinstance(event, Changes)] == []
