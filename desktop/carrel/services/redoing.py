"""Digests of many papers written anew: of a selection, or of the whole library, the newest papers first.

One job works through the list, several papers in flight. Papers whose digest would come out the same are passed over, and
where such a digest is among a paper's earlier ones, it stands again. Which papers are left is looked up whenever the job
begins, so that it can end at any moment and go on later: paused, killed, while papers come and go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from carrel.domain.changes import Changes
from carrel.domain.digest_key import Writer
from carrel.domain.errors import Cancelled, InputError, ModelError, TimeLimit, WorkerDied
from carrel.domain.job import Job, JobKind
from carrel.interchange import wording
from carrel.services.digest_keys import DigestKeys, Standing
from carrel.services.digest_writing import NotMatched, WrittenElsewhere
from carrel.services.digests import Digests
from carrel.services.events import Events, Notice
from carrel.services.in_flight import InFlight
from carrel.services.jobs import JobRunner
from carrel.services.models import ModelChoice, Models
from carrel.services.pace import Pace
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage import digest_keys as table
from carrel.storage import measurements
from carrel.storage.database import Database

_AT_ONCE = 6
_DEATHS_IN_A_ROW = 3
_DAY_PAPERS = 70
"""So many abstracts are a day, whose minutes a measurement of a model tells."""

_Failure = NotMatched | WorkerDied | TimeLimit | None


@dataclass(frozen=True, slots=True)
class RedoPlan:
    """What writing the digests of `papers` papers anew would mean: so many are `missing`, the others are current.

    `unreadable` papers have no text and are not counted as missing. `seconds` is about how long it takes, 0.0 where that is
    not known: nobody measured the model on such papers yet.
    """

    papers: int
    missing: int
    unreadable: int
    seconds: float


class Redoing:
    """Plans, queues and does it."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        models: Models,
        keys: DigestKeys,
        digests: Digests,
        events: Events,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._models = models
        self._keys = keys
        self._digests = digests
        self._events = events

    def plan(self, ids: Sequence[int] | None = None, model: str | None = None) -> RedoPlan:
        """What writing these papers' digests (None: all of the library) by `model` would mean; None: the one that is set.

        Raises:
            ModelError: the model cannot be used.
        """
        choice = self._choice(model)
        writer = self._keys.writer(choice)
        wanted = self._wanted(ids)
        found = list(self._keys.standings(wanted, writer))
        missing = [one for one in found if one.readable and not one.same]
        unreadable = sum(not one.readable for one in found)
        shown_again = sum(one.readable and bool(one.same) and not one.current for one in found)
        return RedoPlan(len(found), len(missing) + shown_again, unreadable, self._seconds(choice, writer, missing))

    def request(self, ids: Sequence[int] | None = None, model: str | None = None, *, again: bool = False) -> Job | None:
        """Queue the writing of these papers' digests (None: all of the library); None where nothing is to be written.

        `again` has those that are current written, too.

        Raises:
            ModelError: the model cannot be used.
        """
        choice = self._choice(model)
        wanted = self._wanted(ids)
        if not wanted or (not again and not self._left(wanted, self._keys.writer(choice))):
            return None
        with self._database.read() as connection:
            after = table.last(connection) if again else 0
        papers = None if ids is None else wanted
        payload: dict[str, object] = {"model": choice.key, "papers": papers, "after": after, "total": len(wanted)}
        scope = "all" if papers is None else hashlib.sha256(str(sorted(papers)).encode()).hexdigest()
        key = f"{choice.key}:{scope}{':again' if again else ''}"
        title = wording.papers(len(wanted))
        [job] = self._jobs.add([NewJob(JobKind.REDO_DIGESTS, key, payload, title)])
        return job

    def run(self, running: Running) -> Changes:
        """Write the digests that are missing, each kept and told as soon as it is there.

        One that a model fails at stays as it was, and how many did is told at the end.

        Raises:
            GiveWay: it has to wait for mains power. ModelError: the model cannot be used.
            WorkerDied: the model ended at several papers in a row.
        """
        payload = running.job.payload
        choice = self._choice(str(payload["model"]))
        writer = self._keys.writer(choice, cancelled=running.stopped)
        ids, after = payload["papers"], int(str(payload["after"]))
        left = self._left(self._wanted(ids if isinstance(ids, list) else None), writer, after)
        total = max(int(str(payload["total"])), len(left))
        together = _AT_ONCE if not writer.extractive else 1
        pace, deaths, failed = Pace(), 0, 0
        with InFlight[_Failure](_AT_ONCE) as flight:
            while True:
                running.check()
                held = running.held()
                while left and len(flight) < together and not held:
                    paper_id = left.pop(0)
                    flight.begin(paper_id, partial(self._write, running, flight, paper_id, choice, writer, after))
                if not flight:
                    break
                over = len(left) + len(flight)
                running.progress(total - over, total, "", left=pace.left(over, together))
                for _, ended in flight.ended():
                    failure = self._ended(running, ended)
                    pace.ended()
                    failed += failure is not None
                    deaths = deaths + 1 if isinstance(failure, WorkerDied | TimeLimit) else 0
                    if failure is not None and deaths >= _DEATHS_IN_A_ROW:
                        raise failure
        if left:
            raise GiveWay
        if failed:
            words = f"{failed:,} of {total:,} digests could not be written with {choice.name} and stayed as they were."
            self._events.publish(Notice(words, problem=True))
        return Changes()

    def _ended(self, running: Running, ended: Future[_Failure]) -> _Failure:
        try:
            return ended.result()
        except (InputError, WrittenElsewhere):
            # Deleted meanwhile, or another job writes it.
            return None
        except Cancelled:
            # The person stopped this one paper's digest, unless it is the whole job.
            running.check()
            return None

    def _write(
        self,
        running: Running,
        flight: InFlight[_Failure],
        paper_id: int,
        choice: ModelChoice,
        writer: Writer,
        after: int,
    ) -> _Failure:
        standing = self._keys.standing(paper_id, writer)
        if standing is None or not standing.readable or _is_done(standing, after):
            return None
        try:
            changes = self._digests.write(
                running, standing, choice, again=bool(after), tell=lambda _stage: None, given_up=flight.given_up
            )
        except (NotMatched, WorkerDied, TimeLimit) as error:
            running.check()
            return error
        self._events.publish(changes)
        return None

    def _wanted(self, ids: Sequence[int] | None) -> list[int]:
        with self._database.read() as connection:
            return table.library(connection) if ids is None else table.newest_first(connection, ids)

    def _left(self, ids: Sequence[int], writer: Writer, after: int = 0) -> list[int]:
        found = self._keys.standings(ids, writer)
        return [one.paper_id for one in found if one.readable and not _is_done(one, after)]

    def _choice(self, model: str | None) -> ModelChoice:
        choice = self._models.find(model) if model is not None else self._models.chosen()
        if choice.problem:
            raise ModelError(choice.problem, "Choose another on the Models page.")
        return choice

    def _seconds(self, choice: ModelChoice, writer: Writer, missing: Sequence[Standing]) -> float:
        """How long it takes by what was measured: a day's abstracts side by side, and whole papers that it wrote before."""
        if choice.path is None or choice.info is None:
            return 0.0
        whole = sum(one.from_file for one in missing)
        with self._database.read() as connection:
            measured = measurements.latest(connection).get((choice.path.name, choice.info.bytes))
            each_whole = table.seconds_each(connection, writer, from_file=True)
            each_abstract = table.seconds_each(connection, writer, from_file=False)
        if measured is not None:
            each_abstract = measured.day_minutes * 60 / _DAY_PAPERS
        abstracts = len(missing) - whole
        if (whole and not each_whole) or (abstracts and not each_abstract):
            return 0.0
        return whole * each_whole + abstracts * each_abstract


def _is_done(standing: Standing, after: int) -> bool:
    """Whether nothing is to be done for a paper; with `after`, only a digest later than that one counts."""
    return standing.newest > after if after else standing.current
