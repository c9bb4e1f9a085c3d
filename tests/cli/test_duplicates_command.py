"""Papers that the library has twice, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.paths import Paths
from carrel.services.open import open_library
from cli.carrel_run import Command
from storage_values import NOW
from twins import PREPRINT, PUBLISHED, add_twins


@pytest.fixture
def twins(library_home: Path, carrel_command: Command) -> tuple[int, int]:
    del carrel_command  # It wants to begin before there is a library.
    opened = open_library(Paths(library_home))
    with opened.database.write() as connection:
        found = add_twins(connection)
        connection.execute("UPDATE jobs SET state = 'done', finished = ?", (NOW,))
    opened.close()
    return found


def test_pairs_are_listed_and_merged(carrel_command: Command, twins: tuple[int, int]) -> None:
    one, other = twins
    listed = carrel_command("duplicates", "list")
    assert (listed.status, listed.err) == (0, "")
    assert listed.out.startswith("Same title and authors\n")
    assert f"{PREPRINT}  (arXiv:2601.00001)" in listed.out
    [pair] = carrel_command("duplicates", "list", "--json").data
    assert (pair["one"]["id"], pair["other"]["id"], pair["reason"]) == (one, other, "title")
    merged = carrel_command("duplicates", "merge", "2601.00001", str(other), "--title", "A")
    assert (merged.status, merged.err) == (0, "")
    assert merged.out.startswith(f"Merged {other} into {one}.\n")
    shown = carrel_command("show", str(one), "--json").data["paper"]
    assert (shown["title"], shown["doi"], shown["arxiv_id"]) == (PREPRINT, "10.1000/song", "2601.00001")
    assert carrel_command("duplicates", "list").out == "No paper is here twice.\n"
    again = carrel_command("duplicates", "merge", str(one), str(other))
    assert again.status == 1
    assert f"There is no paper {other}" in again.err


def test_both_are_kept(carrel_command: Command, twins: tuple[int, int]) -> None:
    one, other = map(str, twins)
    assert PUBLISHED in carrel_command("duplicates", "list").out
    assert carrel_command("duplicates", "keep", one, other).out == f"Kept both {one} and {other}.\n"
    assert carrel_command("duplicates", "list", "--json").data == []
    assert carrel_command("duplicates", "merge", one, one).status == 1
