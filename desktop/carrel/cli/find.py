"""Papers, and things with names, as they are named on a command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.errors import InputError
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel

PAPER = "its number in the list, or its arXiv identifier"
"""How a paper is named, for a command's help."""


class Named(Protocol):
    """A thing that a person gave a name."""

    @property
    def name(self) -> str:
        """The name."""


_Thing = TypeVar("_Thing", bound=Named)


def named(things: Iterable[_Thing], name: str) -> _Thing | None:
    """The thing with this name, however it is spaced and whatever its case; None where there is none."""
    wanted = " ".join(name.split()).casefold()
    return next((one for one in things if one.name.casefold() == wanted), None)


def find_paper(carrel: Carrel, name: str) -> Paper:
    """The paper with this number in the list, or this arXiv identifier.

    Raises:
        InputError: there is none.
    """
    identifier = parse_arxiv_id(name)
    paper_id = carrel.reading.find(identifier.value) if identifier else int(name) if name.isdigit() else None
    paper = carrel.reading.paper(paper_id) if paper_id is not None and paper_id < 1 << 63 else None
    if paper is None:
        raise InputError(f"There is no paper {name} in the library.", "carrel list shows the papers and their numbers.")
    return paper
