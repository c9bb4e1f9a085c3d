"""The child of the models is killed at random moments while jobs write digests; the library, the jobs and Qt's loop go on.

``CARREL_KILLS`` says how often it is killed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from announced import DAY, announce, follow
from carrel.domain.digest import Digest, Field
from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Writing, WritingState

pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="kills by a signal"),
]

_log = logging.getLogger(__name__)

KILLS = int(os.environ.get("CARREL_KILLS", "15"))
_LONGEST_MS = 1_800_000

# What each paper is about is a word that no other has.
SUBJECTS = (
    *("glacier", "violin", "beehive", "neutrino", "subway", "tomato", "lighthouse", "cathedral", "volcano", "pendulum"),
)
SINGLE = 4


def _paper(number: int) -> Paper:
    subject = SUBJECTS[number]
    return Paper(
        title=f"What a {subject} tells",
        abstract=(
            f"Nobody has measured how a {subject} changes over the years. We follow {20 + number} {subject} sites "
            f"with cheap microphones and a small neural network that listens to each {subject}. The error of our "
            f"{subject} estimates falls from {30 + number}% to {5 + number}% within two years. These {subject} data "
            "are public, so that others can plan repairs before a failure."
        ),
        arxiv_id=f"2611.{number:05}",
        version=1,
        categories=("cs.LG",),
        source="arxiv",
    )


class Killer:
    """Kills the child of the models, each process once, while it loads, reads or writes, or after a digest was kept."""

    MOMENTS = ("after its start", "once loaded", "while it writes", "after a digest")

    def __init__(self, carrel: Carrel, times: int, ticks: Callable[[], int]) -> None:
        self._ticks = ticks
        self.ticks: list[int] = []
        self._worker = carrel.model_worker
        self._times = times
        self._random = random.Random(20261121)  # noqa: S311 - moments, not secrets
        self._changed = threading.Condition()
        self._texts = self._kept = 0
        self.killed: Counter[str] = Counter()
        self.done = threading.Event()
        self._over = False
        self._unsubscribe = carrel.events.subscribe(self._note)
        self._thread = threading.Thread(target=self._kill, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Kill nothing any more."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
        self._thread.join(30)
        self._unsubscribe()

    def _note(self, event: Event) -> None:
        if isinstance(event, Writing):
            with self._changed:
                self._texts += event.state is WritingState.WRITING
                self._kept += event.state is WritingState.FINISHED
                self._changed.notify_all()

    def _kill(self) -> None:
        last: int | None = None
        for _ in range(self._times):
            pid = self._another_than(last)
            moment, longest = self._random.choice([*zip(self.MOMENTS, (1.0, 0.4, 2.5, 1.5), strict=True)])
            self._until_moment(moment)
            with self._changed:
                self._changed.wait_for(lambda: self._over, self._random.uniform(0, longest))
            if self._over or pid is None:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.killed[moment] += 1
            self.ticks.append(self._ticks())
            last = pid
        self.done.set()

    def _another_than(self, last: int | None) -> int | None:
        self._until(lambda: self._worker.pid not in (None, last))
        return self._worker.pid

    def _until_moment(self, moment: str) -> None:
        texts, kept = self._texts, self._kept
        if moment == "once loaded":
            self._until(lambda: self._worker.loaded is not None or self._worker.pid is None)
        elif moment == "while it writes":
            self._until(lambda: self._texts > texts)
        elif moment == "after a digest":
            self._until(lambda: self._kept > kept)

    def _until(self, what: Callable[[], bool]) -> None:
        with self._changed:
            while not self._over and not what():
                self._changed.wait(0.01)


@pytest.fixture
def ids(carrel: Carrel) -> list[int]:
    """Papers of a day; the first few are to be digested one by one."""
    carrel.settings.change(welcomed=True, refresh_hours=0)
    follow(carrel.database, "cs.LG")
    found = announce(carrel.database, *(_paper(number) for number in range(len(SUBJECTS))), day=DAY)
    return [found[f"2611.{number:05}"] for number in range(len(SUBJECTS))]


class Loop:
    """Counts how often Qt's loop came by, at most fifty times a second."""

    def __init__(self) -> None:
        self.turns = 0
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _turn(self) -> None:
        self.turns += 1


@pytest.fixture
def loop(qapp: object) -> Iterator[Loop]:
    assert qapp is not None
    loop = Loop()
    yield loop
    loop.stop()


