"""Which pages stand side by side: one alone, two, or two as in a bound book whose cover stands alone. Pure."""

from __future__ import annotations

from enum import StrEnum


class Spread(StrEnum):
    """How pages stand beside one another."""

    SINGLE = "single"
    TWO = "two"
    COVER = "cover"


def row_of(page: int, pages: int, spread: Spread) -> range:
    """The pages in the row of `page`, of `pages` in all."""
    if spread is Spread.SINGLE:
        return range(page, page + 1)
    shift = 1 if spread is Spread.COVER else 0
    first = (page + shift) // 2 * 2 - shift
    return range(max(0, first), min(pages, first + 2))


def rows(pages: int, spread: Spread) -> list[range]:
    """All rows of `pages` pages from the first."""
    found: list[range] = []
    while not found or found[-1].stop < pages:
        found.append(row_of(found[-1].stop if found else 0, pages, spread))
    return found if pages else []
