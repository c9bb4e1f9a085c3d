"""Annotations go into copies of PDFs as every reader knows them, and come back; what others wrote is read, whatever it is."""

from __future__ import annotations

import ctypes
import random
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PasswordType, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)
from pypdfium2 import raw

from annotated_papers import SENTENCES, locked, numbers, print_sentences, turned
from carrel.documents import anchors, pdf_annotations, pdf_annotations_read, pdf_colours
from carrel.documents.page_characters import opened
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour, PlaceState, Sought
from carrel.domain.errors import DocumentError, PasswordNeeded
from carrel.domain.passage import Rectangle

INSTANT = "2026-11-20T09:30:05Z"
SUBTYPES = {
    AnnotationKind.HIGHLIGHT: raw.FPDF_ANNOT_HIGHLIGHT,
    AnnotationKind.UNDERLINE: raw.FPDF_ANNOT_UNDERLINE,
    AnnotationKind.NOTE: raw.FPDF_ANNOT_TEXT,
    AnnotationKind.AREA: raw.FPDF_ANNOT_SQUARE,
}


def mark(path: Path, kinds: Sequence[AnnotationKind] = tuple(AnnotationKind), password: str = "") -> list[Annotation]:
    """An annotation of each kind on a sentence each, the first two of which may run over several lines."""
    found = anchors.find(path, [Sought(Anchor(0, (), one)) for one in SENTENCES], password=password)
    made = []
    for number, kind in enumerate(kinds):
        rectangles = found[number + 1].rectangles
        if kind is AnnotationKind.NOTE:
            [first, *_] = rectangles
            rectangles = (Rectangle(first.page, first.left, first.top, first.left + 18, first.top + 18),)
        elif kind is AnnotationKind.AREA:
            rectangles = rectangles[:1]
        made.append(
            Annotation(
                0,
                kind,
                list(Colour)[number],
                Anchor(rectangles[0].page, rectangles, SENTENCES[number + 1]),
                text=f"Remark {number}: ≥ é 漢字\n(paren) \\ slash",
                tags=("later", "to read"),
                created=INSTANT,
                edited="2026-11-21T10:00:00Z",
                key=f"{number:032x}",
            )
        )
    return made


def by_pdfium(path: Path, password: str = "") -> list[dict[str, Any]]:
    """A PDF's annotations by PDFium's own interface."""
    found = []
    document = pypdfium2.PdfDocument(path, password=password or None)
    for index in range(len(document)):
        page = document[index]
        for place in range(raw.FPDFPage_GetAnnotCount(page.raw)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, place)
            quads = []
            for one in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
                points = raw.FS_QUADPOINTSF()
                raw.FPDFAnnot_GetAttachmentPoints(annotation, one, points)
                quads.append((points.x1, points.y1, points.x2, points.y2, points.x3, points.y3, points.x4, points.y4))
            found.append(
                {
                    "page": index,
                    "subtype": raw.FPDFAnnot_GetSubtype(annotation),
                    "quads": quads,
                    **{name: string_of(annotation, name) for name in ("NM", "T", "Contents", "M", "CreationDate")},
                }
            )
            raw.FPDFPage_CloseAnnot(annotation)
        page.close()
    document.close()
    return found


def string_of(annotation: Any, name: str) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, name.encode(), None, 0)
    held = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, name.encode(), ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), size)
    return held.raw.decode("utf-16-le").rstrip("\0")


def pixels(path: Path, rectangle: Rectangle, password: str = "") -> set[tuple[int, int, int]]:
    """Colours that PDFium draws in a rectangle of a page as displayed."""
    document = pypdfium2.PdfDocument(path, password=password or None)
    picture = document[rectangle.page].render(scale=2, may_draw_forms=False).to_numpy()
    document.close()
    top, bottom = int(2 * rectangle.top) + 1, int(2 * rectangle.bottom) - 1
    part = picture[top:bottom, int(2 * rectangle.left) + 1 : int(2 * rectangle.right) - 1, :3]
    return {(int(red), int(green), int(blue)) for row in part for blue, green, red in row}


