from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from carrel.documents import preflight
from carrel.documents.read import read
from carrel.domain.errors import DocumentError, PasswordNeeded
from paper_printing import Paper, by_hand, prose


def paper(path: Path) -> Path:
    page = Paper(path)
    page.lines(prose(3, 80), 72, 100)
    return page.save()


def locked(path: Path, user: str, algorithm: str = "AES-256") -> Path:
    writer = PdfWriter(clone_from=PdfReader(paper(path)))
    writer.encrypt(user, "owner", algorithm=algorithm)
    writer.write(path)
    return path


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        read(tmp_path / "no.pdf")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello, this is a text file", "not a PDF"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"%PDF-1.4\nthis is no PDF at all", "damaged"),
    ],
)
def test_what_is_not_a_pdf_is_told_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=words) as raised:
        read(path)
    assert raised.value.advice


def test_bytes_before_the_header_are_borne(tmp_path: Path) -> None:
    path = paper(tmp_path / "paper.pdf")
    path.write_bytes(b"\n" * 500 + path.read_bytes())
    assert read(path).passages


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(preflight.MAXIMUM_BYTES + 1)
    with pytest.raises(DocumentError, match="larger"):
        read(path)


def test_a_truncated_file_is_read_as_far_as_it_goes_or_refused(tmp_path: Path) -> None:
    path = paper(tmp_path / "paper.pdf")
    whole = path.read_bytes()
    for share in (0.3, 0.6, 0.95):
        path.write_bytes(whole[: int(len(whole) * share)])
        with suppress(DocumentError):
            assert read(path).pages == 1


def test_a_file_without_pages_is_no_paper(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    path.write_bytes(by_hand(b"", pages=0))
    with pytest.raises(DocumentError, match="no pages"):
        read(path)


def test_a_page_tree_in_circles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "circle.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n"
        b"3 0 obj\n<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [2 0 R] >>\nendobj\n"
        b"trailer\n<< /Size 4 /Root 1 0 R >>\n%%EOF\n"
    )
    with pytest.raises(DocumentError, match="circles"):
        read(path)


def outlined(path: Path, *entries: bytes) -> Path:
    """A PDF of one page with an outline whose first entry is object 5; `entries` are objects 5, 6, …."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] >>",
        b"<< /Type /Outlines /First 5 0 R /Last 5 0 R >>",
        *entries,
    ]
    written = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n%%%%EOF\n" % (len(objects) + 1)
    path.write_bytes(b"%PDF-1.4\n" + written + trailer)
    return path


@pytest.mark.parametrize(
    "entries",
    [
        [b"<< /Title (One) /Parent 4 0 R /First 5 0 R >>"],
        [b"<< /Title (One) /Parent 4 0 R /Next 6 0 R >>", b"<< /Title (Two) /Parent 4 0 R /Next 5 0 R >>"],
        [b"<< /Title (One) /Parent 4 0 R /First 6 0 R >>", b"<< /Title (Two) /Parent 5 0 R /First 5 0 R >>"],
    ],
)
def test_an_outline_in_circles_is_refused_for_qt_would_end_over_it(tmp_path: Path, entries: list[bytes]) -> None:
    with pytest.raises(DocumentError, match="outline runs in circles"):
        read(outlined(tmp_path / "circle.pdf", *entries))


def test_an_outline_without_end_is_refused_and_a_deep_one_is_read(tmp_path: Path) -> None:
    def nested(depth: int) -> list[bytes]:
        return [b"<< /Title (Deeper) /Parent %d 0 R /First %d 0 R >>" % (4 + n, 6 + n) for n in range(depth)]

    last = b"<< /Title (Last) /Parent 4 0 R >>"
    assert read(outlined(tmp_path / "deep.pdf", *nested(50), last)).pages == 1
    with pytest.raises(DocumentError, match="outline is too large"):
        read(outlined(tmp_path / "endless.pdf", *nested(3000), last))


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_asked_for_and_used(tmp_path: Path, algorithm: str) -> None:
    path = locked(tmp_path / "locked.pdf", "secret", algorithm)
    with pytest.raises(PasswordNeeded, match="protected"):
        read(path)
    with pytest.raises(PasswordNeeded, match="does not open"):
        read(path, password="wrong")
    assert read(path, password="secret").passages[0].text.startswith("Sentence 0")


def test_a_file_locked_only_against_changes_is_read(tmp_path: Path) -> None:
    assert read(locked(tmp_path / "owner.pdf", "")).passages


def test_attachments_and_metadata_are_named(tmp_path: Path) -> None:
    path = paper(tmp_path / "paper.pdf")
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.add_attachment("data.csv", b"1,2")
    writer.add_metadata({"/Subject": "doi:10.1000/xyz123", "/Keywords": "arXiv:2310.06825v2"})
    writer.write(path)
    document = read(path)
    assert document.attachments == ("data.csv",)
    assert document.doi == "10.1000/xyz123"
    assert document.arxiv_id == "2310.06825v2"
