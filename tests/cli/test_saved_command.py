"""Saved searches on the command line."""

from __future__ import annotations

from pathlib import Path

import announced
from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage import papers
from cli.carrel_run import Command


def _make(home: Path) -> None:
    opened = open_library(Paths(home))
    with opened.database.write() as connection:
        for number in range(2):
            papers.add(connection, Paper(f"Lamps {number}", year=2020 + number), added="2026-11-20T12:00:00Z")
    opened.close()


def test_a_search_is_saved_listed_shown_renamed_and_removed(carrel_command: Command, library_home: Path) -> None:
    _make(library_home)
    assert "No search is saved." in carrel_command("saved", "list").out
    added = carrel_command("saved", "add", "lamps|lantern", "year:2021", "--name", "Light")
    assert (added.status, added.out) == (0, "Saved Light (lamps|lantern year:2021): 0 papers\n")
    assert carrel_command("saved", "add", "lamps", "year:2021").out == "Saved lamps year:2021: 1 paper\n"
    assert "Lamps 1" in carrel_command("saved", "show", "LAMPS  year:2021").out
    assert carrel_command("saved", "rename", "lamps year:2021", "New  lamps").out == (
        "lamps year:2021 is called New lamps now.\n"
    )
    assert [one["name"] for one in carrel_command("saved", "list", "--json").data] == ["Light", "New lamps"]
    assert carrel_command("saved", "remove", "Light").out == "Removed Light.\n"
    assert carrel_command("saved", "list").out == "New lamps (lamps year:2021): 1 paper\n"
    missing = carrel_command("saved", "show", "Light")
    assert (missing.status, missing.out) == (1, "")
    assert "There is no saved search Light." in missing.err


def test_what_was_announced_since_is_new_until_it_is_shown(carrel_command: Command, library_home: Path) -> None:
    _make(library_home)
    carrel_command("saved", "add", "lantern", "cat:cs.LG")
    opened = open_library(Paths(library_home))
    announced.follow(opened.database, "cs.LG")
    announced.announce(opened.database, *(announced.paper(number) for number in range(3)))
    opened.close()
    assert carrel_command("saved", "list").out == "lantern cat:cs.LG: 3 papers, 3 new\n"
    assert carrel_command("saved", "show", "lantern cat:cs.LG", "--limit", "2").out.count("Lantern") == 2
    assert carrel_command("saved", "list").out == "lantern cat:cs.LG: 3 papers\n"
