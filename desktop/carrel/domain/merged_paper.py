"""What one paper is made of that was two: a preprint and what was published of it, or the same twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from carrel.domain.duplicates import Described
from carrel.domain.paper import Paper, PaperVersion, ReadingState

Side = Literal["one", "other"]
CHOOSABLE = ("title", "authors", "year", "abstract")
"""The fields of which one paper's stands: the person chooses whose."""
_PUBLISHED = 2
_FURTHEST = (ReadingState.UNREAD, ReadingState.READING, ReadingState.READ)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose title, authors, year and abstract stand."""

    title: Side = "one"
    authors: Side = "one"
    year: Side = "one"
    abstract: Side = "one"

    def turned(self) -> Choice:
        """The same choice of the two papers named the other way round."""
        return Choice(*("other" if getattr(self, field) == "one" else "one" for field in CHOOSABLE))


def usual_choice(one: Paper, other: Paper) -> Choice:
    """What stands where the person says nothing: what was published, and what says more."""
    published: Side = "other" if _standing(other) > _standing(one) else "one"

    def richer(size: Callable[[Paper], int], least: float) -> Side:
        first, second = (one, other) if published == "one" else (other, one)
        turned: Side = "other" if published == "one" else "one"
        return published if size(first) > 0 and size(first) >= least * size(second) else turned

    return Choice(
        title=richer(lambda paper: len(paper.title), 0.0),
        # Of lists as long as one another the one with whole names.
        authors=richer(lambda paper: 1000 * len(paper.authors) + sum(map(len, paper.authors)), 1.0),
        year=richer(lambda paper: paper.year or 0, 0.0),
        abstract=richer(lambda paper: len(paper.abstract), 0.5),
    )


def merged(one: Paper, other: Paper, choice: Choice) -> Paper:
    """One paper of two: the fields that were chosen, and of all others what both have. Its id is that of `one`."""
    sides: dict[str, Paper] = {"one": one, "other": other}
    title, abstract = sides[choice.title], sides[choice.abstract]
    arxiv = one if one.arxiv_id or not other.arxiv_id else other
    rest = other if arxiv is one else one
    first, second = (one, other) if _standing(one) >= _standing(other) else (other, one)
    return replace(
        one,
        title=title.title,
        authors=sides[choice.authors].authors,
        year=sides[choice.year].year or one.year or other.year,
        abstract=abstract.abstract,
        arxiv_id=arxiv.arxiv_id,
        version=arxiv.version,
        doi=next((paper.doi for paper in (first, second) if Described(paper).doi), one.doi or other.doi),
        categories=tuple(dict.fromkeys((*arxiv.categories, *rest.categories))),
        published=arxiv.published or rest.published,
        updated=arxiv.updated or rest.updated,
        comment=_together(arxiv.comment, rest.comment),
        journal_reference=_together(first.journal_reference, second.journal_reference),
        links=tuple(dict.fromkeys((*one.links, *other.links))),
        source=arxiv.source if arxiv.source == "arxiv" else one.source,
        latex_title=title.latex_title,
        latex_abstract=abstract.latex_abstract,
    )


def renewed(before: Paper, told: Paper, known: PaperVersion | None) -> Paper:
    """What arXiv tells of a paper, but for what stands as published: that is no version's at arXiv.

    `known` is the version at arXiv that the paper was in, as it was there: what is as in that goes on with the next one.
    """
    if before.source != "arxiv" or _standing(before) < _PUBLISHED:
        return told
    title, abstract = (known.title, known.abstract) if known is not None else ("", "")
    has_title, has_abstract = before.title != title, bool(before.abstract) and before.abstract != abstract
    return replace(
        told,
        title=before.title if has_title else told.title,
        latex_title=before.latex_title if has_title else told.latex_title,
        authors=before.authors or told.authors,
        abstract=before.abstract if has_abstract else told.abstract,
        latex_abstract=before.latex_abstract if has_abstract else told.latex_abstract,
        doi=before.doi if Described(before).published_doi else told.doi or before.doi,
        journal_reference=before.journal_reference or told.journal_reference,
        year=before.year or told.year,
    )


def furthest(one: ReadingState, other: ReadingState) -> ReadingState:
    """How far a person is with a paper that they were with twice."""
    return max(one, other, key=_FURTHEST.index)


def joined_notes(note: str, other: str, origin: str) -> str:
    """Two notes in one, under a line that says of which paper the second one was (`origin`)."""
    if not other.strip() or other.strip() in note:
        return note
    if not note.strip() or note.strip() in other:
        return other
    return f"{note.rstrip()}\n\n---\n\n*From the note on {origin}*\n\n{other.lstrip()}"


def _standing(paper: Paper) -> int:
    """How much a paper was published: 2 with a publisher's DOI or a journal, 1 with arXiv's metadata."""
    if paper.journal_reference or Described(paper).published_doi:
        return _PUBLISHED
    return 1 if paper.source == "arxiv" or paper.arxiv_id else 0


def _together(one: str, other: str) -> str:
    return "; ".join(dict.fromkeys(text for text in (one.strip(), other.strip()) if text))
