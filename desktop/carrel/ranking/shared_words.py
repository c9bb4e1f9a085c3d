"""How much of one text's words others share: BM25 (Robertson and others, 1994) over some hundred texts.

How rare a word is, is told from a sample of all texts. Of those that are alike already it would be told wrongly: what makes
them alike, all of them say.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

_WORD = re.compile(r"[^\W_]{2,}")
_SATURATION = 1.2
_LENGTH = 0.75
_USUAL_LENGTH = 150


class Rarity:
    """How rare words are in a sample of texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._having: Counter[str] = Counter()
        self._texts = 0
        for text in texts:
            self._texts += 1
            self._having.update(set(words(text)))

    def of(self, word: str) -> float:
        """The worth of a word: near 0 for one that all texts have, largest for one that the sample has not."""
        having = self._having[word]
        return float(np.log1p((self._texts - having + 0.5) / (having + 0.5)))

    def shared(self, query: str, texts: Sequence[str]) -> Scores:
        """What each of `texts` scores for the words of `query`, each as often as it stands there; 0 or more."""
        counts = [Counter(words(text)) for text in texts]
        lengths = np.array([count.total() for count in counts], np.float32)
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / _USUAL_LENGTH)
        scores = np.zeros(len(texts), np.float32)
        for word, asked in Counter(words(query)).items():
            times = np.array([count[word] for count in counts], np.float32)
            scores += np.float32(asked * self.of(word)) * times * (_SATURATION + 1) / (times + norm)
        return scores

    def telling(self, text: str, count: int) -> list[str]:
        """The words of a text that tell most about it, the most telling first."""
        worth = {word: times * self.of(word) for word, times in Counter(words(text)).items()}
        return heapq.nlargest(count, worth, key=lambda word: worth[word])


def words(text: str) -> list[str]:
    """The words of a text in small letters, English plurals as their singular."""
    return [_singular(word) for word in _WORD.findall(text.lower())]


def spread(values: Scores) -> Scores:
    """The values from 0 for the least to 1 for the largest; all 0 where they are the same."""
    if not len(values):
        return values
    least, most = values.min(), values.max()
    return (values - least) / (most - least) if most > least else np.zeros_like(values)


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