def test_however_often_the_model_is_killed_every_digest_is_written_whole_and_once(
    carrel: Carrel, ids: list[int], loop: Loop, qtbot: QtBot
) -> None:
    first = [*carrel.digests.request(ids[:SINGLE], again=True), _day(carrel)]
    _end(carrel, qtbot, first)
    undisturbed = {one: _only(carrel, one) for one in ids}

    asked = Counter(ids)
    failed: list[Job] = []
    killer = Killer(carrel, KILLS, lambda: loop.turns)
    try:
        while not killer.done.is_set():
            _forget_digests(carrel, ids[SINGLE:])
            jobs = [*carrel.digests.request(ids[:SINGLE], again=True), _day(carrel)]
            ended = _end(carrel, qtbot, jobs)
            asked.update(ids[:SINGLE])
            failed += [job for job in ended if job.state is not JobState.DONE]
            # A job that is given up stays to be tried again; with kills as many as these that is a rare case.
            again = [carrel.jobs.retry(job.id) for job in ended if job.state is not JobState.DONE]
            _end(carrel, qtbot, [job for job in again if job is not None])
            for one in ids[SINGLE:]:
                _only(carrel, one)
    finally:
        killer.end()
    assert killer.killed.total() == KILLS
    # The window's loop went on from each kill to the next.
    assert all(one < other for one, other in pairwise(killer.ticks))
    _log.info("kills %s of %s digests; jobs that failed: %s", killer.killed, asked.total(), failed)
    # Nothing is left behind: all is written as before.
    _forget_digests(carrel, ids[SINGLE:])
    last = _end(carrel, qtbot, [*carrel.digests.request(ids[:SINGLE], again=True), _day(carrel)])
    asked.update(ids[:SINGLE])
    assert {job.state for job in last} == {JobState.DONE}
    assert not [job for job in carrel.jobs.open_jobs() if job.kind in {JobKind.WRITE_DIGEST, JobKind.DIGEST_NEWS}]
    assert {job.error_code for job in failed} <= {"worker"}
    assert len(failed) <= KILLS / 20
    equal = compared = 0
    for number, one in enumerate(ids):
        history = carrel.reading.digest_history(one)
        assert len(history) == (asked[one] if number < SINGLE else 1)
        for digest in history:
            _is_whole(digest, number, undisturbed[one])
            for part in Field:
                compared += 1
                equal += _texts(digest, part) == _texts(undisturbed[one], part)
    _log.info("%s of %s fields as undisturbed", equal, compared)
    # Written together with others, an answer may take another turn where two tokens are as good as equal.
    assert equal > compared / 3


def _day(carrel: Carrel) -> Job:
    job = carrel.news_digests.request(DAY)
    assert job is not None
    return job


def _end(carrel: Carrel, qtbot: QtBot, jobs: list[Job]) -> list[Job]:
    """These jobs once they have ended, waited for by a loop that turns all the while."""
    wanted = {job.id for job in jobs}

    def ended() -> bool:
        return all((job := carrel.jobs.get(one)) is not None and not job.state.open for one in wanted)

    qtbot.waitUntil(ended, timeout=_LONGEST_MS)
    found = [carrel.jobs.get(one) for one in wanted]
    return [job for job in found if job is not None]


def _forget_digests(carrel: Carrel, ids: list[int]) -> None:
    """Have the day lack these papers' digests again."""
    with carrel.database.write() as connection:
        for one in ids:
            connection.execute("UPDATE papers SET digest_id = NULL WHERE id = ?", (one,))
            connection.execute("DELETE FROM digests WHERE paper_id = ?", (one,))


def _only(carrel: Carrel, paper_id: int) -> Digest:
    [digest] = carrel.reading.digest_history(paper_id)
    return digest


def _texts(digest: Digest, part: Field) -> list[str]:
    return [statement.text for statement in digest.of(part)]


def _is_whole(digest: Digest, number: int, undisturbed: Digest) -> None:
    assert digest.provenance.engine == "llama.cpp"
    assert digest.provenance.text_sha256 == undisturbed.provenance.text_sha256
    assert digest.provenance.model_sha256 == undisturbed.provenance.model_sha256
    assert {part for part in Field if digest.of(part)} == {part for part in Field if undisturbed.of(part)}
    assert all(statement.text for statement in digest.statements)
    said = set(re.findall(r"[a-z]+", " ".join(statement.text for statement in digest.statements).lower()))
    assert not said & (set(SUBJECTS) - {SUBJECTS[number]})
