"""Finding what a paper says about a sentence: an index of its passages by words, names and numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.names import expansions, form, forms, introduced
from carrel.digesting.names import names as names_of
from carrel.digesting.numbers import Number, same
from carrel.digesting.synonyms import kin, root
from carrel.digesting.wording import Wording
from carrel.digesting.words import FRAMING, content, fold, stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from carrel.digesting.source import Source
    from carrel.domain.passage import Passage
    from carrel.inference.encoder import Encoder

_COMMON_WEIGHT = 0.15
_FRAMING_WEIGHT = 0.3
_LEAST_WEIGHT = 0.2
_SYNONYM = 0.85


class EvidenceIndex:
    """The index of one source, built once; searching it takes milliseconds. References are never evidence.

    What is dear to compute is computed when it is first asked for, and kept. One thread may use it at a time.
    """

    def __init__(self, source: Source, encoder: Encoder | None = None) -> None:
        self.encoder = encoder
        self.passages = source.readable()
        self._title = source.title
        self._wordings: dict[int, Wording] = {}
        self._forms: dict[int, frozenset[str]] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._verbatim: dict[str, Passage] = {}
        self._postings: dict[str, list[int]] = defaultdict(list)
        self.plain: set[str] = set()
        self.known = {stem(word) for word in words(source.title)}
        for index, passage in enumerate(self.passages):
            self._verbatim.setdefault(_one_line(passage.text), passage)
            wording = self._wordings[index] = Wording(passage.text)
            self.known.update(wording.stems)
            for word in set(wording.content):
                self._postings[word].append(index)
            self.plain.update(token.stem for token in wording.tokens if token.text.islower())

    def wording(self, index: int) -> Wording:
        """The passage at this place of `passages`, taken apart."""
        return self._wordings[index]

    def verbatim(self, text: str) -> Passage | None:
        """The first passage that is `text` word for word, if there is one; scraps and formulas are found this way too."""
        return self._verbatim.get(_one_line(text))

    def weights(self, claim: Iterable[str]) -> defaultdict[str, float]:
        """What stems weigh: the rarer in the paper the more, words about papers little, words of no meaning least."""
        count = len(self.passages)
        found: defaultdict[str, float] = defaultdict(lambda: _COMMON_WEIGHT)
        for word in claim:
            rarity = math.log((count + 1.5) / (len(self._postings.get(word, ())) + 0.5))
            found[word] = max(_LEAST_WEIGHT, rarity) * (_FRAMING_WEIGHT if word in FRAMING else 1.0)
        return found

    def nearest(self, claim: Iterable[str], weights: dict[str, float], most: int) -> list[int]:
        """The passages that share most of these stems by weight, most first; those that share nothing are left out."""
        reached: dict[int, float] = defaultdict(float)
        for word in set(claim):
            for index, share in self._holding(word).items():
                reached[index] += weights[word] * share
        return sorted(reached, key=lambda index: (-reached[index], index))[:most]

    def held(self, word: str, chosen: Sequence[int]) -> float:
        """How far the passages together have a word: 1 for itself, less for a synonym or a word of the same root."""
        holding = self._holding(word)
        return max((holding.get(index, 0.0) for index in chosen), default=0.0)

    def _holding(self, word: str) -> dict[int, float]:
        kept = self._held.get(word)
        if kept is None:
            kept = dict.fromkeys((i for other in self._akin(word) for i in self._postings.get(other, ())), _SYNONYM)
            kept.update(dict.fromkeys(self._postings.get(word, ()), 1.0))
            self._held[word] = kept
        return kept

    @cached_property
    def _held(self) -> dict[str, dict[int, float]]:
        return {}

    def _akin(self, word: str) -> set[str]:
        found = set(self._by_root.get(root(word), ()))
        for group in kin(word):
            found |= self._by_group.get(group, set())
        return found - {word}

    @cached_property
    def _by_root(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            found[root(word)].append(word)
        return found

    @cached_property
    def _by_group(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for word in self._postings:
            for group in kin(word):
                found[group].add(word)
        return found

    def embed(self, texts: Iterable[str]) -> None:
        """Have the vectors of these texts computed, those that are not there yet, all at once.

        Raises:
            Cancelled: the encoder's caller no longer wants it. ModelError: the computation failed.
        """
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if fresh and self.encoder is not None:
            self._vectors.update(zip(fresh, self.encoder.embed(fresh), strict=True))

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of unit length for each of at least one text that was embedded: shape (texts, dimension)."""
        return np.stack([self._vectors[text] for text in texts])

    def forms(self, index: int) -> frozenset[str]:
        """The forms under which names could stand in a passage."""
        found = self._forms.get(index)
        if found is None:
            found = self._forms[index] = forms(self.passages[index].text)
        return found

    def has_name(self, name: str) -> bool:
        """Whether a name, given by its form, stands anywhere in the paper or its title."""
        return name in self._all_forms

    @cached_property
    def _all_forms(self) -> frozenset[str]:
        return forms(self._title).union(*(self.forms(index) for index in range(len(self.passages))))

    def share_naming(self, name: str) -> float:
        """The share of passages that have a name, given by its form."""
        return sum(name in self.forms(index) for index in range(len(self.passages))) / max(1, len(self.passages))

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The forms of what the paper makes and names, and of the names in its title."""
        titled = {name.form for name in names_of(self._title, self.plain)}
        return introduced(passage.text for passage in self.passages) | titled

    @cached_property
    def expansions(self) -> dict[str, str]:
        """What the paper's acronyms stand for, by the acronym's form."""
        found: dict[str, str] = {}
        for passage in self.passages:
            if "(" in passage.text:
                for short, written in expansions(passage.text).items():
                    found.setdefault(form(short), written)
        return found

    def equivalents(self, chosen: Sequence[int]) -> frozenset[str]:
        """The stems that the passages say by an acronym of theirs, and the acronyms that they write out."""
        found: set[str] = set()
        for short, written in self.expansions.items():
            if any(short in self.forms(at) for at in chosen):
                found.update(content(written))
            elif self.written_out(short, chosen):
                found.add(stem(short))
        return frozenset(found)

    @cached_property
    def _numbers(self) -> tuple[tuple[Number, ...], ...]:
        return tuple(self._wordings[index].all_numbers for index in range(len(self.passages)))

    def with_number(self, number: Number) -> list[int]:
        """The passages that hold a number, in reading order."""
        return [index for index, given in enumerate(self._numbers) if any(same(number, other) for other in given)]

    def written_out(self, short: str, chosen: Sequence[int]) -> bool:
        """Whether the passages write an acronym, given by its form, out in full."""
        written = self.expansions.get(short)
        return written is not None and all(self.held(word, chosen) for word in content(written))


def _one_line(text: str) -> str:
    return " ".join(fold(text).split())
