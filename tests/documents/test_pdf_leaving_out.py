"""Annotations are left out of a PDF with what belongs to them, and all else of it is as it was."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from annotated_papers import locked, numbers, print_sentences
from carrel.documents import pdf_annotations_read, pdf_keys, pdf_leaving_out
from carrel.domain.errors import DocumentError, PasswordNeeded


def made(kind: str = "Highlight", name: str = "", **entries: Any) -> DictionaryObject:
    """An annotation, known by `name`."""
    held = {
        "Subtype": NameObject(f"/{kind}"),
        "Rect": numbers(72, 756, 300, 770),
        "NM": TextStringObject(name),
        **entries,
    }
    return DictionaryObject({NameObject(f"/{entry}"): value for entry, value in held.items() if value})


def printed(folder: Path, pages: int = 1) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(print_sentences(folder / "source.pdf", pages=pages)))


def names(path: Path, page: int = 0) -> list[str]:
    held = PdfReader(path).pages[page].get("/Annots") or ()
    found = [one.get_object() for one in held]
    return [str(one.get("/NM")) if isinstance(one, DictionaryObject) else str(one) for one in found]


def key(name: str, kind: str = "Highlight", page: int = 0) -> str:
    return pdf_keys.key_of(made(kind, name), page)


def test_replies_to_replies_and_windows_go_along_and_what_is_grouped_stays(tmp_path: Path) -> None:
    writer = printed(tmp_path)
    first = writer._add_object(made(name="first"))
    second = writer._add_object(made(name="second"))
    reply = writer._add_object(made("Text", "reply", IRT=first))
    window = writer._add_object(made("Popup", "window", Parent=first))
    others = [
        made("Text", "reply to the reply", IRT=reply),
        made("Popup", "window of the reply", Parent=reply),
        made("Caret", "grouped", IRT=first, RT=NameObject("/Group")),
        made("Text", "reply to the other", IRT=second),
        made("Stamp", "stamp", Parent=first),
    ]
    # The reply to the reply stands before what it replies to.
    held = [writer._add_object(others[0]), first, second, reply, window, *map(writer._add_object, others[1:])]
    odd = [NullObject(), NumberObject(5)]
    writer.pages[0][NameObject("/Annots")] = ArrayObject([*held, *odd])
    writer.write(tmp_path / "replies.pdf")
    copy = tmp_path / "copy.pdf"
    assert pdf_leaving_out.write(tmp_path / "replies.pdf", copy, {key("first")}) == 5
    assert names(copy)[:4] == ["second", "grouped", "reply to the other", "stamp"]
    assert len(names(copy)) == 6, "what nobody can read stays, too"


def test_one_of_the_same_name_on_another_page_stays(tmp_path: Path) -> None:
    writer = printed(tmp_path, pages=2)
    for page in writer.pages:
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(made(name="same"))])
    writer.write(tmp_path / "two.pdf")
    assert pdf_leaving_out.write(tmp_path / "two.pdf", tmp_path / "copy.pdf", {key("same", page=1)}) == 1
    assert (names(tmp_path / "copy.pdf"), names(tmp_path / "copy.pdf", 1)) == (["same"], [])


def test_text_typed_on_a_page_stays_where_it_is_wanted(tmp_path: Path) -> None:
    writer = printed(tmp_path)
    writer.pages[0][NameObject("/Annots")] = ArrayObject(
        map(writer._add_object, (made("FreeText", "typed"), made("Text", "note")))
    )
    path, copy = tmp_path / "typed.pdf", tmp_path / "copy.pdf"
    writer.write(path)
    keys = {key("typed", "FreeText"), key("note", "Text")}
    assert pdf_leaving_out.typed_on(PdfReader(path), keys) == {key("typed", "FreeText")}
    assert pdf_leaving_out.write(path, copy, keys, keys) == 1
    assert names(copy) == ["typed"]
    assert pdf_leaving_out.write(path, copy, keys) == 2
    assert names(copy) == []


def test_nothing_is_written_where_nothing_is_left_out(tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "copy.pdf"
    assert pdf_leaving_out.write(path, copy, {key("nowhere")}) == 0
    assert not copy.exists()


def test_pages_that_share_a_list_are_refused(tmp_path: Path) -> None:
    writer = printed(tmp_path, pages=2)
    shared = writer._add_object(ArrayObject([writer._add_object(made(name="same"))]))
    for page in writer.pages:
        page[NameObject("/Annots")] = shared
    writer.write(tmp_path / "shared.pdf")
    keys = {key("same"), key("same", page=1)}
    with pytest.raises(DocumentError) as raised:
        pdf_leaving_out.write(tmp_path / "shared.pdf", tmp_path / "copy.pdf", keys)
    assert "share" in raised.value.details


def test_an_encrypted_file_asks_for_its_password(tmp_path: Path) -> None:
    path = locked(print_sentences(tmp_path / "plain.pdf"), tmp_path / "locked.pdf", "secret")
    for password in ("", "wrong"):
        with pytest.raises(PasswordNeeded):
            pdf_leaving_out.write(path, tmp_path / "copy.pdf", {key("x")}, password=password)


def test_what_stands_elsewhere_in_the_file_has_the_same_key_whenever_it_is_read(tmp_path: Path) -> None:
    writer = printed(tmp_path)
    quad = writer._add_object(numbers(72, 770, 300, 770, 72, 756, 300, 756))
    text = writer._add_object(TextStringObject("referred to"))
    corner = writer._add_object(FloatObject(72))
    box = ArrayObject([corner, *numbers(756, 300, 770)])
    held = [made(QuadPoints=quad, Contents=text), made("Square", Rect=box)]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(map(writer._add_object, held))
    path = tmp_path / "referred.pdf"
    writer.write(path)
    first, again = ([one.key for one in pdf_annotations_read.read(path)] for _ in range(2))
    assert first == again
    assert pdf_leaving_out.write(path, tmp_path / "copy.pdf", first) == 2


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("streams", ["disable", "generate"])
@pytest.mark.parametrize("linear", [True, False])
def test_a_copy_passes_qpdf_whatever_kind_of_file_it_is_of(tmp_path: Path, streams: str, linear: bool) -> None:
    writer = printed(tmp_path, pages=3)
    for page in writer.pages:
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(made(name="one")), made(name="direct")])
    writer.write(tmp_path / "plain.pdf")
    path, copy = tmp_path / "file.pdf", tmp_path / "copy.pdf"
    options = [f"--object-streams={streams}", *(["--linearize"] if linear else [])]
    subprocess.run(["qpdf", *options, tmp_path / "plain.pdf", path], check=True)
    assert pdf_leaving_out.write(path, copy, {key("one"), key("direct", page=2)}) == 2
    assert [names(copy, page) for page in range(3)] == [["direct"], ["one", "direct"], ["one"]]
    told = subprocess.run(["qpdf", "--check", copy], capture_output=True, text=True, check=False)
    assert told.returncode in ({0, 3} if linear else {0}), told.stdout + told.stderr


@pytest.mark.corpus
@pytest.mark.slow
def test_real_papers_lose_what_is_left_out_and_nothing_else(corpus: Path, tmp_path: Path) -> None:
    copied = 0
    for path in sorted((corpus / "papers").rglob("*.pdf")):
        try:
            keys = {
                pdf_keys.key_of(one, index)
                for index, page in enumerate(PdfReader(path).pages)
                for _, _, one in list(pdf_annotations_read.annotations_on(page))[:1]
            }
        except Exception:  # noqa: BLE001, S112 - a file that cannot be read tells nothing here
            continue
        copy = tmp_path / "copy.pdf"
        if not keys or not pdf_leaving_out.write(path, copy, keys):
            continue
        copied += 1
        assert copy.read_bytes().startswith(path.read_bytes())
        before, after = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument(copy)
        for index in range(min(len(before), 5)):
            one, other = (document[index].get_textpage().get_text_range() for document in (before, after))
            assert one == other, path.name
        before.close()
        after.close()
    assert copied > 30