def test_a_copy_holds_the_annotations_as_others_know_them(tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    before = path.read_bytes()
    made = mark(path)
    assert pdf_annotations.write(path, copy, made, author="Ada") == 4
    assert path.read_bytes() == before
    assert copy.read_bytes().startswith(before), "the original is the copy's beginning"
    found = by_pdfium(copy)
    assert [one["subtype"] for one in found] == [SUBTYPES[one.kind] for one in made]
    for one, annotation in zip(found, made, strict=True):
        assert one["Contents"] == annotation.text
        assert one["T"] == "Ada"
        assert one["NM"] == f"carrel-{annotation.key}"
        assert (one["CreationDate"], one["M"]) == ("D:20261120093005Z", "D:20261121100000Z")
    assert len(found[0]["quads"]) == len(made[0].anchor.rectangles) >= 2
    x1, y1, x2, y2, x3, y3, x4, y4 = found[0]["quads"][0]
    assert x1 == x3 < x2 == x4, "left before right"
    assert y1 == y2 > y3 == y4, "upper before lower: the order that readers expect, not the standard's"


@pytest.mark.parametrize(
    "said",
    [
        "þÿ like a mark",
        "ÿþ like another",
        "ï»¿ like a third",
        "𝛼 ∈ ℝ",
        "(()\\ )",
        "€ š ™ ﬁ",
        "a\nb\tc",
        "ab\u2028c",
        "\u00a0",
    ],
)
def test_whatever_is_written_is_read_by_others(tmp_path: Path, said: str) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    [one] = mark(path, [AnnotationKind.NOTE])
    pdf_annotations.write(path, copy, [replace(one, text=said, author=said)])
    [found] = by_pdfium(copy)
    assert (found["Contents"], found["T"]) == (said, said)
    [back] = pdf_annotations_read.read(copy)
    assert back.text == said.strip()


def test_a_highlight_multiplies_so_that_its_words_stay_black(tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    [made] = mark(path, [AnnotationKind.HIGHLIGHT])
    pdf_annotations.write(path, copy, [made])
    colours = pixels(copy, made.anchor.rectangles[0])
    assert (0xFF, 0xE8, 0x8A) in colours
    assert min(sum(one) for one in colours) < 100, "ink is seen through it"
    assert (255, 255, 255) not in colours
    assert (255, 255, 255) in pixels(path, made.anchor.rectangles[0])


@pytest.mark.parametrize("degrees", [0, 90])
def test_lines_of_a_highlight_that_overlap_are_not_darker_there(tmp_path: Path, degrees: int) -> None:
    path = turned(print_sentences(tmp_path / "plain.pdf"), tmp_path / "turned.pdf", degrees)
    [made] = mark(path, [AnnotationKind.HIGHLIGHT])
    rectangles = (Rectangle(0, 100, 500, 200, 516), Rectangle(0, 100, 510, 200, 526))
    copy = tmp_path / "copy.pdf"
    pdf_annotations.write(path, copy, [replace(made, anchor=Anchor(0, rectangles))])
    assert pixels(copy, Rectangle(0, 102, 502, 198, 524)) == {(0xFF, 0xE8, 0x8A)}


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 500, 560, 800)], ids=["whole", "cropped"])
def test_turned_and_cropped_pages_are_marked_where_they_should_and_come_back(
    tmp_path: Path, degrees: int, crop: tuple[float, float, float, float] | None
) -> None:
    path = turned(print_sentences(tmp_path / "plain.pdf"), tmp_path / "turned.pdf", degrees, crop=crop)
    copy = tmp_path / "copy.pdf"
    made = mark(path)
    pdf_annotations.write(path, copy, made)
    assert (0xFF, 0xE8, 0x8A) in pixels(copy, made[0].anchor.rectangles[0])
    back = pdf_annotations_read.read(copy)
    for one, other in zip(back, made, strict=True):
        assert (one.kind, one.colour, one.text, one.tags) == (other.kind, other.colour, other.text, other.tags)
        assert (one.key, one.created, one.edited) == (other.key, other.created, other.edited)
        for rectangle, expected in zip(one.anchor.rectangles, other.anchor.rectangles, strict=True):
            for name in ("page", "left", "top", "right", "bottom"):
                assert getattr(rectangle, name) == pytest.approx(getattr(expected, name), abs=0.02)
    assert back[0].anchor.quote == SENTENCES[1]
    assert back[1].anchor.quote == SENTENCES[2]
    assert back[0].anchor.before.endswith("eleven years.")


