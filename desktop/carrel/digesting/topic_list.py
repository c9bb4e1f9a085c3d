"""The topics that come with Carrel, and how phrases and categories speak for each of them.

They are data: ``models/topics.toml``. The window's process imports this, so nothing here may import numpy.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from carrel.digesting.words import stem, words
from carrel.domain.digest import Topic
from carrel.paths import bundled

_WORTHS = (("strong", 2.0), ("phrases", 1.0), ("weak", 0.5))
_OWN_NAME = 2.0
_OWN_PHRASE = 2.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How the chance of a topic comes of what words, likeness, length and categories say: those of a logistic."""

    words: float
    likeness: float
    length: float
    categories: float
    offset: float


@dataclass(frozen=True, slots=True)
class Speaking:
    """What speaks for a topic: phrases with their worth, arXiv categories with theirs, and being like what is said of it.

    `about` says what it is; `examples` are phrases that mean it.
    """

    name: str
    phrases: tuple[tuple[re.Pattern[str], float], ...]
    categories: dict[str, float]
    about: str
    examples: tuple[str, ...]
    weights: Weights


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance from which a topic is named, and that from which a fourth is."""

    least: float
    fourth: float


@cache
def chance() -> Chance:
    """The chances that suffice."""
    return Chance(_file()["chance"]["least"], _file()["chance"]["fourth"])


@cache
def shipped_topics() -> tuple[Topic, ...]:
    """The topics that come with Carrel, in the order of their file; the phrases that nearly decide come first."""
    return tuple(
        Topic(entry["name"], entry["description"], tuple(p for kind, _ in _WORTHS for p in entry.get(kind, [])))
        for entry in _entries()
    )


@cache
def shipped_speaking() -> tuple[Speaking, ...]:
    """What speaks for each topic that comes with Carrel."""
    return tuple(
        Speaking(
            name=entry["name"],
            phrases=tuple((_pattern(p), worth) for kind, worth in _WORTHS for p in entry.get(kind, [])),
            categories={name: float(worth) for name, worth in entry.get("categories", {}).items()},
            about=f"{entry['name']} {entry['description']}",
            examples=(*entry.get("strong", []), *entry["phrases"]),
            weights=Weights(**_file()["chance"]["shipped"]),
        )
        for entry in _entries()
    )


@lru_cache(maxsize=256)
def own_speaking(topic: Topic) -> Speaking:
    """What speaks for a topic of a person's own: its name and phrases in the text, and likeness to what it says."""
    worths = dict.fromkeys(topic.phrases, _OWN_PHRASE) | {topic.name: _OWN_NAME}
    return Speaking(
        name=topic.name,
        phrases=tuple((_pattern(phrase), worth) for phrase, worth in worths.items() if stemmed(phrase).strip()),
        categories={},
        about=f"{topic.name} {topic.description}",
        examples=topic.phrases,
        weights=Weights(**_file()["chance"]["own"]),
    )


def stemmed(text: str) -> str:
    """The stems of a text's words, each with a space before and after, as the patterns of phrases see it."""
    return f" {' '.join(stem(word) for word in words(text))} "


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(rf" {re.escape(stemmed(phrase).strip())}(?= )")


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = _file()["topics"]
    return entries


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(bundled("models/topics.toml").read_text(encoding="utf-8"))
