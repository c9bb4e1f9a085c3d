"""Keeps the library safe: a verified copy a day, a check of the database, Trash emptied of what is older than 30 days.

Papers that a search at arXiv found, and that were never kept or announced, go after 30 days, too.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from carrel.domain.changes import Changes
from carrel.domain.errors import StorageError
from carrel.domain.job import JobKind
from carrel.services.clock import instant, now
from carrel.services.jobs import JobRunner
from carrel.services.organising import TRASH_DAYS, Organising
from carrel.services.shown_files import ShownFiles
from carrel.services.work import NewJob, Running
from carrel.storage import annotation_rows, backup, jobs, papers, settings
from carrel.storage.database import Database
from carrel.storage.store import FileStore

_EVERY = timedelta(hours=24)
_PASSING = timedelta(days=30)
_KEEP = 7
_LAST = "maintenance.last"


class Maintenance:
    """The daily job."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        organising: Organising,
        jobs: JobRunner,
        backups: Path,
        shown_files: ShownFiles,
    ) -> None:
        self._database = database
        self._store = store
        self._organising = organising
        self._jobs = jobs
        self._backups = backups
        self._shown_files = shown_files

    @property
    def last(self) -> str:
        """When the library was last checked and copied, or ""."""
        with self._database.read() as connection:
            return settings.value(connection, _LAST)

    def queue_when_due(self) -> None:
        """Queue the job when the last one is a day old."""
        if self.last < instant(datetime.now(UTC) - _EVERY):
            self.queue()

    def queue(self) -> None:
        """Queue the job now."""
        self._jobs.add([NewJob(JobKind.MAINTENANCE, "daily", {}, "Checking and copying the library", priority=-1)])

    def run(self, running: Running) -> Changes:
        """Check the database, copy it, purge Trash, remove parts of broken copies and copies nobody needs, forget old jobs.

        Raises:
            StorageError: the check found damage; the newest verified copy is named.
        """
        running.progress(0, 3, "Checking the database")
        with self._database.read() as connection:
            problems = backup.check(connection)
        if problems:
            raise StorageError(
                f"The library's database is damaged: {problems[0]}.",
                f"Close Carrel and restore a copy from {self._backups}.",
                details="\n".join(problems),
            )
        running.progress(1, 3, "Copying the library")
        backup.backup(self._database, self._backups, keep=_KEEP, cancelled=running.stopped)
        running.check()
        running.progress(2, 3, "Emptying Trash of what is older than 30 days")
        changes = self._organising.purge_expired()
        self._store.remove_leftovers()
        with self._database.write() as connection:
            papers.forget_passing(connection, instant(datetime.now(UTC) - _PASSING))
            annotation_rows.purge(connection, instant(datetime.now(UTC) - timedelta(days=TRASH_DAYS)))
            jobs.prune(connection)
            settings.set_value(connection, _LAST, now())
        self._shown_files.tidy()
        return changes