def test_an_annotation_over_a_page_break_is_one_again(tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "two.pdf", pages=2), tmp_path / "copy.pdf"
    rectangles = tuple(
        one
        for sentence in (SENTENCES[3], SENTENCES[4])
        for one in anchors.find(path, [Sought(Anchor(0, (), sentence))])[0].rectangles
    )
    made = Annotation(
        0, AnnotationKind.HIGHLIGHT, Colour.BLUE, Anchor(0, rectangles), created=INSTANT, edited=INSTANT, key="a" * 32
    )
    assert pdf_annotations.write(path, copy, [made]) == 2
    [back] = pdf_annotations_read.read(copy)
    assert [one.page for one in back.anchor.rectangles] == [one.page for one in rectangles]
    assert back.anchor.quote == f"{SENTENCES[3]} {SENTENCES[4]}"


def test_a_copy_of_a_copy_holds_each_annotation_once(tmp_path: Path) -> None:
    path, copy, again = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf", tmp_path / "again.pdf"
    made = mark(path)
    pdf_annotations.write(path, copy, made)
    changed = [replace(made[0], colour=Colour.PINK), *made[1:]]
    pdf_annotations.write(copy, again, changed)
    assert [one.colour for one in pdf_annotations_read.read(again)] == [one.colour for one in changed]
    assert len(by_pdfium(again)) == 4


def test_annotations_of_others_stay_in_the_copy(tmp_path: Path) -> None:
    path = foreign(tmp_path, highlight(QuadPoints=numbers(72, 770, 300, 770, 72, 756, 300, 756)))
    copy = tmp_path / "copy.pdf"
    pdf_annotations.write(path, copy, mark(path))
    assert len(by_pdfium(copy)) == 5


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_an_encrypted_file_stays_encrypted_with_its_password(tmp_path: Path, algorithm: str) -> None:
    path = locked(print_sentences(tmp_path / "plain.pdf"), tmp_path / "locked.pdf", "secret", algorithm=algorithm)
    made, copy = mark(path, password="secret"), tmp_path / "copy.pdf"
    with pytest.raises(PasswordNeeded):
        pdf_annotations.write(path, copy, made)
    with pytest.raises(PasswordNeeded):
        pdf_annotations.write(path, copy, made, password="wrong")
    assert pdf_annotations.write(path, copy, made, password="secret") == 4
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(copy)
    assert [one["Contents"] for one in by_pdfium(copy, "secret")] == [one.text for one in made]
    assert [one.text for one in pdf_annotations_read.read(copy, password="secret")] == [one.text for one in made]
    with pytest.raises(PasswordNeeded):
        pdf_annotations_read.read(copy)


def test_a_file_that_forbids_annotations_is_refused(tmp_path: Path) -> None:
    path = locked(
        print_sentences(tmp_path / "plain.pdf"), tmp_path / "locked.pdf", "", owner_password="owner", permissions_flag=4
    )
    with pytest.raises(DocumentError, match="does not allow annotations"):
        pdf_annotations.write(path, tmp_path / "copy.pdf", mark(path))
    assert pdf_annotations.write(path, tmp_path / "copy.pdf", mark(path), password="owner") == 4


def test_a_copy_made_with_the_owners_password_opens_as_the_original_does(tmp_path: Path) -> None:
    path = locked(print_sentences(tmp_path / "plain.pdf"), tmp_path / "locked.pdf", "", owner_password="owner")
    made, copy = mark(path), tmp_path / "copy.pdf"
    assert pdf_annotations.write(path, copy, made, password="owner") == 4
    assert len(by_pdfium(copy)) == 4, "without a password"
    assert PdfReader(copy).decrypt("owner") is PasswordType.OWNER_PASSWORD


def test_what_is_written_anew_is_of_a_version_that_knows_what_is_in_it(tmp_path: Path) -> None:
    path = locked(print_sentences(tmp_path / "plain.pdf"), tmp_path / "locked.pdf", "")
    copy = tmp_path / "copy.pdf"
    pdf_annotations.write(path, copy, mark(path))
    assert copy.read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize("before", [b"\n", b"From: a mail\n\n"])
