"""carrel related on the command line."""

from __future__ import annotations

from pathlib import Path

from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage import papers
from cli.carrel_run import Command
from storage_values import NOW

STORKS = "Storks nest on roofs. We propose a method that counts storks by drones. Results show that drones count best."
MORE = "Storks nest in trees. We introduce a method that counts storks from satellites. Results show more storks."


def add(home: Path, *abstracts: str) -> list[int]:
    opened = open_library(Paths(home))
    with opened.database.write() as connection:
        ids = [
            papers.add(connection, Paper(f"Paper {number}", ("Ada Lovelace",), text, year=2020 + number), added=NOW)
            for number, text in enumerate(abstracts)
        ]
    opened.close()
    return ids


def test_papers_that_are_like_one_are_listed_with_their_closest_sentence(
    carrel_command: Command, library_home: Path
) -> None:
    first, second, silent = add(library_home, STORKS, MORE, "Storks nest on roofs, and storks are many.")
    told = carrel_command("related", str(first))
    assert "Paper 1" in told.out
    assert "2021, Ada Lovelace, library" in told.out
    assert "“" in told.out
    assert "found by words" in told.err
    data = carrel_command("related", str(first), "--facet", "method", "--json").data
    assert [one["row"]["id"] for one in data["papers"]] == [second]
    assert data["without"] == 1
    assert (
        carrel_command("related", str(first), str(second), "--limit", "1", "--json").data["papers"][0]["row"]["id"]
        == silent
    )
    assert "No paper is close to that." in carrel_command("related", str(first), "--among", "news").out


def test_a_paper_that_is_not_there_is_said(carrel_command: Command) -> None:
    told = carrel_command("related", "77")
    assert told.status == 1
    assert "There is no paper 77" in told.err
