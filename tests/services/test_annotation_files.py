"""Annotated PDFs and Markdown files, written and read again, from a real library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from annotated_papers import SENTENCES, locked, print_sentences
from announced import MOMENT
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, AnnotationQuery, Colour, PlaceState
from carrel.domain.errors import InputError, PasswordNeeded, StorageError
from carrel.domain.job import JobState
from carrel.domain.passage import Rectangle
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library


def add(desk: Carrel, path: Path, password: str = "") -> tuple[int, int]:
    """Import a PDF; the paper's id and the file's."""
    [job] = desk.jobs.wait(desk.importing.add([path], password=password))
    assert job.state is JobState.DONE
    assert job.paper_id is not None
    return job.paper_id, desk.reading.files(job.paper_id)[-1].id


def mark(desk: Carrel, paper_id: int, file_id: int) -> list[Annotation]:
    passages = {one.text: one for one in desk.reading.document(file_id).passages}
    made = [
        Annotation(
            paper_id,
            AnnotationKind.HIGHLIGHT,
            Colour.PINK,
            Anchor(0, passages[SENTENCES[1]].rectangles, SENTENCES[1]),
            text="Which spring?",
            tags=("ice",),
            file_id=file_id,
        ),
        Annotation(
            paper_id, AnnotationKind.AREA, Colour.BLUE, Anchor(0, (Rectangle(0, 30, 30, 90, 60),)), file_id=file_id
        ),
    ]
    return [desk.annotations.add(one) for one in made]


def test_a_copy_is_written_and_neither_the_library_nor_a_wrong_place_is(desk: Carrel, tmp_path: Path) -> None:
    paper, file = add(desk, print_sentences(tmp_path / "plain.pdf"))
    kept = desk.reading.file_path(desk.reading.files(paper)[0])
    before = kept.read_bytes()
    mark(desk, paper, file)
    target = tmp_path / "copy of ünïcode.pdf"
    target.write_bytes(b"something else")
    assert desk.annotation_files.export_pdf(paper, target, author="Ada") == 2
    assert target.read_bytes().startswith(before)
    assert kept.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
    with pytest.raises(InputError):
        desk.annotation_files.export_pdf(paper, kept)
    with pytest.raises(InputError):
        desk.annotation_files.export_pdf(paper, tmp_path / "x.pdf", file_id=99)
    with pytest.raises(StorageError):
        desk.annotation_files.export_pdf(paper, tmp_path / "no folder" / "copy.pdf")
    assert kept.read_bytes() == before


def test_our_own_annotations_are_taken_once_and_in_another_library_as_they_were(
    desk: Carrel, tmp_path: Path, library_home: Path
) -> None:
    paper, file = add(desk, print_sentences(tmp_path / "plain.pdf"))
    made = mark(desk, paper, file)
    copy = tmp_path / "copy.pdf"
    desk.annotation_files.export_pdf(paper, copy)
    with open_other(library_home.with_name("other")) as other:
        there, there_file = add(other, copy)
        changes = other.annotation_files.import_from(there_file)
        assert changes.undo == other.undo.label == "Imported 2 annotations"
        taken = other.annotations.of_paper(there)
        assert sorted(one.key for one in taken) == sorted(one.key for one in made)
        [quoted] = [one for one in taken if one.kind is AnnotationKind.HIGHLIGHT]
        assert quoted.anchor.quote == SENTENCES[1]
        assert (quoted.text, quoted.tags, quoted.colour, quoted.author) == (
            "Which spring?",
            ("ice",),
            Colour.PINK,
            "Carrel",
        )
        assert quoted.created == made[0].created
        assert not other.annotation_files.import_from(there_file), "nothing is taken twice"
        other.annotations.remove([quoted.id])
        assert not other.annotation_files.import_from(there_file), "nor what is in Trash"
        other.undo.undo()
        other.undo.undo()
        assert other.annotations.of_paper(there) == []
        with pytest.raises(InputError):
            other.annotation_files.import_from(99)


def test_two_that_import_at_once_take_each_annotation_once(
    desk: Carrel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, file = add(desk, print_sentences(tmp_path / "plain.pdf"))
    mark(desk, paper, file)
    desk.annotation_files.export_pdf(paper, tmp_path / "copy.pdf")
    while desk.undo.undo():
        pass
    there, there_file = add(desk, tmp_path / "copy.pdf")
    add_all = desk.annotations.add_all

    def after_another(new: Sequence[Annotation], label: str, *, held_by: int = 0) -> list[Annotation]:
        monkeypatch.setattr(desk.annotations, "add_all", add_all)
        assert len(desk.annotation_files.import_from(there_file).annotations) == 2
        return add_all(new, label, held_by=held_by)

    monkeypatch.setattr(desk.annotations, "add_all", after_another)
    assert not desk.annotation_files.import_from(there_file)
    assert len(desk.annotations.of_paper(there)) == 2


class open_other:  # noqa: N801 - used as a function
    def __init__(self, home: Path) -> None:
        self.desk = open_library(Paths(home), digest_on_import=False, clock=lambda: MOMENT)
        self.desk.jobs.start()

    def __enter__(self) -> Carrel:
        return self.desk

    def __exit__(self, *error: object) -> None:
        self.desk.close()


def test_a_lost_annotation_is_left_out_of_the_copy_of_that_version(desk: Carrel, tmp_path: Path) -> None:
    paper, file = add(desk, print_sentences(tmp_path / "v1.pdf"))
    mark(desk, paper, file)
    (desk.paths.files / "v2.pdf").write_bytes(print_sentences(tmp_path / "v2.pdf", ["All is new now."]).read_bytes())
    desk.importing.import_kept("v2.pdf", "v2.pdf", paper, 2)
    desk.jobs.wait(desk.jobs.open_jobs())
    assert len(desk.annotations.ids(AnnotationQuery(states=(PlaceState.LOST,)))) == 1
    assert desk.annotation_files.export_pdf(paper, tmp_path / "new.pdf") == 1
    assert desk.annotation_files.export_pdf(paper, tmp_path / "old.pdf", file_id=file) == 2


def test_an_encrypted_paper_is_copied_with_its_password(desk: Carrel, tmp_path: Path) -> None:
    path = locked(print_sentences(tmp_path / "plain.pdf"), tmp_path / "locked.pdf", "secret")
    paper, file = add(desk, path, "secret")
    mark(desk, paper, file)
    assert desk.annotation_files.export_pdf(paper, tmp_path / "copy.pdf") == 2, "it was opened before"
    with pytest.raises(PasswordNeeded):
        desk.annotation_files.export_pdf(paper, tmp_path / "copy.pdf", password="wrong")
    with pytest.raises(PasswordNeeded):
        desk.documents_worker.annotations(tmp_path / "copy.pdf")
    assert len(desk.documents_worker.annotations(tmp_path / "copy.pdf", password="secret")) == 2


@pytest.mark.parametrize("style", ["obsidian", "logseq"])
def test_notes_go_to_a_folder_and_again_around_what_the_person_wrote(desk: Carrel, tmp_path: Path, style: str) -> None:
    paper, file = add(desk, print_sentences(tmp_path / "plain.pdf"))
    made = mark(desk, paper, file)
    folder = tmp_path / "vault"
    assert desk.notes_export.papers() == [paper]
    done = desk.notes_export.export([paper], folder, style=style, evidence=True)
    [path] = done.written
    text = path.read_text(encoding="utf-8")
    assert "Their songs change in the late spring, when water begins to run beneath the ice." in text
    assert "supported, p. 1" in text
    assert desk.notes_export.export([paper], folder, style=style, evidence=True).unchanged == (path,)
    moved = folder / "Reading" / "Glaciers é.md"
    moved.parent.mkdir()
    own = text.replace("Annotations", "What I marked") + "\nMy own end\r\nwith any \udcff bytes\n"
    moved.write_bytes(own.encode("utf-8", "surrogateescape"))
    path.unlink()
    desk.organising.save_note(paper, "A note of mine")
    desk.annotations.set_colour([made[0].id], Colour.GREEN)
    assert desk.notes_export.export([paper], folder, style=style).written == (moved,)
    again = moved.read_bytes().decode("utf-8", "surrogateescape")
    assert again.endswith("\nMy own end\r\nwith any \udcff bytes\n")
    assert "A note of mine" in again
    assert "green" in again
    assert "What I marked" in again
    assert "supported, p. 1" in again, "evidence was not asked for, and stays as it was"
    assert not path.exists()


def test_files_of_other_papers_and_of_the_person_are_not_touched(desk: Carrel, tmp_path: Path) -> None:
    first, file = add(desk, print_sentences(tmp_path / "one.pdf"))
    second, _ = add(desk, print_sentences(tmp_path / "two.pdf", [*SENTENCES, "And more."]))
    mark(desk, first, file)
    folder = tmp_path / "vault"
    [path] = desk.notes_export.export([first], folder).written
    other = desk.notes_export.export([second], folder).written
    assert len({path, *other}) == 2
    for taken in (path, *other):
        taken.write_text("the person's own now", encoding="utf-8")
    again = desk.notes_export.export([first, second], folder)
    assert len(again.written) == 2
    assert {taken.read_text(encoding="utf-8") for taken in (path, *other)} == {"the person's own now"}
    with pytest.raises(InputError):
        desk.notes_export.export([first], folder, style="word")
    with pytest.raises(InputError):
        desk.notes_export.export([99], folder)
    with pytest.raises(StorageError):
        desk.notes_export.export([first], path)