def test_a_file_with_something_before_its_beginning_is_written_anew(tmp_path: Path, before: bytes) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    path.write_bytes(before + path.read_bytes())
    assert pdf_annotations.write(path, copy, mark(path)) == 4
    assert copy.read_bytes().startswith(b"%PDF-")
    if shutil.which("qpdf"):
        assert subprocess.run(["qpdf", "--check", copy], capture_output=True, check=False).returncode == 0


def test_a_file_with_a_broken_table_of_objects_is_written_anew(tmp_path: Path) -> None:
    path = print_sentences(tmp_path / "plain.pdf")
    made = mark(path)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n7", path.read_bytes()))
    assert pdf_annotations.write(broken, tmp_path / "copy.pdf", made) == 4
    assert len(by_pdfium(tmp_path / "copy.pdf")) == 4


def test_five_thousand_annotations_go_into_one_copy(tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    one = mark(path, [AnnotationKind.HIGHLIGHT])[0]
    many = [replace(one, key=f"{number:032x}") for number in range(5000)]
    assert pdf_annotations.write(path, copy, many) == 5000
    assert len(pdf_annotations_read.read(copy)) == 5000


@pytest.mark.parametrize("tool", ["qpdf", "mutool", "pdftoppm"])
@pytest.mark.parametrize("degrees", [0, 90])
def test_independent_readers_find_the_copy_sound_and_draw_it(tmp_path: Path, tool: str, degrees: int) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = turned(print_sentences(tmp_path / "plain.pdf"), tmp_path / "turned.pdf", degrees)
    copy, made = tmp_path / "copy.pdf", mark(path)
    pdf_annotations.write(path, copy, made)
    if tool == "qpdf":
        told = subprocess.run(["qpdf", "--check", copy], capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stdout + told.stderr
        return
    picture = tmp_path / "page.ppm"
    if tool == "mutool":
        listed = subprocess.run(["mutool", "show", copy, "grep"], capture_output=True, text=True, check=True).stdout
        assert all(f"/{name}" in listed for name in ("Highlight", "Underline", "Text", "Square"))
        subprocess.run(["mutool", "draw", "-q", "-o", picture, "-r", "144", copy, "1"], check=True, capture_output=True)
    else:
        subprocess.run(["pdftoppm", "-r", "144", "-singlefile", copy, picture.with_suffix("")], check=True)
    colours = drawn(picture, made[0].anchor.rectangles[0])
    assert min(max(map(abs, (r - 0xFF, g - 0xE8, b - 0x8A))) for r, g, b in colours) <= 3
    assert max(map(min, colours)) < 0xA0, "all of it is coloured"


def drawn(picture: Path, rectangle: Rectangle) -> set[tuple[int, int, int]]:
    """Colours in a rectangle of a PPM picture at 144 dots an inch."""
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data := picture.read_bytes())
    assert head is not None
    width = int(head[1])
    found: set[tuple[int, int, int]] = set()
    for y in range(int(2 * rectangle.top) + 1, int(2 * rectangle.bottom)):
        start = head.end() + 3 * (y * width + int(2 * rectangle.left) + 1)
        row = data[start : start + 3 * int(2 * (rectangle.right - rectangle.left) - 2)]
        found.update((row[place], row[place + 1], row[place + 2]) for place in range(0, len(row) - 2, 3))
    return found


# What other programs write, and what nobody should.


def highlight(**entries: Any) -> DictionaryObject:
    held = {"Subtype": NameObject("/Highlight"), "Rect": numbers(72, 756, 300, 770)} | entries
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in held.items() if value is not None})


def foreign(folder: Path, *annotations: Any) -> Path:
    """A PDF whose first page has these annotations."""
    writer = PdfWriter(clone_from=PdfReader(print_sentences(folder / "foreign-source.pdf")))
    held = [writer._add_object(one) if isinstance(one, DictionaryObject) else one for one in annotations]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(held)
    path = folder / "foreign.pdf"
    writer.write(path)
    return path


