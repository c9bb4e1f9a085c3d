from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, NumberObject, RectangleObject

from carrel.documents.read import read
from carrel.domain.passage import Document, PassageKind, Rectangle, SectionKind
from paper_printing import HEIGHT, WIDTH, WORDS, Paper, by_hand, prose


def texts(document: Document, kind: PassageKind = PassageKind.BODY) -> list[str]:
    return [passage.text for passage in document.passages if passage.kind is kind]


def article(path: Path) -> Path:
    """Two columns on two pages, with all that papers have around their text."""
    paper = Paper(path)
    paper.line("A Reading Desk for Researchers", 150, 90, size=18, font="Times-Bold")
    paper.line("Ada Lovelace and Charles Babbage", 220, 115, size=11)
    paper.line("University of London", 250, 128, size=11)
    paper.heading("Abstract", 150, 160)
    paper.lines(prose(2, 48, "Abstract sentence"), 72, 178)
    paper.heading("1 Introduction", 72, 300)
    paper.lines(prose(10, 48, "Left"), 72, 320)
    paper.lines(prose(14, 48, "Right"), 320, 160)
    paper.line("1Corresponding author: the first one of both.", 72, 700, size=7)
    paper.line("Journal of Reading 12 (2024)", 72, 40, size=8)
    paper.line("1", 300, 770, size=9)
    paper.next_page()
    paper.line("Journal of Reading 12 (2024)", 72, 40, size=8)
    paper.line("2", 300, 770, size=9)
    paper.heading("2 Our Method", 72, 90)
    paper.heading("2.1 Training Data", 72, 110)
    paper.lines(prose(6, 48, "Method"), 72, 130)
    paper.line("Figure 1: A picture of the method.", 72, 400, size=9)
    paper.heading("References", 320, 90)
    top = 110.0
    for number in range(1, 5):
        paper.line(f"[{number}] A. Author, B. Writer. A paper about things.", 320, top)
        paper.line("In Proceedings of Things, 2020.", 335, top + 12)
        top += 30
    return paper.save()


