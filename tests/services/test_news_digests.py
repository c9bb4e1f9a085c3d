from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from announced import BEFORE, DAY, announce, follow, paper
from carrel.domain.digest import Status
from carrel.domain.feed import AnnounceType
from carrel.domain.job import Job, JobKind, JobState
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.digest_writing import DigestWriting
from carrel.services.events import Changes, Event, JobProgress, Writing, WritingState
from carrel.services.news_digests import NewsDigests
from carrel.services.open import open_library
from carrel.storage import digests
from carrel.worker.model import ModelWorker
from made_gguf import made_gguf


@pytest.fixture
def desk(carrel: Carrel) -> Carrel:
    """A library that follows cs.LG, without a model."""
    carrel.settings.change(welcomed=True, model="", refresh_hours=0)
    follow(carrel.database, "cs.LG", "tokens")
    return carrel


class Written:
    """Which digests were written, in order."""

    def __init__(self, carrel: Carrel) -> None:
        self.papers: list[int] = []
        self._unsubscribe = carrel.events.subscribe(self._note)
        self.after: dict[int, object] = {}

    def _note(self, event: Event) -> None:
        if isinstance(event, Writing) and event.state is WritingState.FINISHED:
            self.papers.append(event.paper_id)
            act = self.after.pop(len(self.papers), None)
            if callable(act):
                act()


def ids_of(carrel: Carrel, count: int) -> list[int]:
    found = announce(carrel.database, *(paper(number) for number in range(count)))
    return [found[paper(number).arxiv_id] for number in range(count)]


def wait(carrel: Carrel, job: Job | None) -> Job:
    assert job is not None
    return next(ended for ended in carrel.jobs.wait([job]) if ended.id == job.id)


def with_digest(carrel: Carrel, ids: list[int]) -> list[int]:
    return [one for one in ids if carrel.reading.digest(one) is not None]


def test_a_day_is_digested_with_the_most_interesting_papers_first(desk: Carrel) -> None:
    ids = ids_of(desk, 8)
    written = Written(desk)
    told: list[Changes] = []
    progress: list[Job] = []
    desk.events.subscribe(lambda event: told.append(event) if isinstance(event, Changes) else None)
    desk.events.subscribe(lambda event: progress.append(event.job) if isinstance(event, JobProgress) else None)
    job = desk.news_digests.request()
    ended = wait(desk, job)
    assert (ended.state, ended.error, ended.key, ended.priority) == (JobState.DONE, "", DAY, -1)
    assert ended.title == "Digests of 20 November"
    # “tokens” is what the person wants to see first; the others follow in arXiv's order.
    assert written.papers == [ids[6], *ids[:6], ids[7]]
    assert with_digest(desk, ids) == ids
    digest = desk.reading.digest(ids[0])
    assert digest is not None
    assert digest.provenance.extractive
    assert digest.count(Status.SUPPORTED) == len(digest.statements)
    saved = [changes for changes in told if changes.digests]
    assert [changes.papers for changes in saved] == [frozenset({one}) for one in written.papers]
    progress = [one for one in progress if one.kind is JobKind.DIGEST_NEWS]
    assert (progress[0].done, progress[0].total) == (0, 8)
    assert progress[0].stage.startswith("Now: Lantern ")
    assert desk.news_digests.request() is None


def test_a_day_has_as_many_digests_as_are_set_and_more_when_asked_for(desk: Carrel) -> None:
    desk.settings.change(news_digests=3)
    ids = ids_of(desk, 8)
    wait(desk, desk.news_digests.request(DAY))
    assert len(with_digest(desk, ids)) == 3
    assert desk.news_digests.request(DAY) is None
    ids += announce(desk.database, *(paper(number) for number in range(20, 25))).values()
    assert desk.news_digests.request(DAY) is None
    wait(desk, desk.news_digests.request(DAY, more=True))
    assert len(with_digest(desk, ids)) == 6


