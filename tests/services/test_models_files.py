"""Model files are put into the models folder and taken out of it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from carrel.domain.errors import ModelError, StorageError
from carrel.inference.starter import starter_model
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.storage import gpu_layers, models
from made_gguf import Value, made_gguf

NAME = "Größe näher 模型.gguf"
LLAMA: dict[str, Value] = {
    "general.architecture": "llama",
    "general.name": "Small One",
    "llama.block_count": 2,
    "llama.context_length": 512,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A model file outside of the library."""
    folder = tmp_path / "Téléchargements"
    folder.mkdir()
    return made_gguf(folder / NAME, LLAMA)


def test_a_file_is_copied(carrel: Carrel, file: Path) -> None:
    choice = carrel.models.add(file, link=False)
    copied = carrel.models.folder / NAME
    assert (choice.key, choice.usable, choice.path) == (NAME, True, copied)
    assert not copied.is_symlink()
    assert copied.read_bytes() == file.read_bytes()
    with carrel.database.read() as connection:
        known = models.known(connection)[NAME]
    assert known.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (known.bytes, known.source, known.verified) == (file.stat().st_size, str(file), "")
    assert [one.key for one in carrel.models.available()] == ["starter", NAME]
    assert sorted(path.name for path in carrel.models.folder.iterdir()) == [NAME]


def test_a_file_is_linked_and_the_link_alone_is_removed(carrel: Carrel, file: Path) -> None:
    assert carrel.models.add(file, link=True).usable
    linked = carrel.models.folder / NAME
    assert linked.is_symlink()
    assert linked.samefile(file)
    carrel.models.remove(NAME)
    assert not linked.is_symlink()
    assert file.exists()


def test_a_link_whose_file_is_gone_says_so_and_can_be_removed(carrel: Carrel, file: Path) -> None:
    carrel.models.add(file, link=True)
    file.unlink()
    gone = carrel.models.available()[-1]
    assert gone.key == NAME
    assert "is not there" in gone.problem
    carrel.models.remove(NAME)
    assert [one.key for one in carrel.models.available()] == ["starter"]


@pytest.mark.parametrize("link", [False, True])
def test_the_same_file_again_changes_nothing(carrel: Carrel, file: Path, *, link: bool) -> None:
    carrel.models.add(file, link=True)
    assert carrel.models.add(file, link=link).usable
    assert carrel.models.add(carrel.models.folder / NAME, link=link).usable
    assert (carrel.models.folder / NAME).is_symlink()
    assert file.read_bytes().startswith(b"GGUF")


@pytest.mark.parametrize("link", [False, True])
def test_another_file_of_that_name_stays(carrel: Carrel, file: Path, tmp_path: Path, *, link: bool) -> None:
    carrel.models.add(file, link=False)
    before = (carrel.models.folder / NAME).read_bytes()
    (tmp_path / "other").mkdir()
    other = made_gguf(tmp_path / "other" / NAME, LLAMA | {"general.name": "Another"})
    with pytest.raises(ModelError, match="holds another file called"):
        carrel.models.add(other, link=link)
    assert (carrel.models.folder / NAME).read_bytes() == before


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"nothing", "not a GGUF"), (b"", "empty"), (b"<!doctype html>", "web page")],
    ids=["other", "empty", "page"],
)
def test_what_is_no_model_is_refused(carrel: Carrel, tmp_path: Path, content: bytes, words: str, *, link: bool) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(content)
    with pytest.raises(ModelError, match=words):
        carrel.models.add(bad, link=link)
    with pytest.raises(ModelError, match="is not there"):
        carrel.models.add(tmp_path / "none.gguf", link=link)
    assert list(carrel.models.folder.iterdir()) == []


def test_a_model_that_compares_texts_is_refused(carrel: Carrel, tmp_path: Path) -> None:
    encoder = made_gguf(tmp_path / "encoder.gguf", {"general.architecture": "bert"})
    with pytest.raises(ModelError, match="cannot write"):
        carrel.models.add(encoder, link=False)


@pytest.mark.parametrize(
    ("called", "kept"), [("model.GGUF", "model.gguf"), ("sha256-0a1b", "sha256-0a1b.gguf"), ("a.b", "a.b.gguf")]
)
def test_a_file_of_another_ending_is_listed_all_the_same(carrel: Carrel, file: Path, called: str, kept: str) -> None:
    assert carrel.models.add(file.rename(file.with_name(called)), link=False).key == kept
    assert [one.key for one in carrel.models.available()] == ["starter", kept]


def test_a_full_disk_is_told_before_anything_is_copied(
    carrel: Carrel, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        total: int
        used: int
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10, 10, 0))
    with pytest.raises(StorageError, match="not enough space") as caught:
        carrel.models.add(file, link=False)
    assert "link" in caught.value.advice
    assert list(carrel.models.folder.iterdir()) == []
    assert carrel.models.add(file, link=True).usable


def test_a_copy_that_fails_leaves_nothing(carrel: Carrel, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(StorageError, match="full"):
        carrel.models.add(file, link=False)
    assert list(carrel.models.folder.iterdir()) == []


def test_what_a_killed_copy_left_is_written_over_and_later_removed(carrel: Carrel, file: Path) -> None:
    folder = carrel.models.folder
    (folder / f".{NAME}.copying").write_bytes(b"half")
    old = folder / ".old.gguf.copying"
    old.write_bytes(b"half")
    two_days_ago = time.time() - 48 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    assert [one.key for one in carrel.models.available()] == ["starter"]
    carrel.models.add(file, link=False)
    assert [path.name for path in folder.iterdir()] == [NAME]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of folders are a matter of POSIX")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(carrel: Carrel, file: Path) -> None:
    carrel.models.folder.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="cannot be written"):
            carrel.models.add(file, link=False)
    finally:
        carrel.models.folder.chmod(0o700)


@pytest.mark.model
def test_removing_the_model_in_use_makes_the_starter_write(carrel: Carrel, file: Path) -> None:
    told: list[Event] = []
    carrel.models.add(file, link=False)
    carrel.models.choose(NAME)
    with carrel.database.write() as connection:
        gpu_layers.keep_wanted(connection, NAME, file.stat().st_size, 3, "2026-11-21T00:00:00+00:00")
    carrel.events.subscribe(told.append)
    carrel.models.remove(NAME)
    assert not (carrel.models.folder / NAME).exists()
    assert starter_model() is not None
    assert carrel.settings.current.model == "starter"
    (notice,) = [one for one in told if isinstance(one, Notice)]
    assert notice.text.endswith("is used now.")
    with carrel.database.read() as connection:
        assert NAME not in models.known(connection)


def test_removing_another_model_leaves_the_choice(carrel: Carrel, file: Path) -> None:
    carrel.models.add(file, link=False)
    before = carrel.settings.current
    carrel.models.remove(NAME)
    assert carrel.settings.current == before


@pytest.mark.parametrize("key", ["starter", "none.gguf", "../library.sqlite3", ""])
def test_what_is_not_in_the_folder_is_not_removed(carrel: Carrel, key: str) -> None:
    with pytest.raises(ModelError):
        carrel.models.remove(key)
    assert carrel.paths.database.exists()


def test_a_file_that_changed_is_looked_at_anew(carrel: Carrel, file: Path) -> None:
    carrel.models.add(file, link=True)
    assert carrel.models.find(NAME).usable
    file.write_bytes(b"nothing")
    assert not carrel.models.find(NAME).usable
    made_gguf(file, LLAMA)
    assert carrel.models.find(NAME).usable