def test_annotations_of_other_programs_are_read(tmp_path: Path) -> None:
    quad = numbers(72, 770, 300, 770, 72, 756, 300, 756)
    path = foreign(
        tmp_path,
        highlight(
            QuadPoints=quad,
            C=numbers(1, 0.831, 0),
            Contents=TextStringObject("Zotero's yellow"),
            T=TextStringObject("Zo"),
        ),
        highlight(Subtype=NameObject("/StrikeOut"), QuadPoints=quad, C=numbers(1, 0.4, 0.4), NM=TextStringObject("n1")),
        highlight(Subtype=NameObject("/FreeText"), C=numbers(), Contents=TextStringObject("typed\ron it")),
        highlight(Subtype=NameObject("/Square"), C=numbers(0.8, 0.2, 0, 0.1)),
        highlight(Subtype=NameObject("/Ink"), C=numbers(0)),
        highlight(M=TextStringObject("D:20250102030405+01'30'"), C=numbers(0.4)),
        highlight(Subtype=NameObject("/Link")),
    )
    found = pdf_annotations_read.read(path)
    kinds = [
        AnnotationKind.HIGHLIGHT,
        AnnotationKind.UNDERLINE,
        AnnotationKind.NOTE,
        AnnotationKind.AREA,
        AnnotationKind.HIGHLIGHT,
    ]
    assert [one.kind for one in found] == kinds
    assert [one.colour for one in found] == [Colour.YELLOW, Colour.PINK, Colour.YELLOW, Colour.BLUE, Colour.YELLOW]
    assert found[0].anchor.quote.startswith("We follow glaciers with cheap")
    assert (found[0].text, found[0].author) == ("Zotero's yellow", "Zo")
    assert found[2].text == "typed\non it"
    assert found[2].anchor.quote == ""
    assert found[4].edited == found[4].created == "2025-01-02T01:34:05Z"
    assert [one.key for one in pdf_annotations_read.read(path)] == [one.key for one in found]
    assert len({one.key for one in found}) == 5


