"""Papers that a search finds by words and by meaning, best match first."""

from __future__ import annotations

from array import array
from concurrent.futures import Future
from dataclasses import replace

from carrel.domain.query import LibraryQuery, Sort
from carrel.ranking.fusion import fused
from carrel.storage import listing
from carrel.storage.database import Connection
from carrel.storage.typed_words import Near

_SOME_WEIGHT = 1.0
"""What the order of papers that hold some of a search's words weighs beside those that hold all, and are close in meaning."""


def of_both(connection: Connection, query: LibraryQuery, asked: Future[tuple[Near, list[int]] | None]) -> array[int]:
    """What is found by words, by meaning, or both, best first; `asked` is asked beside it."""
    by_words = listing.ids(connection, query)
    beside = asked.result()
    if beside is None:
        return by_words
    near, some = beside
    by_meaning = close(connection, query, near)
    found = {*by_words, *by_meaning}
    by_some = [paper for paper in some if paper in found]
    return array("q", fused([(1.0, by_words), (1.0, by_meaning), (_SOME_WEIGHT, by_some)]))


def close(connection: Connection, query: LibraryQuery, near: Near) -> list[int]:
    """Those of the papers that are near that have all else that is asked for, closest first."""
    found = set(listing.ids(connection, replace(query, sort=Sort.ADDED), replace(near, alone=True)))
    return [paper for paper in near.papers if paper in found]
