"""What is alike: what a paper is compared by, among which papers, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carrel.domain.paper import PaperRow


class Facet(StrEnum):
    """A side of a paper that is compared by itself."""

    PROBLEM = "problem"
    METHOD = "method"
    RESULTS = "results"


class Among(StrEnum):
    """Where related papers are looked for: everywhere, in the library, or among what was announced and is not kept."""

    ALL = "all"
    LIBRARY = "library"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A paper that is like what was asked about, and why.

    `cosine` is that of titles and abstracts; the order also counts words, and the facet asked about. `sentence` is the
    sentence of its abstract that is most like that. `kept` tells whether it is in the library; `day` on which it was
    announced last, "" where it was not. `topics` are those it shares.
    """

    row: PaperRow
    cosine: float
    kept: bool
    day: str = ""
    sentence: str = ""
    topics: tuple[str, ...] = ()

    @property
    def paper_id(self) -> int:
        """The paper's id."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class RelatedPapers:
    """The answer to what is like some papers, the nearest first.

    `without` counts near papers of which nothing tells the facet, and which are therefore left out. `facets` are those the
    papers asked about have a text for. `by_words` tells that papers were found by their words, since not all have a vector
    yet: `have` of all `of` do. `sampled` is how many stand for all that were asked about, 0 where each was taken.
    """

    papers: tuple[RelatedPaper, ...]
    without: int = 0
    facets: frozenset[Facet] = frozenset()
    by_words: bool = False
    have: int = 0
    of: int = 0
    sampled: int = 0
