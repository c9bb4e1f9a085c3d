"""What a digest is made from: the paper's words, whether they come from its PDF or from its abstract alone.

The window's process imports this, so nothing here may import numpy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from carrel.digesting.section_roles import roles
from carrel.domain.passage import Passage, PassageKind, Section, SectionKind
from carrel.domain.sentences import sentences

if TYPE_CHECKING:
    from carrel.domain.paper import Paper
    from carrel.domain.passage import Document

NO_PAGE = -1
"""The page of passages and sections that stand on no page: those of an abstract known without a PDF."""


@dataclass(frozen=True, slots=True)
class Source:
    """One paper's text. `passages` are in reading order, each `position` unique; `sections` are those they belong to.

    `text_sha256` is over the passages' texts joined by newlines, as in `Document`.
    """

    title: str
    abstract: str
    categories: tuple[str, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    text_sha256: str

    @classmethod
    def of(cls, paper: Paper, document: Document | None) -> Source:
        """The text of `document`, or, where there is none or it is scanned, the sentences of the paper's abstract.

        Passages made from an abstract have page `NO_PAGE` and no rectangles. Without any text there are no passages.
        """
        if document is not None and document.passages:
            return cls(
                title=paper.title or document.title,
                abstract=paper.abstract or document.abstract,
                categories=paper.categories,
                sections=document.sections,
                passages=document.passages,
                text_sha256=document.text_sha256,
            )
        abstract = paper.abstract or (document.abstract if document else "")
        texts = sentences(abstract)
        section = Section(position=0, level=1, heading="Abstract", kind=SectionKind.ABSTRACT, page=NO_PAGE, top=0.0)
        return cls(
            title=paper.title or (document.title if document else ""),
            abstract=abstract,
            categories=paper.categories,
            sections=(section,) if texts else (),
            passages=tuple(Passage(position, 0, NO_PAGE, text, ()) for position, text in enumerate(texts)),
            text_sha256=_sha256(texts),
        )

    def kinds(self) -> dict[int, SectionKind]:
        """What each section is for, by the section's position: by its heading, else by its text."""
        return dict(_kinds(self.sections, self.passages))

    def readable(self) -> tuple[Passage, ...]:
        """The passages a digest may be made of: everything but references, in reading order."""
        kinds = self.kinds()
        return tuple(
            passage
            for passage in self.passages
            if passage.kind is not PassageKind.REFERENCE
            and kinds.get(passage.section) is not SectionKind.REFERENCES
            and passage.text.strip()
        )


def abstract_sha256(abstract: str) -> str:
    """The `text_sha256` of a source that is this abstract alone: it tells which version a digest was made from."""
    return _sha256(sentences(abstract))


@lru_cache(maxsize=2)
def _kinds(sections: tuple[Section, ...], passages: tuple[Passage, ...]) -> dict[int, SectionKind]:
    return roles(sections, passages)


def _sha256(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
