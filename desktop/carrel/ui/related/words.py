"""A related paper in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.domain.related import Facet
from carrel.ui.digest.wording import day_words
from carrel.ui.library.row_words import author_words

if TYPE_CHECKING:
    from carrel.domain.related import RelatedPaper, RelatedPapers

ALL = "all"
FACETS = (
    (ALL, "All"),
    (Facet.PROBLEM.value, "Problem"),
    (Facet.METHOD.value, "Method"),
    (Facet.RESULTS.value, "Results"),
)
_TELLS = {Facet.PROBLEM: "its problem", Facet.METHOD: "its method", Facet.RESULTS: "its results"}


def place_words(paper: RelatedPaper) -> str:
    """Where it is: in the library, or among what was announced on a day."""
    return "Library" if paper.kept else f"Announced {day_words(paper.day)}"


def meta_parts(paper: RelatedPaper) -> list[str]:
    """What stands under the title: year, first author, where it is, topics it shares."""
    year = str(paper.row.year) if paper.row.year else ""
    shared = f"shares {', '.join(paper.topics)}" if paper.topics else ""
    return [part for part in (year, author_words(paper.row), place_words(paper), shared) if part]


def spoken(paper: RelatedPaper) -> str:
    """The whole row for screen readers."""
    sentence = f"closest sentence: {paper.sentence}" if paper.sentence else ""
    star = "starred" if paper.row.starred else "unstarred"
    return ", ".join(part for part in (paper.row.title, *meta_parts(paper), star, sentence) if part)


def remark(answer: RelatedPapers, facet: Facet | None, several: int) -> str:
    """What is to be known of an answer, "" where nothing is; it was asked about `several` papers."""
    parts = []
    if answer.sampled:
        parts.append(f"{answer.sampled:,} of the {several:,} papers, taken evenly, stand for all of them.")
    if answer.by_words:
        parts.append("Found by their words for now.")
        if 0 < answer.have < answer.of:
            parts.append(f"Carrel has compared {answer.have:,} of {answer.of:,} papers by meaning.")
    if answer.without and facet is not None:
        papers, them = (
            ("1 near paper is", "it") if answer.without == 1 else (f"{answer.without:,} near papers are", "them")
        )
        parts.append(f"{papers} left out: nothing in {them} tells the {facet.value}.")
    return " ".join(parts)


def nothing(answer: RelatedPapers, facet: Facet | None, several: int) -> tuple[str, str]:
    """Why a list is empty: a title and a sentence."""
    if facet is not None and facet not in answer.facets:
        its = _TELLS[facet] if several == 1 else f"their {facet.value}"
        return "Nothing to compare", f"Neither a digest nor the abstract tells {its}."
    kind = f" in its {facet.value}" if facet is not None else ""
    which = "this paper" if several == 1 else "these papers"
    return "Nothing alike yet", f"No paper of the library or the news is close to {which}{kind}."
