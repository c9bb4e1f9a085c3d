"""Opens a library and merges two papers and takes that back without a pause, in a process that a test kills (see `forked`)."""

from __future__ import annotations

import os
from pathlib import Path

from carrel.paths import Paths
from carrel.services.open import open_library
from forked import serve


def work(home: str, told: str, one: int, other: int) -> None:
    """Merge and take back until the process is killed; each is noted in a file once it is done."""
    desk = open_library(Paths(Path(home)), digest_on_import=False)
    journal = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    if desk.reading.paper(other) is None:
        os._exit(0)
    while True:
        desk.duplicates.merge(one, other)
        os.write(journal, b"merged\n")
        desk.undo.undo()
        os.write(journal, b"two\n")


if __name__ == "__main__":
    serve(work)
