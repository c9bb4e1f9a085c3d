from __future__ import annotations

from carrel.domain.digest import Status
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel


def test_the_sample_opens_at_once_with_every_status_and_a_note(carrel: Carrel) -> None:
    paper_id = carrel.sample.add()
    paper = carrel.reading.paper(paper_id)
    digest = carrel.reading.digest(paper_id)
    file = carrel.reading.readable_file(paper_id)
    assert paper is not None
    assert digest is not None
    assert file is not None
    assert paper.source == "sample"
    assert {statement.status for statement in digest.statements} == {Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND}
    assert any(statement.unsupported_numbers for statement in digest.statements)
    assert carrel.reading.state(paper_id).note
    passages = carrel.reading.document(file.id).passages
    assert all(passages[one].rectangles for statement in digest.statements for one in statement.passages)


def test_the_sample_is_added_once_and_comes_back_from_trash(carrel: Carrel) -> None:
    paper_id = carrel.sample.add()
    carrel.organising.trash([paper_id])
    assert carrel.sample.add() == paper_id
    assert list(carrel.reading.ids(LibraryQuery())) == [paper_id]
    carrel.organising.trash([paper_id])
    carrel.organising.empty_trash()
    carrel.sample.add()
    assert len(carrel.reading.ids(LibraryQuery())) == 1


def test_the_sample_that_is_shipped_is_the_paper_as_it_is_read_now(carrel: Carrel) -> None:
    paper_id = carrel.sample.add()
    file = carrel.reading.readable_file(paper_id)
    assert file is not None
    read, _ = carrel.documents_worker.read(carrel.reading.file_path(file))
    assert read.text_sha256 == file.text_sha256
