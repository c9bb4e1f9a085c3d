"""What of a paper a model is given to read when not all of it fits: the abstract, then what is central in each section."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.digesting.candidates import Candidates
from carrel.domain.digest import Coverage
from carrel.domain.passage import PassageKind, SectionKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.digesting.source import Source
    from carrel.domain.passage import Passage

_IMPORTANCE = {
    SectionKind.ABSTRACT: 10.0,
    SectionKind.CONCLUSION: 1.3,
    SectionKind.INTRODUCTION: 1.2,
    SectionKind.METHOD: 1.1,
    SectionKind.RESULTS: 1.1,
    SectionKind.RELATED: 0.6,
    SectionKind.FRONT: 0.2,
    SectionKind.APPENDIX: 0.1,
}
_BETWEEN = 1
_SMALL = 1_500


@dataclass(frozen=True, slots=True)
class Reading:
    """The text for the model, and how much of the paper it is."""

    text: str
    coverage: Coverage


def read_within(source: Source, budget: int, count: Callable[[str], int]) -> Reading:
    """Choose passages of at most `budget` tokens, in reading order, under their sections' headings.

    The whole paper without its references where that fits; else the abstract, the best sentence of every section, and
    then the best of what is left. `count` tells a text's tokens. At least one passage is taken where there is any.
    """
    readable = source.readable()
    sizes = [count(passage.text) + _BETWEEN for passage in readable]
    headings = {section.position: section.heading for section in source.sections}
    heading_sizes = {position: count(heading) + 3 if heading else 1 for position, heading in headings.items()}
    used = count(source.title) + 3
    total = sum(sizes)
    order = (
        range(len(readable))
        if _fits(readable, sizes, heading_sizes, budget - used)
        else _ranked(source, readable, budget)
    )
    taken: set[int] = set()
    opened: set[int] = set()
    for index in order:
        section = readable[index].section
        cost = sizes[index] + (0 if section in opened else heading_sizes.get(section, 1))
        if used + cost > budget and taken:
            continue
        used += cost
        taken.add(index)
        opened.add(section)
    chosen = [readable[index] for index in sorted(taken)]
    return Reading(
        text=_written(source.title, headings, chosen),
        coverage=Coverage(
            sections_read=len({passage.section for passage in chosen}),
            sections=len({passage.section for passage in readable}),
            tokens_read=sum(sizes[index] for index in taken),
            tokens=total,
            left_out=_left_out(source, readable, taken),
        ),
    )


def _fits(readable: Sequence[Passage], sizes: Sequence[int], headings: dict[int, int], budget: int) -> bool:
    return sum(sizes) + sum(headings.get(section, 1) for section in {passage.section for passage in readable}) <= budget


def _ranked(source: Source, readable: Sequence[Passage], budget: int) -> list[int]:
    """Indexes of passages, the most wanted first.

    A small budget is for a small model, which writes better from running text than from sentences of everywhere.
    """
    candidates = Candidates.of(source)
    worth = {
        passage.position: float((0.3 + centrality) * quality)
        for passage, centrality, quality in zip(
            candidates.passages, candidates.centrality, candidates.quality, strict=True
        )
    }
    kinds = source.kinds()

    def value(index: int) -> float:
        passage = readable[index]
        importance = _IMPORTANCE.get(kinds.get(passage.section, SectionKind.OTHER), 1.0)
        body = 1.0 if passage.kind is PassageKind.BODY else 0.3
        return importance * body * worth.get(passage.position, 0.05)

    ranked = sorted(range(len(readable)), key=lambda index: (-value(index), index))
    first: dict[int, int] = {}
    for index in ranked:
        if kinds.get(readable[index].section) not in {SectionKind.APPENDIX, SectionKind.FRONT}:
            first.setdefault(readable[index].section, index)
    order = range(len(readable))
    abstract = [index for index in order if kinds.get(readable[index].section) is SectionKind.ABSTRACT]
    if budget < _SMALL:
        ending = [index for index in order if kinds.get(readable[index].section) is SectionKind.CONCLUSION]
        return list(dict.fromkeys([*abstract, *ending, *ranked]))
    return list(dict.fromkeys([*abstract, *first.values(), *ranked]))


def _written(title: str, headings: dict[int, str], passages: Sequence[Passage]) -> str:
    pieces = [title] if title else []
    section: int | None = None
    for passage in passages:
        if passage.section != section:
            section = passage.section
            pieces.append(f"\n{headings.get(section, '')}\n".rstrip(" ") if headings.get(section) else "\n")
            pieces.append(passage.text)
        else:
            pieces[-1] += f" {passage.text}"
    return "\n".join(piece.strip("\n") for piece in pieces if piece.strip())


def _left_out(source: Source, readable: Sequence[Passage], taken: set[int]) -> tuple[str, ...]:
    names: list[str] = []
    if len(readable) < sum(bool(passage.text.strip()) for passage in source.passages):
        names.append("references")
    kinds = source.kinds()
    read = {readable[index].section for index in taken}
    size = Counter(passage.section for passage in readable)
    held = Counter(readable[index].section for index in taken)
    unread = [section for section in size if section not in read]
    appendices = sum(kinds.get(section) is SectionKind.APPENDIX for section in unread)
    others = len(unread) - appendices
    partly = sum(0 < held[section] < size[section] for section in size)
    for number, name in ((appendices, "appendix section"), (others, "section")):
        if number:
            names.append(f"{number} {name}{'s' if number > 1 else ''}")
    if partly:
        names.append(f"parts of {partly} section{'s' if partly > 1 else ''}")
    return tuple(names)
