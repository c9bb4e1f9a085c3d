"""The queue of jobs, as the rest of Carrel sees it: add, look, wait, pause, cancel, try again.

Jobs of a process that died are waiting again at the next start; one that was running at three deaths is failed rather
than tried for ever.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from carrel.domain.changes import Changes
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.clock import now
from carrel.services.events import Event, Events
from carrel.services.lanes import Lanes
from carrel.services.processes import process_alive, process_identity
from carrel.services.work import Handler, NewJob
from carrel.storage import job_runners
from carrel.storage import jobs as table
from carrel.storage.database import Database

_LOOK_SECONDS = 0.5


class JobRunner:
    """The queue and its lanes.

    With `only_own`, only jobs that this process queued are run, and one that meets an error is not put back to be tried
    again later: the command line does not stay for that. Nor does it wait for mains power: `held` says whether what
    nobody waits for is kept from the model's lane, and is asked again whenever a setting changed. `identity` signs the jobs
    that run here.
    """

    def __init__(
        self,
        database: Database,
        events: Events,
        *,
        only_own: bool = False,
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._events = events
        self._only_own = only_own
        self.identity = process_identity(os.getpid())
        asked = (lambda: False) if only_own else held
        self._lanes = Lanes(database, events, self.identity, only_own=only_own, held=asked)
        events.subscribe(self._look_again)
        self._followers: set[int] = set()
        with database.write() as connection:
            job_runners.recover(connection, process_alive, now())

    def handle(self, handlers: Mapping[JobKind, Handler]) -> None:
        """Name what runs each kind of job."""
        self._lanes.handle(handlers)

    def start(self) -> None:
        """Start a thread for each place of the lanes that have handlers."""
        self._lanes.start()

    def close(self) -> None:
        """Stop running jobs, which stay to be done at the next start, and end the threads."""
        self._lanes.close()

    def add(self, new: Iterable[NewJob]) -> list[Job]:
        """Queue jobs in one write; one that is open already under the same key is returned in place of a second."""
        runner = self.identity if self._only_own else None
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
        if self._lanes.inside():
            self._followers.update(job.id for job in added)
        self._lanes.tell(added)
        return added

    def wait(self, jobs: Iterable[Job]) -> list[Job]:
        """Wait until these jobs, and those that running jobs queued after them, have ended; give them as they ended.

        With `only_own`, one that another process paused, or put back to be tried again later, is not waited for, and one
        that another process left is done here.

        Raises:
            StorageError: jobs are held because the database cannot be read or written.
        """
        wanted = {job.id for job in jobs}
        first = min(wanted, default=0)
        changed = self._lanes.changed
        with changed:
            while True:
                if self._lanes.trouble is not None:
                    raise self._lanes.trouble
                ended = [job for job in map(self.get, sorted(wanted)) if job is not None]
                # Looked at after the jobs' states: a job queues its followers before it ends.
                followers = {job_id for job_id in self._followers if job_id > first} - wanted
                wanted |= followers
                if followers:
                    continue
                if not any(job.state.open and not (self._only_own and _rests(job)) for job in ended):
                    return ended
                if self._only_own:
                    self._take_over(wanted)
                # Another process may be at work on one of them, and does not tell this one.
                changed.wait(_LOOK_SECONDS)

    def _look_again(self, event: Event) -> None:
        if isinstance(event, Changes) and event.settings:
            self._lanes.look_again()

    def _take_over(self, ids: Collection[int]) -> None:
        """Have those of these jobs done here that another process queued or ran, and runs no more."""
        with self._database.read() as connection:
            elsewhere = job_runners.elsewhere(connection, ids, self.identity)
        if all(state is JobState.RUNNING and process_alive(runner) for runner, state in elsewhere):
            return
        with self._database.write() as connection:
            job_runners.recover(connection, process_alive, now())
            job_runners.take_over(connection, ids, self.identity)
        self._lanes.changed.notify_all()

    def get(self, job_id: int) -> Job | None:
        """A job's row."""
        with self._database.read() as connection:
            job = table.get(connection, job_id)
        return job and self._lanes.with_progress(job)

    def latest(self, kind: JobKind, key: str) -> Job | None:
        """The job of this kind and key that was queued last, None where there was never one."""
        with self._database.read() as connection:
            job = table.latest(connection, kind, key)
        return job and self._lanes.with_progress(job)

    def open_jobs(self) -> list[Job]:
        """Jobs that are running, waiting or paused, in the order they will run."""
        with self._database.read() as connection:
            return [self._lanes.with_progress(job) for job in table.open_jobs(connection)]

    def recent(self, limit: int = 20) -> list[Job]:
        """Jobs that ended, newest first."""
        with self._database.read() as connection:
            return table.recent(connection, limit)

    @property
    def paused(self) -> bool:
        """Whether no job starts."""
        return self._lanes.paused

    def pause_all(self) -> None:
        """Let no further job start, and stop those that run; they start anew when resumed."""
        self._lanes.pause()
        self._events.publish(Changes(settings=True))

    def resume_all(self) -> None:
        """Let jobs start again; those whose end could not be kept are done anew.

        Raises:
            StorageError: the database still cannot be written.
        """
        self._lanes.resume()
        self._events.publish(Changes(settings=True))

    def cancel(self, job_id: int) -> None:
        """End a job for good."""
        if self._lanes.stop(job_id, JobState.CANCELLED):
            return
        with self._database.write() as connection:
            table.cancel(connection, job_id, now())
        self._lanes.tell([self.get(job_id)])

    def cancel_all(self, job_ids: Sequence[int]) -> None:
        """End jobs for good, in one write."""
        waiting = [job_id for job_id in job_ids if not self._lanes.stop(job_id, JobState.CANCELLED)]
        with self._database.write() as connection:
            for job_id in waiting:
                table.cancel(connection, job_id, now())
        self._lanes.tell([self.get(job_id) for job_id in waiting])

    def pause(self, job_id: int) -> None:
        """Hold a job back; a running one is stopped and starts anew when resumed."""
        if self._lanes.stop(job_id, JobState.PAUSED):
            return
        with self._database.write() as connection:
            table.pause(connection, job_id)
        self._lanes.tell([self.get(job_id)])

    def resume(self, job_id: int) -> None:
        """Let a paused job run; one that waits for its time goes on waiting for it."""
        self._lanes.go_on(job_id)
        with self._database.write() as connection:
            table.resume(connection, job_id)
        self._lanes.tell([self.get(job_id)])

    def retry(self, job_id: int) -> Job | None:
        """Queue a failed job's work again."""
        job = self.get(job_id)
        if job is None:
            return None
        again = NewJob(job.kind, job.key, job.payload, job.title, job.paper_id, job.priority)
        return self.add([again])[0]

    def try_now(self, job_id: int) -> None:
        """Run a job that was put back without waiting for its time."""
        with self._database.write() as connection:
            table.make_due(connection, job_id)
        self._lanes.tell([self.get(job_id)])

    def try_all_now(self, error_code: str) -> None:
        """Run all jobs that were put back for this reason without waiting for their time: the reason is gone."""
        with self._database.write() as connection:
            due = table.make_all_due(connection, error_code)
        if due:
            self._lanes.tell(map(self.get, due))


def _rests(job: Job) -> bool:
    """Whether a job does not go on by itself now: it was paused, or waits for its time."""
    return job.state is JobState.PAUSED or (job.state is JobState.WAITING and bool(job.due))
