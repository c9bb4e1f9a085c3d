"""The sentences a digest may be chosen from, with the measures that do not depend on the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.contribution import contribution
from carrel.digesting.cues import FoundCues
from carrel.digesting.sentence_quality import length_fit, prose, stands_alone, tells_of_a_figure
from carrel.digesting.terms import Terms
from carrel.digesting.words import content, fold
from carrel.domain.passage import PassageKind, SectionKind
from carrel.inference.static_encoder import static_encoder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from carrel.digesting.profiles import Profile
    from carrel.digesting.source import Source
    from carrel.domain.passage import Passage

_MOST = 2_500
_MOST_OF_NO_PROSE = 200
_SHORT = 24
_LEAST_QUALITY = 0.25
_LONGEST_TITLE = 300
_LONGEST_ABSTRACT = 20
_USUAL_ABSTRACT = 6
_LEAST_ABSTRACT = 3
"""What goes on longer under that heading is the paper itself, whose headings were not found: so much of it is the abstract."""
_CAPTION = 0.7
_SAMPLE = 20_000
_IMPORTANCE = {
    SectionKind.ABSTRACT: 4.0,
    SectionKind.INTRODUCTION: 1.5,
    SectionKind.CONCLUSION: 2.0,
    SectionKind.RELATED: 0.5,
    SectionKind.APPENDIX: 0.2,
}
_LEADING = (SectionKind.ABSTRACT, SectionKind.INTRODUCTION, SectionKind.CONCLUSION)
_ANNOUNCES = ("announces", "proposes", "here")
_SAME = 0.75
_SPREAD = 0.08
"""By so much contributions differ among the sentences of an abstract."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences in reading order; arrays hold one number a sentence.

    `quality` tells how well it stands alone as prose, `place` where in the paper it is (0 to 1, appendices beyond),
    `centrality` and `title` its likeness with the paper's centre and title, each scaled to at most 1; `contribution` how well
    it alone would tell what the paper contributes, in ROUGE-1; `opening` how near its section's beginning it stands. `vectors` has a row of unit length for each.
    """

    passages: tuple[Passage, ...]
    kinds: tuple[SectionKind, ...]
    terms: Terms
    cues: FoundCues
    vectors: NDArray[np.float32]
    quality: NDArray[np.float64]
    place: NDArray[np.float64]
    centrality: NDArray[np.float64]
    title: NDArray[np.float64]
    contribution: NDArray[np.float64]
    opening: NDArray[np.float64]

    @classmethod
    def of(cls, source: Source) -> Candidates:
        """The candidates of a source: good body sentences and captions; where there are none, whatever text there is."""
        readable = source.readable()
        all_kinds = _kinds(readable, source.kinds())
        quality = np.array([_quality(passage, kind) for passage, kind in zip(readable, all_kinds, strict=True)])
        of_title = fold(source.title)
        if len(of_title) <= _LONGEST_TITLE:
            quality[[fold(passage.text).rstrip(".") in of_title for passage in readable]] *= 0.1
        keep = np.flatnonzero(quality >= _LEAST_QUALITY)
        if not len(keep):
            keep = np.arange(min(len(readable), _MOST_OF_NO_PROSE))
            quality = np.full(len(readable), 0.1)
        place = _places(all_kinds)
        if len(keep) > _MOST:
            keep = _best(keep, quality, place)
        passages = tuple(readable[index] for index in keep)
        kinds = _with_abstract([all_kinds[index] for index in keep])
        texts = [passage.text for passage in passages]
        terms = Terms([content(text) for text in texts])
        cues = FoundCues(texts)
        vectors = static_encoder().embed([*texts, source.title])
        if not _mostly_latin(texts):
            vectors[:] = 0.0
        importance = np.array([_IMPORTANCE.get(kind, 1.0) for kind in kinds])
        centre = (vectors[:-1] * importance[:, None]).sum(axis=0)
        in_vectors = vectors[:-1] @ centre
        return cls(
            passages=passages,
            kinds=kinds,
            terms=terms,
            cues=cues,
            vectors=vectors[:-1],
            quality=quality[keep],
            place=place[keep],
            centrality=(_scaled(terms.centrality(importance)) + _scaled(_above_usual(in_vectors))) / 2,
            title=_scaled(terms.likeness(content(source.title))),
            contribution=_contributions(texts, source.title, kinds, cues, vectors),
            opening=_openings([passage.section for passage in passages], kinds),
        )

    @property
    def short(self) -> bool:
        """Whether there is hardly more than an abstract."""
        return len(self.passages) < _SHORT

    def scores(self, profile: Profile) -> NDArray[np.float64]:
        """How well each sentence fits a field."""
        section = np.array([profile.sections.get(kind, 0.0) for kind in self.kinds])
        needed = np.array([self.cues.of(name) for name in profile.needs]).any(axis=0) if profile.needs else np.zeros(0)
        if needed.any():
            section = np.where(needed, section, section / 2)
        if self.short:
            near = _near(self.place, *profile.place_in_abstract)
        else:
            near = np.maximum(_near(self.place, *profile.place), 0.0)
            abstract = np.flatnonzero([kind is SectionKind.ABSTRACT for kind in self.kinds])
            near[abstract] = 2 * _near(np.arange(len(abstract)) / max(1, len(abstract) - 1), *profile.place_in_abstract)
        cue = np.clip(sum(worth * self.cues.of(name) for name, worth in profile.cues.items()), -1.0, 1.0)
        # An abstract goes from the problem over the method to the results, and has no sections to tell them apart.
        by_place, by_centrality = (0.9, 0.3) if self.short else (0.35, 0.8)
        fit = 0.9 * section + 0.9 * cue + by_centrality * self.centrality + by_place * near + 0.25 * self.title
        fit += profile.opening * self.opening - profile.not_before * self._before_leading()
        fit += profile.contribution * np.tanh(self.contribution_gain / (2 * _SPREAD))
        scores: NDArray[np.float64] = np.maximum(fit, 0.0) * self.quality
        if not profile.captions:
            scores[[passage.kind is not PassageKind.BODY for passage in self.passages]] = 0.0
        return scores

    @property
    def contribution_gain(self) -> NDArray[np.float64]:
        """`contribution` against that of the usual sentence."""
        return self.contribution - np.median(self.contribution)

    def leading(self) -> int:
        """The sentence that best tells what the paper contributes, by its number: the abstract's, where there is one."""
        gain = self.contribution + _SPREAD * (np.minimum(self.quality, 0.6) - 0.6)
        gain[[passage.kind is not PassageKind.BODY for passage in self.passages]] -= 1.0
        gain -= _SPREAD / 2 * self.cues.of("points_back")
        if SectionKind.ABSTRACT not in self.kinds:
            gain += _SPREAD * np.maximum(self.cues.of("announces"), self.cues.of("shows"))
        for kind in _LEADING:
            among = np.flatnonzero([other is kind for other in self.kinds])
            if len(among) >= min(3, len(gain)):
                return int(among[np.argmax(gain[among])])
        return int(np.argmax(gain))

    def _before_leading(self) -> NDArray[np.float64]:
        """1 for what an abstract says before it announces the contribution: what was known, and what was wrong with it."""
        before = np.zeros(len(self.passages))
        leading = self.leading()
        if self.kinds[leading] is SectionKind.ABSTRACT and any(self.cues.of(name)[leading] for name in _ANNOUNCES):
            before[:leading] = [kind is SectionKind.ABSTRACT for kind in self.kinds[:leading]]
            before[(self.cues.of("begins_with_we") + self.cues.of("ours")) > 0] = 0.0
        return before

    def restating(self, taken: Sequence[int]) -> int:
        """The sentence that best tells the contribution once more, in other words than those at `taken`."""
        gain = self.contribution + _SPREAD * (self.quality - 1.0)
        gain[[kind not in _LEADING for kind in self.kinds]] -= 1.0
        gain[[passage.kind is not PassageKind.BODY for passage in self.passages]] -= 1.0
        for index in taken:
            gain[self.alike(index) > _SAME] -= 1.0
        return int(np.argmax(gain))

    def alike(self, index: int) -> NDArray[np.float64]:
        """How much each sentence says the same as the one at `index`: 0 to 1, by words or by meaning."""
        in_vectors = np.clip((self.vectors @ self.vectors[index] - 0.65) / 0.35, 0.0, 1.0)
        same: NDArray[np.float64] = np.maximum(self.terms.alike(index), in_vectors)
        return same


