"""Which paper a name in a note means: its title, citation key or arXiv id; and the papers that a beginning may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.citation_key import citation_key
from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery, Sort
from carrel.services.reading import Reading

_KEY = re.compile(r"([a-z]*)(\d{4})([a-z0-9]*)")
_ALIKE = 200
"""So many papers at most are looked at for the one that has a name."""


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper as it is offered: `name` is what a link to it says, and leads to it alone."""

    id: int
    title: str
    authors: tuple[str, ...]
    year: int | None
    name: str


class PaperNames:
    """Asks the library. Safe from any thread."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def find(self, name: str) -> int | None:
        """The paper with this arXiv id, citation key or title; the one added first where several have it; None for none."""
        name = " ".join(name.split())
        if not name:
            return None
        arxiv = parse_arxiv_id(name)
        if arxiv is not None:
            return self._reading.find(arxiv.value)
        wanted = name.casefold()
        keyed = sorted({paper.id for paper in self._keyed(wanted) if citation_key(paper) == wanted})
        if keyed:
            return keyed[0]
        titled = self._papers(LibraryQuery(text=_words(name), sort=Sort.BEST))
        same = sorted(paper.id for paper in titled if " ".join(paper.title.split()).casefold() == wanted)
        return same[0] if same else None

    def suggestions(self, typed: str, limit: int = 8) -> list[NamedPaper]:
        """Papers that a beginning of a title, of words in it, of a citation key or an arXiv id may mean, best first."""
        typed = " ".join(typed.split())
        found: dict[int, Paper] = {}
        exact = self.find(typed)
        if exact is not None:
            found |= {paper.id: paper for paper in self._known([exact])}
        key = typed.casefold()
        found |= {paper.id: paper for paper in self._keyed(key) if citation_key(paper).startswith(key)}
        if len(found) < limit and _words(typed):
            query = LibraryQuery(text=_words(typed), sort=Sort.BEST)
            found |= {paper.id: paper for paper in self._papers(query, 2 * limit)}
        return [self._named(paper) for paper in list(found.values())[:limit]]

    def _named(self, paper: Paper) -> NamedPaper:
        names = (citation_key(paper), paper.arxiv_id, paper.title)
        own = next((name for name in names if name and self.find(name) == paper.id), paper.title)
        return NamedPaper(paper.id, paper.title, paper.authors, paper.year, own)

    def _keyed(self, key: str) -> Iterator[Paper]:
        """Papers of the year that a citation key names, with the words in it; the likeliest come first."""
        parts = _KEY.fullmatch(key)
        if parts is None:
            return
        author, year, word = parts.group(1), int(parts.group(2)), parts.group(3)
        # A name of several words is one in the key and not in the index, so that either may have to do alone.
        for text in dict.fromkeys(filter(None, (f"{author} {word}".strip(), word, author))):
            yield from self._papers(LibraryQuery(text=text, years=(year, year), sort=Sort.BEST))

    def _papers(self, query: LibraryQuery, most: int = _ALIKE) -> list[Paper]:
        return self._known(list(self._reading.ids(query)[:most]))

    def _known(self, ids: list[int]) -> list[Paper]:
        return [paper for one in ids if (paper := self._reading.paper(one)) is not None]


def _words(text: str) -> str:
    # A search's operators are in capitals; a title has none.
    return " ".join(re.findall(r"\w+", text)).lower()
