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
class Speaking:
    """What speaks for a topic: phrases with their worth, arXiv categories with theirs, and texts that say what it is."""

    name: str
    phrases: tuple[tuple[re.Pattern[str], float], ...]
    categories: dict[str, float]
    texts: tuple[str, ...]


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
            texts=(f"{entry['name']}. {entry['description']}", *entry.get("strong", [])),
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
        texts=(f"{topic.name}. {topic.description}", *topic.phrases),
    )


def stemmed(text: str) -> str:
    """The stems of a text's words, each with a space before and after, as the patterns of phrases see it."""
    return f" {' '.join(stem(word) for word in words(text))} "


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(rf" {re.escape(stemmed(phrase).strip())}(?= )")


@cache
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads(bundled("models/topics.toml").read_text(encoding="utf-8"))["topics"]
    return entries
