"""Finding what a paper says about a sentence: an index of its passages by words and by numbers."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from carrel.digesting.numbers import Number, numbers, without_numbers
from carrel.digesting.overlap import in_order, kept, pairs
from carrel.digesting.words import FRAMING, content, fold, stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.digesting.source import Source
    from carrel.domain.passage import Passage
    from carrel.inference.encoder import Encoder

_CLOSE = 6
_LEAD = re.compile(
    r"^(?:(?:the|these|this|our|their|its) (?:\w+ )?(?:authors?|results?|experiments?|papers?|findings?|works?|stud(?:y|ies)|article|analysis|evaluation)"
    r"|we|they|it) (?:also |further |then )?(?:shows?|showed|reports?|reported|finds?|found|suggests?|suggested|proposes?|proposed|presents?|presented|"
    r"introduces?|introduced|concludes?|concluded|demonstrates?|demonstrated|indicates?|describes?|described|argues?|argued|"
    r"explores?|explored|reveals?|discuss(?:es)?|discussed|provides?|states?|note|notes|highlights?|is about|aims? to) (?:that )?",
    re.IGNORECASE,
)
_MOST_PASSAGES = 3
_SPEAKS_OF_IT = 0.4
_COMMON_WEIGHT = 0.15
_FRAMING_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages nearest to a sentence, best first, and how well they say it.

    `score` is 0 to 1: the mean of the share of its content they hold, of its words in the same order, and of its word
    pairs. `absent` are its words that stand nowhere in the paper, `apart` those that stand only in other passages;
    `absent_share` is the weight of the absent ones among its content words.
    """

    passages: tuple[Passage, ...]
    score: float
    coverage: float
    absent: tuple[str, ...]
    apart: tuple[str, ...]
    absent_share: float


