"""A queue of jobs without a library around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from carrel.domain.job import JobKind
from carrel.services.events import Events
from carrel.services.jobs import JobRunner
from carrel.services.work import Handler
from carrel.storage.database import Database


@contextmanager
def runner_of(
    database: Database,
    handler: Handler,
    events: Events | None = None,
    kinds: tuple[JobKind, ...] = (JobKind.IMPORT_FILE, JobKind.WRITE_DIGEST, JobKind.DIGEST_NEWS),
    *,
    only_own: bool = False,
    held: Callable[[], bool] = lambda: False,
) -> Iterator[JobRunner]:
    """Its lanes run until the block ends, and do jobs of all `kinds` by `handler`."""
    runner = JobRunner(database, events or Events(), only_own=only_own, held=held)
    runner.handle(dict.fromkeys(kinds, handler))
    runner.start()
    try:
        yield runner
    finally:
        runner.close()
