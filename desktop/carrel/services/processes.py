"""Which process a job belongs to, so that a job of a dead one can be told from a job of a living one."""

from __future__ import annotations

from contextlib import suppress

import psutil


def process_identity(pid: int | None = None) -> str:
    """A name for a running process that is never reused: its number and when it started."""
    process = psutil.Process(pid)
    return f"{process.pid}:{process.create_time():.2f}"


def process_alive(identity: str) -> bool:
    """Whether the process that `process_identity` named still runs."""
    number, _, _ = identity.partition(":")
    with suppress(psutil.Error, ValueError):
        return process_identity(int(number)) == identity
    return False
