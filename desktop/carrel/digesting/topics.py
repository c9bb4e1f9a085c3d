"""Which of fourteen topics a paper is about, by its words and its arXiv categories.

The topics, what they mean and their seed phrases are data: ``models/topics.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from carrel.digesting.words import stem, words
from carrel.paths import bundled

if TYPE_CHECKING:
    from collections.abc import Iterable

_THRESHOLD = 1.25
_MOST = 3
_TITLE = 2.0


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its description, phrases (worth each) and arXiv categories (worth each)."""

    name: str
    description: str
    phrases: tuple[tuple[re.Pattern[str], float], ...]
    categories: dict[str, float]


def classify(title: str, abstract: str, categories: Iterable[str]) -> tuple[str, ...]:
    """The names of up to three topics, most fitting first; none where nothing speaks for one.

    A phrase counts once in the title (twofold) and with falling worth each time it comes in `abstract`.
    """
    known = set(categories)
    in_title = _stemmed(title)
    in_abstract = _stemmed(abstract)
    scores: list[tuple[float, str]] = []
    for topic in topics():
        score = sum(topic.categories.get(category, 0.0) for category in known)
        for phrase, worth in topic.phrases:
            times = len(phrase.findall(in_abstract))
            score += worth * (_TITLE * bool(phrase.search(in_title)) + (1 - 0.5**times) * 1.2)
        scores.append((score, topic.name))
    scores.sort(key=lambda pair: -pair[0])
    floor = max(_THRESHOLD, 0.2 * scores[0][0])
    return tuple(name for score, name in scores[:_MOST] if score >= floor)


@cache
def topics() -> tuple[Topic, ...]:
    """The topics that come with Carrel, in the order of their file."""
    data = tomllib.loads(bundled("models/topics.toml").read_text(encoding="utf-8"))
    return tuple(
        Topic(
            name=entry["name"],
            description=entry["description"],
            phrases=tuple(
                (re.compile(rf" {re.escape(_stemmed(phrase).strip())}(?= )"), float(worth))
                for worth, phrases in (
                    (2.0, entry.get("strong", [])),
                    (1.0, entry["phrases"]),
                    (0.5, entry.get("weak", [])),
                )
                for phrase in phrases
            ),
            categories={name: float(worth) for name, worth in entry["categories"].items()},
        )
        for entry in data["topics"]
    )


def _stemmed(text: str) -> str:
    return f" {' '.join(stem(word) for word in words(text))} "
