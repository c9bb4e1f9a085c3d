"""Words that were changed here and there are found again: the stretch of a document that a quote fits best.

Words that are rare in the document vote for where the quote may begin; the best places are then aligned word by word with
difflib. The work is bounded: so many votes a word, so many places, so many words a place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from typing import NamedTuple

from carrel.documents.document_text import DocumentText

ENOUGH = 0.45
"""The least fit of a stretch that is looked at at all; see `_fit`."""

_MOST_VOTES = 60
_BUCKET = 8
_PLACES = 4
_MOST_WORDS = 400
_SLACK = 6
_MOST_TRIMMED = 6


class Aligned(NamedTuple):
    """A stretch of the document: indices (first, last) of its words, and how well it fits, from 0 to 1."""

    first: int
    last: int
    fit: float


def align(document: DocumentText, quote: Sequence[str], wanted: float) -> list[Aligned]:
    """The stretches that a quote's words fit at least `ENOUGH`, best first.

    `wanted` is where in the document, from 0 to 1, it is looked for first among equals.
    """
    quote = quote[:_MOST_WORDS]
    found = [one for start in _starts(document, quote, wanted) if (one := _aligned(document, quote, start)) is not None]
    return sorted(set(found), key=lambda one: -one.fit)


def _starts(document: DocumentText, quote: Sequence[str], wanted: float) -> list[int]:
    """Where in the document's words the quote may begin, the likeliest first."""
    votes: Counter[int] = Counter()
    for place, word in enumerate(quote):
        indices = document.occurrences.get(word, [])
        if len(indices) > _MOST_VOTES:
            # Of a frequent word those nearest to where it was count.
            middle = bisect_left(indices, wanted * len(document.words))
            first = min(max(middle - _MOST_VOTES // 2, 0), len(indices) - _MOST_VOTES)
            indices = indices[first : first + _MOST_VOTES]
        for index in indices:
            bucket = (index - place) // _BUCKET
            votes[bucket] += len(word)
            votes[bucket + 1] += len(word)
    return [bucket * _BUCKET for bucket, _ in votes.most_common(_PLACES)]


def _aligned(document: DocumentText, quote: Sequence[str], start: int) -> Aligned | None:
    first = max(start - _BUCKET - _SLACK, 0)
    stretch = document.words[first : start + len(quote) + len(quote) // 2 + _BUCKET + _SLACK]
    matcher = SequenceMatcher(None, stretch, quote, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    length = sum(map(len, quote))
    kept = _trimmed(blocks, stretch, length)
    fit = _fit(kept, stretch, length)
    if fit < ENOUGH:
        return None
    return Aligned(first + kept[0].a, first + kept[-1].a + kept[-1].size - 1, fit)


def _trimmed(blocks: Sequence[Match], stretch: Sequence[str], length: int) -> Sequence[Match]:
    """`blocks` without those at either end that make the fit worse: single words that happen to stand nearby."""
    best, best_fit = blocks, 0.0
    for first in range(min(len(blocks), _MOST_TRIMMED)):
        for last in range(max(len(blocks) - _MOST_TRIMMED, first), len(blocks)):
            part = blocks[first : last + 1]
            fit = _fit(part, stretch, length)
            if fit > best_fit:
                best, best_fit = part, fit
    return best


def _fit(blocks: Sequence[Match], stretch: Sequence[str], length: int) -> float:
    """Twice the characters that are the same, by those of the stretch from the first to the last block and of the quote."""
    same = sum(len(word) for block in blocks for word in stretch[block.a : block.a + block.size])
    whole = sum(map(len, stretch[blocks[0].a : blocks[-1].a + blocks[-1].size]))
    return 2 * same / (whole + length)
