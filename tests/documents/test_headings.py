from __future__ import annotations

from pathlib import Path

import pytest

from carrel.documents.read import read
from carrel.documents.section_kinds import kind_of
from carrel.domain.passage import SectionKind
from paper_printing import Paper, prose


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Abstract", SectionKind.ABSTRACT),
        ("1 Introduction", SectionKind.INTRODUCTION),
        ("II. RELATED WORK", SectionKind.RELATED),
        ("3.1 Our Approach", SectionKind.METHOD),
        ("4 Experimental Setup", SectionKind.EXPERIMENTS),
        ("5. Results and Discussion", SectionKind.DISCUSSION),
        ("Main Results", SectionKind.RESULTS),
        ("Limitations", SectionKind.DISCUSSION),
        ("7 Conclusions and Future Work", SectionKind.CONCLUSION),
        ("7 Conclusion", SectionKind.CONCLUSION),
        ("References", SectionKind.REFERENCES),
        ("Appendix A Proofs", SectionKind.APPENDIX),
        ("Acknowledgments", SectionKind.OTHER),
        ("3 Problem Setup", SectionKind.METHOD),
        ("Summary", SectionKind.ABSTRACT),
        ("7 Summary", SectionKind.CONCLUSION),
        ("6 Open Questions", SectionKind.DISCUSSION),
        ("参考文献", SectionKind.REFERENCES),
        ("2 Verwandte Arbeiten", SectionKind.RELATED),
        ("결 론", SectionKind.CONCLUSION),
        ("Список литературы", SectionKind.REFERENCES),
        ("Cats and dogs", None),
    ],
)
def test_a_headings_words_tell_what_its_section_is_for(heading: str, kind: SectionKind | None) -> None:
    assert kind_of(heading) is kind


def test_subsections_have_the_role_of_their_section_where_their_own_words_say_nothing(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "roles.pdf")
    paper.line("A Title in Large Type", 200, 60, size=18)
    top = 100.0
    for heading in ("1 Introduction", "2.1 Storks", "3 Experiments", "3.1 Storks", "3.2 Overview", "4 Storks"):
        paper.heading(heading, 72, top)
        top = paper.lines(prose(3, 80, heading), 72, top + 18) + 12
    document = read(paper.save())
    assert [(section.heading, section.kind) for section in document.sections if section.heading] == [
        ("1 Introduction", SectionKind.INTRODUCTION),
        ("2.1 Storks", SectionKind.OTHER),
        ("3 Experiments", SectionKind.EXPERIMENTS),
        ("3.1 Storks", SectionKind.EXPERIMENTS),
        ("3.2 Overview", SectionKind.EXPERIMENTS),
        ("4 Storks", SectionKind.OTHER),
    ]


def test_headings_in_capitals_of_the_texts_own_size_are_found(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "capitals.pdf")
    paper.line("A Title in Large Type", 200, 80, size=18)
    paper.lines(["Abstract—We run into the text at once, without", "a line of our own, as some journals do."], 72, 130)
    top = 170.0
    for number, words in (("I", "INTRODUCTION"), ("II", "A NEW SCHEME"), ("III", "CONCLUSION")):
        paper.line(f"{number}. {words}", 140, top)
        top = paper.lines(prose(3, 60, words.title()), 72, top + 18) + 12
    document = read(paper.save())
    assert [section.heading for section in document.sections if section.heading] == [
        "Abstract",
        "I. INTRODUCTION",
        "II. A NEW SCHEME",
        "III. CONCLUSION",
    ]
    assert document.abstract == "We run into the text at once, without a line of our own, as some journals do."


def test_running_headers_with_page_numbers_are_no_headings(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "headers.pdf")
    for page in range(5):
        paper.line(f"2.{page} A Section's Name {page + 11}", 72, 60, font="Times-Bold")
        paper.lines(prose(8, 80, f"Page {page}"), 72, 100)
        paper.next_page()
    document = read(paper.save())
    assert [section.heading for section in document.sections] == [""]
    assert not any("Section's Name" in passage.text for passage in document.passages)


def test_a_table_of_contents_makes_no_sections(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "contents.pdf")
    paper.heading("Contents", 72, 90)
    for number, name in enumerate(("Introduction", "Methods", "Results", "Discussion", "Outlook"), 1):
        paper.line(f"{number} {name} {number * 3}", 72, 100 + 16 * number, font="Times-Bold")
    paper.next_page()
    paper.heading("1 Introduction", 72, 90)
    paper.lines(prose(8, 80), 72, 110)
    headings = [section.heading for section in read(paper.save()).sections]
    assert headings.count("1 Introduction") == 1
    assert not any(heading.endswith("15") for heading in headings)
