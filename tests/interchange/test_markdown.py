"""Markdown is read back by Qt's CommonMark parser (md4c, with GitHub's tables, links by themselves and strikethrough)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument, QTextFormat

from carrel.interchange.markdown import escape, write
from carrel.interchange.wording import plain
from day_pages import HOSTILE, PAPER, hostile_page, page, told

pytestmark = pytest.mark.usefixtures("qapp")

MARKUP = st.text(alphabet="ab 1.)(-+=*_#>|~`[]!<&;:/@\\\"'$%^{}w\n\t", max_size=40)
WORDS = st.one_of(st.text(max_size=40), MARKUP)


def read(markdown: str) -> QTextDocument:
    document = QTextDocument()
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    return document


def lines(document: QTextDocument) -> list[str]:
    return [line.replace("\xa0", " ").strip() for line in document.toPlainText().splitlines() if line.strip()]


def links(document: QTextDocument) -> set[str]:
    found, block = set(), document.begin()
    while block.isValid():
        for format_range in block.textFormats():
            if format_range.format.isAnchor():
                found.add(format_range.format.anchorHref())
            assert format_range.format.objectType() != QTextFormat.ObjectTypes.ImageObject.value
        block = block.next()
    return found


@pytest.mark.parametrize("prefix", ["", "### ", "- ", "Before it "])
@example("1. one").via("a list")
@example("- one").via("a list")
@example("---").via("a rule")
@example("a==b==c").via("a highlight")
@example("[a](https://evil.example)").via("a link")
@example("https://evil.example").via("a link by itself")
@example("x www.evil.example a@evil.example").via("links by themselves")
@example("<b>x</b> &amp; &#60;").via("HTML")
@given(words=WORDS)
def test_text_is_shown_as_it_was_written_and_nothing_else(prefix: str, words: str) -> None:
    text = plain(words)
    document = read(f"{prefix}{escape(text)}\n")
    shown = lines(document)
    assert shown == [f"{prefix.strip('#- ')} {text}".strip()] or not text
    assert links(document) == set()


def test_a_page_of_hostile_papers_has_only_links_of_its_own() -> None:
    document = read(write(hostile_page()))
    for address in links(document):
        assert address.startswith(("https://arxiv.org/abs/2509.", "https://evil.example/"))
    shown = lines(document)
    for words in HOSTILE:
        assert plain(words) in shown


@pytest.mark.parametrize("words", ["[[note]]", "==x==", "%%x%%", "$x$", "#tag", "^block", "{{x}}", "~~x~~"])
def test_what_obsidian_alone_reads_is_escaped(words: str) -> None:
    escaped = escape(words)
    assert escaped.startswith("\\")
    assert escaped.replace("\\", "") == words


def test_a_page_reads_in_order() -> None:
    second = told(replace(PAPER, arxiv_id="2509.00002", title="A second paper", links=()), digested=False)
    document = read(write(page(told(), second)))
    shown = lines(document)
    assert shown[:4] == ["Friday 12 September 2025", "2 papers, 1 for you", "For you", "1 paper"]
    assert shown[4] == PAPER.title
    assert shown[5] == "New · cs.LG, cs.CC · 2509.09001v1"
    assert "Introduces approximate nearest neighbour attention. ✓" in shown
    assert shown.index("A second paper") > shown.index("2 papers, 1 of them above")
    assert PAPER.abstract in shown
    assert links(document) == {
        "https://arxiv.org/abs/2509.09001v1",
        "https://arxiv.org/abs/2509.00002v1",
        "https://github.com/example/anna",
    }
    assert "Thank you to arXiv for use of its open access interoperability." in shown[-1]


def test_a_day_without_papers_says_why() -> None:
    assert "No announcements on Saturdays." in write(page(note="No announcements on Saturdays."))