class EvidenceIndex:
    """The index of one source, built once; searching it takes milliseconds. References are never evidence."""

    def __init__(self, source: Source, encoder: Encoder | None = None) -> None:
        self.encoder = encoder
        self.passages = source.readable()
        self._verbatim: dict[str, Passage] = {}
        for passage in self.passages:
            self._verbatim.setdefault(_one_line(passage.text), passage)
        bare = [without_numbers(passage.text) for passage in self.passages]
        self._stems = [[stem(word) for word in words(text)] for text in bare]
        self._content = [content(text) for text in bare]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for index, stems in enumerate(self._content):
            for word in set(stems):
                self._postings[word].append(index)
        self._known = {stem(word) for word in words(source.title)} | {word for stems in self._stems for word in stems}

    @cached_property
    def numbers(self) -> tuple[tuple[Number, ...], ...]:
        """The numbers of each passage, those inside names included."""
        return tuple(numbers(passage.text, inside_names=True) for passage in self.passages)

    def verbatim(self, text: str) -> Passage | None:
        """The first passage that is `text` word for word, if there is one; scraps and formulas are found this way too."""
        return self._verbatim.get(_one_line(text))

    def find(self, text: str) -> Evidence:
        """The evidence for `text`; without passages, or without a word in common, its score is 0."""
        said = without_numbers(_LEAD.sub("", text))
        claim = content(said)
        weights = self._weights(claim)
        reached: dict[int, float] = defaultdict(float)
        for word in set(claim):
            for index in self._postings.get(word, ()):
                reached[index] += weights[word]
        total = sum(weights[word] for word in set(claim))
        if not reached or not total:
            return Evidence((), 0.0, 0.0, self._absent(text), (), 1.0)
        stems = [stem(word) for word in words(said)]
        near = sorted(reached, key=lambda index: (-reached[index], index))[:_CLOSE]
        order = {index: in_order(stems, self._stems[index], weights) for index in near}
        chosen = self._choose(claim, weights, near, order)
        held = {word for index in chosen for word in self._content[index]}
        coverage = sum(weights[word] for word in set(claim) & held) / total
        absent = self._absent(text)
        absent_share = sum(weights[stem(word)] for word in _folded(absent)) / total
        return Evidence(
            passages=tuple(self.passages[index] for index in chosen),
            score=self._score(stems, claim, chosen, coverage, self._order(stems, weights, chosen, order)),
            coverage=coverage,
            absent=absent,
            apart=_surface(text, set(claim) - held - FRAMING - {stem(word) for word in _folded(absent)}),
            absent_share=min(1.0, absent_share),
        )

    def nearest(self, text: str, among: Iterable[Passage]) -> Passage | None:
        """The passage of `among` that shares most content with `text`, if it shares a good part of it."""
        claim = {word for word in content(text) if not word[0].isdigit()}
        weights = self._weights(claim)
        total = sum(weights[word] for word in claim)
        best: tuple[float, Passage | None] = (0.0, None)
        for passage in among:
            shared = sum(weights[word] for word in claim & set(content(passage.text)))
            if shared > best[0]:
                best = (shared, passage)
        return best[1] if total and best[0] >= _SPEAKS_OF_IT * total else None

    def _weights(self, claim: Iterable[str]) -> defaultdict[str, float]:
        count = len(self.passages)
        weights: defaultdict[str, float] = defaultdict(lambda: _COMMON_WEIGHT)
        for word in claim:
            rarity = math.log((count + 1.5) / (len(self._postings.get(word, ())) + 0.5))
            weights[word] = max(0.2, rarity) * (_FRAMING_WEIGHT if word in FRAMING else 1.0)
        return weights

    def _choose(
        self, claim: Sequence[str], weights: dict[str, float], near: Sequence[int], order: dict[int, float]
    ) -> list[int]:
        """The best passage, then those, neighbours of it first, that hold a good part of what it lacks."""
        wanted = set(claim)
        total = sum(weights[word] for word in wanted)

        def gain(index: int, held: set[str]) -> float:
            return sum(weights[word] for word in wanted & set(self._content[index]) - held) / total

        best = max(near, key=lambda index: (gain(index, set()) + order[index], -index))
        chosen = [best]
        held = set(self._content[best])
        options = [index for index in (best + 1, best - 1, *near) if 0 <= index < len(self.passages)]
        while len(chosen) < _MOST_PASSAGES:
            gains = [
                (gain(index, held) + (0.05 if abs(index - best) == 1 else 0.0), index)
                for index in dict.fromkeys(options)
                if index not in chosen
            ]
            most, index = max(gains, default=(0.0, 0), key=lambda pair: pair[0])
            if most < 0.15:
                break
            chosen.append(index)
            held |= set(self._content[index])
        return chosen

    def _order(
        self, stems: Sequence[str], weights: dict[str, float], chosen: Sequence[int], order: dict[int, float]
    ) -> float:
        first = chosen[0]
        best = order[first]
        for after in {first - 1, first} & set(range(len(self._stems) - 1)):
            if {after, after + 1} <= set(chosen):
                best = max(best, in_order(stems, self._stems[after] + self._stems[after + 1], weights))
        return best

    def _score(
        self, stems: Sequence[str], claim: Sequence[str], chosen: Sequence[int], coverage: float, order: float
    ) -> float:
        phrases = kept(pairs(stems), set().union(*(pairs(self._stems[index]) for index in chosen)))
        near = kept(pairs(claim), set().union(*(pairs(self._content[index], 3) for index in chosen)))
        if len(claim) < 2:
            near = coverage
        if len(stems) < 2:
            phrases = coverage
        return (coverage + order + phrases + near) / 4

    def _absent(self, text: str) -> tuple[str, ...]:
        claim = set(content(without_numbers(text)))
        return _surface(text, {word for word in claim if word not in self._known and word not in FRAMING})


def _one_line(text: str) -> str:
    return " ".join(fold(text).split())


def _folded(surface: Iterable[str]) -> list[str]:
    return [word for piece in surface for word in words(piece)]


def _surface(text: str, stems: set[str]) -> tuple[str, ...]:
    """The words of `text`, as written, whose stems these are; numbers are told of elsewhere."""
    found: dict[str, str] = {}
    for piece in text.split():
        for word in words(piece):
            root = stem(word)
            if root in stems and not word[0].isdigit():
                found.setdefault(root, piece.strip(".,;:!?()[]“”\"'"))
    return tuple(dict.fromkeys(found.values()))
