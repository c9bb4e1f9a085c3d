"""Small papers, printed to PDF by the tests themselves."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

SECTIONS = {
    "Abstract": (
        "We present Lantern, a method that checks each sentence of a summary against the passages of its paper. "
        "Lantern finds the supporting passage for 93 percent of true sentences. "
        "It needs no network and runs on two processor cores."
    ),
    "1 Introduction": (
        "Summaries written by small language models contain mistakes. Readers cannot see which sentence is wrong. "
        "We propose to show the passage that proves each sentence, so that a reader can judge it at once."
    ),
    "2 Method": (
        "Our method splits the paper into passages and compares each statement with all of them. "
        "Numbers are normalised before they are compared. "
        "A statement is supported when one passage holds its words and all of its numbers."
    ),
    "3 Results": (
        "On 714 sentences the check reaches an area under the curve of 0.82. "
        "It outperforms plain word overlap, which reaches 0.58. "
        "Checking a digest takes 40 milliseconds on two cores."
    ),
    "4 Conclusion": (
        "Showing evidence makes small models useful for reading. "
        "Future work could extend the check to tables and figures."
    ),
    "References": "[1] A. Author. Checking summaries. Journal of Examples, 2020. [2] B. Author. Passages. 2021.",
}


def print_paper(
    path: Path,
    *,
    title: str = "Lantern: Evidence for Every Sentence",
    authors: str = "Ada Author, Ben Writer",
    sections: dict[str, str] | None = None,
    pages: int = 1,
    password: str = "",
) -> Path:
    """Print a paper with a title, authors and `sections` (heading to text), its body repeated on `pages` pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    styles = getSampleStyleSheet()
    heading = ParagraphStyle("heading", parent=styles["Heading2"], fontSize=13, leading=16)
    body = ParagraphStyle("body", parent=styles["BodyText"], fontSize=10, leading=13)
    story = [
        Paragraph(title, ParagraphStyle("title", parent=styles["Title"], fontSize=18, leading=22)),
        Paragraph(authors, ParagraphStyle("authors", parent=body, alignment=1)),
        Spacer(1, 0.5 * cm),
    ]
    for number in range(pages):
        if number:
            story.append(PageBreak())
        for name, text in (sections or SECTIONS).items():
            story += [Paragraph(name, heading), Paragraph(text, body)]
    encrypt = password or None
    SimpleDocTemplate(str(path), pagesize=A4, encrypt=encrypt, invariant=1).build(story)
    return path
