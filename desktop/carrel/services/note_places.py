"""What a link in a note can lead to inside its own paper: annotations, passages, pages; and which links lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from carrel.domain.annotation import Annotation
from carrel.domain.note_links import NoteLink, place_name
from carrel.services.annotation_lists import AnnotationLists
from carrel.services.paper_names import PaperNames
from carrel.services.reading import Reading

_PAGE = re.compile(r"p?\.?\s*(\d{1,6})")
_MOST_NAMES = 300
"""So many names of a note are looked up; a list of thousands of papers is no note."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place in a paper as it is offered: `words` are those that stand there, `name` is what a link to it says after ``#``."""

    words: str
    page: int
    name: str


class NotePlaces:
    """Asks the library. Safe from any thread."""

    def __init__(self, reading: Reading, annotations: AnnotationLists) -> None:
        self._reading = reading
        self._annotations = annotations
        self._names = PaperNames(reading)

    def suggestions(self, paper: int, typed: str, limit: int = 8) -> list[NamedPlace]:
        """Places that words or the number of a page may mean: the person's annotations first, then passages of the newest file."""
        typed = " ".join(typed.split())
        page = _PAGE.fullmatch(typed)
        found = list(self._marked(paper, typed, int(page.group(1)) - 1 if page is not None else -1))[:limit]
        if page is not None:
            number = int(page.group(1))
            return [NamedPlace(f"Page {number}", number - 1, f"p. {number}"), *found[: limit - 1]] if number else found
        for hit in self._reading.hits(paper, typed, limit - len(found)) if typed and len(found) < limit else ():
            if hit.page >= 0:
                found.append(NamedPlace(hit.text, hit.page, place_name(hit.text, hit.page)))
        return found

    def lost(self, paper: int, links: Iterable[NoteLink]) -> frozenset[NoteLink]:
        """Those of a note's links whose paper, or whose annotation, is not in the library; of many names the first are looked up."""
        links = list(dict.fromkeys(links))
        names = list(dict.fromkeys(link.name for link in links if link.name))[:_MOST_NAMES]
        nobody = {name for name in names if self._names.find(name) is None}
        keys = {one.key for one in self._annotations.of_paper(paper)} if any(one.annotation for one in links) else set()
        return frozenset(
            link
            for link in links
            if link.name in nobody or (not link.name and link.annotation and link.annotation not in keys)
        )

    def _marked(self, paper: int, typed: str, page: int) -> Iterator[NamedPlace]:
        words = typed.casefold().split()
        for one in self._annotations.of_paper(paper):
            said = _said(one)
            if (one.anchor.page == page) if page >= 0 else all(word in said.casefold() for word in words):
                yield NamedPlace(said, one.anchor.page, place_name("", one.anchor.page, annotation=one.key))


def _said(one: Annotation) -> str:
    words = " ".join(part for part in (one.anchor.quote, one.text) if part)
    return " ".join(words.split()) or one.kind.value.capitalize()
