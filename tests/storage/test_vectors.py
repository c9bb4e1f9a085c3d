"""Vectors of papers: sets, rows, and files that are shorter or longer than the rows say."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from carrel.domain.errors import Cancelled, StorageError
from carrel.domain.paper import Paper
from carrel.storage import papers, vectors
from carrel.storage.database import Database
from carrel.storage.vector_files import VectorFiles
from carrel.storage.vectors import VectorSet, halved

WHEN = "2026-11-20T12:00:00Z"


@pytest.fixture
def files(tmp_path: Path) -> VectorFiles:
    return VectorFiles(tmp_path / "vectors")


@pytest.fixture
def ids(database: Database) -> list[int]:
    with database.write() as connection:
        return [
            papers.add(connection, Paper(f"Paper {number}", abstract=f"On {number}."), added=WHEN, kept=number % 2 == 0)
            for number in range(6)
        ]


def floats(*rows: tuple[float, float]) -> bytes:
    return b"".join(struct.pack("<2f", *row) for row in rows)


def missing(database: Database, vector_set: VectorSet | None, *, after: int = 0, limit: int = 100) -> list[int]:
    with database.read() as connection:
        return [text.paper_id for text in vectors.missing(connection, vector_set, after=after, limit=limit)]


def begun(database: Database, model: str = "encoder.gguf 12ab") -> VectorSet:
    with database.write() as connection:
        return vectors.begin(connection, model, 2, WHEN)


def filled(database: Database, files: VectorFiles, vector_set: VectorSet) -> list[int]:
    """Put a vector (id, 1) for each paper that has none; return whose."""
    with database.read() as connection:
        texts = vectors.missing(connection, vector_set, limit=100)
    first = files.append(vector_set, halved(floats(*((float(text.paper_id), 1.0) for text in texts))))
    with database.write() as connection:
        vectors.put(connection, vector_set, first, texts)
    return [text.paper_id for text in texts]


def read(database: Database, files: VectorFiles, vector_set: VectorSet) -> dict[int, list[float]]:
    with database.read() as connection:
        found = files.read(connection, vector_set)
    assert found.matrix.dtype == np.float16
    assert len(found.papers) == len(found.matrix)
    pairs = zip(found.papers.tolist(), found.matrix.tolist(), strict=True)
    return {paper_id: row for paper_id, row in pairs if paper_id}


def test_all_papers_are_missing_until_they_have_a_vector(
    database: Database, files: VectorFiles, ids: list[int]
) -> None:
    assert missing(database, None) == ids
    assert missing(database, None, after=ids[1], limit=2) == ids[2:4]
    vector_set = begun(database)
    assert read(database, files, vector_set) == {}
    assert filled(database, files, vector_set) == ids
    assert missing(database, vector_set) == []
    assert read(database, files, vector_set) == {paper_id: [paper_id, 1.0] for paper_id in ids}
    with database.read() as connection:
        assert vectors.counts(connection, vector_set) == (6, 6)


def test_a_changed_text_gets_a_new_row_and_whoever_reads_meanwhile_the_old(
    database: Database, files: VectorFiles, ids: list[int]
) -> None:
    vector_set = begun(database)
    filled(database, files, vector_set)
    with database.read() as connection:
        before = files.read(connection, vector_set)
    with database.write() as connection:
        papers.update(connection, ids[2], Paper("Paper 2", abstract="On something else."))
        papers.update(connection, ids[3], Paper("Paper 3", abstract="On 3."))
    assert missing(database, vector_set) == [ids[2]]
    first = files.append(vector_set, halved(floats((9.0, 9.0))))
    with database.read() as connection:
        [text] = vectors.missing(connection, vector_set, limit=10)
    with database.write() as connection:
        vectors.put(connection, vector_set, first, [text])
    assert read(database, files, vector_set)[ids[2]] == [9.0, 9.0]
    assert before.matrix[2].tolist() == [ids[2], 1.0]
    with database.read() as connection:
        assert vectors.rows(connection, vector_set) == [0, 1, 3, 4, 5, 6]


def test_papers_that_are_gone_have_no_row(database: Database, files: VectorFiles, ids: list[int]) -> None:
    vector_set = begun(database)
    with database.read() as connection:
        texts = vectors.missing(connection, vector_set, limit=100)
    with database.write() as connection:
        connection.execute("DELETE FROM papers WHERE id = ?", (ids[4],))
        vectors.put(connection, vector_set, files.append(vector_set, halved(floats(*[(1.0, 0.0)] * 6))), texts)
    assert sorted(read(database, files, vector_set)) == [one for one in ids if one != ids[4]]
    with database.write() as connection:
        connection.execute("DELETE FROM papers WHERE id = ?", (ids[0],))
    assert sorted(read(database, files, vector_set)) == [ids[1], ids[2], ids[3], ids[5]]


def test_what_an_end_in_the_middle_left_is_nobodys(
    database: Database, files: VectorFiles, ids: list[int], tmp_path: Path
) -> None:
    vector_set = begun(database)
    # A batch whose transaction never came, and half a row behind it.
    files.append(vector_set, halved(floats((7.0, 7.0), (8.0, 8.0))))
    with (tmp_path / "vectors" / f"{vector_set.id}.f16").open("ab") as file:
        file.write(b"\x01\x02\x03")
    assert read(database, files, vector_set) == {}
    filled(database, files, vector_set)
    assert read(database, files, vector_set) == {paper_id: [paper_id, 1.0] for paper_id in ids}
    assert files.rows(vector_set) == 8


@pytest.mark.parametrize("left", [0, 7, 8])
def test_rows_that_the_file_lacks_are_forgotten_and_made_anew(
    database: Database, files: VectorFiles, ids: list[int], tmp_path: Path, left: int
) -> None:
    vector_set = begun(database)
    filled(database, files, vector_set)
    path = tmp_path / "vectors" / f"{vector_set.id}.f16"
    path.write_bytes(path.read_bytes()[:left])
    rows = left // 4
    assert sorted(read(database, files, vector_set)) == ids[:rows], "what is there is read all the same"
    with database.write() as connection:
        named = vectors.rows(connection, vector_set)
        vectors.forget(connection, vector_set, [row for row in named if row >= files.rows(vector_set)])
    assert filled(database, files, vector_set) == ids[rows:]
    assert read(database, files, vector_set) == {paper_id: [paper_id, 1.0] for paper_id in ids}


def test_the_old_set_serves_until_the_new_one_is_whole(
    database: Database, files: VectorFiles, ids: list[int], tmp_path: Path
) -> None:
    old = begun(database)
    filled(database, files, old)
    with database.read() as connection:
        assert vectors.serving(connection) is None
    with database.write() as connection:
        vectors.finish(connection, old)
    new = begun(database, "other.gguf 34cd")
    with database.read() as connection:
        assert vectors.of_model(connection, "other.gguf 34cd") == new
        serving = vectors.serving(connection)
        assert serving is not None
        assert (serving.id, serving.whole) == (old.id, True)
    assert missing(database, new) == ids
    filled(database, files, new)
    with database.write() as connection:
        vectors.finish(connection, new)
    with database.read() as connection:
        serving = vectors.serving(connection)
        assert serving is not None
        assert serving.model == "other.gguf 34cd"
        assert vectors.of_model(connection, "encoder.gguf 12ab") is None
        files.sweep(vectors.set_ids(connection))
    assert {path.name for path in (tmp_path / "vectors").iterdir()} == {f"{new.id}.f16", f"{new.id}.sums"}
    assert sorted(read(database, files, new)) == ids


def test_a_set_is_written_anew_without_what_nobody_has(database: Database, files: VectorFiles, ids: list[int]) -> None:
    old = begun(database)
    files.append(old, halved(floats(*[(0.5, 0.5)] * 10)))
    filled(database, files, old)
    with database.write() as connection:
        connection.execute("DELETE FROM papers WHERE id = ?", (ids[1],))
    with database.read() as connection:
        kept = vectors.rows(connection, old)
    new = begun(database)
    files.copy(old, new, kept)
    with database.write() as connection:
        # One that is deleted between the two leaves a gap alone.
        connection.execute("DELETE FROM papers WHERE id = ?", (ids[2],))
        vectors.move(connection, old, new, kept)
        vectors.finish(connection, new)
    assert files.rows(new) == 5
    assert read(database, files, new) == {one: [one, 1.0] for one in ids if one not in ids[1:3]}


def sound(files: VectorFiles, vector_set: VectorSet) -> list[int]:
    """The rows that checksums vouch for."""
    found = files.sound(vector_set, lambda: False)
    return [row for row in range(files.rows(vector_set) + 5) if found.holds(row)]


def flip(path: Path, at: int) -> None:
    held = bytearray(path.read_bytes())
    held[at] ^= 0x10
    path.write_bytes(held)


def test_rows_that_a_disk_spoilt_are_known(database: Database, files: VectorFiles, tmp_path: Path) -> None:
    vector_set = begun(database)
    assert sound(files, vector_set) == []
    for batch in range(3):
        files.append(vector_set, halved(floats(*((float(batch), float(row)) for row in range(4)))))
    files.append(vector_set, b"")
    assert sound(files, vector_set) == list(range(12))
    assert files.sound(vector_set, lambda: False).holds(2, 9)
    path = tmp_path / "vectors" / f"{vector_set.id}.f16"
    flip(path, 5 * vector_set.row_bytes)
    assert sound(files, vector_set) == [0, 1, 2, 3, 8, 9, 10, 11]
    assert not files.sound(vector_set, lambda: False).holds(2, 7)
    flip(path, 5 * vector_set.row_bytes)
    flip(tmp_path / "vectors" / f"{vector_set.id}.sums", 1)
    assert sound(files, vector_set) == list(range(4, 12)), "of spoilt checksums none vouches for its rows"
    with pytest.raises(Cancelled):
        files.sound(vector_set, lambda: True)


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_file_from_before_there_were_checksums_is_as_it_stands(
    database: Database, files: VectorFiles, tmp_path: Path, goes_on: bool
) -> None:
    vector_set = begun(database)
    files.append(vector_set, halved(floats(*[(1.0, 2.0)] * 40_000)))
    (tmp_path / "vectors" / f"{vector_set.id}.sums").unlink()
    path = tmp_path / "vectors" / f"{vector_set.id}.f16"
    path.write_bytes(path.read_bytes() + b"\x07")
    if goes_on:
        files.append(vector_set, halved(floats((3.0, 4.0))))
    assert files.sound(vector_set, lambda: False).holds(0, 40_000 + goes_on)
    flip(path, 20_000 * vector_set.row_bytes)
    assert not files.sound(vector_set, lambda: False).holds(20_000)


def test_rows_behind_a_cut_are_vouched_for_anew(database: Database, files: VectorFiles, tmp_path: Path) -> None:
    vector_set = begun(database)
    for _ in range(2):
        files.append(vector_set, halved(floats(*[(1.0, 2.0)] * 4)))
    path = tmp_path / "vectors" / f"{vector_set.id}.f16"
    path.write_bytes(path.read_bytes()[: 6 * vector_set.row_bytes])
    assert sound(files, vector_set) == [0, 1, 2, 3]
    assert files.append(vector_set, halved(floats((5.0, 6.0)))) == 6
    assert sound(files, vector_set) == [0, 1, 2, 3, 6]
    # An end in the middle left a part of a checksum.
    sums = tmp_path / "vectors" / f"{vector_set.id}.sums"
    sums.write_bytes(sums.read_bytes() + b"\x07\x00")
    files.append(vector_set, halved(floats((7.0, 8.0))))
    assert sound(files, vector_set) == [0, 1, 2, 3, 6, 7]
    other = begun(database)
    files.copy(vector_set, other, [0, 2, 6, 7])
    assert sound(files, other) == [0, 1, 2, 3]
    path.unlink()
    assert sound(files, vector_set) == []


def test_a_folder_that_cannot_be_written_is_told(database: Database, tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("no folder")
    with pytest.raises(StorageError, match="cannot be written"):
        VectorFiles(tmp_path / "vectors").append(begun(database), halved(floats((1.0, 2.0))))
