"""Notes in a person's own folder of Markdown, exported again after the person worked in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.paper import Paper
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import papers
from carrel.storage.database import Database

AT = "2026-01-01T00:00:00Z"


@pytest.fixture
def vault(library_home: Path, tmp_path: Path) -> Iterator[tuple[Carrel, Path]]:
    """A library with two papers of the same citation key, each with a mark and a note, and a folder for notes."""
    carrel = open_library()
    database = Database(library_home / "library.sqlite3")
    with database.write() as connection:
        for arxiv in ("2310.01334", "2311.01334"):
            paper = Paper(title="Merge, then compress", authors=("Grace Hopper",), arxiv_id=arxiv, year=2023)
            papers.add(connection, paper, added=AT)
    database.close()
    for paper_id in (1, 2):
        carrel.organising.save_note(paper_id, f"Note {paper_id}.\n\n- one\n- two")
        anchor = Anchor(0, (Rectangle(0, 1, 2, 3, 4),), f"Quote {paper_id}")
        carrel.annotations.add(Annotation(paper_id, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor))
    yield carrel, tmp_path / "Vault"
    carrel.close()


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("style", ["obsidian", "logseq"])
def test_papers_of_one_citation_key_keep_their_own_files(vault: tuple[Carrel, Path], style: str) -> None:
    carrel, folder = vault
    written = carrel.notes_export.export([1, 2], folder, style=style).written
    assert [path.name for path in written] == ["hopper2023merge.md", "hopper2023merge-2.md"]
    carrel.organising.save_note(1, "Other")
    again = carrel.notes_export.export([2, 1], folder, style=style)
    assert (again.written, again.unchanged) == ((written[0],), (written[1],))
    assert "Quote 1" in text_of(written[0])
    assert "Quote 2" in text_of(written[1])


@pytest.mark.parametrize("style", ["obsidian", "logseq"])
def test_what_the_person_did_to_a_file_stays(vault: tuple[Carrel, Path], style: str) -> None:
    carrel, folder = vault
    [path] = carrel.notes_export.export([1], folder, style=style).written
    ids = [line for line in text_of(path).splitlines() if "^carrel-" in line or "id::" in line]
    assert len(ids) == 1
    # Ends of lines of Windows, a name and a folder of its own, words around the blocks, and the note's block taken out.
    text = text_of(path)
    start, end = text.index("<!-- carrel:note"), text.index("<!-- /carrel:note -->") + len("<!-- /carrel:note -->\n")
    own = f"{text[:start]}My words.\n{text[end:]}\nMy end.\n".replace("\n", "\r\n")
    moved = folder / "Read" / "Merging.md"
    moved.parent.mkdir()
    moved.write_bytes(own.encode("utf-8"))
    path.unlink()
    carrel.organising.save_note(1, "New note.")
    [mark] = carrel.annotations.of_paper(1)
    carrel.annotations.save_text(mark.id, "What I think.\nAnd more.")
    assert carrel.notes_export.export([1], folder, style=style).written == (moved,)
    again = text_of(moved)
    assert "New note." not in again
    assert "My words.\r\n" in again
    assert again.endswith("\r\nMy end.\r\n")
    assert "What I think.\r\n" in again
    assert again.count("\n") == again.count("\r\n")
    assert [line for line in again.splitlines() if "^carrel-" in line or "id::" in line] == ids
    assert carrel.notes_export.export([1], folder, style=style).unchanged == (moved,)
    assert not path.exists()


def test_a_block_has_the_line_ends_of_its_mark(vault: tuple[Carrel, Path]) -> None:
    carrel, folder = vault
    [path] = carrel.notes_export.export([1], folder).written
    path.write_bytes(path.read_bytes() + b"\nOne line of Windows.\r\n")
    carrel.organising.save_note(1, "New\nnote.")
    carrel.notes_export.export([1], folder)
    assert text_of(path).count("\r\n") == 1
    assert "New\nnote.\n" in text_of(path)


def test_a_file_that_is_read_only_is_left_and_told_and_holds_up_no_other(vault: tuple[Carrel, Path]) -> None:
    carrel, folder = vault
    first, second = carrel.notes_export.export([1, 2], folder).written
    before = text_of(first)
    first.chmod(stat.S_IRUSR | stat.S_IRGRP)
    for paper in (1, 2):
        carrel.organising.save_note(paper, "New.")
    done = carrel.notes_export.export([1, 2], folder)
    assert done.written == (second,)
    assert [str(one) for one in done.problems] == [
        f"{first} is read-only, so it was left as it is. Allow writing to it, and export again."
    ]
    assert text_of(first) == before
    first.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert carrel.notes_export.export([1], folder).written == (first,)
    assert stat.S_IMODE(first.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert "New." in text_of(first)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_file_that_is_a_link_is_written_where_it_is(vault: tuple[Carrel, Path], tmp_path: Path) -> None:
    carrel, folder = vault
    [path] = carrel.notes_export.export([1], folder).written
    elsewhere = tmp_path / "elsewhere.md"
    path.replace(elsewhere)
    path.symlink_to(elsewhere)
    carrel.organising.save_note(1, "New.")
    assert carrel.notes_export.export([1], folder).written == (path,)
    assert path.is_symlink()
    assert "New." in text_of(elsewhere)


def test_a_file_being_read_by_another_program_is_written(vault: tuple[Carrel, Path]) -> None:
    carrel, folder = vault
    [path] = carrel.notes_export.export([1], folder).written
    before = path.read_bytes()
    carrel.organising.save_note(1, "A longer note than before. " * 100)
    # Nothing is read ahead, so that the second half is read after the file was written.
    with path.open("rb", buffering=0) as reading:
        half = reading.read(20)
        done = carrel.notes_export.export([1], folder)
        assert half + reading.readall() == before
    if os.name == "posix":
        assert (done.written, done.problems) == ((path,), ())
        assert "A longer note than before." in text_of(path)
    assert done.written == (path,) or done.problems
