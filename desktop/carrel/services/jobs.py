"""Runs jobs: one thread a lane, no polling, every end of a job kept.

A job's handler runs outside any transaction and saves its result whole in one. A handler that is told to stop raises
`Cancelled`. Jobs of a process that died are waiting again at the next start; one that was running at three
deaths is failed rather than tried for ever.
"""

from __future__ import annotations

import logging
import os
import threading
import traceback
from collections.abc import Iterable, Mapping

from carrel.domain.changes import Changes
from carrel.domain.errors import Cancelled, CarrelError, StorageError
from carrel.domain.job import Job, JobKind, JobState, Lane
from carrel.services.clock import now
from carrel.services.events import Events, JobProgress, Notice
from carrel.services.processes import process_alive, process_identity
from carrel.services.progress import Progress
from carrel.services.work import Handler, NewJob, Running
from carrel.storage import jobs as table
from carrel.storage.database import Database

_log = logging.getLogger(__name__)
_JOIN_SECONDS = 3.0
_LOOK_SECONDS = 0.5


class JobRunner:
    """The queue and its lanes. With `only_own`, only jobs that this process queued are run (the command line does so)."""

    def __init__(self, database: Database, events: Events, *, only_own: bool = False) -> None:
        self._database = database
        self._events = events
        self._only_own = only_own
        self._identity = process_identity(os.getpid())
        self._handlers: dict[JobKind, Handler] = {}
        self._changed = threading.Condition()
        self._ending = False
        self._paused = False
        self._running: dict[int, threading.Event] = {}
        self._after_stop: dict[int, JobState] = {}
        self._live = Progress()
        self._trouble: StorageError | None = None
        self._unsettled: set[int] = set()
        self._followers: set[int] = set()
        self._threads: list[threading.Thread] = []
        with database.write() as connection:
            table.recover(connection, process_alive, now())

    def handle(self, handlers: Mapping[JobKind, Handler]) -> None:
        """Name what runs each kind of job."""
        self._handlers.update(handlers)

    def start(self) -> None:
        """Start a thread for each lane that has handlers."""
        for lane in Lane:
            if any(kind.lane is lane for kind in self._handlers):
                thread = threading.Thread(target=self._run_lane, args=(lane,), name=f"lane {lane}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        """Stop running jobs, which stay to be done at the next start, and end the threads."""
        with self._changed:
            self._ending = True
            for job_id, stop in self._running.items():
                self._after_stop.setdefault(job_id, JobState.WAITING)
                stop.set()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(_JOIN_SECONDS)

    def add(self, new: Iterable[NewJob]) -> list[Job]:
        """Queue jobs in one write; one that is open already under the same key is returned in place of a second."""
        runner = self._identity if self._only_own else None
        with self._database.write() as connection:
            added = [
                table.enqueue(
                    connection,
                    job.kind,
                    job.key,
                    job.payload,
                    title=job.title,
                    paper_id=job.paper_id,
                    priority=job.priority,
                    runner=runner,
                    created=now(),
                )
                for job in new
            ]
        if threading.current_thread() in self._threads:
            self._followers.update(job.id for job in added)
        self._tell(added)
        return added

    def wait(self, jobs: Iterable[Job]) -> list[Job]:
        """Wait until these jobs, and those that running jobs queued after them, have ended; give them as they ended.

        Raises:
            StorageError: jobs are held because the database cannot be read or written.
        """
        wanted = {job.id for job in jobs}
        first = min(wanted, default=0)
        with self._changed:
            while True:
                if self._trouble is not None:
                    raise self._trouble
                ended = [job for job in map(self.get, sorted(wanted)) if job is not None]
                # Looked at after the jobs' states: a job queues its followers before it ends.
                followers = {job_id for job_id in self._followers if job_id > first} - wanted
                wanted |= followers
                if followers:
                    continue
                if not any(job.state.open for job in ended):
                    return ended
                # Another process may be at work on one of them, and does not tell this one.
                self._changed.wait(_LOOK_SECONDS)

    def get(self, job_id: int) -> Job | None:
        """A job's row."""
        with self._database.read() as connection:
            job = table.get(connection, job_id)
        return job and self._live.on(job)

    def open_jobs(self) -> list[Job]:
        """Jobs that are running, waiting or paused, in the order they will run."""
        with self._database.read() as connection:
            return [self._live.on(job) for job in table.open_jobs(connection)]

    def recent(self, limit: int = 20) -> list[Job]:
        """Jobs that ended, newest first."""
        with self._database.read() as connection:
            return table.recent(connection, limit)

    @property
    def paused(self) -> bool:
        """Whether no job starts."""
        return self._paused

    def pause_all(self) -> None:
        """Let no further job start, and stop those that run; they start anew when resumed."""
        with self._changed:
            self._paused = True
            for job_id, stop in self._running.items():
                self._after_stop.setdefault(job_id, JobState.WAITING)
                stop.set()
        self._events.publish(Changes(settings=True))

    def resume_all(self) -> None:
        """Let jobs start again; those whose end could not be kept are done anew.

        Raises:
            StorageError: the database still cannot be written.
        """
        with self._database.write() as connection:
            for job_id in self._unsettled:
                table.release(connection, job_id)
        with self._changed:
            self._unsettled.clear()
            self._trouble, self._paused = None, False
            self._changed.notify_all()
        self._events.publish(Changes(settings=True))

    def cancel(self, job_id: int) -> None:
        """End a job for good."""
        self._end(job_id, JobState.CANCELLED)

    def pause(self, job_id: int) -> None:
        """Hold a job back; a running one is stopped and starts anew when resumed."""
        self._end(job_id, JobState.PAUSED)

    def resume(self, job_id: int) -> None:
        """Let a paused job run."""
        with self._database.write() as connection:
            table.resume(connection, job_id)
        self._tell([self.get(job_id)])

    def retry(self, job_id: int) -> Job | None:
        """Queue a failed job's work again."""
        job = self.get(job_id)
        if job is None:
            return None
        again = NewJob(job.kind, job.key, job.payload, job.title, job.paper_id, job.priority)
        return self.add([again])[0]

    def _end(self, job_id: int, state: JobState) -> None:
        with self._changed:
            stop = self._running.get(job_id)
            if stop is not None:
                self._after_stop[job_id] = state
                stop.set()
                return
        with self._database.write() as connection:
            if state is JobState.CANCELLED:
                table.cancel(connection, job_id, now())
            else:
                table.pause(connection, job_id)
        self._tell([self.get(job_id)])

    def _run_lane(self, lane: Lane) -> None:
        while not self._ending:
            job: Job | None = None
            try:
                job = self._next(lane)
                if job is not None:
                    self._tell([job])
                    self._run(job)
            except StorageError as error:
                self._hold(job, error)
            finally:
                if job is not None:
                    self._forget(job)

    def _next(self, lane: Lane) -> Job | None:
        """Wait for a job and take it; None when the runner ends."""
        with self._changed:
            while not self._ending:
                job = None if self._paused else self._claim(lane)
                if job is not None:
                    self._running[job.id] = threading.Event()
                    return job
                self._changed.wait()
        return None

    def _claim(self, lane: Lane) -> Job | None:
        with self._database.write() as connection:
            return table.claim(connection, lane, self._identity, now(), only_own=self._only_own)

    def _hold(self, job: Job | None, error: StorageError) -> None:
        """The database cannot be read or written (its disk is full, or gone): nothing runs until the person resumes."""
        _log.error("jobs are held: %s", error)
        with self._changed:
            self._trouble, self._paused = error, True
            if job is not None:
                self._unsettled.add(job.id)
            self._changed.notify_all()
        self._events.publish(Notice(f"Carrel stopped its work. {error}", problem=True))
        self._events.publish(Changes(settings=True))

    def _forget(self, job: Job) -> None:
        with self._changed:
            self._running.pop(job.id, None)
            self._after_stop.pop(job.id, None)
            self._live.forget(job.id)

    def _run(self, job: Job) -> None:
        changes = Changes()
        try:
            changes = self._handlers[job.kind](Running(job, self._progress, self._running[job.id]))
        except Cancelled:
            self._stopped(job)
        except CarrelError as error:
            self._failed(job, error)
        except Exception:  # noqa: BLE001 - the runner's edge: a bug fails its job, not the lane
            _log.exception("job %s (%s) failed", job.id, job.kind)
            bug = CarrelError("Something went wrong inside Carrel.", "Try again.", details=traceback.format_exc())
            bug.code = "bug"
            self._failed(job, bug)
        else:
            touched = changes.papers | changes.papers_added
            paper_id = next(iter(touched)) if len(touched) == 1 else None
            with self._database.write() as connection:
                table.finish(connection, job.id, now(), paper_id=paper_id)
        self._forget(job)
        papers = frozenset() if job.paper_id is None else frozenset({job.paper_id})
        self._events.publish(changes | Changes(papers=papers, jobs=frozenset({job.id})))
        self._tell([self.get(job.id)])

    def _stopped(self, job: Job) -> None:
        state = self._after_stop.get(job.id, JobState.WAITING)
        with self._database.write() as connection:
            if state is JobState.CANCELLED:
                table.cancel(connection, job.id, now())
            else:
                table.release(connection, job.id)
                if state is JobState.PAUSED:
                    table.pause(connection, job.id)

    def _failed(self, job: Job, error: CarrelError) -> None:
        _log.warning("job %s (%s): %s", job.id, job.title, error)
        with self._database.write() as connection:
            table.fail(connection, job.id, error.code, error.message, error.advice, now())

    def _progress(self, job_id: int, done: int, total: int, stage: str) -> None:
        if self._live.set(job_id, done, total, stage):
            job = self.get(job_id)
            if job is not None:
                self._events.publish(JobProgress(job))

    def _tell(self, jobs: Iterable[Job | None]) -> None:
        known = [job for job in jobs if job is not None]
        with self._changed:
            self._changed.notify_all()
        papers = frozenset(job.paper_id for job in known if job.paper_id is not None)
        self._events.publish(Changes(papers=papers, jobs=frozenset(job.id for job in known)))