def _kinds(passages: Sequence[Passage], kind_of: Mapping[int, SectionKind]) -> list[SectionKind]:
    kinds = [kind_of.get(passage.section, SectionKind.OTHER) for passage in passages]
    abstract = [index for index, kind in enumerate(kinds) if kind is SectionKind.ABSTRACT]
    if len(abstract) > _LONGEST_ABSTRACT:
        for index in abstract[_USUAL_ABSTRACT:]:
            kinds[index] = SectionKind.OTHER
    return kinds


def _with_abstract(kinds: Sequence[SectionKind]) -> tuple[SectionKind, ...]:
    """`kinds` with an abstract: where none has that heading, it is the prose before the first heading."""
    if SectionKind.ABSTRACT in kinds:
        return tuple(kinds)
    front = [index for index, kind in enumerate(kinds) if kind is SectionKind.FRONT][:_LONGEST_ABSTRACT]
    if len(front) < _LEAST_ABSTRACT:
        return tuple(kinds)
    return tuple(SectionKind.ABSTRACT if index in front else kind for index, kind in enumerate(kinds))


def _mostly_latin(texts: Sequence[str]) -> bool:
    """Whether static vectors tell sentences apart: of other scripts the vocabulary has little but single letters."""
    letters = [character for character in " ".join(texts)[:_SAMPLE] if character.isalpha()]
    return 2 * sum(character.isascii() for character in letters) >= len(letters)