@pytest.fixture(scope="module")
def read_article(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return read(article(tmp_path_factory.mktemp("article") / "article.pdf"))


def test_the_front_matter_is_found(read_article: Document) -> None:
    assert read_article.title == "A Reading Desk for Researchers"
    assert read_article.authors == ("Ada Lovelace", "Charles Babbage")
    assert read_article.abstract.startswith("Abstract sentence 0 says")
    assert read_article.abstract.endswith("where it is printed.")


def test_sections_have_headings_levels_and_kinds(read_article: Document) -> None:
    found = [(section.heading, section.level, section.kind) for section in read_article.sections if section.heading]
    assert found == [
        ("Abstract", 1, SectionKind.ABSTRACT),
        ("1 Introduction", 1, SectionKind.INTRODUCTION),
        ("2 Our Method", 1, SectionKind.METHOD),
        ("2.1 Training Data", 2, SectionKind.METHOD),
        ("References", 1, SectionKind.REFERENCES),
    ]


def test_columns_are_read_one_after_the_other(read_article: Document) -> None:
    starts = [text.split(" says")[0] for text in texts(read_article) if " says" in text]
    assert [start for start in starts if start.startswith(("Left", "Right"))] == [
        *(f"Left {number}" for number in range(10)),
        *(f"Right {number}" for number in range(14)),
    ]


def test_headers_footers_and_page_numbers_are_left_out(read_article: Document) -> None:
    text = " ".join(passage.text for passage in read_article.passages)
    assert "Journal of Reading" not in text
    assert not any(passage.text in {"1", "2"} for passage in read_article.passages)


def test_footnotes_captions_and_references_are_told_apart(read_article: Document) -> None:
    assert texts(read_article, PassageKind.FOOTNOTE) == ["1Corresponding author: the first one of both."]
    assert texts(read_article, PassageKind.CAPTION) == ["Figure 1: A picture of the method."]
    references = texts(read_article, PassageKind.REFERENCE)
    assert len(references) == 4
    assert references[0] == "[1] A. Author, B. Writer. A paper about things. In Proceedings of Things, 2020."


def test_positions_count_up_and_sections_exist(read_article: Document) -> None:
    assert [passage.position for passage in read_article.passages] == list(range(len(read_article.passages)))
    assert all(a.section <= b.section for a, b in pairwise(read_article.passages))
    assert [section.position for section in read_article.sections] == list(range(len(read_article.sections)))


def covered(path: Path, rectangles: tuple[Rectangle, ...]) -> str:
    """What PDFium itself finds inside rectangles."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for box in rectangles:
            page = document[box.page]
            text = page.get_textpage()
            height = page.get_height()
            found.append(text.get_text_bounded(box.left - 1, height - box.bottom, box.right + 1, height - box.top))
    return " ".join(" ".join(found).split())


def test_rectangles_cover_their_words_and_no_others(tmp_path: Path) -> None:
    path = article(tmp_path / "article.pdf")
    for passage in read(path).passages:
        assert covered(path, passage.rectangles) == passage.text


def test_a_sentence_runs_over_a_page_break(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "two.pdf")
    paper.lines([*prose(3, 80), "This last sentence of the first page is not"], 72, 100)
    paper.next_page()
    paper.lines(["over before the second page begins, as happens.", *prose(3, 80, "Second")], 72, 100)
    found = next(p for p in read(paper.save()).passages if p.text.startswith("This last"))
    assert found.text == "This last sentence of the first page is not over before the second page begins, as happens."
    assert [box.page for box in found.rectangles] == [0, 1]
    assert found.page == 0


def test_hyphens_at_line_ends_are_joined_with_sense(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "hyphens.pdf")
    lines = [
        "We call the well-known method and its state-of-the-art results, which are com-",
        "pared with the oldest one. It is a well-",
        "known fact that nobody doubts the interpre-",
        "tation of these results at all.",
    ]
    paper.lines(lines, 72, 100)
    text = " ".join(texts(read(paper.save())))
    assert "compared with" in text
    assert "a well-known fact" in text
    assert "interpretation" in text


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotated_pages_have_rectangles_as_displayed(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "turned.pdf"
    paper = Paper(path)
    paper.line("Only one sentence stands here.", 100, 200)
    writer = PdfWriter(clone_from=PdfReader(paper.save()))
    writer.pages[0][NameObject("/Rotate")] = NumberObject(turn)
    writer.write(path)
    document = read(path)
    assert set(document.page_sizes[0]) == {WIDTH, HEIGHT}
    assert (document.page_sizes[0][0] == HEIGHT) is (turn in {90, 270})
    box = document.passages[0].rectangles[0]
    # The unturned line spans x 100 to about 226, y about 192 to 203 from the top.
    if turn == 90:
        assert box.left == pytest.approx(HEIGHT - 203, abs=4)
        assert box.top == pytest.approx(100, abs=2)
    elif turn == 180:
        assert box.right == pytest.approx(WIDTH - 100, abs=2)
        assert box.bottom == pytest.approx(HEIGHT - 192, abs=4)
    else:
        assert box.left == pytest.approx(192, abs=4)
        assert box.bottom == pytest.approx(WIDTH - 100, abs=2)


def test_rectangles_are_relative_to_the_crop_box(tmp_path: Path) -> None:
    path = tmp_path / "cropped.pdf"
    paper = Paper(path)
    paper.line("Only one sentence stands here.", 100, 200)
    writer = PdfWriter(clone_from=PdfReader(paper.save()))
    writer.pages[0].cropbox = RectangleObject((50, 40, 550, 700))
    writer.write(path)
    document = read(path)
    assert document.page_sizes == ((500.0, 660.0),)
    box = document.passages[0].rectangles[0]
    assert box.left == pytest.approx(50, abs=1)
    assert box.bottom == pytest.approx(200 - 92, abs=4)


def test_a_broken_page_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    whole = by_hand(b"BT /F1 12 Tf 72 400 Td (A sentence that can be read.) Tj ET", pages=3)
    path.write_bytes(whole.replace(b"6 0 obj\n<< /Type /Page ", b"6 0 obj\n<< /Type /Nope "))
    document = read(path)
    assert document.pages == 3
    assert len(document.passages) + len(document.problems) == 3
    assert all(problem.startswith("page 2: ") for problem in document.problems)


def test_a_page_of_pictures_has_no_passages(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(by_hand(b"0.5 g 72 72 400 400 re f"))
    document = read(path)
    assert document.pages == 1
    assert document.passages == ()


def test_the_margin_stamp_tells_identifier_and_year(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "stamped.pdf")
    paper.lines(prose(6, 80), 100, 100)
    paper.canvas.saveState()
    paper.canvas.translate(30, 250)
    paper.canvas.rotate(90)
    paper.canvas.setFont("Times-Roman", 20)
    paper.canvas.drawString(0, 0, "arXiv:2310.06825v1 [cs.CL] 10 Oct 2023")
    paper.canvas.restoreState()
    document = read(paper.save())
    assert document.arxiv_id == "2310.06825v1"
    assert document.year == 2023
    assert not any("arXiv" in passage.text for passage in document.passages)


def test_progress_is_told_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    path.write_bytes(by_hand(b"BT /F1 12 Tf 72 700 Td (Words.) Tj ET", pages=3))
    told: list[tuple[int, int]] = []
    read(path, on_page=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_same_file_reads_the_same_way(tmp_path: Path) -> None:
    path = article(tmp_path / "article.pdf")
    assert read(path) == read(path)


def test_tables_without_sentences_are_bounded(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "soup.pdf")
    paper.lines([" ".join(WORDS)] * 50, 60, 60)
    assert max(len(passage.text) for passage in read(paper.save()).passages) <= 1000


def test_the_years_of_the_references_are_not_the_papers(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "short.pdf")
    paper.lines(prose(6, 80), 100, 100)
    paper.lines(["References"], 100, 300)
    paper.lines(["[1] A. Author. Checking summaries. Journal of Examples, 2020."], 100, 330)
    assert read(paper.save()).year is None
