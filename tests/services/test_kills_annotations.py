"""A process that annotates is killed at random moments: all that was kept is there, whole, and the library is sound.

``CARREL_KILLS`` says how often it is killed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import annotating_desk
from annotated_papers import SENTENCES, print_sentences
from annotating_desk import state
from carrel.domain.annotation import AnnotationQuery
from carrel.domain.job import JobState
from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage import backup, papers
from carrel.storage.database import Database
from storage_values import annotations_are_indexed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork processes"),
]

KILLS = int(os.environ.get("CARREL_KILLS", "15"))


def prepare(home: Path, folder: Path) -> tuple[int, int]:
    """A library with a paper of two versions; the paper and the first version's file."""
    desk = open_library(Paths(home), digest_on_import=False)
    desk.settings.change(welcomed=True, model="", refresh_hours=0)
    desk.jobs.start()
    with desk.database.write() as connection:
        paper = papers.add(connection, Paper("Glacier songs"), added="2026-11-20T12:00:00Z")
    for version, sentences in ((1, SENTENCES), (2, ("It begins anew.", *SENTENCES))):
        name = f"v{version}.pdf"
        (desk.paths.files / name).write_bytes(print_sentences(folder / name, sentences).read_bytes())
        desk.importing.import_kept(name, name, paper, version)
    assert {job.state for job in desk.jobs.wait(desk.jobs.open_jobs())} == {JobState.DONE}
    first = next(file.id for file in desk.reading.files(paper) if file.version == 1)
    desk.close()
    return paper, first


def told(journal: Path) -> dict[int, list[object]]:
    """The last that the killed processes told of each annotation; the end of a line that was cut is none."""
    lines = journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []
    return dict(json.loads(line) for line in lines)


def test_whatever_was_kept_outlives_every_kill(library_home: Path, tmp_path: Path) -> None:
    paper, file = prepare(library_home, tmp_path)
    journal = tmp_path / "journal"
    chance = random.Random(20261121)  # noqa: S311 - moments, not secrets
    ahead = 0
    with subprocess.Popen(
        [sys.executable, annotating_desk.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for number in range(KILLS):
            before = len(told(journal))
            order = {"home": str(library_home), "told": str(journal), "paper": paper, "file": file, "seed": number}
            program.stdin.write(json.dumps(order) + "\n")
            program.stdin.flush()
            pid = int(program.stdout.readline())
            while len(told(journal)) == before:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.4))
            os.kill(pid, signal.SIGKILL)
            assert int(program.stdout.readline()) == -signal.SIGKILL
            ahead += check(library_home, told(journal), paper)
        program.stdin.close()
    assert len(told(journal)) >= KILLS
    assert ahead <= KILLS
    desk = open_library(Paths(library_home), digest_on_import=False)
    desk.start()
    desk.jobs.wait(desk.jobs.open_jobs())
    found = desk.annotations.of_paper(paper)
    assert found
    for one in found:
        assert len(one.places) == 2, "it was looked for in the other version, too"
    desk.close()


def check(home: Path, expected: dict[int, list[object]], paper: int) -> int:
    """Compare what is there with what was told; return how many annotations are one write ahead of that: at most one."""
    database = Database(Paths(home).database)
    with database.write() as connection:
        assert annotations_are_indexed(connection)
        assert backup.check(connection, full=True) == []
    database.close()
    desk = open_library(Paths(home), digest_on_import=False)
    listed = [*desk.annotations.ids(AnnotationQuery()), *desk.annotations.ids(AnnotationQuery(trash=True))]
    there = {one.annotation.id: state(one.annotation) for one in desk.annotations.rows(listed)}
    assert there.keys() >= expected.keys(), "nothing that was kept is gone"
    ahead = [number for number, said in there.items() if said != expected.get(number)]
    assert len(ahead) <= 1, "at most the write that was under way is more than what was told"
    assert len(desk.annotations.of_paper(paper)) == len(desk.annotations.ids(AnnotationQuery()))
    for number in ahead:
        # What was under way is whole or not there: the text grew by a word, or one other thing changed.
        assert there[number][0]
        assert str(there[number][2]).startswith(str(expected.get(number, ["", "", ""])[2]))
        # From now on it is what was kept.
        expected[number] = there[number]
    with (home.parent / "journal").open("a", encoding="utf-8") as journal:
        journal.writelines(json.dumps([number, there[number]]) + "\n" for number in ahead)
    desk.close()
    return len(ahead)
