"""What the command line understands of For you, and does with it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from carrel.cli.actions import Commands, actions
from carrel.cli.find import PAPER, find_paper, named
from carrel.cli.output import Output
from carrel.domain.errors import InputError
from carrel.domain.feed import Card, NewsLane, NewsQuery
from carrel.domain.for_you import InterestProfile, Wish
from carrel.services.carrel import Carrel

_OFF = "For you is off. carrel foryou on switches it on."


def add(commands: Commands) -> None:
    """Add the command to a parser's."""
    text = "Show which announcements are for you and why, and steer that."
    action = actions(commands, "foryou", text)

    listed = action("list", "List a day's papers that are for you, with their reasons.")
    listed.add_argument("--day", default="", metavar="DAY", help="such as 2026-11-20 (default: the newest)")
    action("why", "Say why a paper is for you, and which papers say so.").add_argument(
        "paper", metavar="PAPER", help=PAPER
    )
    for name, words in (("more", "More papers like these."), ("less", "Fewer papers like these.")):
        one = action(name, words)
        one.add_argument("papers", nargs="+", metavar="PAPER", help=PAPER)
        one.add_argument("--undo", action="store_true", help="no longer more or less of them")
    action("profiles", "List your profiles.")
    new = action("add-profile", "Add a profile: an interest that is ranked for by itself.")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--category", action="append", default=[], metavar="CATEGORY", help="papers of it come first")
    new.add_argument("--paper", action="append", default=[], metavar="PAPER", help="a paper to begin with")
    action("remove-profile", "Remove a profile.").add_argument("name", metavar="NAME")
    action("reset", "Learn from nothing that you did up to now.")
    action("on", "Rank by what you do.")
    action("off", "Do not; no ranking is kept, and days have arXiv's order.")


def for_you(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Do what was asked for with For you."""
    return _ACTIONS[given.action](carrel, given)


def _list(carrel: Carrel, given: argparse.Namespace) -> Output:
    carrel.for_you.rank()
    told = carrel.outgoing.day(given.day)
    day = told.day
    ids = carrel.news.ids(NewsQuery(day, NewsLane.FOR_YOU))
    found = carrel.news.cards(ids, day)
    data = [
        {"id": one.row.id, "arxiv_id": one.row.arxiv_id, "title": one.row.title, "reasons": one.reasons}
        for one in found
    ]
    if not carrel.settings.current.for_you:
        nothing = _OFF
    elif told.papers:
        nothing = f"Nothing of {day} is for you yet. Star, keep or read papers, and those like them are."
    else:
        nothing = f"Nothing of {day} is known. carrel feed refresh reads the announcements."
    return Output({"day": day, "papers": data}, "\n".join(map(_lines, found)) or nothing)


def _why(carrel: Carrel, given: argparse.Namespace) -> Output:
    carrel.for_you.rank()
    paper = find_paper(carrel, given.paper)
    why = carrel.steering.why(paper.id)
    if why is None:
        raise InputError(f"There is no paper {given.paper}.", "carrel list shows the papers and their numbers.")
    lines = [why.title, *(f"  For you: {reason}" for reason in why.reasons)]
    lines += [f"  {act.kind} {act.since[:10]}".rstrip().ljust(24) + title for act, title in why.closest]
    if why.wish is not None:
        lines.append(f"  You asked for {why.wish} like this.")
    if not why.reasons:
        lines.append("  It is not among those for you.")
    return Output(why, "\n".join(lines))


def _steer(wish: Wish) -> Callable[[Carrel, argparse.Namespace], Output]:
    def steer(carrel: Carrel, given: argparse.Namespace) -> Output:
        papers = [find_paper(carrel, one) for one in given.papers]
        carrel.steering.wish([paper.id for paper in papers], None if given.undo else wish)
        words = "Neither more nor less" if given.undo else wish.capitalize()
        told = "\n".join(f"{words} like {paper.title}" for paper in papers)
        return Output([paper.id for paper in papers], told, notes=[] if carrel.settings.current.for_you else [_OFF])

    return steer


def _profiles(carrel: Carrel, given: argparse.Namespace) -> Output:
    del given
    named = carrel.steering.named_profiles()
    lines = [
        f"{one.name}: {'; '.join(filter(None, (', '.join(one.categories), seeds))) or 'nothing to begin with'}"
        for one, seeds in named
    ]
    return Output([one for one, _ in named], "\n".join(lines) or "There are no profiles: all is one interest.")


def _add_profile(carrel: Carrel, given: argparse.Namespace) -> Output:
    seeds = carrel.steering.seeds(" ".join(given.paper))
    carrel.steering.add_profile(InterestProfile(given.name, tuple(given.category), seeds))
    return _profiles(carrel, given)


def _remove_profile(carrel: Carrel, given: argparse.Namespace) -> Output:
    found = named(carrel.steering.profiles, given.name)
    if found is None:
        raise InputError(f"You have no profile {given.name}.", "carrel foryou profiles lists them.")
    carrel.steering.remove_profile(found.id)
    return Output(found, f"Removed {found.name}.")


def _reset(carrel: Carrel, given: argparse.Namespace) -> Output:
    del given
    carrel.steering.reset()
    return Output({}, "What you did up to now counts no more. Profiles stay.")


def _switch(on: bool) -> Callable[[Carrel, argparse.Namespace], Output]:
    def switch(carrel: Carrel, given: argparse.Namespace) -> Output:
        del given
        carrel.settings.change(for_you=on)
        carrel.for_you.rank()
        return Output(
            {"on": on}, "For you is on." if on else "For you is off. No ranking is kept; marks and profiles stay."
        )

    return switch


def _lines(card: Card) -> str:
    return f"{card.row.id:>6}  {card.row.title}\n        For you: {'; '.join(card.reasons)}"


_ACTIONS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {
    "list": _list,
    "why": _why,
    "more": _steer(Wish.MORE),
    "less": _steer(Wish.LESS),
    "profiles": _profiles,
    "add-profile": _add_profile,
    "remove-profile": _remove_profile,
    "reset": _reset,
    "on": _switch(True),
    "off": _switch(False),
}
