"""What is told of a search that was typed: what is not understood, and names that nothing in the library has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from carrel.domain.query_hints import unknown_names
from carrel.domain.query_reading import parse
from carrel.domain.query_terms import Field, Hint
from carrel.services.reading import Reading
from carrel.services.topics import Topics


class SearchHints:
    """Reads searches beside the library. Safe from any thread."""

    def __init__(self, reading: Reading, topics: Topics) -> None:
        self._known: Mapping[Field, Callable[[], Collection[str]]] = {
            Field.TAG: lambda: [name for name, _ in reading.tags()],
            Field.COLLECTION: lambda: [collection.name for collection in reading.collections()],
            Field.TOPIC: topics.names,
        }

    def of(self, text: str) -> tuple[Hint, ...]:
        """The hints on a search, in the order of where they stand; none where all is understood."""
        parsed = parse(text)
        asked = {term.field for term in parsed.terms} & set(self._known)
        unknown = unknown_names(parsed.located, {field: self._known[field]() for field in asked})
        return tuple(sorted((*parsed.hints, *unknown), key=lambda hint: hint.start))
