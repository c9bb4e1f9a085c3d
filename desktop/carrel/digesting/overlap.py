"""How much of a sentence another text says in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def pairs(words: Sequence[str], reach: int = 1) -> set[tuple[str, str]]:
    """Pairs of words at most `reach` apart, in their order."""
    return {
        (word, words[after])
        for at, word in enumerate(words)
        for after in range(at + 1, min(at + reach + 1, len(words)))
    }


def kept(wanted: set[tuple[str, str]], given: set[tuple[str, str]]) -> float:
    """The share of `wanted` that `given` holds; 0 where nothing is wanted."""
    return len(wanted & given) / len(wanted) if wanted else 0.0


def in_order(claim: Sequence[str], text: Sequence[str], weights: Mapping[str, float]) -> float:
    """The weight of the longest common subsequence over the weight of `claim`, 0 to 1 (weighted ROUGE-L recall)."""
    total = sum(weights[word] for word in claim)
    if not total:
        return 0.0
    known = set(claim)
    relevant = [word for word in text if word in known]
    best = [0.0] * (len(relevant) + 1)
    for word in claim:
        weight = weights[word]
        diagonal = 0.0
        left = 0.0
        for column, other in enumerate(relevant, start=1):
            above = best[column]
            left = diagonal + weight if other == word else max(above, left)
            diagonal, best[column] = above, left
    return best[-1] / total
