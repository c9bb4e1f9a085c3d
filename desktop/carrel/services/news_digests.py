"""The digests of a day: what arXiv announced, digested from title and abstract, the most interesting first.

Several papers are in flight, for a model writes them together. Which digests are missing is looked up anew whenever one is
there, and each is kept at once, so that the job can end at any moment and go on at any other: paused, given way, killed,
while papers are hidden, feeds change and the day grows.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from carrel.digesting.source import Source, abstract_sha256
from carrel.domain.changes import Changes
from carrel.domain.errors import Cancelled, InputError, ModelError, TimeLimit, WorkerDied
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.digest_writing import DigestWriting, NotMatched, WrittenElsewhere
from carrel.services.events import Events
from carrel.services.in_flight import InFlight
from carrel.services.jobs import JobRunner
from carrel.services.models import ModelChoice, Models
from carrel.services.pace import Pace
from carrel.services.settings import SettingsService
from carrel.services.work import GiveWay, NewJob, Running
from carrel.storage import digests, news, papers, settings
from carrel.storage.database import Connection, Database

_PRIORITY = -1
_DEATHS_IN_A_ROW = 3
_AT_ONCE = 6
_Death = WorkerDied | TimeLimit | None
_fingerprint = lru_cache(maxsize=4096)(abstract_sha256)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a day stands: `written` digests count towards its cap, `missing` are the papers to be digested, in order."""

    written: int
    missing: list[int]


class _Going:
    """A day's job that goes on: its papers in flight, and what was met. Its threads may `tell`."""

    def __init__(self, running: Running, flight: InFlight[_Death]) -> None:
        self.running = running
        self.flight = flight
        self.plan = _Plan(0, [])
        self.titles: dict[int, str] = {}
        self.together = _AT_ONCE
        self.pace = Pace()
        self.deaths = 0
        # Papers that a job of their own writes.
        self.elsewhere: set[int] = set()

    def next(self) -> list[int]:
        """The papers to begin with now. Those in flight count towards the cap, whether the plan still has them or not."""
        begun, missing = self.flight.pieces, self.plan.missing
        room = min(self.together, len(missing)) - len(begun)
        fresh = [paper_id for paper_id in missing if paper_id not in begun and paper_id not in self.elsewhere]
        return fresh[: max(0, room)]

    def tell(self) -> None:
        """Say how far it is, and which paper is being written: of several, the one that was begun first."""
        written, missing = self.plan.written, len(self.plan.missing)
        titles = [self.titles[one] for one in self.flight.pieces if one in self.titles]
        stage = f"Now: {titles[0]}" if titles else ""
        more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        self.running.progress(written, written + missing, stage + more, left=self.pace.left(missing, self.together))


