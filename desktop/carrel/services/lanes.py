"""Does the jobs: each lane has its places, a thread each, without polling; every end of a job is kept.

A job's handler runs outside any transaction and saves its result whole in one. A handler that is told to stop raises
`Cancelled`, one that lets a more urgent job go first `GiveWay`. Where the network fails a job it is put back, to be tried
again later by itself.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from carrel.domain.changes import Changes
from carrel.domain.errors import Cancelled, CarrelError, Offline, StorageError
from carrel.domain.job import Job, JobKind, JobState, Lane
from carrel.services.clock import instant, now
from carrel.services.events import Events, JobProgress, Notice
from carrel.services.progress import Progress
from carrel.services.retrying import pause_before_retry
from carrel.services.work import INTERACTIVE, KEPT_PLACES, PLACES, GiveWay, Handler, Running
from carrel.storage import jobs as table
from carrel.storage.database import Connection, Database

_log = logging.getLogger(__name__)
_JOIN_SECONDS = 3.0
# Clocks are set and machines sleep: the time until a job is due is looked at anew once a minute.
_LONGEST_WAIT = 60.0
_SHORTEST_WAIT = 0.01
_BUG = ("Something went wrong inside Carrel.", "Try again.")


class Lanes:
    """The threads that run jobs as `runner`; with `only_own`, only those that were queued for it.

    While `held` says so, what nobody waits for does not start in the model's lane. `changed` is notified whenever a job
    may have changed. `trouble` is why all jobs are held back, None where they are not.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        runner: str,
        *,
        only_own: bool,
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._events = events
        self._runner = runner
        self._only_own = only_own
        self._held = held
        self._handlers: dict[JobKind, Handler] = {}
        self.changed = threading.Condition()
        self.trouble: StorageError | None = None
        self._paused = False
        self._ending = False
        self._running: dict[int, Running] = {}
        self._after_stop: dict[int, JobState] = {}
        self._unsettled: set[int] = set()
        self._live = Progress()
        self._threads: list[threading.Thread] = []

    def handle(self, handlers: Mapping[JobKind, Handler]) -> None:
        """Name what runs each kind of job."""
        self._handlers.update(handlers)

    def start(self) -> None:
        """Start a thread for each place of the lanes that have handlers."""
        for lane in Lane:
            if any(kind.lane is lane for kind in self._handlers):
                for _ in range(PLACES.get(lane, 1)):
                    place = threading.Thread(target=self._run_place, args=(lane,), name=f"lane {lane}", daemon=True)
                    self._threads.append(place)
        for place in self._threads:
            place.start()

    def close(self) -> None:
        """Stop running jobs, which stay to be done at the next start, and end the threads."""
        with self.changed:
            self._ending = True
            self._stop_all()
            self.changed.notify_all()
        until = time.monotonic() + _JOIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def inside(self) -> bool:
        """Whether the current thread is a lane's."""
        return threading.current_thread() in self._threads

    @property
    def paused(self) -> bool:
        """Whether no job starts."""
        return self._paused

    def pause(self) -> None:
        """Let no further job start, and stop those that run; they start anew when resumed."""
        with self.changed:
            self._paused = True
            self._stop_all()

    def resume(self) -> None:
        """Let jobs start again; those whose end could not be kept are done anew.

        Raises:
            StorageError: the database still cannot be written.
        """
        settled: set[int] = set()
        while True:
            with self._database.write() as connection:
                for job_id in settled:
                    table.release(connection, job_id)
            with self.changed:
                self._unsettled -= settled
                # Another lane may have been held while this one wrote.
                settled = set(self._unsettled)
                if not settled:
                    self.trouble, self._paused = None, False
                    self.changed.notify_all()
                    return

    def stop(self, job_id: int, then: JobState) -> bool:
        """Stop a job, to be in state `then` once it has stopped; return whether it runs here."""
        with self.changed:
            running = self._running.get(job_id)
            if running is not None:
                self._after_stop[job_id] = then
                running.stop()
            return running is not None

    def go_on(self, job_id: int) -> None:
        """Have a job that is stopped here to be paused wait for its turn instead: the person thought better of it."""
        with self.changed:
            if self._after_stop.get(job_id) is JobState.PAUSED:
                self._after_stop[job_id] = JobState.WAITING

    def with_progress(self, job: Job) -> Job:
        """A job's row with how far it is."""
        return self._live.on(job)

    def look_again(self) -> None:
        """Wake the lanes: what holds jobs back may have changed."""
        with self.changed:
            self.changed.notify_all()

    def tell(self, jobs: Iterable[Job | None]) -> None:
        """Wake the lanes, and tell everyone that these jobs changed."""
        known = [job for job in jobs if job is not None]
        self.look_again()
        papers = frozenset(job.paper_id for job in known if job.paper_id is not None)
        self._events.publish(Changes(papers=papers, jobs=frozenset(job.id for job in known)))

    def _stop_all(self) -> None:
        for job_id, running in self._running.items():
            self._after_stop.setdefault(job_id, JobState.WAITING)
            running.stop()

    def _run_place(self, lane: Lane) -> None:
        while not self._ending:
            running: Running | None = None
            try:
                running = self._next(lane)
                if running is not None:
                    self.tell([running.job])
                    self._run(running)
            except StorageError as error:
                self._hold(running, error)
            except Exception:  # noqa: BLE001 - a lane's edge: one that ended of a bug would leave its jobs undone for good
                self._met_bug(running)
            finally:
                if running is not None:
                    self._forget(running)

    def _next(self, lane: Lane) -> Running | None:
        """Wait for a job and take it; None when the runner ends."""
        with self.changed:
            while not self._ending:
                least = self._least(lane)
                job = None if self._paused else self._claim(lane, least)
                if job is not None:
                    self._running[job.id] = Running(job, self._progress, self._outranked, self._held_back)
                    return self._running[job.id]
                self.changed.wait(None if self._paused else self._until_due(lane, least))
        return None

    def _least(self, lane: Lane) -> int | None:
        """The least priority of what may start in a lane now, None for any."""
        idle = sum(not one.interactive for one in self._running.values() if one.job.kind.lane is lane)
        full = lane in PLACES and idle >= PLACES[lane] - KEPT_PLACES
        return INTERACTIVE if full or self._held_back(lane) else None

    def _claim(self, lane: Lane, least: int | None) -> Job | None:
        with self._database.write() as connection:
            return table.claim(connection, lane, self._runner, now(), least=least, only_own=self._only_own)

    def _until_due(self, lane: Lane, least: int | None) -> float | None:
        """Seconds until such a job of the lane may be due, None where none waits for its time."""
        with self._database.read() as connection:
            due = table.next_due(connection, lane, self._runner, least=least, only_own=self._only_own)
        if not due:
            return None
        left = (datetime.fromisoformat(due) - datetime.now(UTC)).total_seconds()
        return min(max(left, _SHORTEST_WAIT), _LONGEST_WAIT)

    def _hold(self, running: Running | None, error: StorageError) -> None:
        """The database cannot be read or written (its disk is full, or gone): nothing runs until the person resumes."""
        _log.error("jobs are held: %s", error)
        with self.changed:
            self.trouble, self._paused = error, True
            # One that was settled may run in another place by now.
            if running is not None and self._running.get(running.job.id) is running:
                self._unsettled.add(running.job.id)
            self.changed.notify_all()
        self._events.publish(Notice(f"Carrel stopped its work. {error}", problem=True))
        self._events.publish(Changes(settings=True))

    def _met_bug(self, running: Running | None) -> None:
        # A job that did not stop in time finds the database closed. It is done at the next start.
        if not self._ending:
            _log.exception("a lane met a bug")
            self._hold(running, StorageError(*_BUG, details=traceback.format_exc()))

    def _run(self, running: Running) -> None:
        job, changes = running.job, Changes()
        try:
            changes = self._handlers[job.kind](running)
        except (Cancelled, GiveWay):
            self._settle(running, lambda connection: table.release(connection, job.id))
        except CarrelError as error:
            self._met(running, error)
        except Exception:  # noqa: BLE001 - the runner's edge: a bug fails its job, not the lane
            _log.exception("job %s (%s) failed", job.id, job.kind)
            bug = CarrelError(*_BUG, details=traceback.format_exc())
            bug.code = "bug"
            self._met(running, bug)
        else:
            touched = changes.papers | changes.papers_added
            paper_id = next(iter(touched)) if len(touched) == 1 else None
            self._settle(running, lambda connection: table.finish(connection, job.id, now(), paper_id=paper_id))
        papers = frozenset() if job.paper_id is None else frozenset({job.paper_id})
        self._events.publish(changes | Changes(papers=papers, jobs=frozenset({job.id})))
        with self._database.read() as connection:
            ended = table.get(connection, job.id)
        self.tell([ended])

    def _met(self, running: Running, error: CarrelError) -> None:
        """A job met an error: it is put back where trying again can help, else it has failed."""
        job = running.job
        _log.warning("job %s (%s): %s", job.id, job.title, error)
        pause = None if self._only_own else pause_before_retry(error, job.retries)
        told = (error.code, error.message, error.advice)
        if pause is None:
            self._settle(running, lambda connection: table.fail(connection, job.id, *told, now()))
            return
        due = instant(datetime.now(UTC) + timedelta(seconds=pause))
        counts = not isinstance(error, Offline)
        self._settle(running, lambda connection: table.put_back(connection, job.id, due, *told, counts=counts))

    def _settle(self, running: Running, write: Callable[[Connection], object]) -> None:
        """Keep how a job ended. Where it is open yet and the person stopped it meanwhile, it ends as they want."""
        job = running.job
        # Under the lock, so that a stop comes either before this write, or after it and finds a job that does not run.
        with self.changed:
            wanted = self._after_stop.get(job.id)
            with self._database.write() as connection:
                write(connection)
                if wanted is JobState.CANCELLED:
                    table.cancel(connection, job.id, now())
                elif wanted is JobState.PAUSED:
                    table.pause(connection, job.id)
            self._forget(running)

    def _forget(self, running: Running) -> None:
        with self.changed:
            # Put back, it may run in another place by now.
            job_id = running.job.id
            if self._running.get(job_id) is running:
                del self._running[job_id]
                self._after_stop.pop(job_id, None)
                self._live.forget(job_id)

    def _held_back(self, lane: Lane) -> bool:
        return lane is Lane.MODEL and self._held()

    def _outranked(self, job: Job) -> bool:
        with self._database.read() as connection:
            return table.outranked(connection, job, self._runner, now(), only_own=self._only_own)

    def _progress(self, job_id: int, done: int, total: int, stage: str, left: float) -> None:
        if not self._live.set(job_id, done, total, stage, left):
            return
        with self._database.read() as connection:
            job = table.get(connection, job_id)
        if job is not None:
            self._events.publish(JobProgress(self._live.on(job)))
