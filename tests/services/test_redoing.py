from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from announced import announce, paper
from carrel.digesting.selector import SELECTOR
from carrel.digesting.source import abstract_sha256
from carrel.domain.digest import NO_OPTIONS, Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.digest_key import Difference
from carrel.domain.job import JobKind, JobState
from carrel.domain.models import Measured
from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.digest_writing import DigestWriting
from carrel.services.digests import Digests
from carrel.services.events import Notice, Writing
from carrel.services.open import open_library
from carrel.services.redoing import Redoing
from carrel.storage import digests, measurements, papers
from carrel.worker.model import ModelWorker
from made_gguf import made_gguf
from services.digested_day import following, ids_of, wait
from services.held_model import held_model

_log = logging.getLogger(__name__)

UNMATCHED = """
    from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
    from carrel.worker.operations_model import Writing
    from carrel.worker.serve import serve

    def digest(call):
        asked = call.arguments(Writing)
        said = tuple(Statement(part, "Invented.", Status.NOT_FOUND, (0,)) for part in Field)
        return Digest(said, (), Provenance("llama.cpp", "2026-11-20T09:30:00Z", 0.1, asked.source.text_sha256, Coverage(1, 1, 9, 9), "p"))

    serve({"digest": digest}, together=True)
"""


@contextmanager
def unmatched_model(desk: Carrel) -> Iterator[None]:
    """A model, in a real child, of which nothing is found in any paper."""
    made_gguf(
        desk.paths.models / "small.gguf",
        {"general.architecture": "llama", "general.name": "Small", "llama.block_count": 1},
    )
    desk.settings.change(model="small.gguf")
    worker = ModelWorker(command=(sys.executable, "-P", "-c", textwrap.dedent(UNMATCHED)))
    writing = DigestWriting(
        desk.database, worker, desk.documents_worker, desk.own_server, desk.events, lambda: NO_OPTIONS
    )
    single = Digests(desk.database, desk.jobs, desk.models, writing, desk.digest_keys)
    redoing = Redoing(desk.database, desk.jobs, desk.models, desk.digest_keys, single, desk.events)
    desk.jobs.handle({JobKind.REDO_DIGESTS: redoing.run})
    try:
        yield
    finally:
        worker.close()


@pytest.fixture
def desk(carrel: Carrel) -> Carrel:
    """A library without a model."""
    return following(carrel)


def kept(desk: Carrel, count: int) -> list[int]:
    ids = ids_of(desk, count)
    desk.news.keep(ids)
    return ids


def histories(desk: Carrel, ids: list[int]) -> list[int]:
    return [len(desk.reading.digest_history(one)) for one in ids]


def test_only_what_is_missing_is_written_and_nothing_twice(desk: Carrel) -> None:
    ids = kept(desk, 6)
    desk.jobs.wait(desk.digests.request(ids[:2]))
    plan = desk.redoing.plan(ids)
    assert (plan.papers, plan.missing, plan.unreadable) == (6, 4, 0)
    job = wait(desk, desk.redoing.request(ids))
    assert (job.state, job.error, job.kind, job.title) == (JobState.DONE, "", JobKind.REDO_DIGESTS, "6 papers")
    assert histories(desk, ids) == [1] * 6
    assert desk.redoing.plan(ids).missing == 0
    assert desk.redoing.request(ids) is None


def test_all_of_the_library_is_written_the_newest_first_and_nothing_of_the_news(desk: Carrel) -> None:
    ids = kept(desk, 4)
    with desk.database.write() as connection:
        connection.executemany(
            "UPDATE papers SET added = ? WHERE id = ?", [(f"2026-11-0{n + 1}", one) for n, one in enumerate(ids)]
        )
    [passing] = announce(desk.database, paper(30)).values()
    [trashed] = announce(desk.database, paper(31)).values()
    desk.news.keep([trashed])
    desk.organising.trash([trashed])
    written: list[int] = []
    desk.events.subscribe(
        lambda e: written.append(e.paper_id) if isinstance(e, Writing) and e.state == "finished" else None
    )
    wait(desk, desk.redoing.request())
    assert written == ids[::-1]
    assert histories(desk, [passing, trashed]) == [0, 0]


def test_papers_without_text_are_left_out(desk: Carrel) -> None:
    with desk.database.write() as connection:
        bare = papers.add(connection, Paper("A title alone"), added="2026-11-20T09:00:00Z")
    plan = desk.redoing.plan()
    assert (plan.papers, plan.missing, plan.unreadable) == (1, 0, 1)
    assert desk.redoing.request([bare]) is None


def test_when_the_person_says_so_what_is_current_is_written_again(desk: Carrel) -> None:
    ids = kept(desk, 3)
    wait(desk, desk.redoing.request(ids))
    wait(desk, desk.redoing.request(ids, again=True))
    assert histories(desk, ids) == [2] * 3


