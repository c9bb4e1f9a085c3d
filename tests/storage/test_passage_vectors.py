"""Which rows of a file of vectors are whose: of descriptions and passages of kept papers."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from carrel.domain.paper import Paper
from carrel.domain.passage import Section, SectionKind
from carrel.storage import papers, passage_vectors, passages, vectors
from carrel.storage.database import Database
from carrel.storage.passage_vectors import PaperRows
from carrel.storage.vector_files import VectorFiles
from carrel.storage.vectors import VectorSet
from storage_values import NOW, add_file, document


@pytest.fixture
def files(tmp_path: Path) -> VectorFiles:
    return VectorFiles(tmp_path / "passages")


def kept(database: Database, title: str, *texts: str, is_kept: bool = True) -> int:
    with database.write() as connection:
        paper = papers.add(connection, Paper(title, abstract=f"About {title}."), added=NOW, kept=is_kept)
        if texts:
            passages.save(connection, add_file(connection, paper, f"{title}.pdf").id, document(*texts))
    return paper


def begun(database: Database, model: str = "static 12ab") -> VectorSet:
    with database.write() as connection:
        return passage_vectors.begin(connection, model, 2, NOW)


def unread(database: Database, vector_set: VectorSet | None) -> list[int]:
    with database.read() as connection:
        return [one.paper_id for one in passage_vectors.unread(connection, vector_set, limit=100)]


def filled(database: Database, files: VectorFiles, vector_set: VectorSet) -> None:
    """Give each paper without vectors rows that hold the paper's number and the row's."""
    with database.write() as connection:
        for paper in passage_vectors.unread(connection, vector_set, limit=100):
            count = len(list(passage_vectors.texts(connection, paper)))
            floats = [float(number) for row in range(count) for number in (paper.paper_id, row)]
            data = vectors.halved(b"".join(struct.pack("<f", one) for one in floats))
            passage_vectors.put(connection, vector_set, paper, files.append(vector_set, data), count)


def held(database: Database, vector_set: VectorSet) -> list[PaperRows]:
    with database.read() as connection:
        return passage_vectors.held(connection, vector_set)


def test_kept_papers_are_unread_until_they_have_rows(database: Database, files: VectorFiles) -> None:
    one, two = kept(database, "One", "First.", "Second."), kept(database, "Two")
    kept(database, "Announced", is_kept=False)
    assert unread(database, None) == [one, two]
    vector_set = begun(database)
    assert unread(database, vector_set) == [one, two]
    filled(database, files, vector_set)
    assert unread(database, vector_set) == []
    assert [(rows.paper_id, rows.first, rows.rows) for rows in held(database, vector_set)] == [(one, 0, 3), (two, 3, 1)]
    assert files.matrix(vector_set).tolist() == [[one, 0], [one, 1], [one, 2], [two, 0]]
    with database.read() as connection:
        assert passage_vectors.counts(connection, vector_set) == (2, 2)
        assert vectors.serving(connection) is vectors.of_model(connection, vector_set.model) is None


def test_entries_of_reference_lists_say_nothing(database: Database) -> None:
    paper = kept(database, "One")
    read = document("Said.", "[1] Cited.")
    sections = (*read.sections, Section(1, 1, "References", SectionKind.REFERENCES, 0, 400.0))
    with database.write() as connection:
        file = add_file(connection, paper)
        said, cited = read.passages
        passages.save(connection, file.id, replace(read, sections=sections, passages=(said, replace(cited, section=1))))
        [waiting] = passage_vectors.unread(connection, None, limit=9)
        assert waiting.file_id == file.id
        assert list(passage_vectors.texts(connection, waiting)) == ["One\nAbout One.", "Said.", ""]


def test_a_paper_is_unread_again_when_its_texts_or_files_change(database: Database, files: VectorFiles) -> None:
    paper = kept(database, "One", "First.")
    vector_set = begun(database)
    filled(database, files, vector_set)
    with database.write() as connection:
        papers.update(connection, paper, Paper("One", abstract="Otherwise."))
    assert unread(database, vector_set) == [paper]
    filled(database, files, vector_set)
    with database.write() as connection:
        newer = add_file(connection, paper, "newer.pdf", version=2)
    assert unread(database, vector_set) == [], "a file that was not read yet changes nothing"
    with database.write() as connection:
        passages.save(connection, newer.id, document("Newer.", "And more."))
    assert unread(database, vector_set) == [paper]
    filled(database, files, vector_set)
    [rows] = held(database, vector_set)
    assert (rows.file_id, rows.rows) == (newer.id, 3)


def test_papers_that_are_gone_have_no_rows(database: Database) -> None:
    paper = kept(database, "One")
    vector_set = begun(database)
    with database.write() as connection:
        [waiting] = passage_vectors.unread(connection, vector_set, limit=9)
        connection.execute("DELETE FROM papers WHERE id = ?", (paper,))
        passage_vectors.put(connection, vector_set, waiting, 0, 1)
    assert held(database, vector_set) == []


def test_papers_whose_rows_are_lost_are_unread_again(database: Database, files: VectorFiles) -> None:
    one, two = kept(database, "One", "First."), kept(database, "Two", "First.")
    vector_set = begun(database)
    filled(database, files, vector_set)
    lost = held(database, vector_set)[1]
    with database.write() as connection:
        passage_vectors.forget(connection, vector_set, [lost, PaperRows(one, None, 99, 1)])
    assert unread(database, vector_set) == [two]
    assert [rows.paper_id for rows in held(database, vector_set)] == [one]


def test_a_set_is_written_anew_without_what_nobody_has(database: Database, files: VectorFiles) -> None:
    one, two = kept(database, "One", "First."), kept(database, "Two", "First.", "Second.")
    old = begun(database)
    filled(database, files, old)
    with database.write() as connection:
        papers.update(connection, one, Paper("One", abstract="Otherwise."))
    filled(database, files, old)
    before = held(database, old)
    assert [rows.first for rows in before] == [2, 5]
    with database.write() as connection:
        new = passage_vectors.begin(connection, old.model, old.dimension, NOW)
    with database.read() as connection:
        assert passage_vectors.of_model(connection, old.model) == old, (
            "the old set serves until the new one has its rows"
        )
    files.copy(old, new, (row for rows in before for row in range(rows.first, rows.first + rows.rows)))
    with database.write() as connection:
        passage_vectors.replace(connection, old, new, before)
        passage_vectors.only(connection, new)
        assert passage_vectors.set_ids(connection) == {new.id}
    assert [(rows.paper_id, rows.first) for rows in held(database, new)] == [(two, 0), (one, 3)]
    assert files.matrix(new).tolist() == [[two, 0], [two, 1], [two, 2], [one, 0], [one, 1]]


def test_another_model_begins_anew(database: Database, files: VectorFiles) -> None:
    paper = kept(database, "One")
    filled(database, files, begun(database))
    other = begun(database, "static 34cd")
    assert unread(database, other) == [paper]
    with database.read() as connection:
        assert passage_vectors.set_ids(connection) == {other.id}
