"""Downloads of models: each a job with progress, pause and cancel, and nothing is chosen that was not wanted."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.domain.changes import Changes
from carrel.domain.errors import InputError, ModelError, NetworkError, Offline
from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.models import CatalogEntry
from carrel.services.catalog import Catalog
from carrel.services.clock import now
from carrel.services.events import Event, Events, Notice
from carrel.services.jobs import JobRunner
from carrel.services.models import Models
from carrel.services.network import Network
from carrel.services.settings import SettingsService
from carrel.services.work import INTERACTIVE, NewJob, Running
from carrel.sources import parts
from carrel.storage import models as table
from carrel.storage.database import Database

if TYPE_CHECKING:
    from carrel.sources.hub import Fetched
    from carrel.sources.resuming import Errand

WORTHWHILE = 16_000_000
"""A connection that broke after it brought so many bytes is begun again at once, and is no failure."""

_KEPT = timedelta(days=7)
_LOOK_SECONDS = 1.0
_RATE_SECONDS = 20.0


class ModelDownloads:
    """Queues and does the jobs that download models of the catalogue."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        catalog: Catalog,
        models: Models,
        network: Network,
        settings: SettingsService,
        events: Events,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._catalog = catalog
        self._models = models
        self._network = network
        self._settings = settings
        self._events = events
        events.subscribe(self._look)

    def get(self, key: str, *, use: bool = False) -> Job:
        """Queue the download of the catalogue's model `key`; a job that is open already is returned in place of a second.

        With `use` it writes the digests once it is here, unless another model was chosen meanwhile.

        Raises:
            InputError: the catalogue has no such model, or it comes with Carrel; or the mirror's address is none.
        """
        entry = self._entry(key)
        _ = self._network.hub
        payload: dict[str, object] = {"file": entry.file}
        before = self._jobs.latest(JobKind.FETCH_MODEL, entry.key)
        if use:
            payload["instead"] = self._settings.current.model
        elif before is not None and before.state.open and "instead" in before.payload:
            payload["instead"] = before.payload["instead"]
        new = NewJob(JobKind.FETCH_MODEL, entry.key, payload, entry.name, priority=INTERACTIVE)
        return self._jobs.add([new])[0]

    def run(self, running: Running) -> Changes:
        """Fetch one model's file and check it; then it is known, and can be chosen.

        Raises:
            NetworkError: the hub did not answer, or not with that file.
            StorageError: the disk has no room for it.
            InputError: another file has its name, or the mirror's address is none.
        """
        # The libraries behind this take long to import, and one binds a socket: they wait for the first request.
        from carrel.sources.resuming import Errand  # noqa: PLC0415 - see above

        entry = self._entry(running.job.key)
        target = self._models.folder / entry.file
        hub = self._network.hub
        running.progress(0, 0, f"Asking {hub.name}")
        rate = _Rate()

        def progress(done: int, total: int) -> None:
            running.progress(done, total, left=rate.left(done, total))

        errand = Errand(f"Model {entry.name}", "you", progress, self._stopping(running))
        fetched = self._fetch(entry, target, errand, lambda done, size: running.progress(done, size, "Checking"))
        with self._database.write() as connection:
            table.keep(
                connection,
                entry.file,
                fetched.bytes,
                sha256=fetched.sha256,
                source=hub.address(entry.repository, entry.revision, entry.file),
                verified=fetched.verified,
                added=now(),
            )
        parts.discard(target)
        self._events.publish(Notice(self._told(entry, running.job)))
        # Whoever shows models reads them anew.
        return Changes(settings=True)

    def tidy(self) -> None:
        """Throw away parts that no job goes on with. Those of one that failed stay for a week: it may be asked for again."""
        for target in parts.noted(self._models.folder):
            entry = self._catalog.find(target.name)
            job = self._jobs.latest(JobKind.FETCH_MODEL, entry.key) if entry is not None else None
            if job is None or not (job.state.open or _failed_lately(job)):
                parts.discard(target)

    def _entry(self, key: str) -> CatalogEntry:
        entry = self._catalog.find(key)
        if entry is None:
            raise InputError(f"Carrel knows no model {key} to download.", "The Models page lists those it knows.")
        if not entry.repository:
            raise InputError(f"{entry.name} comes with Carrel; there is nothing to download.")
        return entry

    def _fetch(
        self, entry: CatalogEntry, target: Path, errand: Errand, checking: Callable[[int, int], None]
    ) -> Fetched:
        from carrel.sources.hub import fetch_model  # noqa: PLC0415 - see `run`

        hub = self._network.hub
        client = self._network.model_client(hub)
        while True:
            before = _size(parts.part_of(target))
            try:
                return fetch_model(client, hub, entry, target, errand, checking)
            except NetworkError as error:
                gained = _size(parts.part_of(target)) - before
                if isinstance(error, Offline) or not error.retry or error.wait or gained < WORTHWHILE:
                    raise

    def _stopping(self, running: Running) -> Callable[[], bool]:
        """Whether the job is to stop: it was told so here, or ended by another process, which cannot tell."""
        looked = time.monotonic()

        def stopping() -> bool:
            nonlocal looked
            if not running.stopped() and time.monotonic() - looked > _LOOK_SECONDS:
                looked = time.monotonic()
                job = self._jobs.get(running.job.id)
                if job is None or job.state is not JobState.RUNNING:
                    running.stop()
            return running.stopped()

        return stopping

    def _told(self, entry: CatalogEntry, job: Job) -> str:
        """Have the model chosen where that was wanted; what to tell the person."""
        settings = self._settings.current
        if job.payload.get("instead") == settings.model and not settings.server:
            try:
                self._models.choose(entry.file)
            except ModelError as error:
                return f"{entry.name} is here, but cannot be used. {error}"
            return f"{entry.name} is here and writes the digests from now on."
        chosen = "" if entry.search else "; it can be chosen on the Models page"
        return f"{entry.name} is here{chosen}."

    def _look(self, event: Event) -> None:
        """Throw away what came of a download that was cancelled, here or by another process."""
        if not isinstance(event, Changes):
            return
        for job in filter(None, map(self._jobs.get, event.jobs)):
            if job.kind is JobKind.FETCH_MODEL and job.state is JobState.CANCELLED:
                latest = self._jobs.latest(job.kind, job.key)
                if latest is not None and not latest.state.open:
                    parts.discard(self._models.folder / str(job.payload["file"]))


class _Rate:
    """How fast bytes came in the last seconds, and so how long the rest takes."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def left(self, done: int, total: int) -> float:
        """About how many seconds the rest takes; 0 while that is not known."""
        moment = time.monotonic()
        if not self._seen or moment - self._seen[-1][0] > _RATE_SECONDS / 100:
            self._seen.append((moment, done))
        while moment - self._seen[0][0] > _RATE_SECONDS:
            self._seen.popleft()
        since, before = self._seen[0]
        if total <= done or done <= before or moment - since < 1.0:
            return 0.0
        return (total - done) * (moment - since) / (done - before)


def _failed_lately(job: Job) -> bool:
    if job.state is not JobState.FAILED:
        return False
    return datetime.now(UTC) - datetime.fromisoformat(job.finished) < _KEPT


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
