"""The digests of a day when models fail, are changed, or the process is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from announced import announce, follow, paper
from carrel.domain.digest import NO_OPTIONS
from carrel.domain.job import JobKind, JobState
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.digest_writing import DigestWriting
from carrel.services.digests import Digests
from carrel.services.news_digests import NewsDigests
from carrel.services.open import open_library
from carrel.storage import digests
from carrel.worker.model import ModelWorker
from made_gguf import made_gguf
from services.digested_day import engines, following, ids_of, wait, with_digest


@pytest.fixture
def desk(carrel: Carrel) -> Carrel:
    """A library that follows cs.LG, without a model."""
    return following(carrel)


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
    writing = DigestWriting(
        desk.database, worker, desk.documents_worker, desk.own_server, desk.events, lambda: NO_OPTIONS
    )
    of_a_day = NewsDigests(
        desk.database, desk.jobs, desk.models, writing, desk.settings, desk.events, allowed=lambda: True
    )
    single = Digests(desk.database, desk.jobs, desk.models, writing, desk.digest_keys)
    desk.jobs.handle({JobKind.DIGEST_NEWS: of_a_day.run, JobKind.WRITE_DIGEST: single.run})
    yield desk
    worker.close()


def test_a_paper_that_the_model_fails_at_has_its_own_sentences_and_the_rest_goes_on(small: Carrel) -> None:
    found = announce(small.database, paper(0), paper(1), paper(2, words="KILL."), paper(3))
    ids = list(found.values())
    ended = wait(small, small.news_digests.request())
    assert (ended.state, ended.error) == (JobState.DONE, "")
    assert engines(small, ids) == ["extractive", "llama.cpp", "extractive", "llama.cpp"]
    # It was tried; it is not tried again each time the day is looked at.
    assert small.news_digests.request() is None


def test_a_model_that_dies_over_and_over_fails_the_job(small: Carrel) -> None:
    ids = list(announce(small.database, *(paper(number, words="KILL.") for number in range(1, 13))).values())
    ended = wait(small, small.news_digests.request())
    assert (ended.state, ended.error_code) == (JobState.FAILED, "worker")
    # Three, and those that were in flight with the third.
    assert 3 <= len(with_digest(small, ids)) <= 8


def test_a_digest_over_which_the_model_dies_has_failed_and_can_be_tried_again(small: Carrel) -> None:
    good, bad = announce(small.database, paper(1), paper(2, words="KILL.")).values()
    ended = {job.paper_id: job for job in small.jobs.wait(small.digests.request([bad, good], priority=1))}
    assert (ended[bad].state, ended[bad].error_code) == (JobState.FAILED, "worker")
    assert ended[bad].error
    assert ended[bad].advice
    assert ended[good].state is JobState.DONE
    assert engines(small, [good, bad]) == ["llama.cpp"]
    again = small.jobs.retry(ended[bad].id)
    assert again is not None
    assert (again.kind, again.paper_id, again.priority) == (JobKind.WRITE_DIGEST, bad, 1)
    assert wait(small, again).state is JobState.FAILED


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

    carrel = open_library(digest_on_import=False, battery=lambda: False)
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
