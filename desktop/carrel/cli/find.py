"""Papers as they are named on a command line."""

from __future__ import annotations

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.domain.errors import InputError
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel


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
