"""Which topics a paper is about, by its words and its arXiv categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.digesting.topic_list import own_speaking, shipped_speaking, stemmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.domain.digest import Topic

_THRESHOLD = 1.25
_MOST = 3
_TITLE = 2.0


def classify(title: str, text: str, categories: Iterable[str], own: Sequence[Topic] = ()) -> tuple[str, ...]:
    """The names of up to three topics, most fitting first; none where nothing speaks for one.

    `text` is the abstract, or the key points. `own` are the person's own topics, which count like those of Carrel.
    A phrase counts once in the title (twofold) and with falling worth each time it comes in `text`.
    """
    known = set(categories)
    in_title = stemmed(title)
    in_text = stemmed(text)
    scores: list[tuple[float, str]] = []
    for topic in (*shipped_speaking(), *map(own_speaking, own)):
        score = sum(topic.categories.get(category, 0.0) for category in known)
        for phrase, worth in topic.phrases:
            times = len(phrase.findall(in_text))
            score += worth * (_TITLE * bool(phrase.search(in_title)) + (1 - 0.5**times) * 1.2)
        scores.append((score, topic.name))
    scores.sort(key=lambda pair: -pair[0])
    floor = max(_THRESHOLD, 0.2 * scores[0][0])
    return tuple(name for score, name in scores[:_MOST] if score >= floor)
