"""carrel foryou: what is for the person, why, and how it is steered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import announced
from carrel.paths import Paths
from carrel.services.open import open_library
from cli.carrel_run import Command, newest_day

PHONES = "Federated learning on {} phones: clients train local models, a server averages their private updates."
CHAINS = "Proteins fold into {} structures that the sequence of their amino acid chains tells."


@pytest.fixture
def ids(carrel_command: Command, library_home: Path) -> dict[str, int]:
    """The newest day has three papers on phones and three on proteins."""
    carrel_command("list")
    opened = open_library(Paths(library_home))
    announced.follow(opened.database, "cs.LG")
    told = [
        replace(announced.paper(number), title=f"{name} {number}", abstract=text.format(number + 2))
        for number, (name, text) in enumerate((("Phones", PHONES), ("Chains", CHAINS)) * 3)
    ]
    found = announced.announce(opened.database, *told, day=newest_day().isoformat())
    opened.settings.change(for_you_different=0)
    opened.close()
    return {one.title: found[one.arxiv_id] for one in told}


def titles(command: Command) -> list[str]:
    return [one["title"] for one in command("foryou", "list", "--json").data["papers"]]


def test_more_of_a_paper_lists_those_like_it_with_the_reason(carrel_command: Command, ids: dict[str, int]) -> None:
    assert "Nothing of" in carrel_command("foryou", "list").out
    assert carrel_command("foryou", "more", str(ids["Phones 0"])).out == "More like Phones 0\n"
    listed = carrel_command("foryou", "list")
    assert "Phones 2\n        For you: like “Phones 0”, which you want more of" in listed.out
    assert set(titles(carrel_command)) == {"Phones 2", "Phones 4"}
    why = carrel_command("foryou", "why", str(ids["Phones 2"]))
    assert "For you: like “Phones 0”" in why.out
    assert "more 20" in why.out
    assert "You asked for more like this." in carrel_command("foryou", "why", "2611.00000").out
    assert "not among those for you" in carrel_command("foryou", "why", "2611.00001").out
    carrel_command("foryou", "more", "--undo", "2611.00000")
    assert titles(carrel_command) == []


def test_less_of_a_paper_takes_those_like_it_away(carrel_command: Command, ids: dict[str, int]) -> None:
    carrel_command("foryou", "more", str(ids["Phones 0"]), str(ids["Chains 1"]))
    assert {"Chains 3", "Chains 5"} <= set(titles(carrel_command))
    assert carrel_command("foryou", "less", str(ids["Chains 3"])).status == 0
    assert "Chains 3" not in titles(carrel_command)


def test_it_is_reset_and_switched_off_and_on(carrel_command: Command, ids: dict[str, int]) -> None:
    carrel_command("foryou", "more", str(ids["Phones 0"]))
    assert carrel_command("foryou", "off").out == "For you is off. No ranking is kept; marks and profiles stay.\n"
    assert carrel_command("foryou", "list").out == "For you is off. carrel foryou on switches it on.\n"
    carrel_command("foryou", "on")
    assert titles(carrel_command)
    carrel_command("foryou", "reset")
    assert titles(carrel_command) == []


def test_profiles_are_added_listed_and_removed(carrel_command: Command, ids: dict[str, int]) -> None:
    assert "no profiles" in carrel_command("foryou", "profiles").out
    added = carrel_command("foryou", "add-profile", "Devices", "--category", "cs.DC", "--paper", str(ids["Phones 0"]))
    assert added.out == "Devices: cs.DC; 2611.00000\n"
    assert set(titles(carrel_command)) == {"Phones 2", "Phones 4"}
    unknown = carrel_command("foryou", "add-profile", "Other", "--category", "cs.XX")
    assert (unknown.status, "cs.XX" in unknown.err) == (1, True)
    assert carrel_command("foryou", "remove-profile", "devices").out == "Removed Devices.\n"
    assert carrel_command("foryou", "remove-profile", "devices").status == 1


@pytest.mark.usefixtures("ids")
def test_a_day_is_one_and_what_is_off_says_so(carrel_command: Command) -> None:
    refused = carrel_command("foryou", "list", "--day", "yesterday")
    assert refused.status == 1
    assert "yesterday is not a day" in refused.err
    assert "Nothing of" in carrel_command("foryou", "list", "--day", newest_day().isoformat()).out
    carrel_command("foryou", "off")
    assert carrel_command("foryou", "list").out.startswith("For you is off.")
