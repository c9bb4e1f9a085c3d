"""What the command line understands of papers that the library has twice, and does with them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from carrel.cli.actions import Commands, actions
from carrel.cli.find import PAPER, find_paper
from carrel.cli.output import Output, problems
from carrel.domain.merged_paper import CHOOSABLE, Side
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.services.duplicates import Reason, Twins

_REASONS = {
    Reason.ARXIV: "same arXiv identifier",
    Reason.DOI: "same DOI",
    Reason.TEXT: "nearly the same text",
    Reason.TITLE: "same title and authors",
    None: "nothing says that they are one",
}


def add(commands: Commands) -> None:
    """Add the command to a parser's."""
    text = "List papers that the library may have twice, and merge them or keep both."
    action = actions(commands, "duplicates", text)
    action("list", "Compare what was not compared yet, and list pairs of papers that may be one.")
    merge = action("merge", "Make one paper of two, with all that is kept of both; it has the number of A.")
    keep = action("keep", "Keep both papers, and list them no more unless something changes.")
    for one in (merge, keep):
        one.add_argument("one", metavar="A", help=PAPER)
        one.add_argument("other", metavar="B", help=PAPER)
    for field in CHOOSABLE:
        merge.add_argument(
            f"--{field}", choices=("A", "B"), help=f"whose {field} stands; without it what was published or says more"
        )


def duplicates(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Do what was asked for with duplicates."""
    return _ACTIONS[given.action](carrel, given)


def _list(carrel: Carrel, given: argparse.Namespace) -> Output:
    del given
    job = carrel.duplicates.queue_when_needed()
    ended = carrel.jobs.wait([job]) if job is not None else []
    found = [carrel.duplicates.twins(pair.one, pair.other) for pair in carrel.duplicates.pairs()]
    pairs = [twins for twins in found if twins is not None]
    data = [{"one": one.one.paper, "other": one.other.paper, "reason": one.reason} for one in pairs]
    return Output(data, "\n\n".join(map(_shown, pairs)) or "No paper is here twice.", problems(ended))


def _merge(carrel: Carrel, given: argparse.Namespace) -> Output:
    one, other = find_paper(carrel, given.one), find_paper(carrel, given.other)
    twins = carrel.duplicates.twins(one.id, other.id)
    choice = twins.usual if twins is not None else None
    for field in CHOOSABLE:
        if choice is not None and getattr(given, field):
            side: Side = "one" if getattr(given, field) == "A" else "other"
            choice = replace(choice, **{field: side})
    carrel.duplicates.merge(one.id, other.id, choice)
    merged = carrel.reading.paper(one.id)
    return Output(merged, f"Merged {other.id} into {one.id}.\n{_line(merged or one)}")


def _keep(carrel: Carrel, given: argparse.Namespace) -> Output:
    one, other = find_paper(carrel, given.one), find_paper(carrel, given.other)
    carrel.duplicates.keep_both(one.id, other.id)
    return Output([one, other], f"Kept both {one.id} and {other.id}.")


def _shown(twins: Twins) -> str:
    reason = _REASONS[twins.reason]
    return f"{reason[:1].upper()}{reason[1:]}\n{_line(twins.one.paper)}\n{_line(twins.other.paper)}"


def _line(paper: Paper) -> str:
    identifiers = [f"arXiv:{paper.arxiv_id}"] if paper.arxiv_id else []
    identifiers += [paper.doi] if paper.doi else []
    told = f"  ({', '.join(identifiers)})" if identifiers else ""
    return f"{paper.id:>6}  {paper.year or '':>4}  {paper.title}{told}"


_ACTIONS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {"list": _list, "merge": _merge, "keep": _keep}
