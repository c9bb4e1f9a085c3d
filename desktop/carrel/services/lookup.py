"""Finding anything by a few typed words, as the palette does with every letter: papers, notes, annotations, names of places."""

from __future__ import annotations

from collections.abc import Sequence

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.lookup import Found, FoundPaper, PlaceNames
from carrel.domain.name_matching import begun_words
from carrel.storage import lookup, news
from carrel.storage.database import Database


class Lookup:
    """Answers in milliseconds, whatever the size of the library. Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, typed: str, *, papers: int = 5, notes: int = 4) -> Found:
        """What has a word for each of those typed that begins with it: at most so many papers and notes.

        An arXiv identifier or address finds its paper.
        """
        named = parse_arxiv_id(typed)
        with self._database.read() as connection:
            if named is not None:
                known = lookup.known(connection, named.value)
                return Found(papers=(known,) if known is not None else (), newest_day=news.newest_day(connection))
            return Found(
                begun_words(typed),
                tuple(lookup.papers(connection, typed, papers)),
                tuple(lookup.notes(connection, typed, notes)),
                news.newest_day(connection),
            )

    def recent(self, opened: Sequence[int], limit: int = 5) -> list[FoundPaper]:
        """The papers among those `opened` last, newest first, that are still in the library; then those that were added last."""
        with self._database.read() as connection:
            found = {paper.id: paper for paper in lookup.these(connection, opened[: 2 * limit])}
            found |= {paper.id: paper for paper in lookup.newest(connection, limit) if paper.id not in found}
        return list(found.values())[:limit]

    def place_names(self) -> PlaceNames:
        """What the person gave names to, or follows."""
        with self._database.read() as connection:
            return lookup.place_names(connection)
