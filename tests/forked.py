"""Processes that a test kills, forked of one that has imported all they need, so that none of them has to import anything."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable


def serve(work: Callable[..., None]) -> None:
    """For each line of the input, an object of arguments in JSON, fork a process that does the work with them.

    The answer is the process's number, and its exit code once it has ended.
    """
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
