"""A paper's text as a model is given it: measured in the model's tokens, written out under its sections' headings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.domain.digest import Coverage
from carrel.domain.passage import PassageKind, SectionKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from carrel.digesting.source import Source
    from carrel.domain.passage import Passage

_BETWEEN = 1
_AROUND_HEADING = 3
_LONGEST_TITLE = 300
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Portion:
    """A passage with its size in the model's tokens; or a part of one that is longer than a model takes at once.

    `aside` tells that it stands beside the paper's running text: a caption, a footnote, an appendix.
    """

    passage: Passage
    text: str
    tokens: int
    aside: bool


class PaperText:
    """What of a paper can be read: everything but the references, in portions of at most `longest` tokens, in reading order.

    Texts are made of portions named by their indexes. Sizes are sums over portions, with room for what is between them;
    a text's own count can differ a little, so `trimmed` looks at the text itself.
    """

    def __init__(self, source: Source, longest: int, count: Callable[[str], int]) -> None:
        self.source = source
        self.count = count
        self.kinds = source.kinds()
        self._title = source.title[:_LONGEST_TITLE]
        self._headings = {section.position: section.heading[:_LONGEST_HEADING] for section in source.sections}
        self._heading_sizes = {
            position: count(heading) + _AROUND_HEADING if heading else _BETWEEN
            for position, heading in self._headings.items()
        }
        self.portions = tuple(
            Portion(passage, text, count(text) + _BETWEEN, self._aside(passage))
            for passage in source.readable()
            for text in _cut(passage.text, longest, count)
        )

    def heading(self, section: int) -> str:
        """The heading of a section, "" where it has none."""
        return self._headings.get(section, "")

    def size(self, chosen: Iterable[int]) -> int:
        """About how many tokens the text of these portions takes, title and headings included."""
        portions = [self.portions[index] for index in chosen]
        sections = {portion.passage.section for portion in portions}
        around = self.count(self._title) + _AROUND_HEADING
        headings = sum(self._heading_sizes.get(section, _BETWEEN) for section in sections)
        return around + headings + sum(portion.tokens for portion in portions)

    def best(self, ranked: Iterable[int], budget: int) -> tuple[int, ...]:
        """As many of `ranked`, the most wanted first, as fit `budget` tokens, in reading order; at least one."""
        used = self.count(self._title) + _AROUND_HEADING
        taken: set[int] = set()
        opened: set[int] = set()
        for index in ranked:
            portion = self.portions[index]
            section = portion.passage.section
            cost = portion.tokens + (0 if section in opened else self._heading_sizes.get(section, _BETWEEN))
            if used + cost > budget and taken:
                continue
            used += cost
            taken.add(index)
            opened.add(section)
        return self.trimmed(sorted(taken), budget)

    def trimmed(self, chosen: Sequence[int], budget: int) -> tuple[int, ...]:
        """`chosen` without as many of its last ones as the text itself is over `budget`; never fewer than one."""
        kept = tuple(chosen)
        while len(kept) > 1 and self.count(self.written(kept)) > budget:
            kept = kept[:-1]
        return kept

    def written(self, chosen: Iterable[int], *, titled: bool = True) -> str:
        """The text of these portions, each section's under its heading, the title before all where it is `titled`."""
        pieces = [self._title] if self._title and titled else []
        section: int | None = None
        for index in chosen:
            portion = self.portions[index]
            if portion.passage.section != section:
                section = portion.passage.section
                heading = self._headings.get(section, "")
                pieces.append(f"{heading}\n{portion.text}" if heading else portion.text)
            else:
                pieces[-1] += f" {portion.text}"
        return "\n".join(pieces)

    def coverage(self, read: Iterable[int]) -> Coverage:
        """How much of the paper these portions are, and what was left out, in words."""
        taken = set(read)
        sections = {portion.passage.section for portion in self.portions}
        return Coverage(
            sections_read=len({self.portions[index].passage.section for index in taken}),
            sections=len(sections),
            tokens_read=sum(self.portions[index].tokens for index in taken),
            tokens=sum(portion.tokens for portion in self.portions),
            left_out=self._left_out(taken),
        )

    def _aside(self, passage: Passage) -> bool:
        return passage.kind is not PassageKind.BODY or self.kinds.get(passage.section) is SectionKind.APPENDIX

    def _left_out(self, taken: set[int]) -> tuple[str, ...]:
        names: list[str] = []
        orders = self.source.orders()
        known = {portion.passage.position for portion in self.portions} | {passage.position for passage in orders}
        if any(passage.position not in known and passage.text.strip() for passage in self.source.passages):
            names.append("references")
        if orders:
            given = "1 sentence that gives" if len(orders) == 1 else f"{len(orders)} sentences that give"
            names.append(f"{given} orders to the reader")
        size = Counter(portion.passage.section for portion in self.portions)
        held = Counter(self.portions[index].passage.section for index in taken)
        unread = [section for section in size if not held[section]]
        appendices = sum(self.kinds.get(section) is SectionKind.APPENDIX for section in unread)
        for number, name in ((appendices, "appendix section"), (len(unread) - appendices, "section")):
            if number:
                names.append(f"{number} {name}{'s' if number > 1 else ''}")
        partly = sum(0 < held[section] < size[section] for section in size)
        if partly:
            names.append(f"parts of {partly} section{'s' if partly > 1 else ''}")
        return tuple(names)


def _cut(text: str, longest: int, count: Callable[[str], int]) -> list[str]:
    """`text` in pieces of at most `longest` tokens, halved at the space nearest to the middle where there is one."""
    if count(text) <= longest or len(text) < 2:
        return [text]
    middle = len(text) // 2
    before, after = text.rfind(" ", 1, middle + 1), text.find(" ", middle, -1)
    near = [at for at in (before, after) if at > 0]
    at = min(near, key=lambda place: abs(place - middle)) if near else middle
    return [*_cut(text[:at].rstrip(), longest, count), *_cut(text[at:].lstrip(), longest, count)]
