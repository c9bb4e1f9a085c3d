"""A process that refreshes and fetches is killed at fifty random points: nothing is there twice, nothing is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO

import pytest

import killed_desk
from arxiv_desk import FOLLOWED, TUESDAY, Moment, announced, open_desk, states
from arxiv_papers import MadePaper
from arxiv_server import ArxivServer, arxiv_server
from carrel.domain.announcing import next_announcement_day
from carrel.domain.feed import DayState
from carrel.domain.job import JobState
from carrel.domain.query import LibraryQuery
from loopback import Reply
from printed import print_paper

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork processes")

KILLS = 50
LONGEST = 0.9


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    """An arXiv whose PDFs come slowly enough to be killed in the middle of one."""
    with arxiv_server() as server:

        def slowly(path: str, headers: dict[str, str]) -> Reply:
            reply = server.answer(path, headers)
            return replace(reply, drip=0.008, piece=2048) if path.startswith("/pdf") else reply

        server.loopback.answer = slowly
        yield server


@dataclass(slots=True)
class Forks:
    """Starts processes that work, one after the other."""

    program: subprocess.Popen[str]

    def start(self, **order: object) -> int:
        self._input.write(json.dumps(order) + "\n")
        self._input.flush()
        return int(self._output.readline())

    def ended(self) -> int:
        return int(self._output.readline())

    @property
    def _input(self) -> IO[str]:
        assert self.program.stdin is not None
        return self.program.stdin

    @property
    def _output(self) -> IO[str]:
        assert self.program.stdout is not None
        return self.program.stdout


@pytest.fixture
def forks() -> Iterator[Forks]:
    program = subprocess.Popen(
        [sys.executable, killed_desk.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with program:
        yield Forks(program)


def announce(arxiv: ArxivServer, day: date) -> list[MadePaper]:
    """Twelve papers, the first two of them with a PDF that has some weight."""
    made = arxiv.announce(day, 12, categories=FOLLOWED, all_new=True)
    for paper in made[:2]:
        print_paper(arxiv.folder / f"{paper.id}v1.pdf", title=f"Paper {paper.id} of the loopback", pages=30)
    return made


@pytest.mark.slow
def test_fifty_kills_lose_nothing_and_double_nothing(library_home: Path, arxiv: ArxivServer, forks: Forks) -> None:
    dice = random.Random(20260714)  # noqa: S311 - the same points in each run
    day, made, kills, runs = TUESDAY, announce(arxiv, TUESDAY), 0, 0
    wanted = [paper.id for paper in made[:2]]

    def order() -> dict[str, object]:
        moment = Moment.on(day).now.isoformat()
        return {"home": str(library_home), "base": arxiv.base, "moment": moment, "followed": FOLLOWED, "wanted": wanted}

    done = False
    while kills < KILLS:
        runs += 1
        assert runs < 4 * KILLS
        if done:
            day = next_announcement_day(day)
            new = announce(arxiv, day)
            made += new
            wanted += [paper.id for paper in new[:2]]
        number = forks.start(**order())
        threading.Event().wait(dice.uniform(0.0, LONGEST))
        with suppress(ProcessLookupError):  # it was quicker
            os.kill(number, signal.SIGKILL)
        status = forks.ended()
        assert status in (0, -signal.SIGKILL)
        done = status == 0
        kills += not done
    forks.start(**order())
    assert forks.ended() == 0
    with open_desk(library_home, arxiv, Moment.on(day)) as desk:
        assert desk.jobs.open_jobs() == []
        assert {version for _, version in announced(desk)} == {1}
        assert sorted(one for one, _ in announced(desk)) == sorted(paper.id for paper in made)
        assert set().union(*states(desk).values()) <= {DayState.ANNOUNCED, DayState.FILLED}
        assert set(states(desk)) == {one.isoformat() for one in arxiv.announced}
        kept = desk.reading.rows(desk.reading.ids(LibraryQuery()))
        assert sorted(row.arxiv_id for row in kept) == sorted(wanted)
        for row in kept:
            [file] = desk.reading.files(row.id)
            assert desk.reading.file_path(file).read_bytes() == arxiv.pdf(arxiv.papers[row.arxiv_id])
        leftovers = [path.name for path in (library_home / "files").iterdir() if path.suffix != ".pdf"]
        assert leftovers == []
        with desk.database.read() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert JobState.RUNNING not in {job.state for job in desk.jobs.recent(1000)}
    resumed = [headers["Range"] for path, headers in arxiv.asked if path.startswith("/pdf") and "Range" in headers]
    assert resumed


@pytest.mark.parametrize("only_own", [False, True])
def test_two_processes_that_refresh_at_once_double_nothing(
    library_home: Path, arxiv: ArxivServer, forks: Forks, only_own: bool
) -> None:
    made = announce(arxiv, TUESDAY)
    order: dict[str, object] = {
        "home": str(library_home),
        "base": arxiv.base,
        "moment": Moment.on(TUESDAY).now.isoformat(),
        "followed": FOLLOWED,
        "wanted": [paper.id for paper in made[:2]],
    }
    with subprocess.Popen(
        [sys.executable, killed_desk.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        other = Forks(program)
        other.start(**order, only_own=only_own)
        forks.start(**order)
        assert (other.ended(), forks.ended()) == (0, 0)
    with open_desk(library_home, arxiv, Moment.on(TUESDAY)) as desk:
        assert sorted(announced(desk)) == sorted((paper.id, 1) for paper in made)
        assert desk.jobs.open_jobs() == []
        assert {job.state for job in desk.jobs.recent(100)} == {JobState.DONE}
        assert len(desk.reading.ids(LibraryQuery())) == 2
