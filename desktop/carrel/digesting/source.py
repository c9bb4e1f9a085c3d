"""What a digest is made from: the paper's words, whether they come from its PDF or from its abstract alone.

The window's process imports this, so nothing here may import numpy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from carrel.digesting.instructions import gives_orders, giving_orders
from carrel.digesting.section_roles import roles
from carrel.domain.passage import Passage, PassageKind, Section, SectionKind
from carrel.domain.sentences import sentences
from carrel.domain.unseen import without_unseen

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

        A title or a heading that gives orders to its reader is left out. Passages made from an abstract have page `NO_PAGE` and no rectangles. Without any text there are no passages.
        """
        if document is not None and document.passages:
            return cls(
                title=_harmless(paper.title or document.title),
                abstract=without_unseen(paper.abstract or document.abstract),
                categories=paper.categories,
                sections=tuple(
                    replace(section, heading="") if gives_orders(section.heading) else section
                    for section in document.sections
                ),
                passages=document.passages,
                text_sha256=document.text_sha256,
            )
        abstract = without_unseen(paper.abstract or (document.abstract if document else ""))
        texts = sentences(abstract)
        section = Section(position=0, level=1, heading="Abstract", kind=SectionKind.ABSTRACT, page=NO_PAGE, top=0.0)
        return cls(
            title=_harmless(paper.title or (document.title if document else "")),
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
        """The passages a digest may be made of, in reading order: no references, and no orders to whoever reads."""
        orders = _orders(self.passages)
        return tuple(passage for passage in self._text() if passage.position not in orders)

    def orders(self) -> tuple[Passage, ...]:
        """The passages that are left out because they give orders to the paper's reader, in reading order."""
        orders = _orders(self.passages)
        return tuple(passage for passage in self._text() if passage.position in orders)

    def _text(self) -> list[Passage]:
        """The paper's passages without its references."""
        references = {section.position for section in self.sections if section.kind is SectionKind.REFERENCES}
        return [
            passage
            for passage in self.passages
            if passage.kind is not PassageKind.REFERENCE and passage.section not in references and passage.text.strip()
        ]


def abstract_sha256(abstract: str) -> str:
    """The `text_sha256` of a source that is this abstract alone: it tells which version a digest was made from."""
    return _sha256(sentences(without_unseen(abstract)))


def _harmless(title: str) -> str:
    title = without_unseen(title)
    return "" if gives_orders(title) else title


@lru_cache(maxsize=2)
def _orders(passages: tuple[Passage, ...]) -> frozenset[int]:
    return giving_orders(passages)


@lru_cache(maxsize=2)
def _kinds(sections: tuple[Section, ...], passages: tuple[Passage, ...]) -> dict[int, SectionKind]:
    return roles(sections, passages)


def _sha256(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