def test_replies_follow_what_they_reply_to(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(print_sentences(tmp_path / "source.pdf")))
    first = writer._add_object(highlight(Contents=TextStringObject("I doubt it.")))
    reply = highlight(
        Subtype=NameObject("/Text"), IRT=first, T=TextStringObject("Ben"), Contents=TextStringObject("So do I.")
    )
    state = highlight(
        Subtype=NameObject("/Text"),
        IRT=first,
        StateModel=TextStringObject("Review"),
        Contents=TextStringObject("Accepted"),
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([first, writer._add_object(reply), writer._add_object(state)])
    writer.write(tmp_path / "replies.pdf")
    [one] = pdf_annotations_read.read(tmp_path / "replies.pdf")
    assert one.text == "I doubt it.\n\nBen: So do I."


def test_replies_to_replies_are_not_lost_and_circles_harm_nothing(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(print_sentences(tmp_path / "source.pdf")))
    first = writer._add_object(highlight(Contents=TextStringObject("I doubt it.")))
    note = {"Subtype": NameObject("/Text")}
    reply = writer._add_object(highlight(**note, IRT=first, Contents=TextStringObject("So do I.")))
    again = writer._add_object(highlight(**note, IRT=reply, Contents=TextStringObject("I do not.")))
    one, other = (highlight(**note, Contents=TextStringObject("round")) for _ in range(2))
    one[NameObject("/IRT")], other[NameObject("/IRT")] = writer._add_object(other), writer._add_object(one)
    held = [again, first, reply, one.indirect_reference, other.indirect_reference]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(held)
    writer.write(tmp_path / "replies.pdf")
    [found] = pdf_annotations_read.read(tmp_path / "replies.pdf")
    assert sorted(found.text.split("\n\n")) == ["I do not.", "I doubt it.", "So do I."]


def test_what_is_grouped_with_another_is_read_by_itself(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(print_sentences(tmp_path / "source.pdf")))
    caret = writer._add_object(highlight(Subtype=NameObject("/Caret"), Contents=TextStringObject("instead")))
    struck = highlight(Subtype=NameObject("/StrikeOut"), IRT=caret, RT=NameObject("/Group"))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([caret, writer._add_object(struck)])
    writer.write(tmp_path / "grouped.pdf")
    assert [one.kind for one in pdf_annotations_read.read(tmp_path / "grouped.pdf")] == [AnnotationKind.UNDERLINE]


def test_replies_to_what_carrel_wrote_are_notes_of_their_own(tmp_path: Path) -> None:
    path, copy, answered = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf", tmp_path / "answered.pdf"
    [made] = mark(path, [AnnotationKind.HIGHLIGHT])
    pdf_annotations.write(path, copy, [made])
    writer = PdfWriter(clone_from=PdfReader(copy))
    held = writer.pages[0]["/Annots"][0].indirect_reference  # type: ignore[index]  # a list
    reply = highlight(
        Subtype=NameObject("/Text"), IRT=held, T=TextStringObject("Ben"), Contents=TextStringObject("So do I.")
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([held, writer._add_object(reply)])
    writer.write(answered)
    own, note = pdf_annotations_read.read(answered)
    assert (own.key, own.text) == (made.key, made.text)
    assert (note.kind, note.author, note.text) == (AnnotationKind.NOTE, "Ben", "So do I.")
    assert note.key not in {"", made.key}


def test_what_others_give_one_name_is_not_taken_for_one(tmp_path: Path) -> None:
    name = TextStringObject("same")
    upper = numbers(72, 770, 300, 770, 72, 756, 300, 756)
    lower = numbers(72, 757, 300, 757, 72, 743, 300, 743)
    path = foreign(
        tmp_path,
        highlight(QuadPoints=upper, Contents=TextStringObject("one")),
        highlight(QuadPoints=upper, Contents=TextStringObject("one")),
        highlight(QuadPoints=upper, NM=name, Contents=TextStringObject("two")),
        highlight(QuadPoints=lower, NM=name, Contents=TextStringObject("three")),
    )
    found = pdf_annotations_read.read(path)
    assert [one.text for one in found] == ["one", "two", "three"]
    assert [len(one.anchor.rectangles) for one in found] == [1, 1, 1]
    assert found[0].anchor.quote == found[1].anchor.quote != found[2].anchor.quote
    assert len({one.key for one in found}) == 3
    assert [one.key for one in pdf_annotations_read.read(path)] == [one.key for one in found]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "place", [(900, 900, 920, 920), (-50, -50, -30, -30), (100, 100, 100, 100)], ids=["beyond", "before", "a point"]
)
def test_a_note_without_a_place_on_the_page_is_not_lost(tmp_path: Path, place: tuple[float, ...], degrees: int) -> None:
    held = highlight(Subtype=NameObject("/Text"), Rect=numbers(*place), Contents=TextStringObject("off the page"))
    path = turned(foreign(tmp_path, held), tmp_path / "turned.pdf", degrees)
    [one] = pdf_annotations_read.read(path)
    [there] = one.anchor.rectangles
    with opened(path) as document:
        width, height = document[0].get_size()
    assert one.text == "off the page"
    assert (there.right - there.left, there.bottom - there.top) == pytest.approx((18, 18))
    assert 0 <= there.left < there.right <= width + 0.01
    assert 0 <= there.top < there.bottom <= height + 0.01


def test_tags_are_no_more_than_a_person_gives(tmp_path: Path) -> None:
    said = ", ".join([*(f"tag {number}" for number in range(5000)), "x" * 5000])
    held = highlight(NM=TextStringObject(f"carrel-{'d' * 32}"), Subj=TextStringObject(said))
    [one] = pdf_annotations_read.read(foreign(tmp_path, held))
    assert one.tags == tuple(f"tag {number}" for number in range(100))


def test_texts_lose_what_is_not_for_reading(tmp_path: Path) -> None:
    said = "\x1benUS\x1bcolour\x9b31m \U0001d6fc ≥ \x07é\x85"
    [one] = pdf_annotations_read.read(foreign(tmp_path, highlight(Contents=TextStringObject(said))))
    assert one.text == "colour31m \U0001d6fc ≥ é"


def test_a_page_that_cannot_be_read_takes_no_others_with_it(tmp_path: Path) -> None:
    made, copy = print_sentences(tmp_path / "two.pdf", pages=2), tmp_path / "copy.pdf"
    writer = PdfWriter(clone_from=PdfReader(made))
    for number, page in enumerate(writer.pages):
        one = highlight(Rect=numbers(72, 720, 300, 770), Contents=TextStringObject(f"on page {number}"))
        page[NameObject("/Annots")] = writer._add_object(ArrayObject([writer._add_object(one)]))
    writer.write(copy)
    whole = copy.read_bytes()
    first = re.search(rb"/Annots (\d+) 0 R", whole)
    assert first is not None
    damaged = whole.replace(b"\n" + first[1] + b" 0 obj\n[", b"\n" + first[1] + b" 0 obj\n<", 1)
    assert damaged != whole
    copy.write_bytes(damaged)
    assert [one.text for one in pdf_annotations_read.read(copy)] == ["on page 1"]


@pytest.mark.parametrize(
    ("components", "colour"),
    [
        ((1, 1, 0), Colour.YELLOW),
        ((0.945, 0.596, 0.216), Colour.YELLOW),
        ((0.373, 0.698, 0.212), Colour.GREEN),
        ((0.18, 0.659, 0.898), Colour.BLUE),
        ((0, 1, 1), Colour.BLUE),
        ((0.635, 0.541, 0.898), Colour.VIOLET),
        ((1, 0, 0), Colour.PINK),
        ((1, 0.5, 0.75), Colour.PINK),
        ((0, 0, 0), Colour.YELLOW),
        ((0.5,), Colour.YELLOW),
        ((), Colour.YELLOW),
        ((0, 0, 1, 0), Colour.YELLOW),
        ((7, -3, 1e30), Colour.VIOLET),
    ],
)
def test_any_colour_has_a_nearest_one(components: tuple[float, ...], colour: Colour) -> None:
    assert pdf_colours.nearest(components) is colour


@pytest.mark.parametrize("kind", AnnotationKind)
def test_our_own_colours_come_back(kind: AnnotationKind) -> None:
    for colour in Colour:
        assert pdf_colours.nearest(pdf_colours.rgb(colour, kind)) is colour


def cyclic() -> ArrayObject:
    held = ArrayObject()
    held.append(held)
    return held


HOSTILE = {
    "no rectangle": highlight(Rect=None),
    "short rectangle": highlight(Rect=numbers(1, 2)),
    "rectangle of words": highlight(Rect=ArrayObject([TextStringObject("a")] * 4)),
    "rectangle that is a number": highlight(Rect=NumberObject(3)),
    "far away": highlight(Rect=numbers(1e9, 1e9, 2e9, 2e9), QuadPoints=numbers(*[1e30] * 8)),
    "no size": highlight(Rect=numbers(5, 5, 5, 5)),
    "odd quads": highlight(QuadPoints=numbers(1, 2, 3)),
    "quads of nothing": highlight(QuadPoints=ArrayObject([NullObject()] * 8)),
    "very many quads": highlight(QuadPoints=numbers(*[72, 770, 300, 770, 72, 756, 300, 756] * 5000)),
    "colour of words": highlight(C=ArrayObject([TextStringObject("red")] * 3)),
    "contents that are a number": highlight(Contents=NumberObject(4)),
    "endless contents": highlight(Contents=TextStringObject("x" * 3_000_000)),
    "contents with controls": highlight(Contents=TextStringObject("a\x00b\x1bc")),
    "date of nothing": highlight(M=TextStringObject("D:99999999999999+99'99'"), CreationDate=NumberObject(1)),
    "reply to itself": highlight(IRT=NumberObject(1)),
    "not a dictionary": NumberObject(5),
    "nothing": NullObject(),
    "no kind": highlight(Subtype=None),
    "kind that is a number": highlight(Subtype=NumberObject(1)),
    "list in lists": highlight(QuadPoints=ArrayObject([ArrayObject([ArrayObject()])] * 8)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_damaged_annotations_harm_nothing(tmp_path: Path, name: str) -> None:
    good = highlight(Contents=TextStringObject("still here"))
    path = foreign(tmp_path, HOSTILE[name], good)
    found = pdf_annotations_read.read(path)
    assert "still here" in [one.text for one in found]
    for one in found:
        assert len(one.text) <= 100_000
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", one.text)
        assert len(one.anchor.rectangles) <= 1000
        for rectangle in one.anchor.rectangles:
            assert 0 <= rectangle.left < rectangle.right <= 596
            assert 0 <= rectangle.top < rectangle.bottom <= 842
    copy = tmp_path / "copy.pdf"
    assert pdf_annotations.write(path, copy, mark(path, [AnnotationKind.HIGHLIGHT])) == 1


def test_a_file_that_says_more_than_fits_is_read_in_part(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(print_sentences(tmp_path / "source.pdf")))
    endless = writer._add_object(TextStringObject("x" * 90_000))
    quads = writer._add_object(numbers(*[72, 770, 300, 770, 72, 756, 300, 756] * 900))
    made = [writer._add_object(highlight(Contents=endless, NM=TextStringObject(f"{number}"))) for number in range(1000)]
    many = [
        writer._add_object(highlight(QuadPoints=quads, NM=TextStringObject(f"q{number}"))) for number in range(1000)
    ]
    for some, bound in ((made, 8_000_000 // 90_000), (many, 60_000 // 900)):
        writer.pages[0][NameObject("/Annots")] = ArrayObject(some)
        writer.write(tmp_path / "endless.pdf")
        found = pdf_annotations_read.read(tmp_path / "endless.pdf")
        assert 10 < len(found) <= bound


@pytest.mark.parametrize("held", [NumberObject(1), TextStringObject("x"), DictionaryObject(), NullObject()])
def test_a_list_of_annotations_that_is_none_is_empty(tmp_path: Path, held: Any) -> None:
    writer = PdfWriter(clone_from=PdfReader(print_sentences(tmp_path / "source.pdf")))
    writer.pages[0][NameObject("/Annots")] = held
    writer.write(tmp_path / "odd.pdf")
    assert pdf_annotations_read.read(tmp_path / "odd.pdf") == []
    made = mark(tmp_path / "odd.pdf")
    assert pdf_annotations.write(tmp_path / "odd.pdf", tmp_path / "copy.pdf", made) == 4


def test_damaged_files_are_refused_or_copied_whole(tmp_path: Path) -> None:
    path = print_sentences(tmp_path / "plain.pdf")
    made = mark(path)
    data, chance = path.read_bytes(), random.Random(5)  # noqa: S311 - damage, not secrets
    for number in range(60):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 5, 40))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if number % 4 == 0:
            del damaged[chance.randrange(len(damaged)) :]
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(damaged)
        try:
            pdf_annotations_read.read(broken)
            count = pdf_annotations.write(broken, tmp_path / "copy.pdf", made)
        except DocumentError:
            continue
        assert len(by_pdfium(tmp_path / "copy.pdf")) >= count


@pytest.mark.corpus
@pytest.mark.slow
def test_real_papers_are_copied_with_annotations_that_come_back(corpus: Path, tmp_path: Path) -> None:
    files = sorted((corpus / "papers").rglob("*.pdf"))
    copied = refused = 0
    for path in files:
        copy = tmp_path / "copy.pdf"
        area = Rectangle(0, 20, 20, 120, 60)
        made = Annotation(
            0, AnnotationKind.AREA, Colour.GREEN, Anchor(0, (area,)), created=INSTANT, edited=INSTANT, key="c" * 32
        )
        try:
            known = {one.key for one in pdf_annotations_read.read(path)}
            pdf_annotations.write(path, copy, [made])
        except DocumentError:
            refused += 1
            continue
        copied += 1
        back = {one.key: one for one in pdf_annotations_read.read(copy)}
        assert back.keys() == known | {made.key}, path.name
        [there] = back[made.key].anchor.rectangles
        assert there.left == pytest.approx(20, abs=0.1), path.name
        assert there.top == pytest.approx(20, abs=0.1), path.name
        if shutil.which("qpdf"):
            before = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode
            after = subprocess.run(["qpdf", "--check", copy], capture_output=True, check=False).returncode
            assert after <= before, path.name
    assert copied > 60
    assert refused < 20


def test_nothing_lost_is_written(tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    assert pdf_annotations.write(path, copy, []) == 0
    assert copy.read_bytes() == path.read_bytes()
    assert PlaceState.LOST not in {one.state for one in anchors.find(copy, [Sought(Anchor(0, (), SENTENCES[0]))])}