def test_one_paper_is_not_written_again_unless_the_person_says_so(desk: Carrel) -> None:
    [one] = kept(desk, 1)
    for again, digests_then in ((False, 1), (False, 1), (True, 2)):
        [job] = desk.jobs.wait(desk.digests.request([one], again=again))
        assert job.state is JobState.DONE
        assert histories(desk, [one]) == [digests_then]


def test_an_earlier_digest_that_would_come_out_the_same_stands_again(desk: Carrel) -> None:
    [one] = kept(desk, 1)
    desk.jobs.wait(desk.digests.request([one]))
    first = desk.reading.digest(one)
    assert first is not None
    _save(desk, one, model_file="other.gguf")
    assert desk.redoing.plan([one]).missing == 1
    wait(desk, desk.redoing.request([one]))
    assert desk.reading.digest(one) == first
    assert histories(desk, [one]) == [2]


def test_a_new_abstract_makes_a_digest_out_of_date_and_says_why(desk: Carrel) -> None:
    [one] = kept(desk, 1)
    desk.jobs.wait(desk.digests.request([one]))
    digest = desk.reading.digest(one)
    assert digest is not None
    assert desk.digest_keys.reasons(one, digest, 1, desk.models.chosen()) == ()
    announce(desk.database, paper(0, version=2, words="It is new."), day="2026-11-21")
    version = desk.reading.digest_versions(one).get(digest.id, 0)
    assert version == 1
    assert desk.digest_keys.reasons(one, digest, version, desk.models.chosen()) == (Difference.VERSION,)
    assert desk.redoing.plan([one]).missing == 1


def test_another_language_makes_a_model_s_digest_out_of_date_and_not_the_paper_s_sentences(desk: Carrel) -> None:
    one, other = kept(desk, 2)
    desk.jobs.wait(desk.digests.request([one], model=""))
    made_gguf(desk.paths.models / "held.gguf", {"general.architecture": "llama", "general.name": "Held"})
    _save(desk, other, model_file="held.gguf")
    assert [desk.redoing.plan([one], "").missing, desk.redoing.plan([other], "held.gguf").missing] == [0, 0]
    desk.settings.change(digest_language="de")
    assert [desk.redoing.plan([one], "").missing, desk.redoing.plan([other], "held.gguf").missing] == [0, 1]


def test_verdicts_on_statements_that_come_back_word_for_word_are_carried_over(desk: Carrel) -> None:
    [one] = kept(desk, 1)
    desk.jobs.wait(desk.digests.request([one]))
    before = desk.reading.digest(one)
    assert before is not None
    desk.organising.set_verdict(one, before.id, 1, Status.NOT_FOUND)
    desk.jobs.wait(desk.digests.request([one], again=True))
    after = desk.reading.digest(one)
    assert after is not None
    assert after.id != before.id
    verdicts = [statement.verdict for statement in after.statements]
    assert verdicts == [Status.NOT_FOUND if n == 1 else None for n in range(len(verdicts))]
    assert desk.reading.rows([one])[0].not_found == 1
    # Taken back, it does not come back from the digest before.
    desk.organising.set_verdict(one, after.id, 1, None)
    desk.jobs.wait(desk.digests.request([one], again=True))
    last = desk.reading.digest(one)
    assert last is not None
    assert all(statement.verdict is None for statement in last.statements)


def test_one_paper_is_written_in_a_language_of_its_own_and_each_is_kept(desk: Carrel, tmp_path: Path) -> None:
    [one] = kept(desk, 1)
    with held_model(desk, tmp_path / "held") as model:
        model.let_go(0)
        for language, digests_then in (("de", 1), (None, 2), ("de", 2)):
            [job] = desk.jobs.wait(model.single.request([one], language=language))
            assert (job.state, job.error) == (JobState.DONE, "")
            digest = desk.reading.digest(one)
            assert digest is not None
            assert digest.provenance.language == (language or "")
            assert histories(desk, [one]) == [digests_then]


def test_the_time_is_told_from_what_was_measured_and_else_not_at_all(desk: Carrel) -> None:
    ids = kept(desk, 3)
    path = desk.paths.models / "held.gguf"
    made_gguf(path, {"general.architecture": "llama", "general.name": "Held"})
    assert desk.redoing.plan(ids, "held.gguf").seconds == 0.0
    measured = Measured(100.0, 50.0, 4.0, 3.5, 2, 0, "2026-11-20T09:00:00Z")
    with desk.database.write() as connection:
        measurements.add(connection, "held.gguf", path.stat().st_size, measured)
    # 70 abstracts take 3.5 minutes, so one takes three seconds.
    assert desk.redoing.plan(ids, "held.gguf").seconds == pytest.approx(9.0)


def test_a_model_that_fails_at_papers_leaves_them_as_they_were_and_says_so(desk: Carrel) -> None:
    ids = kept(desk, 4)
    desk.jobs.wait(desk.digests.request(ids[:2]))
    told: list[Notice] = []
    desk.events.subscribe(lambda event: told.append(event) if isinstance(event, Notice) else None)
    with unmatched_model(desk):
        assert wait(desk, desk.redoing.request(ids)).state is JobState.DONE
    assert histories(desk, ids) == [1, 1, 0, 0]
    assert [notice.text for notice in told] == [
        "4 of 4 digests could not be written with small and stayed as they were."
    ]


