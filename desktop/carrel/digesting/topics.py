"""Which topics a paper is about: by its words, its arXiv categories, and how alike it is to what is said of each topic."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.topic_list import Speaking, chance, own_speaking, shipped_speaking, stemmed
from carrel.inference.static_encoder import static_encoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from carrel.domain.digest import Topic

_MOST = 3
_TITLE = 2.0
_TITLE_VECTOR = 0.5
_EXAMPLES = 2.0
_COMMON = 150
_SHORTEST = 50
_LONGEST = 250


def classify(title: str, text: str, categories: Iterable[str], own: Sequence[Topic] = ()) -> tuple[str, ...]:
    """The names of up to three topics, most fitting first; none where nothing speaks for one. A clear fourth is named, too.

    `text` is the abstract, or the key points. `own` are the person's own topics, which count like those of Carrel.
    """
    topics = (*shipped_speaking(), *map(own_speaking, own))
    said = by_words(title, text, topics)
    alike = by_likeness(title, text, topics)
    known = set(categories)
    filed = [sum(topic.categories.get(category, 0.0) for category in known) for topic in topics]
    return named(topics, said, alike, filed, by_length(title, text))


def by_words(title: str, text: str, topics: Sequence[Speaking]) -> list[float]:
    """What the phrases of each topic are worth in a paper.

    A phrase counts once in the title (twofold) and with falling worth each time it comes in `text`.
    """
    in_title, in_text = stemmed(title), stemmed(text)
    worths = []
    for topic in topics:
        worth = 0.0
        for phrase, each in topic.phrases:
            times = len(phrase.findall(in_text))
            worth += each * (_TITLE * bool(phrase.search(in_title)) + (1 - 0.5**times) * 1.2)
        worths.append(worth)
    return worths


def by_length(title: str, text: str) -> float:
    """How long a text is: the logarithm of its words over those of a common abstract. In a long one more is named in passing.

    Lengths beyond those that the weights were fitted on count as the nearest of them.
    """
    return math.log(min(_LONGEST, max(_SHORTEST, len(stemmed(f"{title} {text}").split()))) / _COMMON)


def by_likeness(title: str, text: str, topics: Sequence[Speaking]) -> list[float]:
    """How alike a paper and each topic are, from -1 to 1: the cosine of their vectors, seen from the middle of all topics.

    What all topics have in common, that they are about learning machines, tells none of them from the others. From there, all
    that is about anything else looks alike, so that what is less alike by itself counts as that. 0 where the encoder knows no
    word of the one or the other.
    """
    if not stemmed(f"{title} {text}").strip():
        return [0.0] * len(topics)
    vectors = static_encoder().embed([f"{title} {text}", title])
    paper = _unit(_unit(vectors[0]) + _TITLE_VECTOR * _unit(vectors[1]))
    directions = [_direction(topic.about, topic.examples) for topic in topics]
    return [min(float(paper @ one), float(_seen(paper) @ _seen(one))) for one in directions]


def named(
    topics: Sequence[Speaking], said: Sequence[float], alike: Sequence[float], filed: Sequence[float], length: float
) -> tuple[str, ...]:
    """The names of the topics whose chance suffices, the likeliest first: by words, likeness and categories."""
    suffices = chance()
    chances = [_chance(*each, length) for each in zip(topics, said, alike, filed, strict=True)]
    ranked = sorted(zip(chances, topics, strict=True), key=lambda pair: -pair[0])
    found = [topic.name for one, topic in ranked[:_MOST] if one >= suffices.least]
    found += [topic.name for one, topic in ranked[_MOST : _MOST + 1] if one >= suffices.fourth]
    return tuple(found)


@lru_cache(maxsize=256)
def _direction(about: str, examples: tuple[str, ...]) -> NDArray[np.float32]:
    """Where a topic lies: between what is said of it and, counted twofold, the middle of its examples."""
    vectors = static_encoder().embed([about, *examples])
    return _unit(_unit(vectors[0]) + _EXAMPLES * _unit(vectors[1:].sum(axis=0)))


@cache
def _middle() -> NDArray[np.float32]:
    """The mean of the directions of the topics that come with Carrel."""
    middle: NDArray[np.float32] = np.mean(
        [_direction(topic.about, topic.examples) for topic in shipped_speaking()], axis=0
    )
    return middle


def _seen(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The direction of a vector from the middle; zeros stay zeros."""
    return _unit(vector - _middle()) if vector.any() else vector


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def _chance(topic: Speaking, worth: float, likeness: float, filed: float, length: float) -> float:
    weights = topic.weights
    told = weights.words * math.log1p(worth) + weights.likeness * likeness + weights.categories * filed
    return 1 / (1 + math.exp(-(told + weights.length * length + weights.offset)))
