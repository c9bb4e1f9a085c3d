from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.errors import Cancelled, StorageError
from carrel.storage import backup
from carrel.storage.conditions import newest_backup
from carrel.storage.database import Database
from carrel.storage.store import FileStore, KeptFile
from storage_values import add_paper


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "Some title: with / odd.pdf".replace("/", "-")
    path.write_bytes(b"%PDF-" + bytes(range(256)) * 9000)
    return path


def names(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.folder.iterdir()) if store.folder.exists() else []


def test_a_file_is_kept_whole_under_a_name_without_its_title(store: FileStore, source: Path) -> None:
    kept = store.keep(source)
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    assert kept == KeptFile(f"{sha256[:32]}.pdf", sha256, source.stat().st_size)
    assert store.path(kept.name).read_bytes() == source.read_bytes()
    assert store.describe(kept.name) == kept
    assert names(store) == [kept.name]


def test_another_file_of_the_same_name_is_never_overwritten(store: FileStore, source: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-other")
    assert store.keep(source, "2310.06825v1").name == "2310.06825v1.pdf"
    assert store.keep(source, "2310.06825v1").name == "2310.06825v1.pdf"
    assert store.keep(other, "2310.06825v1").name == "2310.06825v1-2.pdf"
    assert store.path("2310.06825v1.pdf").read_bytes() == source.read_bytes()


def test_removing_a_file_twice_is_no_error(store: FileStore, source: Path) -> None:
    kept = store.keep(source)
    store.remove(kept.name)
    store.remove(kept.name)
    assert names(store) == []
    with pytest.raises(StorageError, match="cannot be read"):
        store.describe(kept.name)


def test_a_source_that_cannot_be_read_is_told(store: FileStore, tmp_path: Path) -> None:
    for missing in (tmp_path / "missing.pdf", tmp_path):
        with pytest.raises(StorageError, match="cannot be read"):
            store.keep(missing)
    assert names(store) == []


def test_no_space_is_told_before_copying(store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    with pytest.raises(StorageError, match="not enough space"):
        store.keep(source)
    assert names(store) == []


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX's")
def test_a_disk_that_fills_while_copying_is_told_and_no_part_stays(store: FileStore, source: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from carrel.domain.errors import StorageError
from carrel.storage.store import FileStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
try:
    FileStore(Path(sys.argv[1])).keep(Path(sys.argv[2]))
except StorageError as error:
    print(error.message)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(store.folder), str(source)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "The disk is full, so the file was not kept.\n"
    assert names(store) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_told(
    store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match="cannot be written"):
        store.keep(source)
    assert names(store) == []


def test_only_old_parts_are_removed(store: FileStore, source: Path) -> None:
    kept = store.keep(source)
    for name, age in (("old.part", 90_000), ("old.part.json", 90_000), ("new.part", 0)):
        part = store.folder / name
        part.write_bytes(b"half")
        os.utime(part, (part.stat().st_mtime - age,) * 2)
    assert store.remove_leftovers() == ["old.part", "old.part.json"]
    assert names(store) == sorted([kept.name, "new.part"])


@given(st.sampled_from(["", "../x.pdf", "/etc/x", "a/../../b", "c:x.pdf", "a\\b"]))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        FileStore(Path("files")).path(name)


@pytest.mark.parametrize("stem", ["a/b", "..", ".hidden", "a b", "Ü"])
def test_a_name_that_is_not_safe_everywhere_is_a_bug(store: FileStore, source: Path, stem: str) -> None:
    with pytest.raises(ValueError, match="safe name"):
        store.keep(source, stem)


def test_a_backup_is_a_sound_library_and_the_newest_stay(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        add_paper(connection, "Kept")
    folder = tmp_path / "copies"
    folder.mkdir()
    for day in ("01", "02", "03"):
        (folder / f"library-2020-01-{day}.sqlite3").write_bytes(b"old")
    (folder / "library-before-schema-0002-2020.sqlite3").write_bytes(b"older")
    copy = backup.backup(database, folder, keep=2)
    assert backup.backup(database, folder, keep=2) == copy
    assert sorted(path.name for path in folder.iterdir()) == [
        "library-2020-01-03.sqlite3",
        copy.name,
        "library-before-schema-0002-2020.sqlite3",
    ]
    assert newest_backup(folder) == copy
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT title FROM papers").fetchall() == [("Kept",)]
    kept.close()


def test_a_backup_can_be_stopped_and_leaves_nothing(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        backup.backup(database, tmp_path / "copies", keep=2, cancelled=lambda: True)
    assert list((tmp_path / "copies").iterdir()) == []


def test_writing_goes_on_during_a_backup(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_PAGES_A_STEP", 5)

    def write() -> bool:
        with database.write() as connection:
            add_paper(connection)
        return False

    copy = backup.backup(database, tmp_path / "copies", keep=2, cancelled=write)
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT count(*) FROM papers").fetchone() == (0,)
    kept.close()


def test_restoring_keeps_the_library_that_was_there(path: Path, tmp_path: Path) -> None:
    database = Database(path)
    with database.write() as connection:
        add_paper(connection, "In the backup")
    copy = backup.backup(database, tmp_path, keep=2)
    with database.write() as connection:
        add_paper(connection, "Later")
    database.close()
    aside = backup.restore(copy, path)
    assert aside is not None
    for file, count in ((path, 1), (aside, 2)):
        opened = Database(file)
        with opened.read() as connection:
            assert connection.execute("SELECT count(*) FROM papers").fetchone() == (count,)
        opened.close()


def test_what_is_no_sound_backup_is_not_restored(path: Path, tmp_path: Path) -> None:
    Database(path).close()
    before = path.read_bytes()
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    text = tmp_path / "text.sqlite3"
    text.write_text("no database at all " * 100)
    for bad in (empty, text, tmp_path / "missing.sqlite3"):
        with pytest.raises(StorageError):
            backup.restore(bad, path)
    assert path.read_bytes() == before
