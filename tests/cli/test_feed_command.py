from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from arxiv_server import ArxivServer
from carrel.paths import Paths
from cli.carrel_run import Command, change_settings, count_in, newest_day

FEW = 12


def test_categories_are_followed_told_and_left(carrel_command: Command) -> None:
    assert "carrel feed follow" in carrel_command("feed", "list").out
    followed = carrel_command("feed", "follow", "cs.lg", "math")
    assert (followed.status, followed.err) == (0, "")
    assert "cs.LG (Machine Learning)" in followed.out
    assert [one["feed"]["category"] for one in carrel_command("feed", "list", "--json").data["feeds"]] == [
        "cs.LG",
        "math",
    ]
    assert carrel_command("feed", "unfollow", "MATH").status == 0
    assert "math" not in carrel_command("feed", "list").out
    again = carrel_command("feed", "unfollow", "math")
    assert (again.status, again.out) == (1, "")
    assert "math is not followed" in again.err


@pytest.mark.parametrize(("typed", "near"), [("cs.XY", "such as cs.LG"), ("number theory", "math.NT")])
def test_a_category_that_arxiv_has_not_is_refused_with_what_is_near(
    carrel_command: Command, typed: str, near: str
) -> None:
    told = carrel_command("feed", "follow", "cs.LG", typed)
    assert told.status == 1
    assert near in told.err
    assert carrel_command("feed", "list", "--json").data["feeds"] == []


def test_interests_are_set_told_and_left_as_they_are(carrel_command: Command) -> None:
    carrel_command("feed", "follow", "cs.LG")
    carrel_command("feed", "interests", "cs.LG", "--include", "diffusion, state space", "author:Ada Lovelace")
    carrel_command("feed", "interests", "cs.LG", "--exclude", "survey")
    told = carrel_command("feed", "interests", "cs.lg", "--json").data
    assert told["interests"] == {
        "include": ["diffusion", "state space", "author:Ada Lovelace"],
        "exclude": ["survey"],
    }
    assert "left out: survey" in carrel_command("feed", "list").out
    carrel_command("feed", "interests", "cs.LG", "--include")
    assert carrel_command("feed", "interests", "cs.LG", "--json").data["interests"]["include"] == []


def test_a_refresh_tells_what_is_new_once_and_needs_no_welcome(carrel_command: Command, arxiv: ArxivServer) -> None:
    arxiv.announce(newest_day(), FEW, categories=("cs.LG",))
    assert arxiv.asked == []
    carrel_command("feed", "follow", "cs.LG")
    assert arxiv.asked == []
    first = carrel_command("feed", "refresh")
    assert (first.status, first.err) == (0, "")
    assert f"{FEW} new papers" in first.out
    assert f"{newest_day():%A}" in first.out
    again = carrel_command("feed", "refresh")
    assert (again.status, again.out, again.err) == (0, "", "")
    assert carrel_command("feed", "refresh", "--json").data["new"] == {}


def test_a_refresh_writes_digests_only_when_told_to(
    carrel_command: Command, arxiv: ArxivServer, library_home: Path
) -> None:
    change_settings(library_home, model="")
    arxiv.announce(newest_day(), FEW, categories=("cs.LG",))
    carrel_command("feed", "follow", "cs.LG")
    carrel_command("feed", "refresh")
    assert count_in(library_home, "SELECT count(*) FROM digests") == 0
    told = carrel_command("feed", "refresh", "--digests")
    assert (told.status, told.err) == (0, "")
    assert count_in(library_home, "SELECT count(*) FROM digests") == FEW


def test_what_was_asked_stands_in_the_network_log(carrel_command: Command, arxiv: ArxivServer, tmp_path: Path) -> None:
    assert "No request" in carrel_command("network").out
    arxiv.announce(newest_day(), FEW, categories=("cs.LG",))
    carrel_command("feed", "follow", "cs.LG")
    carrel_command("feed", "refresh", "--scheduled")
    requests = carrel_command("network", "--json").data
    assert {one["who"] for one in requests} == {"schedule"}
    assert len(requests) == len(arxiv.asked)
    assert "schedule" in carrel_command("network", "--limit", "1").out
    assert carrel_command("network", "no such words", "--json").data == []
    told = carrel_command("network", "--export", tmp_path / "log.csv")
    assert f"{len(requests)} requests" in told.out
    assert len((tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()) == len(requests) + 1


def test_a_refresh_without_feeds_is_told_to_a_person_and_not_to_a_timer(carrel_command: Command) -> None:
    told = carrel_command("feed", "refresh")
    assert (told.status, told.out) == (1, "")
    assert "No category is followed" in told.err
    timed = carrel_command("feed", "refresh", "--scheduled")
    assert (timed.status, timed.out, timed.err) == (0, "", "")


def test_a_refresh_that_fails_ends_at_once_with_the_reason(carrel_command: Command, arxiv: ArxivServer) -> None:
    carrel_command("feed", "follow", "cs.LG")
    arxiv.fail_next("/rss", status=503, times=9)
    told = carrel_command("feed", "refresh")
    assert (told.status, told.out) == (1, "")
    assert "arXiv is busy" in told.err
    assert "Traceback" not in told.err


def test_a_refresh_offline_asks_nothing(carrel_command: Command, arxiv: ArxivServer, library_home: Path) -> None:
    carrel_command("feed", "follow", "cs.LG")
    change_settings(library_home, offline=True)
    told = carrel_command("feed", "refresh")
    assert told.status == 1
    assert "offline" in told.err
    assert arxiv.asked == []


def test_a_day_is_filled_when_asked_for(carrel_command: Command, arxiv: ArxivServer) -> None:
    carrel_command("feed", "follow", "cs.LG")
    wrong = carrel_command("feed", "refresh", "--fill", "2026-11-15")
    assert wrong.status == 1
    assert "2026-11-15" in wrong.err
    told = carrel_command("feed", "refresh", "--fill", newest_day().isoformat())
    assert (told.status, told.err) == (0, "")
    assert any("submittedDate" in path for path in arxiv.asked_for("/api"))


@pytest.mark.slow
def test_a_library_that_another_program_has_locked_is_told_and_not_waited_for_without_end(
    library_home: Path, carrel_command: Command
) -> None:
    carrel_command("feed", "follow", "cs.LG")
    locked = sqlite3.connect(Paths(library_home).database, isolation_level=None)
    locked.execute("BEGIN EXCLUSIVE")
    try:
        command = [sys.executable, "-m", "carrel", "feed", "refresh", "--scheduled"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    finally:
        locked.rollback()
        locked.close()
    assert told.returncode == 1
    assert told.stderr.startswith("carrel: ")
    assert "Traceback" not in told.stderr
