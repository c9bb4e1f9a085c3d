"""Where in the paper a statement's passages stand, for marks, drawer and reader."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from carrel.domain.passage import Passage, SectionKind
from carrel.domain.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.passage import Section

NO_PAGE = -1
"""The page of a passage of an abstract that is known without a PDF."""


class Places:
    """The passages of the text a digest was made from, by position, with their sections.

    `file_id` and `page_sizes` name the PDF they stand in (0 and empty where only the abstract was at hand).
    """

    def __init__(
        self,
        passages: Sequence[Passage] = (),
        sections: Sequence[Section] = (),
        *,
        file_id: int = 0,
        page_sizes: Sequence[tuple[float, float]] = (),
    ) -> None:
        self.file_id = file_id
        self.page_sizes = tuple(page_sizes)
        self._passages = {passage.position: passage for passage in passages}
        self._sections = {section.position: section for section in sections}
        self._sentence: dict[int, int] = {}
        seen: Counter[int] = Counter()
        for passage in passages:
            seen[passage.section] += 1
            self._sentence[passage.position] = seen[passage.section]

    @classmethod
    def of_abstract(cls, abstract: str) -> Places:
        """The sentences of an abstract, numbered as a digest made from it alone numbers them."""
        return cls([Passage(position, 0, NO_PAGE, text, ()) for position, text in enumerate(sentences(abstract))])

    def passage(self, position: int) -> Passage | None:
        """The passage at `position`, or None where the text at hand has none."""
        return self._passages.get(position)

    def page(self, positions: Sequence[int]) -> int:
        """The page the best passage starts on, counted from 0; `NO_PAGE` where it stands on none."""
        for position in positions:
            passage = self._passages.get(position)
            if passage is not None:
                return passage.page
        return NO_PAGE

    def short(self, positions: Sequence[int]) -> str:
        """The pages in a mark's words: ``p.3``, ``p.3, 5``, ``abstract``, or "" where none is known."""
        pages = self._pages(positions)
        if pages is None:
            return "abstract"
        return f"p.{', '.join(str(page + 1) for page in pages)}" if pages else ""

    def spoken(self, positions: Sequence[int]) -> str:
        """The pages in spoken words: "page 3", "pages 3 and 5", "abstract", or ""."""
        pages = self._pages(positions)
        if pages is None:
            return "abstract"
        numbers = [str(page + 1) for page in pages]
        if len(numbers) < 2:
            return f"page {numbers[0]}" if numbers else ""
        return f"pages {', '.join(numbers[:-1])} and {numbers[-1]}"

    def line(self, position: int) -> str:
        """Where one passage stands: "page 1, Abstract, sentence 4"; "" where it is not known."""
        passage = self._passages.get(position)
        if passage is None:
            return ""
        section = self._sections.get(passage.section)
        heading = "Abstract" if section is None and passage.page == NO_PAGE else self._heading(section)
        parts = [] if passage.page == NO_PAGE else [f"page {passage.page + 1}"]
        parts += [heading] if heading else []
        parts.append(f"sentence {self._sentence[position]}")
        return ", ".join(parts)

    @staticmethod
    def _heading(section: Section | None) -> str:
        if section is None:
            return ""
        heading = section.heading or ("Abstract" if section.kind is SectionKind.ABSTRACT else "")
        return heading if len(heading) <= 48 else f"{heading[:47].rstrip()}…"

    def _pages(self, positions: Sequence[int]) -> list[int] | None:
        found = [self._passages[position].page for position in positions if position in self._passages]
        if NO_PAGE in found:
            return None
        return list(dict.fromkeys(found))[:3]
