from __future__ import annotations

from pathlib import Path

import pytest

from arxiv_server import ArxivServer
from cli.carrel_run import Command, change_settings, count_in, newest_day

KEPT = "SELECT count(*) FROM papers WHERE kept = 1"
DIGESTS = "SELECT count(*) FROM digests"


@pytest.fixture
def stocked(carrel_command: Command, arxiv: ArxivServer, library_home: Path) -> Command:
    """A command line before an arXiv that has papers; nothing is followed."""
    change_settings(library_home, model="")
    arxiv.announce(newest_day(), 30, all_new=True)
    return carrel_command


def test_a_search_prints_what_arxiv_found_and_keeps_nothing(
    stocked: Command, arxiv: ArxivServer, library_home: Path
) -> None:
    told = stocked("arxiv", "cat:cs.LG", "--limit", "2", "--sort", "submitted")
    assert (told.status, told.err) == (0, "")
    assert "go on with --start 2" in told.out
    [asked] = arxiv.asked_for("/api")
    assert "sortBy=submittedDate" in asked
    assert "sortOrder=descending" in asked
    assert count_in(library_home, "SELECT count(*) FROM papers") == 2
    assert count_in(library_home, KEPT) == 0
    assert "empty" in stocked("list").out


def test_pages_follow_one_another_and_speak_json(stocked: Command) -> None:
    first = stocked("arxiv", "cat:cs.LG", "--limit", "2", "--json").data
    second = stocked("arxiv", "cat:cs.LG", "--limit", "2", "--start", "2", "--ascending", "--json").data
    assert (first["start"], second["start"]) == (0, 2)
    assert first["total"] == second["total"] > 2
    assert all(one["paper"]["arxiv_id"] for one in first["papers"] + second["papers"])


def test_results_are_kept_and_digested_when_asked_for(stocked: Command, library_home: Path) -> None:
    told = stocked("arxiv", "cat:cs.LG", "--limit", "2", "--keep", "--digest")
    assert (told.status, told.err) == (0, "")
    assert count_in(library_home, KEPT) == 2
    assert count_in(library_home, DIGESTS) == 2
    assert "- " in told.out
    assert len(stocked("list", "--json").data) == 2


def test_pdfs_are_fetched_when_asked_for(stocked: Command, arxiv: ArxivServer, library_home: Path) -> None:
    told = stocked("arxiv", "cat:cs.LG", "--limit", "1", "--fetch")
    assert (told.status, told.err) == (0, "")
    assert len(arxiv.asked_for("/pdf")) == 1
    assert count_in(library_home, "SELECT count(*) FROM files WHERE state = 'ready'") == 1
    assert count_in(library_home, KEPT) == 1


def test_an_identifier_is_looked_up(stocked: Command, arxiv: ArxivServer) -> None:
    identifier = next(iter(arxiv.papers))
    told = stocked("arxiv", f"https://arxiv.org/abs/{identifier}", "--json")
    [one] = told.data["papers"]
    assert one["paper"]["arxiv_id"] == identifier
    assert "id_list" in arxiv.asked_for("/api")[0]


def test_nothing_found_and_nothing_typed_are_told(stocked: Command) -> None:
    assert "nothing that matches" in stocked("arxiv", "zymurgy").out
    told = stocked("arxiv", " ")
    assert (told.status, told.out) == (1, "")
    assert "nothing to search for" in told.err


def test_offline_nothing_is_asked(stocked: Command, arxiv: ArxivServer, library_home: Path) -> None:
    change_settings(library_home, offline=True)
    told = stocked("arxiv", "cat:cs.LG")
    assert told.status == 1
    assert "Work offline is on" in told.err
    assert arxiv.asked == []
