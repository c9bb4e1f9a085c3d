"""Opens a library and merges two papers and takes that back without a pause, in a process that a test kills.

Run as a program it forks such a process for each line of its input, so that none of them has to import anything: it answers
with the process's number, and with its exit code once it has ended.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path

from carrel.paths import Paths
from carrel.services.open import open_library


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


def main() -> None:
    """Fork and tell, line by line."""
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            try:
                work(**json.loads(line))
            except BaseException:  # noqa: BLE001 - the process ends here, and the test reads why
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        print(number, flush=True)  # noqa: T201 - its output is the answer
        _, status = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - see above


if __name__ == "__main__":
    main()