def test_hidden_papers_are_left_out_and_their_digests_still_count(desk: Carrel) -> None:
    desk.settings.change(news_digests=3)
    ids = ids_of(desk, 8)
    desk.news.hide([ids[0], ids[6]])
    wait(desk, desk.news_digests.request())
    assert with_digest(desk, ids) == ids[1:4]
    desk.news.hide(ids[1:4])
    assert desk.news_digests.request() is None


@pytest.mark.parametrize(("welcomed", "most"), [(False, 70), (True, 0)])
def test_nothing_is_written_before_welcome_or_when_none_is_wanted(desk: Carrel, welcomed: bool, most: int) -> None:
    ids_of(desk, 2)
    desk.settings.change(welcomed=welcomed, news_digests=most)
    assert desk.news_digests.request() is None
    assert desk.news_digests.request(DAY, more=True) is None


def test_without_announcements_there_is_nothing_to_write(desk: Carrel) -> None:
    assert desk.news_digests.request() is None


def test_a_paused_day_keeps_what_is_written_and_goes_on_with_what_is_missing(desk: Carrel) -> None:
    ids = ids_of(desk, 8)
    written = Written(desk)
    paused = threading.Event()

    def look(event: Event) -> None:
        if isinstance(event, Changes) and any(job.state is JobState.PAUSED for job in desk.jobs.open_jobs()):
            paused.set()

    desk.events.subscribe(look)
    written.after[2] = lambda: desk.jobs.pause(desk.jobs.open_jobs()[0].id)
    job = desk.news_digests.request()
    assert job is not None
    assert paused.wait(30)
    assert len(with_digest(desk, ids)) == 2
    again = desk.news_digests.request()
    assert again is not None
    assert (again.id, again.state) == (job.id, JobState.PAUSED)
    desk.jobs.resume(job.id)
    assert wait(desk, job).state is JobState.DONE
    assert sorted(written.papers) == ids
    assert all(len(desk.reading.digest_history(one)) == 1 for one in ids)


def test_it_gives_way_to_a_digest_that_the_person_asks_for(desk: Carrel) -> None:
    ids = ids_of(desk, 8)
    written = Written(desk)
    asked: list[Job] = []
    written.after[2] = lambda: asked.extend(desk.digests.request([ids[7]]))
    job = desk.news_digests.request()
    assert wait(desk, job).state is JobState.DONE
    assert [one.state for one in desk.jobs.wait(asked)] == [JobState.DONE]
    assert written.papers[2] == ids[7]
    assert len(written.papers) == len(ids)


def test_one_paper_can_be_stopped_and_the_others_are_written(desk: Carrel) -> None:
    ids = ids_of(desk, 4)

    def stop_first(event: Event) -> None:
        if isinstance(event, Writing) and event.state is WritingState.STARTED and event.paper_id == ids[0]:
            desk.digests.stop(ids[0])

    desk.events.subscribe(stop_first)
    assert wait(desk, desk.news_digests.request()).state is JobState.DONE
    assert with_digest(desk, ids) == ids[1:]
    assert desk.news_digests.request() is None


def test_a_day_that_grows_or_that_is_no_longer_followed_while_it_is_written_stays_right(desk: Carrel) -> None:
    ids = ids_of(desk, 4)
    follow(desk.database, "math.NT")
    other = announce(desk.database, *(paper(number, category="math.NT") for number in range(40, 43)))
    written = Written(desk)
    grown: dict[str, int] = {}

    def change() -> None:
        grown.update(announce(desk.database, paper(50), paper(51)))
        with desk.database.write() as connection:
            connection.execute("UPDATE announcements SET shown = 0 WHERE paper_id >= ?", (min(other.values()),))
            connection.execute("UPDATE announcements SET shown = 1 WHERE paper_id = ?", (grown[paper(50).arxiv_id],))

    written.after[1] = change
    assert wait(desk, desk.news_digests.request()).state is JobState.DONE
    assert with_digest(desk, [*ids, *other.values(), *grown.values()]) == [*ids, grown[paper(50).arxiv_id]]


