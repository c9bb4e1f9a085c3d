"""A process that merges is killed at random moments: there are both papers as they were or one of both, never a mixture.

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
from contextlib import suppress
from pathlib import Path

import pytest

import merging_desk
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage import backup
from carrel.storage.database import Database
from storage_values import NOW, annotations_are_indexed
from twins import add_twins, contents

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork processes"),
]

_MOST_SECONDS = 60.0
KILLS = int(os.environ.get("CARREL_KILLS", "8"))


def papers_of(home: Path) -> dict[str, list[object]]:
    """What the library holds of papers; it is sound."""
    database = Database(Paths(home).database)
    with database.write() as connection:
        assert backup.check(connection, full=True) == []
        assert annotations_are_indexed(connection)
        connection.execute("INSERT INTO paper_words (paper_words, rank) VALUES ('integrity-check', 1)")
        found = contents(connection)
    database.close()
    del found["jobs"]
    return found


def test_a_kill_leaves_both_papers_or_one_never_a_mixture(library_home: Path, tmp_path: Path) -> None:
    database = Database(Paths(library_home).database)
    with database.write() as connection:
        one, other = add_twins(connection)
        connection.execute("UPDATE jobs SET state = 'done', finished = ?", (NOW,))
    database.close()
    desk = open_library(Paths(library_home), digest_on_import=False)
    desk.duplicates.merge(one, other)
    desk.undo.undo()
    desk.close()
    two = papers_of(library_home)
    whole = library_home / "library.sqlite3"
    kept = whole.read_bytes()
    journal = tmp_path / "journal"
    chance = random.Random(20261121)  # noqa: S311 - moments, not secrets
    merged: dict[str, list[object]] | None = None
    with subprocess.Popen(
        [sys.executable, merging_desk.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for _ in range(KILLS):
            journal.write_bytes(b"")
            order = {"home": str(library_home), "told": str(journal), "one": one, "other": other}
            program.stdin.write(json.dumps(order) + "\n")
            program.stdin.flush()
            pid = int(program.stdout.readline())
            until = time.monotonic() + _MOST_SECONDS
            while not journal.read_bytes():
                if time.monotonic() > until:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                    pytest.fail(f"the process merged nothing in {_MOST_SECONDS:.0f} seconds")
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.15))
            os.kill(pid, signal.SIGKILL)
            assert int(program.stdout.readline()) == -signal.SIGKILL
            found = papers_of(library_home)
            if found["papers"] == two["papers"]:
                assert found == two
            else:
                assert len(found["papers"]) == len(two["papers"]) - 1
                names = {(row[1], row[2]) for row in found["files"]}  # type: ignore[index]
                assert names == {(one, "preprint.pdf"), (one, "publisher.pdf")}
                merged = merged or without_moments(found)
                assert without_moments(found) == merged
                for path in library_home.glob("library.sqlite3*"):
                    path.unlink()
                whole.write_bytes(kept)
        program.stdin.close()


def without_moments(found: dict[str, list[object]]) -> dict[str, list[object]]:
    """What a merged library holds, but for when it was merged and the keys that were given anew."""
    return {table: rows for table, rows in found.items() if table not in {"annotations", "held_annotations", "notes"}}