def test_the_job_can_be_paused_stopped_for_one_paper_and_cancelled(desk: Carrel, tmp_path: Path) -> None:
    ids = kept(desk, 10)
    with held_model(desk, tmp_path / "held") as model:
        redoing = Redoing(desk.database, desk.jobs, desk.models, desk.digest_keys, model.single, desk.events)
        desk.jobs.handle({JobKind.REDO_DIGESTS: redoing.run})
        job = redoing.request(ids)
        assert job is not None
        begun = [9, 8, 7, 6, 5, 4]
        model.until(*begun)
        model.let_go(9)
        model.until(8, 7, 6, 5, 4, 3)
        model.single.stop(ids[8])
        model.until(7, 6, 5, 4, 3, 2)
        desk.jobs.pause(job.id)
        model.until()
        assert histories(desk, ids) == [0] * 9 + [1]
        desk.jobs.resume(job.id)
        model.let_go(8)
        model.until(7, 6, 5, 4, 3, 2)
        desk.jobs.cancel(job.id)
        assert wait(desk, job).state is JobState.CANCELLED
        assert histories(desk, ids) == [0] * 8 + [1, 1]


def test_ten_thousand_papers_are_one_job_and_quickly_queued(desk: Carrel) -> None:
    with desk.database.write() as connection:
        for number in range(10_000):
            one = papers.add(
                connection, replace(paper(number), arxiv_id=f"2611.{number:05}"), added="2026-11-20T09:00:00Z"
            )
            if number >= 3:
                digests.save(connection, one, None, _digest(paper(number).abstract, SELECTOR))
    desk.jobs.close()
    ids = desk.reading.ids(LibraryQuery())
    began = time.monotonic()
    plan = desk.redoing.plan(ids)
    planned = time.monotonic()
    job = desk.redoing.request(ids)
    _log.info("10,000 papers: planned in %.2f s, queued in %.2f s", planned - began, time.monotonic() - planned)
    assert (plan.papers, plan.missing) == (10_000, 3)
    assert job is not None
    assert [one.id for one in desk.jobs.open_jobs() if one.kind is JobKind.REDO_DIGESTS] == [job.id]


def _digest(abstract: str, prompts: str, model_file: str = "", model_sha256: str = "") -> Digest:
    said = tuple(Statement(part, "Something.", Status.SUPPORTED, (0,)) for part in Field)
    engine = "llama.cpp" if model_file else "extractive"
    text = abstract_sha256(abstract)
    origin = Provenance(engine, "2026-11-20T09:30:00Z", 0.1, text, Coverage(1, 1, 9, 9), prompts)
    return Digest(said, (), replace(origin, model_file=model_file, model_sha256=model_sha256))


def _save(desk: Carrel, paper_id: int, *, model_file: str) -> None:
    """Keep a digest as if this model had written it now."""
    known = desk.reading.paper(paper_id)
    assert known is not None
    prompts = desk.digest_keys.writer(desk.models.find(model_file)).prompts
    with desk.database.write() as connection:
        digests.save(connection, paper_id, None, _digest(known.abstract, prompts, model_file))


_CHILD = """
    import sys
    from carrel.paths import Paths
    from carrel.services.open import open_library
    from pathlib import Path

    desk = open_library(Paths(Path(sys.argv[1])), digest_on_import=False)
    desk.jobs.start()
    print("ready", flush=True)
    desk.jobs.wait(desk.jobs.open_jobs())
    print("done", flush=True)
    desk.close()
"""


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_a_killed_job_goes_on_in_the_next_process_and_writes_nothing_twice(library_home: Path) -> None:
    desk = open_library(Paths(library_home), digest_on_import=False)
    following(desk)
    ids = kept(desk, 60)
    job = desk.redoing.request()
    assert job is not None
    desk.close()
    for _ in range(2):
        before = sum(_written(library_home))
        with _child(library_home) as child:
            until = time.monotonic() + 60
            while sum(_written(library_home)) < before + 5 and time.monotonic() < until:
                time.sleep(0.02)
            os.kill(child.pid, signal.SIGKILL)
    assert 0 < sum(_written(library_home)) < 60
    with _child(library_home) as child:
        output, _ = child.communicate(timeout=120)
    assert "done" in output
    assert _written(library_home) == [1] * len(ids)


def _child(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_CHILD), str(home)], stdout=subprocess.PIPE, text=True
    )


def _written(home: Path) -> list[int]:
    with sqlite3.connect(f"file:{Paths(home).database}?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT (SELECT count(*) FROM digests WHERE paper_id = p.id) FROM papers p"
        ).fetchall()
    connection.close()
    return [row[0] for row in found]