def test_a_new_abstract_is_digested_anew_and_the_old_digest_shown_against_the_old_one(desk: Carrel) -> None:
    [one] = announce(desk.database, paper(1), day=BEFORE).values()
    wait(desk, desk.news_digests.request(BEFORE))
    announce(desk.database, paper(1, version=2), kind=AnnounceType.REPLACE)
    wait(desk, desk.news_digests.request())
    new, old = desk.reading.digest_history(one)
    assert desk.reading.digest(one) == new
    assert desk.reading.abstract_for(one, new) == paper(1, version=2).abstract
    assert desk.reading.abstract_for(one, old) == paper(1).abstract
    assert desk.news_digests.request() is None


def test_a_model_that_is_missing_fails_the_job_in_words(desk: Carrel) -> None:
    ids_of(desk, 2)
    desk.settings.change(model="gone.gguf")
    ended = wait(desk, desk.news_digests.request())
    assert ended.state is JobState.FAILED
    assert "gone.gguf" in ended.error
    assert "Models page" in ended.advice


def test_a_window_goes_on_with_the_newest_day_unless_the_person_stopped_it(desk: Carrel) -> None:
    assert desk.news_digests.go_on() is None
    ids = ids_of(desk, 3)
    written = Written(desk)
    written.after[1] = lambda: desk.jobs.cancel(desk.jobs.open_jobs()[0].id)
    assert wait(desk, desk.news_digests.go_on()).state is JobState.CANCELLED
    assert len(with_digest(desk, ids)) == 1
    assert desk.news_digests.go_on() is None
    wait(desk, desk.news_digests.request())
    announce(desk.database, paper(9))
    assert wait(desk, desk.news_digests.go_on()).state is JobState.DONE
    assert len(written.papers) == 4


UNMATCHED = """
    import os, signal
    from carrel.digesting.source import Source
    from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
    from carrel.worker.operations_model import Writing
    from carrel.worker.serve import serve

    def digest(call):
        source = call.arguments(Writing).source
        if "KILL" in source.abstract:
            os.kill(os.getpid(), signal.SIGKILL)
        status = Status.NOT_FOUND if "attention" in source.abstract else Status.SUPPORTED
        said = tuple(Statement(part, "Something else.", status, (0,)) for part in Field)
        origin = Provenance("llama.cpp", "2026-11-20T09:30:00Z", 0.1, source.text_sha256, Coverage(1, 1, 9, 9), "p", "Small", "small.gguf")
        return Digest(said, (), origin)

    serve({"digest": digest})
"""


@pytest.fixture
def small(desk: Carrel) -> Iterator[Carrel]:
    """A desk whose model writes what cannot be matched about attention, and dies over KILL."""
    made_gguf(
        desk.paths.models / "small.gguf",
        {"general.architecture": "llama", "general.name": "Small", "llama.block_count": 1},
    )
    desk.settings.change(model="small.gguf")
    worker = ModelWorker(command=(sys.executable, "-P", "-c", textwrap.dedent(UNMATCHED)))
    writing = DigestWriting(desk.database, worker, desk.documents_worker, desk.events)
    of_a_day = NewsDigests(
        desk.database, desk.jobs, desk.models, writing, desk.settings, desk.events, allowed=lambda: True
    )
    desk.jobs.handle({JobKind.DIGEST_NEWS: of_a_day.run})
    yield desk
    worker.close()


def engines(carrel: Carrel, ids: list[int]) -> list[str]:
    return [digest.provenance.engine for one in ids if (digest := carrel.reading.digest(one)) is not None]


def test_a_paper_that_the_model_fails_at_has_its_own_sentences_and_the_rest_goes_on(small: Carrel) -> None:
    found = announce(small.database, paper(0), paper(1), paper(2, words="KILL."), paper(3))
    ids = list(found.values())
    ended = wait(small, small.news_digests.request())
    assert (ended.state, ended.error) == (JobState.DONE, "")
    assert engines(small, ids) == ["extractive", "llama.cpp", "extractive", "llama.cpp"]
    # It was tried; it is not tried again each time the day is looked at.
    assert small.news_digests.request() is None


