"""What of a long paper a field is asked about: the passages that say most of it, in runs rather than single sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.digesting.worth import sentence_worths
from carrel.domain.digest import Field
from carrel.domain.passage import SectionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carrel.digesting.reading import PaperText
    from carrel.digesting.source import Source

_OF_THE_WHOLE = (Field.KEY_POINTS, Field.SUMMARY)
_BESIDE = 0.4
"""How much a sentence's neighbours count: a small model writes better from running text than from single sentences."""


def worth(source: Source) -> dict[Field, dict[int, float]]:
    """How well each passage serves each field, by its position; passages that serve nobody are left out."""
    positions = [passage.position for passage in source.readable()]
    return {
        field: {position: float(each) for position, each in zip(positions, worths, strict=True) if each > 0}
        for field, worths in sentence_worths(source).items()
    }


def portions_for(field: Field, text: PaperText, worth_of: Mapping[int, float], budget: int) -> tuple[int, ...]:
    """The portions a model reads to write `field`, within `budget` tokens; for what is about the whole the abstract first."""
    own = [worth_of.get(portion.passage.position, 0.0) for portion in text.portions]
    sections = [portion.passage.section for portion in text.portions]

    def value(index: int) -> float:
        beside = (
            own[other]
            for other in (index - 1, index + 1)
            if 0 <= other < len(own) and sections[other] == sections[index]
        )
        return own[index] + _BESIDE * sum(beside)

    ranked = sorted(range(len(own)), key=lambda index: (-value(index), index))
    if field in _OF_THE_WHOLE:
        abstract = [index for index, section in enumerate(sections) if text.kinds.get(section) is SectionKind.ABSTRACT]
        ranked = list(dict.fromkeys([*abstract, *ranked]))
    return text.best(ranked, budget)
