"""Blocks into sections and passages: running text joined over columns and pages, and cut into sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carrel.documents.blocks import Block, Part
from carrel.documents.flow import Flow, Vocabulary
from carrel.documents.section_kinds import kind_of
from carrel.domain.passage import Passage, PassageKind, Section, SectionKind
from carrel.domain.sentences import bounded_spans, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carrel.documents.line import Line, Page

_TERMINAL = re.compile(r"[.!?。！？][\"'”’»)\]」』]*\d{0,2}$")
_ENTRY_MARK = re.compile(r"\[[^\]]{1,24}\]|\(?\d{1,3}[.)]\s|\d{1,3}\s+[A-Z]")
# "Training" or "model" in a subsection's heading does not make a method of what its section reports.
_KEPT = frozenset(
    {SectionKind.RELATED, SectionKind.EXPERIMENTS, SectionKind.RESULTS, SectionKind.DISCUSSION, SectionKind.CONCLUSION}
)
_NOT_INHERITED = frozenset({SectionKind.FRONT, SectionKind.ABSTRACT, SectionKind.REFERENCES, SectionKind.OTHER})
_CHAPTER = re.compile(r"(\d{1,2})(?:\.\d{1,2})*[.:)]?\s")
_LETTERED = re.compile(r"[A-Z][.:]?\s+\S{2}")
_KINDS = {Part.CAPTION: PassageKind.CAPTION, Part.FOOTNOTE: PassageKind.FOOTNOTE}


class Assembly:
    """Takes blocks in reading order and builds the paper's sections and passages."""

    def __init__(self, pages: dict[int, Page], vocabulary: Vocabulary) -> None:
        self.sections: list[Section] = []
        self.passages: list[Passage] = []
        self._pages = pages
        self._vocabulary = vocabulary
        self._open: list[Line] = []
        self._waiting: list[tuple[list[Line], PassageKind]] = []
        self._references: list[Line] = []
        self._parents: list[tuple[SectionKind, str]] = []

    def add(self, blocks: Iterable[Block]) -> None:
        """Take one page's blocks."""
        for block in blocks:
            if block.part is Part.HEADING:
                self._begin(block)
            elif self._kind() is SectionKind.REFERENCES and block.part is not Part.CAPTION:
                if block.part is not Part.FOOTNOTE or _ENTRY_MARK.match(block.lines[0].text):
                    self._references += block.lines
            elif block.part is Part.BODY:
                self._run(block)
            else:
                self._aside(list(block.lines), _KINDS.get(block.part, PassageKind.BODY))

    def finish(self) -> None:
        """Close what is still open."""
        self._close()
        self._cut_references()

    def _kind(self) -> SectionKind:
        return self.sections[-1].kind if self.sections else SectionKind.FRONT

    def _begin(self, block: Block) -> None:
        self._close()
        self._cut_references()
        heading = block.heading
        if heading is None:
            raise AssertionError("a heading's block carries its heading")
        level = heading.level
        own = kind_of(heading.text)
        inherited = self._inherited(heading.text, level)
        after = self._after_the_end(heading.text, level)
        if (
            own is None
            or (own is SectionKind.METHOD and inherited in _KEPT)
            or (own is SectionKind.INTRODUCTION and inherited)
        ):
            own = inherited or (SectionKind.APPENDIX if after else SectionKind.OTHER)
        elif inherited is SectionKind.APPENDIX:
            own = inherited
        elif after and own not in {SectionKind.REFERENCES, SectionKind.ABSTRACT}:
            own = SectionKind.APPENDIX
        self._parents = [*self._parents[: level - 1], (own, _chapter(heading.text))]
        line = block.lines[0]
        self.sections.append(Section(len(self.sections), level, heading.text, own, line.page, round(line.top, 2)))

    def _inherited(self, heading: str, level: int) -> SectionKind | None:
        """The role of the section that a heading stands in; None for none, or one whose words say nothing.

        A subsection whose number is another section's belongs to one whose heading was not seen.
        """
        if level == 1 or not self._parents:
            return None
        kind, chapter = self._parents[min(level - 1, len(self._parents)) - 1]
        own = _chapter(heading)
        foreign = bool(own) and bool(chapter) and own != chapter
        return None if foreign or kind in _NOT_INHERITED else kind

    def _after_the_end(self, heading: str, level: int) -> bool:
        """Whether only an appendix can come: after the references, or lettered and after the conclusion."""
        kinds = {section.kind for section in self.sections}
        if SectionKind.REFERENCES in kinds:
            return True
        return level == 1 and SectionKind.CONCLUSION in kinds and bool(_LETTERED.match(heading))

    def _run(self, block: Block) -> None:
        lines = block.lines
        if self._open and not self._goes_on(self._open[-1], lines[0]):
            self._close()
        self._open += lines

    @staticmethod
    def _goes_on(before: Line, line: Line) -> bool:
        if before.soft or before.text[-1] in ",-‐–(":
            return True
        first = line.text[0]
        if first.islower():
            return True
        return not _TERMINAL.search(before.text) and before.text[-1] != ":" and not first.isupper()

    def _aside(self, lines: list[Line], kind: PassageKind) -> None:
        if self._open:
            self._waiting.append((lines, kind))
        else:
            self._emit(lines, kind)

    def _close(self) -> None:
        if self._open:
            self._emit(self._open, PassageKind.BODY)
            self._open = []
        for lines, kind in self._waiting:
            self._emit(lines, kind)
        self._waiting = []

    def _cut_references(self) -> None:
        """Cut the references apart: by their marks, else by the indent of their second lines."""
        lines = self._references
        self._references = []
        if not lines:
            return
        marked = sum(bool(_ENTRY_MARK.match(line.text)) for line in lines) >= max(2, len(lines) // 12)
        entry: list[Line] = []
        for line in lines:
            if entry and (_ENTRY_MARK.match(line.text) if marked else _outdented(entry, line)):
                self._emit(entry, PassageKind.REFERENCE)
                entry = []
            entry.append(line)
        self._emit(entry, PassageKind.REFERENCE)

    def _emit(self, lines: list[Line], kind: PassageKind) -> None:
        if not self.sections:
            self.sections.append(Section(0, 1, "", SectionKind.FRONT, lines[0].page, round(lines[0].top, 2)))
        flow = Flow(lines, self._vocabulary)
        cuts = bounded_spans(flow.text) if kind is PassageKind.REFERENCE else sentence_spans(flow.text)
        section = self.sections[-1].position
        for start, end in cuts:
            text = flow.text[start:end]
            # The leaders of a table of contents, for one, are thousands of full stops.
            if not any(map(str.isalnum, text)):
                continue
            rectangles = flow.rectangles(start, end, self._pages)
            self.passages.append(Passage(len(self.passages), section, flow.page(start), text, rectangles, kind))


def _chapter(heading: str) -> str:
    """The first part of a heading's number, "" where it has none."""
    number = _CHAPTER.match(heading)
    return number[1] if number else ""


def _outdented(entry: list[Line], line: Line) -> bool:
    """Whether a line begins an entry: it stands left of the entry's other lines, or after a gap."""
    last = entry[-1]
    if line.page != last.page or line.top < last.top:
        return bool(_TERMINAL.search(last.text)) and not line.text[0].islower()
    if line.top - last.top > 1.6 * line.style.size:
        return True
    return (
        line.left < last.left - 3
        if len(entry) > 1
        else line.left < last.left - 3 or (abs(line.left - last.left) < 1 and bool(_TERMINAL.search(last.text)))
    )
