"""The command line works on a library that a window has open and is busy with."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.open import open_library
from printed import print_paper


def test_papers_are_added_while_another_process_writes_hundreds_of_times_a_second(
    library_home: Path, tmp_path: Path
) -> None:
    window = open_library(Paths(library_home), digest_on_import=False)
    window.start()
    ended = threading.Event()

    def keep_writing() -> None:
        number = 0
        # A pause as short as the write itself: SQLite lets waiting processes try again, it does not let them queue.
        while not ended.wait(0.003):
            number += 1
            window.reading.set_value("busy", str(number))

    busy = threading.Thread(target=keep_writing)
    busy.start()
    try:
        for number in range(4):
            path = print_paper(tmp_path / f"{number}.pdf", title=f"Paper number {number} beside the window")
            command = [sys.executable, "-m", "carrel", "add", "--json", str(path)]
            told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            assert (told.returncode, told.stderr) == (0, "")
            assert len(json.loads(told.stdout)) == 1
    finally:
        ended.set()
        busy.join()
    assert len(window.reading.ids(LibraryQuery())) == 4
    window.close()
