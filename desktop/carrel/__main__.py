"""``carrel`` opens the window, ``carrel COMMAND …`` is the command line, ``carrel --worker KIND`` a child process.

Each way loads only what it needs.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path


def main() -> int:
    """Run what the arguments ask for and return the exit status."""
    # NumPy's matrices would be multiplied by as many threads as there are cores, which spin while they wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = sys.argv[1:]
    if arguments[:1] == ["--worker"]:
        return _work(arguments[1:])
    if all(one == "--first-paint" or _is_document(one) for one in arguments):
        from carrel.ui.app import run as open_window  # noqa: PLC0415 - see the module's first words

        return open_window(arguments)
    from carrel.cli.main import run as run_command  # noqa: PLC0415 - see the module's first words

    return run_command(arguments)


def _work(arguments: list[str]) -> int:
    if arguments[:1] == ["voice"]:
        from carrel.ui.reader.voice_process import serve as speak  # noqa: PLC0415 - see the module's first words

        return speak("".join(arguments[1:]))
    from carrel.worker.serve import main as serve  # noqa: PLC0415 - see the module's first words

    memory = int(arguments[2]) if arguments[1:2] == ["--memory"] else None
    serve(arguments[0], memory)
    return 0


def _is_document(argument: str) -> bool:
    """Whether `argument` is something to open rather than a command: a web address, or a PDF that is there."""
    if re.match(r"(https?|arxiv|file):", argument, re.IGNORECASE):
        return True
    path = Path(argument)
    return path.suffix.lower() == ".pdf" and path.is_file()


if __name__ == "__main__":
    sys.exit(main())
