"""The sentences a digest may be chosen from, with the measures that do not depend on the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.sentence_quality import length_fit, prose, stands_alone
from carrel.digesting.terms import Terms
from carrel.digesting.words import content
from carrel.domain.passage import PassageKind, SectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from carrel.digesting.profiles import Profile
    from carrel.digesting.source import Source
    from carrel.domain.passage import Passage

_MOST = 2_500
_SHORT = 24
_LEAST_QUALITY = 0.25
_IMPORTANCE = {
    SectionKind.ABSTRACT: 4.0,
    SectionKind.INTRODUCTION: 1.5,
    SectionKind.CONCLUSION: 2.0,
    SectionKind.RELATED: 0.5,
    SectionKind.APPENDIX: 0.2,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences in reading order; arrays hold one number a sentence.

    `quality` tells how well it stands alone as prose, `place` where in the paper it is (0 to 1, appendices beyond),
    `centrality` and `title` its likeness with the paper's centre and title, each scaled to at most 1.
    """

    passages: tuple[Passage, ...]
    kinds: tuple[SectionKind, ...]
    terms: Terms
    quality: NDArray[np.float64]
    place: NDArray[np.float64]
    centrality: NDArray[np.float64]
    title: NDArray[np.float64]

    @classmethod
    def of(cls, source: Source) -> Candidates:
        """The candidates of a source: good body sentences; where there are none, whatever text there is."""
        kind_of = source.kinds()
        readable = source.readable()
        quality = np.array([_quality(passage, kind_of) for passage in readable])
        keep = np.flatnonzero(quality >= _LEAST_QUALITY)
        if not len(keep):
            keep = np.arange(len(readable))
            quality = np.full(len(readable), 0.1)
        place = _places([kind_of.get(passage.section, SectionKind.OTHER) for passage in readable])
        if len(keep) > _MOST:
            keep = _best(keep, quality, place)
        passages = tuple(readable[index] for index in keep)
        kinds = tuple(kind_of.get(passage.section, SectionKind.OTHER) for passage in passages)
        terms = Terms([content(passage.text) for passage in passages])
        importance = np.array([_IMPORTANCE.get(kind, 1.0) for kind in kinds])
        return cls(
            passages=passages,
            kinds=kinds,
            terms=terms,
            quality=quality[keep],
            place=place[keep],
            centrality=_scaled(terms.centrality(importance)),
            title=_scaled(terms.likeness(content(source.title))),
        )

    @property
    def short(self) -> bool:
        """Whether there is hardly more than an abstract."""
        return len(self.passages) < _SHORT

    def scores(self, profile: Profile) -> NDArray[np.float64]:
        """How well each sentence fits a field."""
        centre, width = profile.place_in_abstract if self.short else profile.place
        section = np.array([profile.sections.get(kind, 0.0) for kind in self.kinds])
        near = np.clip(1.0 - np.abs(self.place - centre) / (2 * width), 0.0, 1.0)
        cue = np.array([profile.cue(passage.text) for passage in self.passages])
        # An abstract goes from the problem over the method to the results, and has no sections to tell them apart.
        by_place = 0.9 if self.short else 0.35
        fit = 0.9 * section + 0.9 * cue + 0.8 * self.centrality + by_place * near + 0.25 * self.title
        scores: NDArray[np.float64] = fit * self.quality
        return scores


def _quality(passage: Passage, kinds: dict[int, SectionKind]) -> float:
    if passage.kind is not PassageKind.BODY or kinds.get(passage.section) is SectionKind.APPENDIX:
        return 0.0
    text = passage.text
    fit = length_fit(text)
    return fit * prose(text) * stands_alone(text) if fit else 0.0


def _places(kinds: Sequence[SectionKind]) -> NDArray[np.float64]:
    main = sum(kind is not SectionKind.APPENDIX for kind in kinds)
    return np.arange(len(kinds)) / max(1, main - 1)


def _best(keep: NDArray[np.int64], quality: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.int64]:
    # Long books say what matters at both ends; the middle is thinned first.
    ends = np.abs(place[keep] - 0.5)
    worth = quality[keep] + ends
    return np.sort(keep[np.argsort(-worth, kind="stable")[:_MOST]])


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    top = float(values.max(initial=0.0))
    return values / top if top > 0 else values
