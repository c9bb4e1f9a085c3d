"""What extraction gets out of a PDF: sections, and passages that know where they stand on the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on one page, in points.

    `page` counts from 0. The origin is the top-left corner of the page as it is displayed: relative to the
    crop box and after the page's own rotation, y growing downwards, which is what QtPdf draws.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


class SectionKind(StrEnum):
    """What a section is for, judged from its heading and its place."""

    FRONT = "front"
    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    RELATED = "related"
    METHOD = "method"
    EXPERIMENTS = "experiments"
    RESULTS = "results"
    DISCUSSION = "discussion"
    CONCLUSION = "conclusion"
    REFERENCES = "references"
    APPENDIX = "appendix"
    OTHER = "other"


class PassageKind(StrEnum):
    """Where a passage's sentence comes from. References never reach a digest."""

    BODY = "body"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the paper under one heading; `level` is 1 for a section, 2 for a subsection.

    `page` counts from 0 and `top` is the heading's distance from the page's top in points.
    `position` is the section's index in reading order. A section without a heading of its own has `heading` "".
    """

    position: int
    level: int
    heading: str
    kind: SectionKind
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of the paper, in NFC, on one line, with the rectangles (one a line of print) that cover it.

    `position` is its index in reading order, `section` the index of its section. A passage may run over a
    column or a page break: `page` is where it starts.
    """

    position: int
    section: int
    page: int
    text: str
    rectangles: tuple[Rectangle, ...]
    kind: PassageKind = PassageKind.BODY


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as read by a child process.

    `page_sizes` are (width, height) in points as displayed. `hidden_characters` counts text that people cannot
    see and that was left out. `problems` names, in words, what could not be read ("page 3: …"). A document
    with pages and without text is scanned: `passages` is then empty. `text_sha256` is over the passages' texts
    joined by newlines, in reading order. `arxiv_id` and `doi` are as printed in the paper or its metadata, or "".
    """

    title: str
    authors: tuple[str, ...]
    abstract: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    page_sizes: tuple[tuple[float, float], ...]
    text_sha256: str
    hidden_characters: int = 0
    problems: tuple[str, ...] = ()
    arxiv_id: str = ""
    doi: str = ""
    year: int | None = None
    attachments: tuple[str, ...] = field(default=())

    @property
    def pages(self) -> int:
        """How many pages the file has."""
        return len(self.page_sizes)