def _near(place: NDArray[np.float64], centre: float, width: float) -> NDArray[np.float64]:
    near: NDArray[np.float64] = np.maximum(1.0 - np.abs(place - centre) / (2 * width), -1.0)
    return near


def _openings(sections: Sequence[int], kinds: Sequence[SectionKind]) -> NDArray[np.float64]:
    before: dict[int, int] = {}
    openings = np.zeros(len(sections))
    for index, section in enumerate(sections):
        before[section] = before.get(section, 0) + 1
        if kinds[index] not in _LEADING:
            openings[index] = 1.0 / before[section]
    return openings


def _contributions(
    texts: Sequence[str],
    title: str,
    kinds: Sequence[SectionKind],
    cues: FoundCues,
    vectors: NDArray[np.float32],
) -> NDArray[np.float64]:
    """The abstract's sentences are seen beside each other, and the rest of the paper's."""
    found = np.zeros(len(texts))
    of_abstract = np.array([kind is SectionKind.ABSTRACT for kind in kinds])
    for abstract in (True, False):
        which = np.flatnonzero(of_abstract == abstract)
        if which.size:
            found[which] = contribution(
                [texts[int(index)] for index in which],
                title,
                cues.rows(which),
                vectors[which],
                vectors[-1],
                abstract=abstract,
            )
    return found


def _quality(passage: Passage, kind: SectionKind) -> float:
    caption = passage.kind is PassageKind.CAPTION
    if kind is SectionKind.APPENDIX or not (caption or passage.kind is PassageKind.BODY):
        return 0.0
    text = passage.text
    if caption and not tells_of_a_figure(text):
        return 0.0
    fit = length_fit(text)
    return fit * prose(text) * stands_alone(text) * (_CAPTION if caption else 1.0) if fit else 0.0


def _places(kinds: Sequence[SectionKind]) -> NDArray[np.float64]:
    main = sum(kind is not SectionKind.APPENDIX for kind in kinds)
    return np.arange(len(kinds)) / max(1, main - 1)


def _best(keep: NDArray[np.int64], quality: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.int64]:
    # Long books say what matters at both ends; the middle is thinned first.
    ends = np.abs(place[keep] - 0.5)
    worth = quality[keep] + ends
    return np.sort(keep[np.argsort(-worth, kind="stable")[:_MOST]])


def _above_usual(likeness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Nearly all sentences of a paper are like its centre: by how much one is more so than the lowest quarter."""
    above: NDArray[np.float32] = np.maximum(likeness - np.quantile(likeness, 0.25), 0.0) if len(likeness) else likeness
    return above


def _scaled(values: NDArray[np.floating]) -> NDArray[np.float64]:
    top = float(values.max(initial=0.0))
    scaled: NDArray[np.float64] = np.asarray(values / top if top > 0 else values, dtype=np.float64)
    return scaled
