"""Which of a day's papers are for the person: the best that have a reason, at most so many, and some that are different."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping


def shares(most: int, different: int) -> tuple[int, int]:
    """Of `most` papers how many are the person's, and how many are different, by a share of a hundred; one at least of some."""
    if not most or not different:
        return most, 0
    strange = min(most, max(1, round(most * different / 100)))
    return most - strange, strange


def best(scores: Mapping[int, float], most: int) -> list[int]:
    """The papers with the highest scores, at most so many; of equal ones the first."""
    return sorted(scores, key=lambda paper: -scores[paper])[:most]


def different(papers: Collection[int], day: str, most: int) -> list[int]:
    """Some papers, at most so many: other ones each day, the same all day."""
    drawn = {paper: hashlib.sha256(f"{day} {paper}".encode()).digest() for paper in papers}
    return sorted(drawn, key=lambda paper: drawn[paper])[:most]
