"""The window and the command line share a library; either may be killed at any moment."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carrel.storage import backup
from carrel.storage.database import Database
from storage_values import add_paper

WRITER = """
import sys
from pathlib import Path
from carrel.domain.paper import Paper
from carrel.storage import notes, papers
from carrel.storage.database import Database
database = Database(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    with database.write() as connection:
        one = papers.add(connection, Paper(f"{sys.argv[2]} {number}", abstract="words " * 50), added="2026")
        notes.save(connection, one, "a note", "2026")
    print(number, flush=True)
database.close()
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)], stdout=subprocess.PIPE, text=True
    )


def test_two_processes_write_and_nothing_is_lost(database: Database) -> None:
    other = writer(database.path, "other", 40)
    for number in range(40):
        with database.write() as connection:
            add_paper(connection, f"own {number}")
    out, _ = other.communicate(timeout=60)
    assert other.returncode == 0
    assert out.split()[-1] == "39"
    with database.read() as connection:
        assert connection.execute("SELECT count(*) FROM papers").fetchone() == (80,)


def test_a_library_that_another_just_makes_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def ends(seconds: float) -> None:
        waited.append(seconds)
        if other.in_transaction:
            other.execute("COMMIT")

    monkeypatch.setattr(time, "sleep", ends)
    Database(path).close()
    other.close()
    assert waited


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_a_killed_writer_leaves_a_sound_library_with_all_that_was_committed(path: Path) -> None:
    Database(path).close()
    moments = random.Random(5)  # noqa: S311 - repeatable, not secret
    committed = 0
    for _ in range(12):
        process = writer(path, "killed", 10_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moments.uniform(0, 0.08))
        os.kill(process.pid, signal.SIGKILL)
        rest, _ = process.communicate()
        committed += 1 + len(rest.split())
    database = Database(path)
    with database.read() as connection:
        assert backup.check(connection, full=True) == []
        (papers,) = connection.execute("SELECT count(*) FROM papers").fetchone()
        (notes,) = connection.execute("SELECT count(*) FROM notes").fetchone()
    database.close()
    # A commit may have been made whose line was not printed any more: at most one a kill.
    assert committed <= papers <= committed + 12
    assert notes == papers


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX's")
def test_a_full_disk_is_told_and_what_was_there_stays(path: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from carrel.domain.errors import StorageError
from carrel.domain.paper import Paper
from carrel.storage import papers
from carrel.storage.database import Database
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database(Path(sys.argv[1]))
with database.write() as connection:
    papers.add(connection, Paper("Kept"), added="2026")
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
try:
    with database.write() as connection:
        for number in range(2000):
            papers.add(connection, Paper(f"Lost {number}", abstract=f"{number} words " * 500), added="2026")
except StorageError as error:
    print(error.message)
with database.read() as connection:
    print([row[0] for row in connection.execute("SELECT title FROM papers")])
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    told, left = done.stdout.splitlines()
    assert "disk" in told
    assert left == "['Kept']"
    database = Database(path)
    with database.read() as connection:
        assert backup.check(connection, full=True) == []
    database.close()


def test_a_lock_held_too_long_by_another_program_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carrel.storage.database._BUSY_SECONDS", 0.05)
    first, second = Database(path), Database(path)
    with first.write(), pytest.raises(Exception, match="locked for too long"), second.write():
        pass
    first.close()
    second.close()