class NewsDigests:
    """Queues and writes the digests of a day."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        models: Models,
        writing: DigestWriting,
        settings_service: SettingsService,
        events: Events,
        *,
        allowed: Callable[[], bool],
    ) -> None:
        """`allowed` says whether Carrel may begin with such work: not before Welcome was finished or skipped."""
        self._database = database
        self._jobs = jobs
        self._models = models
        self._writing = writing
        self._settings = settings_service
        self._events = events
        self._allowed = allowed
        # Until Carrel ends: papers whose digest the person stopped, and those without any text.
        self._left_out: set[int] = set()

    def request(self, day: str = "", *, more: bool = False) -> Job | None:
        """Queue what is missing of a day's digests ("": of the newest day), None where nothing is.

        `more` lets the day have as many again as the settings allow a day. A job that the person paused stays paused.
        """
        if not self._allowed() or self._settings.current.news_digests <= 0:
            return None
        with self._database.read() as connection:
            day = day or news.newest_day(connection)
        if not day:
            return None
        if more:
            with self._database.write() as connection:
                name = _extra_name(day)
                extra = _extra(connection, day) + self._settings.current.news_digests
                settings.set_value(connection, name, str(extra))
        elif paused := self._paused(day):
            return paused
        if not self._plan(day, self._models.chosen()).missing:
            return None
        title = f"Digests of {_spoken(day)}"
        return self._jobs.add([NewJob(JobKind.DIGEST_NEWS, day, {"day": day}, title, priority=_PRIORITY)])[0]

    def go_on(self) -> Job | None:
        """Queue what the newest day lacks, as a window does at its start; not where the person stopped that."""
        with self._database.read() as connection:
            day = news.newest_day(connection)
        last = self._jobs.latest(JobKind.DIGEST_NEWS, day) if day else None
        return None if last is not None and last.state is JobState.CANCELLED else self.request(day)

    def waiting(self, day: str) -> list[int]:
        """The papers of a day whose digests are still to be written, in the order in which that is done."""
        return self._plan(day, self._models.chosen()).missing

    def run(self, running: Running) -> Changes:
        """Write the missing digests of a day, each kept and told as soon as it is there.

        Raises:
            GiveWay: it has to wait for mains power. ModelError: the model cannot be used.
            WorkerDied: the model ended at several papers in a row.
        """
        day = str(running.job.payload["day"])
        with InFlight[_Death](_AT_ONCE) as flight:
            going = _Going(running, flight)
            while True:
                running.check()
                choice = self._models.chosen()
                if choice.problem:
                    raise ModelError(choice.problem, "Choose another on the Models page.")
                # Without a model nothing is gained from several at once: one process picks the sentences.
                going.together = _AT_ONCE if choice.key else 1
                going.plan = plan = self._plan(day, choice)
                if not running.held():
                    for paper_id in going.next():
                        flight.begin(paper_id, partial(self._write, going, paper_id, choice))
                elif not flight and plan.missing:
                    raise GiveWay
                if not flight:
                    return Changes()
                for paper_id, ended in flight.ended():
                    self._note(going, paper_id, ended)

    def _note(self, going: _Going, paper_id: int, ended: Future[_Death]) -> None:
        """A paper is in flight no more: note why, where it has no digest now."""
        try:
            died = ended.result()
        except InputError:
            # Deleted, or its abstract is gone, since the plan was made.
            self._left_out.add(paper_id)
        except WrittenElsewhere:
            going.elsewhere.add(paper_id)
        except Cancelled:
            going.running.check()
            # The person stopped this one paper's digest.
            self._left_out.add(paper_id)
        else:
            going.pace.ended()
            going.deaths = going.deaths + 1 if died is not None else 0
            if died is not None and going.deaths >= _DEATHS_IN_A_ROW:
                raise died

    def _write(self, going: _Going, paper_id: int, choice: ModelChoice) -> _Death:
        """Write one digest, of the paper's own sentences where the model fails at it; the error where the model ended."""
        with self._database.read() as connection:
            paper = papers.get(connection, paper_id)
        source = Source.of(paper, None) if paper is not None else None
        if paper is None or source is None or not source.passages:
            raise InputError("This paper has no text that Carrel can read.")
        going.titles[paper_id] = paper.title
        going.tell()
        running, given_up, died = going.running, going.flight.given_up, None
        try:
            digest_id = self._writing.write(
                running, paper_id, source, None, choice, tell=lambda _stage: going.tell(), given_up=given_up
            )
        except (NotMatched, WorkerDied, TimeLimit) as error:
            running.check()
            died = error if not isinstance(error, NotMatched) else None
            digest_id = self._writing.extract_instead(running, paper_id, source, given_up)
        self._events.publish(Changes(papers=frozenset({paper_id}), digests=frozenset({digest_id})))
        return died

    def _plan(self, day: str, choice: ModelChoice) -> _Plan:
        left_out = frozenset(self._left_out)
        with self._database.read() as connection:
            most = self._settings.current.news_digests
            most = most + _extra(connection, day) if most > 0 else 0
            made = digests.of_day(connection, day)
            # Every paper with a digest may come first, and enough are still to be found after them.
            ranked = news.to_digest(connection, day, most + len(made) + len(left_out))
        written = {paper_id for paper_id, all_made in made.items() if any(_counts(one, choice) for one in all_made)}
        missing = [paper_id for paper_id in ranked if paper_id not in written and paper_id not in left_out]
        return _Plan(len(written), missing[: max(0, most - len(written))])

    def _paused(self, day: str) -> Job | None:
        return next(
            (
                job
                for job in self._jobs.open_jobs()
                if job.kind is JobKind.DIGEST_NEWS and job.key == day and job.state is JobState.PAUSED
            ),
            None,
        )


def _counts(made: digests.Made, choice: ModelChoice) -> bool:
    """Whether a paper with such a digest needs no other: from its PDF, or from the abstract it has now by this model."""
    if made.from_file:
        return True
    if made.text_sha256 != _fingerprint(made.abstract):
        return False
    if choice.on_server:
        return made.instead or made.server == choice.name
    return choice.path is None or made.instead or made.model_file == choice.path.name


def _extra(connection: Connection, day: str) -> int:
    return int(settings.value(connection, _extra_name(day)) or 0)


def _extra_name(day: str) -> str:
    return f"news_digests.more.{day}"


def _spoken(day: str) -> str:
    moment = date.fromisoformat(day)
    return f"{moment.day} {moment:%B}"
