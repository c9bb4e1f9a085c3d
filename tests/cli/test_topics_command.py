"""Topics on the command line."""

from __future__ import annotations

from pathlib import Path

from carrel.domain.digest import Status
from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage import digests, papers
from cli.carrel_run import Command
from made_digests import make_digest

ABSTRACT = "We record the birdsong of nightingales. Each vocalisation is told apart by ear."


def add_paper(home: Path) -> int:
    opened = open_library(Paths(home))
    with opened.database.write() as connection:
        paper = papers.add(connection, Paper("Nightingales", abstract=ABSTRACT), added="2026-11-20T12:00:00Z")
        digests.save(connection, paper, None, make_digest(ABSTRACT, "Theory", Status.SUPPORTED))
    opened.close()
    return paper


def topics_of(command: Command, paper: int) -> list[str]:
    told: list[str] = command("show", str(paper), "--json").data["digest"]["topics"]
    return told


def test_a_topic_is_added_listed_and_removed_and_papers_follow(carrel_command: Command, library_home: Path) -> None:
    paper = add_paper(library_home)
    added = carrel_command(
        *("topics", "add", "Bird song", "--description", "How birds sing."),
        *("--phrase", "birdsong", "--phrase", "vocalisation"),
    )
    assert (added.status, added.err) == (0, "")
    assert added.out == "Added Bird song. The papers that have digests were looked at anew.\n"
    assert topics_of(carrel_command, paper) == ["Bird song"]
    listed = carrel_command("topics", "list").out
    assert "  Bird song: How birds sing. (birdsong, vocalisation)" in listed
    assert "  Graph Learning: " in listed
    data = carrel_command("topics", "list", "--json").data
    assert [one["name"] for one in data["own"]] == ["Bird song"]
    assert len(data["shipped"]) == 14
    assert carrel_command("topics", "remove", "bird  SONG").status == 0
    assert topics_of(carrel_command, paper) == []
    assert "Your own" not in carrel_command("topics", "list").out


def test_what_cannot_be_is_told(carrel_command: Command) -> None:
    taken = carrel_command("topics", "add", "theory")
    assert (taken.status, taken.out) == (1, "")
    assert "There is a topic “Theory” already." in taken.err
    shipped = carrel_command("topics", "remove", "Theory")
    assert shipped.status == 1
    assert "You have no topic Theory." in shipped.err


def test_without_digests_nothing_is_looked_at(carrel_command: Command) -> None:
    assert carrel_command("topics", "add", "Bird song").out == "Added Bird song.\n"
