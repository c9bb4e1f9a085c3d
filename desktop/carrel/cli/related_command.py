"""carrel related: what is like a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.cli.actions import Commands, command
from carrel.cli.find import PAPER, find_paper
from carrel.cli.numbers import positive
from carrel.cli.output import Output
from carrel.domain.related import Among, Facet
from carrel.services.related import MOST

if TYPE_CHECKING:
    import argparse

    from carrel.domain.related import RelatedPaper
    from carrel.services.carrel import Carrel


def related(carrel: Carrel, given: argparse.Namespace) -> Output:
    """List what is most like the papers.

    Raises:
        InputError: one of them is not there. StorageError: the vectors cannot be read.
    """
    asked = [find_paper(carrel, one).id for one in given.papers]
    facet = Facet(given.facet) if given.facet else None
    answer = carrel.relating.related(asked, facet=facet, among=Among(given.among), limit=given.limit)
    notes = ["found by words: not all papers have been compared by meaning yet"] if answer.by_words else []
    if answer.sampled:
        notes.append(f"{answer.sampled} of the {len(asked)} papers, taken evenly, stand for all of them")
    if answer.without:
        near = "1 near paper is" if answer.without == 1 else f"{answer.without} near papers are"
        notes.append(f"{near} left out: no {given.facet} is told there")
    lines = [line for one in answer.papers for line in _lines(one)]
    return Output(answer, "\n".join(lines) or "No paper is close to that.", notes=notes)


def add(commands: Commands) -> None:
    """Add what `carrel related` understands."""
    text = "List the papers of the library and the news that are most like a paper, or like several taken together."
    one = command(commands, "related", text)
    one.add_argument("papers", nargs="+", metavar="PAPER", help=PAPER)
    one.add_argument("--facet", choices=[str(facet) for facet in Facet], help="compare this side of the papers")
    one.add_argument(
        "--among", choices=[str(among) for among in Among], default="all", help="where to look (default: all)"
    )
    one.add_argument("--limit", type=positive, default=MOST, metavar="N", help=f"at most N (default: {MOST})")


def _lines(one: RelatedPaper) -> list[str]:
    row = one.row
    where = "library" if one.kept else f"announced {one.day}"
    about = ", ".join(part for part in (str(row.year or ""), row.authors[0] if row.authors else "", where) if part)
    lines = [f"{row.id:>5}  {one.cosine:.2f}  {row.title}", f"             {about}"]
    return [*lines, f"             “{one.sentence}”"] if one.sentence else lines
