"""Runs jobs: one thread a lane, no polling, every end of a job kept.

A job's handler runs outside any transaction and saves its result whole in one. A handler that is told to stop raises
`Cancelled`. Jobs of a process that died are waiting again at the next start; one that was running at three
deaths is failed rather than tried for ever.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from carrel.domain.changes import Changes
from carrel.domain.errors import Cancelled, CarrelError
from carrel.domain.job import Job, JobKind, JobState, Lane
from carrel.services.clock import now
from carrel.services.events import Events, JobProgress
from carrel.services.processes import process_alive, process_identity
from carrel.storage import jobs as table
from carrel.storage.database import Database

_log = logging.getLogger(__name__)
_JOIN_SECONDS = 3.0
_TELL_SECONDS = 0.1
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be queued; the fields are those of `Job`."""

    kind: JobKind
    key: str
    payload: dict[str, object]
    title: str
    paper_id: int | None = None
    priority: int = 0


class Running:
    """What a handler is given: its job, a way to tell progress, and whether it should stop."""

    def __init__(self, job: Job, tell: Callable[[int, int, int, str], None], stop: threading.Event) -> None:
        self.job = job
        self._tell = tell
        self._stop = stop

    def progress(self, done: int, total: int, stage: str = "") -> None:
        """Tell how far it is (`total` 0: not known), and in words what it does."""
        self._tell(self.job.id, done, total, stage)

    def stopped(self) -> bool:
        """Whether the person, or the end of Carrel, stopped it."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Cancelled` where it should stop."""
        if self._stop.is_set():
            raise Cancelled("Stopped.")


Handler = Callable[[Running], Changes]


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
        self._live: dict[int, tuple[int, int, str]] = {}
        self._told: dict[int, float] = {}
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
        """Wait until these jobs, and those that running jobs queued after them, have ended; give them as they ended."""
        wanted = {job.id for job in jobs}
        first = min(wanted, default=0)
        with self._changed:
            while True:
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
        return job and self._with_progress(job)

    def open_jobs(self) -> list[Job]:
        """Jobs that are running, waiting or paused, in the order they will run."""
        with self._database.read() as connection:
            return [self._with_progress(job) for job in table.open_jobs(connection)]

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
        """Let jobs start again."""
        with self._changed:
            self._paused = False
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
        while True:
            with self._changed:
                job = None
                while not self._ending and (self._paused or (job := self._claim(lane)) is None):
                    self._changed.wait()
                if job is None:
                    return
                stop = self._running[job.id] = threading.Event()
            self._tell([job])
            self._run(job, stop)

    def _claim(self, lane: Lane) -> Job | None:
        with self._database.write() as connection:
            return table.claim(connection, lane, self._identity, now(), only_own=self._only_own)

    def _run(self, job: Job, stop: threading.Event) -> None:
        changes = Changes()
        try:
            changes = self._handlers[job.kind](Running(job, self._progress, stop))
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
        finally:
            with self._changed:
                self._running.pop(job.id, None)
                self._after_stop.pop(job.id, None)
                self._live.pop(job.id, None)
                self._told.pop(job.id, None)
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
        self._live[job_id] = (done, total, stage)
        if time.monotonic() - self._told.get(job_id, 0.0) < _TELL_SECONDS:
            return
        self._told[job_id] = time.monotonic()
        job = self.get(job_id)
        if job is not None:
            self._events.publish(JobProgress(job))

    def _with_progress(self, job: Job) -> Job:
        # Progress lives in memory: it is not worth a write to the disk, and a job that is interrupted starts anew.
        live = self._live.get(job.id)
        return replace(job, done=live[0], total=live[1], stage=live[2]) if live else job

    def _tell(self, jobs: Iterable[Job | None]) -> None:
        known = [job for job in jobs if job is not None]
        with self._changed:
            self._changed.notify_all()
        papers = frozenset(job.paper_id for job in known if job.paper_id is not None)
        self._events.publish(Changes(papers=papers, jobs=frozenset(job.id for job in known)))