def test_a_model_that_dies_over_and_over_fails_the_job(small: Carrel) -> None:
    ids = list(announce(small.database, *(paper(number, words="KILL.") for number in range(1, 7))).values())
    ended = wait(small, small.news_digests.request())
    assert (ended.state, ended.error_code) == (JobState.FAILED, "worker")
    assert len(with_digest(small, ids)) == 3


def test_another_model_writes_the_day_anew(small: Carrel) -> None:
    small.settings.change(model="")
    ids = list(announce(small.database, paper(1), paper(3)).values())
    wait(small, small.news_digests.request())
    assert engines(small, ids) == ["extractive", "extractive"]
    small.settings.change(model="small.gguf")
    wait(small, small.news_digests.request())
    assert engines(small, ids) == ["llama.cpp", "llama.cpp"]


def test_a_digest_of_the_whole_paper_is_not_replaced_by_one_of_its_abstract(small: Carrel) -> None:
    ids = list(announce(small.database, paper(1), paper(3)).values())
    with small.database.write() as connection:
        connection.execute(
            "INSERT INTO files (paper_id, name, sha256, bytes, state, added) VALUES (?, 'a.pdf', 'a', 1, 'ready', '')",
            (ids[0],),
        )
        whole = small.documents_worker.extract(small.digests.source(ids[0])[0])
        digests.save(connection, ids[0], 1, whole)
    wait(small, small.news_digests.request())
    assert engines(small, ids) == ["extractive", "llama.cpp"]


DAY_OF_A_PROCESS = """
    import os, signal, sys
    from carrel.services.events import Writing, WritingState
    from carrel.services.open import open_library

    carrel = open_library(digest_on_import=False)
    left = int(sys.argv[1])

    def note(event):
        global left
        if isinstance(event, Writing) and event.state is WritingState(sys.argv[2]):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    carrel.events.subscribe(note)
    carrel.start()
    job = carrel.news_digests.request()
    carrel.jobs.wait([job])
"""


@pytest.mark.parametrize("moment", ["started", "finished"])
def test_killed_while_it_writes_it_goes_on_with_what_is_missing(library_home: Path, moment: str) -> None:
    opened = open_library(Paths(library_home), digest_on_import=False)
    opened.settings.change(welcomed=True, model="", refresh_hours=0)
    follow(opened.database)
    ids = ids_of(opened, 6)
    opened.close()
    script = textwrap.dedent(DAY_OF_A_PROCESS)
    for after in (1, 3):
        done = subprocess.run([sys.executable, "-P", "-c", script, str(after), moment], check=False, timeout=120)
        assert done.returncode == -signal.SIGKILL
    opened = open_library(Paths(library_home), digest_on_import=False)
    try:
        before = with_digest(opened, ids)
        assert 0 < len(before) < len(ids)
        opened.start()
        assert wait(opened, opened.news_digests.request()).state is JobState.DONE
        assert [len(opened.reading.digest_history(one)) for one in ids] == [1] * len(ids)
    finally:
        opened.close()


@pytest.mark.model
@pytest.mark.slow
def test_the_starter_model_digests_a_day_and_gives_way_to_an_open_paper(desk: Carrel) -> None:
    desk.settings.change(model="starter")
    ids = ids_of(desk, 3)
    written = Written(desk)
    progress: list[Job] = []
    desk.events.subscribe(lambda event: progress.append(event.job) if isinstance(event, JobProgress) else None)
    asked: list[Job] = []
    written.after[1] = lambda: asked.extend(desk.digests.request([ids[2]]))
    ended = wait(desk, desk.news_digests.request())
    assert (ended.state, ended.error) == (JobState.DONE, "")
    desk.jobs.wait(asked)
    assert written.papers[1] == ids[2]
    assert len(with_digest(desk, ids)) == 3
    for one in ids:
        digest = desk.reading.digest(one)
        assert digest is not None
        assert digest.count(Status.NOT_FOUND) < len(digest.statements)
    assert "llama.cpp" in engines(desk, ids)
    assert any(job.left > 0 for job in progress)
