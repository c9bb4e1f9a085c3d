"""Which papers a search finds by what its words mean, asked for beside what it finds by words."""

from __future__ import annotations

import itertools
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.domain.query_editing import meant, without_meant
from carrel.services.events import Changes, Event, Events
from carrel.services.meaning import Meaning
from carrel.storage import listing, search
from carrel.storage.database import Database
from carrel.storage.typed_words import Near

K = TypeVar("K")
V = TypeVar("V")

_REMEMBERED = 8


class NearPapers:
    """Asks for a search's papers once, where its list and its facets ask at the same time. Safe from any thread."""

    def __init__(self, database: Database, meaning: Meaning, events: Events) -> None:
        self._database = database
        self._meaning = meaning
        self._changes = itertools.count(1)
        self._change = 0
        self._near: OrderedDict[tuple[LibraryQuery, int], Near] = OrderedDict()
        self._among: OrderedDict[tuple[LibraryQuery, int], array[int]] = OrderedDict()
        self._asking = threading.Lock()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="meaning")
        events.subscribe(self._note)

    def waits(self, query: LibraryQuery) -> bool:
        """Whether a search that could find papers by meaning cannot yet, for there are no vectors."""
        return query.by is not SearchBy.WORDS and bool(meant(query.text)) and not self._meaning.ready

    def of(self, query: LibraryQuery) -> Near | None:
        """The papers that are close to a search's words, of those that hold all else it asks for; None where words alone count."""
        words = meant(query.text) if query.by is not SearchBy.WORDS else ""
        if not words or not self._meaning.ready:
            return None
        asked = replace(query, sort=Sort.ADDED, descending=True)
        with self._asking:
            return _remembered(self._near, (asked, self._change), lambda: self._ask(asked, words))

    def begin(self, query: LibraryQuery) -> Future[tuple[Near, list[int]] | None]:
        """Ask as `of` does, and for papers that hold some of the words, best first, in a thread of its own.

        SQLite and NumPy, which take most of the time, work beside the thread that asks.

        Raises:
            RuntimeError: this is closed.
        """
        return self._beside.submit(self._with_some, query)

    def close(self) -> None:
        """End the thread, after what it was asked."""
        self._beside.shutdown()

    def _with_some(self, query: LibraryQuery) -> tuple[Near, list[int]] | None:
        near = self.of(query)
        if near is None:
            return None
        with self._database.read() as connection:
            return near, search.holding_some(connection, search.words(meant(query.text)))

    def _ask(self, query: LibraryQuery, words: str) -> Near:
        others = replace(query, text=without_meant(query.text), by=SearchBy.WORDS)
        among = _remembered(self._among, (others, self._change), lambda: self._ids(others))
        alone = query.by is SearchBy.MEANING
        return Near(self._meaning.near(words, among, loose=alone), alone)

    def _ids(self, query: LibraryQuery) -> array[int]:
        with self._database.read() as connection:
            return listing.ids(connection, query)

    def _note(self, event: Event) -> None:
        # What was written is told behind it: what was asked for in between is forgotten with the rest.
        if isinstance(event, Changes):
            self._change = next(self._changes)


def _remembered(known: OrderedDict[K, V], key: K, ask: Callable[[], V]) -> V:
    if key not in known:
        known[key] = ask()
        while len(known) > _REMEMBERED:
            known.popitem(last=False)
    known.move_to_end(key)
    return known[key]
