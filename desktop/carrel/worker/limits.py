"""What a child may use: memory, the processor's time, and nothing of the person's attention."""

from __future__ import annotations

import os
import sys

import psutil


def limit_memory(bytes_: int | None) -> None:
    """Let allocation beyond `bytes_` of address space fail, and never write the memory to disk as a core file.

    Windows has no such limit on the process's own side; there the time limit alone stands.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows lacks it

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if bytes_ is not None:
        resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))


def yield_to_others() -> None:
    """Run at low priority: the window and everything else of the person's come first."""
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        psutil.Process().nice(10)


def prepare_environment() -> None:
    """Set what native libraries read from the environment when they are loaded.

    llama.cpp would start a debugger on itself when it aborts. OpenMP's threads spin while they wait, which starves them
    all as soon as anything else runs; a short spin loses little when nothing does.
    """
    os.environ["GGML_NO_BACKTRACE"] = "1"
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
