"""Saved searches on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from carrel.cli import text
from carrel.cli.actions import Commands, actions
from carrel.cli.find import named
from carrel.cli.numbers import positive
from carrel.cli.output import Output
from carrel.domain.errors import InputError
from carrel.domain.feed import SavedSearch
from carrel.services.carrel import Carrel


def add(commands: Commands) -> None:
    """Add the command to a parser's."""
    told = "Saved searches: what they find in the library and among all that is announced."
    action = actions(commands, "saved", told)

    action("list", "List the saved searches, with how many papers each has and how many are new.")
    show = action("show", "List the papers of a saved search, the newest first; nothing of it is new any more.")
    show.add_argument("name", metavar="NAME")
    show.add_argument("--limit", type=positive, default=20, metavar="N", help="at most N (default: 20)")
    new = action("add", "Save a search.")
    new.add_argument("query", nargs="+", metavar="TERM", help="what the papers must be, as in the search field")
    new.add_argument("--name", default="", metavar="NAME", help="what it is called; by default its text")
    rename = action("rename", "Give a saved search another name.")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new_name", metavar="NEW_NAME")
    action("remove", "Forget a saved search; its papers stay.").add_argument("name", metavar="NAME")


def saved(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Do what was asked for with saved searches."""
    return _ACTIONS[given.action](carrel, given)


def _list(carrel: Carrel, given: argparse.Namespace) -> Output:
    del given
    known = carrel.news.searches()
    return Output(
        known, "\n".join(map(_line, known)) or "No search is saved. Save one: carrel saved add sparse cat:cs.LG"
    )


def _show(carrel: Carrel, given: argparse.Namespace) -> Output:
    search = _find(carrel, given.name)
    rows = carrel.reading.rows(carrel.news.search_ids(search.text)[: given.limit])
    carrel.news.open_search(search.id)
    data = {"search": search, "papers": rows}
    return Output(data, "\n".join(map(text.row_line, rows)) or f"No paper matches “{search.text}”.")


def _add(carrel: Carrel, given: argparse.Namespace) -> Output:
    query = " ".join(given.query)
    number = carrel.news.save_search(given.name, query)
    search = next(one for one in carrel.news.searches() if one.id == number)
    hints = [hint.message for hint in carrel.search_hints.of(query)]
    return Output(search, f"Saved {_line(search)}", notes=hints)


def _rename(carrel: Carrel, given: argparse.Namespace) -> Output:
    search = _find(carrel, given.name)
    carrel.news.rename_search(search.id, given.new_name)
    return Output(search, f"{search.name} is called {' '.join(given.new_name.split())} now.")


def _remove(carrel: Carrel, given: argparse.Namespace) -> Output:
    search = _find(carrel, given.name)
    carrel.news.delete_search(search.id)
    return Output(search, f"Removed {search.name}.")


def _find(carrel: Carrel, name: str) -> SavedSearch:
    found = named(carrel.news.searches(), name)
    if found is None:
        raise InputError(f"There is no saved search {name}.", "carrel saved list shows them.")
    return found


def _line(search: SavedSearch) -> str:
    new = f", {search.new:,} new" if search.new else ""
    text = f" ({search.text})" if search.text != search.name else ""
    return f"{search.name}{text}: {search.papers:,} {'paper' if search.papers == 1 else 'papers'}{new}"


_ACTIONS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {
    "list": _list,
    "show": _show,
    "add": _add,
    "rename": _rename,
    "remove": _remove,
}
