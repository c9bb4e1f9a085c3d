"""How titles and names are ordered and compared: without case, diacritics and leading articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from carrel.domain.folding import fold

_ARTICLE = re.compile(r"(?:an?|the)\s+(?=\S)")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def title_key(title: str) -> str:
    """What a title is sorted by: folded, from its first letter or digit on, without a leading article."""
    folded = fold(title)
    start = next((place for place, character in enumerate(folded) if character.isalnum()), 0)
    return _ARTICLE.sub("", folded[start:], count=1)


def author_key(authors: Sequence[str]) -> str:
    """What a paper is sorted by among authors: the first one's family name, then the whole name."""
    if not authors:
        return ""
    folded = fold(authors[0])
    family, comma, given = folded.partition(",")
    if comma and given.strip() not in _SUFFIXES:
        return f"{family.strip()} {given.strip()}"
    words = family.split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return f"{words[-1]} {' '.join(words[:-1])}".strip() if words else ""
