"""What was taken from a PDF is drawn once, as the library has it, and all else of the file as before."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from annotated_papers import locked, numbers, print_sentences
from announced import MOMENT
from carrel.domain.annotation import Annotation, AnnotationKind, Colour
from carrel.domain.job import JobState
from carrel.domain.paper import PaperFile
from carrel.domain.passage import Rectangle
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library

RED, GREEN, BLUE, CYAN, MAGENTA = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 255, 255), (255, 0, 255)
"""The colours in which a highlight, a stamp, ink, text typed on the page and a note are drawn."""

PLACES = {RED: (72, 600), GREEN: (72, 500), BLUE: (72, 400), CYAN: (72, 300), MAGENTA: (72, 200)}


def drawn(writer: PdfWriter, kind: str, colour: tuple[int, int, int], **entries: object) -> DictionaryObject:
    """An annotation that is a square of one colour."""
    x, y = PLACES[colour]
    form = DecodedStreamObject()
    red, green, blue = (part / 255 for part in colour)
    form.set_data(f"{red} {green} {blue} rg {x} {y} 60 60 re f".encode())
    box = numbers(x, y, x + 60, y + 60)
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): box,
        }
    )
    appearance = DictionaryObject({NameObject("/N"): writer._add_object(form)})
    made = {"Subtype": NameObject(f"/{kind}"), "Rect": box, "AP": appearance} | entries
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in made.items()})


def annotated(path: Path, *, indirect: bool = True) -> Path:
    """A paper with a highlight, to which somebody replied, a stamp, ink, text typed on it, and a note."""
    writer = PdfWriter(clone_from=PdfReader(print_sentences(path.with_name(f"plain-{path.name}"))))
    highlight = writer._add_object(drawn(writer, "Highlight", RED, T=TextStringObject("Ben")))
    window = DictionaryObject({NameObject("/Subtype"): NameObject("/Popup"), NameObject("/Rect"): numbers(1, 1, 9, 9)})
    popup = writer._add_object(window)
    window[NameObject("/Parent")] = highlight
    reply = drawn(writer, "Text", RED, IRT=highlight, Contents=TextStringObject("I doubt it (really).\\"))
    others = [
        drawn(writer, "Stamp", GREEN),
        drawn(writer, "Ink", BLUE),
        drawn(
            writer, "FreeText", CYAN, Contents=TextStringObject("typed on it"), M=TextStringObject("D:20260102030405Z")
        ),
        drawn(writer, "Text", MAGENTA, Contents=TextStringObject("a note")),
    ]
    held = ArrayObject([highlight, popup, writer._add_object(reply), *map(writer._add_object, others)])
    page = writer.pages[0]
    page[NameObject("/Annots")] = writer._add_object(held) if indirect else held
    page[NameObject("/LastModified")] = TextStringObject("D:20260102030405Z")
    writer.write(path)
    return path


def add(desk: Carrel, path: Path, password: str = "") -> PaperFile:
    [job] = desk.jobs.wait(desk.importing.add([path], password=password))
    assert job.state is JobState.DONE
    assert job.paper_id is not None
    return desk.reading.files(job.paper_id)[-1]


def colours(path: Path, password: str = "") -> set[tuple[int, int, int]]:
    """Which of the colours of `annotated` PDFium draws."""
    document = pypdfium2.PdfDocument(path, password=password or None)
    picture = document[0].render(scale=1).to_numpy()
    height = picture.shape[0]
    document.close()
    found = set()
    for colour, (x, y) in PLACES.items():
        blue, green, red = (int(one) for one in picture[height - y - 30, x + 30, :3])
        if (red, green, blue) == colour:
            found.add(colour)
    return found


def kinds(path: Path, password: str = "") -> Sequence[str]:
    """The kinds of the annotations that a file holds."""
    reader = PdfReader(path, password=password or None)
    return sorted(str(one.get_object()["/Subtype"]) for page in reader.pages for one in page.get("/Annots") or ())


ALL = {RED, GREEN, BLUE, CYAN, MAGENTA}


@pytest.mark.parametrize("indirect", [True, False])
def test_what_was_taken_in_is_not_drawn_by_the_file_any_more(desk: Carrel, tmp_path: Path, indirect: bool) -> None:
    file = add(desk, annotated(tmp_path / "paper.pdf", indirect=indirect))
    original = desk.reading.file_path(file)
    before = original.read_bytes()
    assert desk.shown_files.path(file) == desk.shown_files.made(file) == original
    assert colours(original) == ALL
    desk.annotation_files.import_from(file.id)
    assert desk.shown_files.path(file) == original, "nothing is made where one only asks"
    copy = desk.shown_files.made(file)
    assert desk.shown_files.path(file) == copy != original
    assert colours(copy) == {GREEN, BLUE, CYAN}, "text typed on the page is shown by no note of ours"
    assert kinds(copy) == ["/FreeText", "/Ink", "/Stamp"], "replies and windows go with what they belong to"
    assert copy.read_bytes().startswith(before)
    assert original.read_bytes() == before
    made = copy.stat().st_ino
    assert desk.shown_files.made(file).stat().st_ino == made, "it is made once"
    copy.unlink()
    assert desk.shown_files.path(file) == original
    assert colours(desk.shown_files.made(file)) == {GREEN, BLUE, CYAN}


def test_an_import_taken_back_is_drawn_by_the_file_again_and_can_be_made_again(desk: Carrel, tmp_path: Path) -> None:
    file = add(desk, annotated(tmp_path / "paper.pdf"))
    desk.annotation_files.import_from(file.id)
    assert colours(desk.shown_files.made(file)) == {GREEN, BLUE, CYAN}
    desk.undo.undo()
    assert desk.annotations.of_paper(file.paper_id) == []
    assert colours(desk.shown_files.made(file)) == ALL
    assert desk.annotation_files.import_from(file.id).undo == "Imported 3 annotations"
    assert colours(desk.shown_files.made(file)) == {GREEN, BLUE, CYAN}


def test_what_was_deleted_stays_gone_also_when_trash_is_emptied(desk: Carrel, tmp_path: Path) -> None:
    file = add(desk, annotated(tmp_path / "paper.pdf"))
    desk.annotation_files.import_from(file.id)
    taken = {one.text: one for one in desk.annotations.of_paper(file.paper_id)}
    desk.annotations.remove([taken["typed on it"].id])
    assert colours(desk.shown_files.made(file)) == {GREEN, BLUE}, "typed text goes with its note"
    desk.undo.undo()
    assert colours(desk.shown_files.made(file)) == {GREEN, BLUE, CYAN}
    desk.annotations.remove([one.id for one in taken.values()])
    desk.annotations.empty_trash()
    assert colours(desk.shown_files.made(file)) == {GREEN, BLUE}
    assert not desk.annotation_files.import_from(file.id), "what was deleted for good does not come back"
    assert desk.annotations.of_paper(file.paper_id) == []


@pytest.mark.parametrize(
    "options", [{"algorithm": "RC4-128"}, {"algorithm": "AES-256"}, {"algorithm": "AES-128", "owner_password": "owner"}]
)
@pytest.mark.parametrize("indirect", [True, False])
def test_an_encrypted_file_is_shown_with_its_password(
    desk: Carrel, tmp_path: Path, options: dict[str, str], indirect: bool
) -> None:
    path = locked(annotated(tmp_path / "open.pdf", indirect=indirect), tmp_path / "locked.pdf", "secret", **options)
    file = add(desk, path, "secret")
    desk.annotation_files.import_from(file.id, password="secret")
    copy = desk.shown_files.made(file, password="secret")
    assert copy != desk.reading.file_path(file)
    assert colours(copy, "secret") == {GREEN, BLUE, CYAN}
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(copy)
    assert b"typed on it" not in copy.read_bytes()
    assert str(PdfReader(copy, password="secret").pages[0]["/LastModified"]) == "D:20260102030405Z"


def test_without_its_password_a_file_is_drawn_as_it_is(
    library_home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = open_library(Paths(library_home), digest_on_import=False, clock=lambda: MOMENT)
    desk.jobs.start()
    file = add(desk, locked(annotated(tmp_path / "open.pdf"), tmp_path / "locked.pdf", "secret"), "secret")
    desk.annotation_files.import_from(file.id)
    desk.close()
    desk = open_library(Paths(library_home), digest_on_import=False, clock=lambda: MOMENT)
    with caplog.at_level(logging.WARNING):
        assert desk.shown_files.made(file) == desk.reading.file_path(file)
    assert "is drawn with its own annotations" in caplog.text
    assert desk.shown_files.made(file, password="secret") != desk.reading.file_path(file)
    desk.close()


def test_a_copy_that_cannot_be_made_leaves_the_file_as_it_is(
    desk: Carrel, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = add(desk, annotated(tmp_path / "paper.pdf"))
    desk.annotation_files.import_from(file.id)
    original = desk.reading.file_path(file)
    whole = original.read_bytes()
    original.write_bytes(whole[: whole.rindex(b"\nxref")])
    with caplog.at_level(logging.WARNING):
        assert desk.shown_files.made(file) == original
    assert "too damaged" in caplog.text
    assert list(desk.paths.shown.iterdir()) == []
    original.write_bytes(whole)
    desk.paths.shown.rmdir()
    desk.paths.shown.write_bytes(b"no folder")
    assert desk.shown_files.made(file) == original
    desk.paths.shown.unlink()


def test_copies_that_nobody_needs_are_deleted_after_a_while(desk: Carrel, tmp_path: Path) -> None:
    file = add(desk, annotated(tmp_path / "paper.pdf"))
    desk.annotation_files.import_from(file.id)
    needed = desk.shown_files.made(file)
    [typed] = [one for one in desk.annotations.of_paper(file.paper_id) if one.text == "typed on it"]
    desk.annotations.remove([typed.id])
    newer = desk.shown_files.made(file)
    assert newer != needed
    assert needed.is_file(), "a window may still draw it"
    for path in (needed, newer):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    desk.shown_files.tidy()
    assert list(desk.paths.shown.iterdir()) == [newer]


def test_an_exported_copy_has_what_the_library_has_once(desk: Carrel, tmp_path: Path) -> None:
    file = add(desk, annotated(tmp_path / "paper.pdf"))
    desk.annotation_files.import_from(file.id)
    taken = {one.kind if one.kind is AnnotationKind.HIGHLIGHT else one.text: one for one in all_of(desk, file)}
    copy = tmp_path / "copy.pdf"
    assert desk.annotation_files.export_pdf(file.paper_id, copy) == 3
    assert kinds(copy) == ["/FreeText", "/Highlight", "/Ink", "/Stamp", "/Text"]
    assert colours(copy) == {GREEN, BLUE, CYAN}, "the highlight and the note are Carrel's now"
    highlight = taken[AnnotationKind.HIGHLIGHT]
    desk.annotations.set_colour([highlight.id], Colour.GREEN)
    desk.annotations.move(highlight.id, file.id, [Rectangle(0, 300, 700, 360, 720)])
    desk.annotations.remove([taken["a note"].id])
    desk.annotations.save_text(taken["typed on it"].id, "typed anew")
    assert desk.annotation_files.export_pdf(file.paper_id, copy) == 2
    assert kinds(copy) == ["/Highlight", "/Ink", "/Stamp", "/Text"]
    there = {one.kind: one for one in desk.documents_worker.annotations(copy)}
    assert there[AnnotationKind.HIGHLIGHT].colour is Colour.GREEN
    assert there[AnnotationKind.HIGHLIGHT].anchor.rectangles[0].left == pytest.approx(300)
    assert there[AnnotationKind.NOTE].text == "typed anew"
    desk.annotations.remove([one.id for one in all_of(desk, file)])
    assert desk.annotation_files.export_pdf(file.paper_id, copy) == 0
    assert kinds(copy) == ["/Ink", "/Stamp"]


def test_an_encrypted_copy_has_what_the_library_has_once(desk: Carrel, tmp_path: Path) -> None:
    file = add(desk, locked(annotated(tmp_path / "open.pdf"), tmp_path / "locked.pdf", "secret"), "secret")
    desk.annotation_files.import_from(file.id)
    desk.annotations.remove([one.id for one in all_of(desk, file) if one.kind is AnnotationKind.HIGHLIGHT])
    copy = tmp_path / "copy.pdf"
    assert desk.annotation_files.export_pdf(file.paper_id, copy, password="secret") == 2
    assert kinds(copy, "secret") == ["/FreeText", "/Ink", "/Stamp", "/Text"]


def test_a_file_that_holds_what_the_library_has_already_is_drawn_without_it(desk: Carrel, tmp_path: Path) -> None:
    first = add(desk, annotated(tmp_path / "paper.pdf"))
    desk.annotation_files.import_from(first.id)
    desk.annotation_files.export_pdf(first.paper_id, tmp_path / "v2.pdf")
    (desk.paths.files / "v2.pdf").write_bytes((tmp_path / "v2.pdf").read_bytes())
    desk.importing.import_kept("v2.pdf", "v2.pdf", first.paper_id, 2)
    desk.jobs.wait(desk.jobs.open_jobs())
    second = desk.reading.files(first.paper_id)[-1]
    assert kinds(desk.shown_files.made(second)) == ["/FreeText", "/Highlight", "/Ink", "/Stamp", "/Text"]
    desk.annotation_files.import_from(second.id)
    assert kinds(desk.shown_files.made(second)) == ["/FreeText", "/Ink", "/Stamp"]
    assert len(all_of(desk, first)) == 3, "nothing is taken twice"


def all_of(desk: Carrel, file: PaperFile) -> list[Annotation]:
    return desk.annotations.of_paper(file.paper_id)
