"""Vectors of a library's papers, made in the background by the model that comes along."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from announced import MOMENT
from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.paper import Paper
from carrel.inference.encoder import bundled_encoder
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.embedding import Embedding
from carrel.services.events import Changes, Event
from carrel.services.open import open_library
from carrel.storage import papers
from embedding_desk import Looking
from made_vectors import give_vectors

WHEN = "2026-11-20T12:00:00Z"


def added(desk: Carrel, *abstracts: str) -> list[int]:
    with desk.database.write() as connection:
        return [
            papers.add(connection, Paper(f"Paper {number}", abstract=text), added=WHEN, kept=number % 2 == 0)
            for number, text in enumerate(abstracts)
        ]


def done(desk: Carrel, job: Job | None) -> None:
    assert job is not None
    assert [one.state for one in desk.jobs.wait([job])] == [JobState.DONE]


def served(desk: Carrel) -> list[int]:
    found = desk.embedding.vectors()
    return sorted(found.papers[found.papers > 0].tolist()) if found is not None else []


@pytest.mark.model
def test_all_papers_get_vectors_and_those_that_come_and_change_later(desk: Carrel) -> None:
    assert desk.embedding.queue_when_needed() is None, "an empty library needs nothing"
    assert desk.embedding.vectors() is None
    ids = added(desk, "Storks build nests on roofs.", "White storks nest on chimneys.", "Tokens attend to tokens.")
    done(desk, desk.embedding.queue_when_needed())
    assert served(desk) == ids
    found = desk.embedding.vectors()
    assert found is not None
    assert found.model.startswith("all-MiniLM-L6-v2")
    rows = found.matrix.astype("f4")
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert desk.embedding.queue_when_needed() is None
    with desk.database.write() as connection:
        papers.update(connection, ids[2], Paper("Paper 2", abstract="Storks nest on roofs and chimneys."))
    [late] = added(desk, "A late paper.")
    done(desk, desk.embedding.queue_when_needed())
    assert served(desk) == [*ids, late]
    found = desk.embedding.vectors()
    assert found is not None
    now = {paper: row for paper, row in zip(found.papers.tolist(), found.matrix.astype("f4"), strict=True) if paper}
    assert now[ids[0]] @ now[ids[2]] > rows[0] @ rows[2]


@pytest.mark.model
def test_a_lost_file_is_made_anew(desk: Carrel) -> None:
    ids = added(desk, "One.", "Two.")
    done(desk, desk.embedding.queue_when_needed())
    [path] = desk.paths.vectors.glob("*.f16")
    path.unlink()
    assert served(desk) == []
    done(desk, desk.embedding.queue_when_needed())
    assert served(desk) == ids


@pytest.mark.model
def test_when_the_model_changes_the_old_vectors_serve_until_the_new_are_whole(desk: Carrel, tmp_path: Path) -> None:
    ids = added(desk, "One.", "Two.")
    done(desk, desk.embedding.queue_when_needed())
    encoder = bundled_encoder()
    assert encoder is not None
    other = tmp_path / "newer.gguf"
    shutil.copyfile(encoder, other)
    newer = Embedding(
        desk.database,
        desk.jobs,
        desk.model_worker,
        desk.events,
        desk.paths.vectors,
        allowed=lambda: True,
        encoder=lambda: other,
    )
    desk.jobs.handle({JobKind.EMBED_PAPERS: newer.run})
    before = desk.embedding.vectors()
    job = newer.queue_when_needed()
    assert before is not None
    assert before.model.startswith(encoder.name)
    done(desk, job)
    found = newer.vectors()
    assert found is not None
    assert found.model.startswith("newer.gguf")
    assert served(desk) == ids
    assert len(list(desk.paths.vectors.glob("*.f16"))) == 1


def test_what_finds_the_nearest_is_made_anew_when_vectors_came_whoever_made_them(desk: Carrel) -> None:
    assert desk.embedding.nearest() is None
    first, second = added(desk, "Storks build nests on roofs.", "White storks nest on chimneys.")
    give_vectors(desk)
    nearest = desk.embedding.nearest()
    assert nearest is not None
    assert desk.embedding.nearest() is nearest
    papers_there, [vector] = nearest.vectors_of(np.array([second]))
    assert papers_there.tolist() == [second]
    assert nearest.best(vector, 2)[0].tolist() == [second, first]
    other = open_library(desk.paths, clock=lambda: MOMENT)
    [late] = added(other, "White storks nest on chimneys, too.")
    give_vectors(other)
    other.close()
    nearest = desk.embedding.nearest()
    assert nearest is not None
    assert nearest.best(vector, 2)[0].tolist() == [second, late]


@pytest.mark.parametrize("noticed_by_looking", [True, False])
def test_vectors_that_a_disk_spoilt_are_made_anew(desk: Carrel, noticed_by_looking: bool) -> None:
    ids = added(desk, *(f"Storks build nests on {number} roofs." for number in range(150)))
    desk.embedding._worker = Looking()  # type: ignore[assignment]  # in the place of the child
    done(desk, desk.embedding.queue_when_needed())
    nearest = desk.embedding.nearest()
    assert nearest is not None
    _, before = nearest.vectors_of(np.array(ids))
    [path] = desk.paths.vectors.glob("*.f16")
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 0x40
    path.write_bytes(held)
    again = open_library(desk.paths, clock=lambda: MOMENT)
    again.embedding._worker = Looking()  # type: ignore[assignment]  # in the place of the child
    told: list[Changes] = []
    again.events.subscribe(lambda event: told.append(event) if isinstance(event, Changes) and event.vectors else None)
    job = again.embedding.queue_when_needed() if noticed_by_looking else None
    left = again.embedding.nearest()
    assert left is not None
    assert len(left) == 150 - 64, "a batch shares a checksum"
    assert told == [Changes(vectors=True)]
    job = job or again.embedding.queue_when_needed()
    again.jobs.start()
    done(again, job)
    nearest = again.embedding.nearest()
    assert nearest is not None
    there, after = nearest.vectors_of(np.array(ids))
    assert there.tolist() == ids
    assert np.array_equal(after, before)
    assert again.embedding.queue_when_needed() is None
    again.close()
    last = open_library(desk.paths, clock=lambda: MOMENT)
    assert last.embedding.queue_when_needed() is None
    last.close()


def test_nothing_begins_before_welcome_nor_on_the_command_line(library_home: Path) -> None:
    for only_own, welcomed in ((False, False), (True, True)):
        opened = open_library(Paths(library_home), only_own_jobs=only_own, clock=lambda: MOMENT)
        opened.settings.change(welcomed=welcomed)
        added(opened, "One.")
        assert opened.embedding.queue_when_needed() is None
        opened.close()


def test_papers_that_come_are_queued_once_it_is_quiet(library_home: Path) -> None:
    opened = open_library(Paths(library_home), clock=lambda: MOMENT)
    queued = threading.Event()

    def note(event: Event) -> None:
        if isinstance(event, Changes) and event.jobs:
            queued.set()

    opened.events.subscribe(note)
    watching = Embedding(
        opened.database,
        opened.jobs,
        opened.model_worker,
        opened.events,
        opened.paths.vectors,
        allowed=lambda: True,
        quiet=0.01,
    )
    watching.start()
    [paper_id] = added(opened, "One.")
    opened.events.publish(Changes(papers_added=frozenset({paper_id})))
    assert queued.wait(60)
    [job] = opened.jobs.open_jobs()
    assert (job.kind, job.priority) == (JobKind.EMBED_PAPERS, -2)
    watching.close()
    opened.close()
