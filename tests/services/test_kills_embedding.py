"""A process that makes vectors is killed at random moments: no paper ever has another's, and what is missing is made.

``CARREL_KILLS`` says how often it is killed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import embedding_desk
from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery, SearchBy
from carrel.inference.static_encoder import static_encoder
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import backup, papers, passage_vectors, passages, vectors
from carrel.storage.vector_files import VectorFiles
from storage_values import NOW, add_file, document

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork processes"),
]

KILLS = int(os.environ.get("CARREL_KILLS", "8"))
PAPERS = 120
LONGEST = 0.3


def filled(home: Path) -> None:
    """A library of papers, each fourth with a text."""
    desk = open_library(Paths(home), digest_on_import=False)
    chance = random.Random(1)  # noqa: S311 - texts, not secrets
    with desk.database.write() as connection:
        for number in range(PAPERS):
            words = " ".join(chance.choices(embedding_desk.WORDS, k=8))
            paper = papers.add(connection, Paper(f"Paper {number}", abstract=words), added=NOW, kept=True)
            if number % 4 == 0:
                lines = [" ".join(chance.choices(embedding_desk.WORDS, k=12)) for _ in range(15)]
                passages.save(connection, add_file(connection, paper, f"{paper}.pdf").id, document(*lines))
    desk.close()


def lacking(desk: Carrel) -> tuple[int, int]:
    """How many papers lack a vector, and how many those of their passages; all others have those of their texts as they are."""
    with desk.database.read() as connection:
        assert backup.check(connection, full=True) == []
        of_papers = vectors.newest(connection)
        texts = {one.paper_id: one.text for one in vectors.missing(connection, None, limit=PAPERS)}
        late = {one.paper_id for one in vectors.missing(connection, of_papers, limit=PAPERS)}
        if of_papers is not None:
            found = VectorFiles(desk.paths.vectors).read(connection, of_papers)
            mine = [row for row, paper in enumerate(found.papers.tolist()) if paper and paper not in late]
            assert len(mine) == PAPERS - len(late)
            assert_made_of(found.matrix[mine], [texts[paper] for paper in found.papers[mine].tolist()])
        of_passages = passage_vectors.of_model(connection, desk.passage_embedding.model())
        unread = {one.paper_id for one in passage_vectors.unread(connection, of_passages, limit=PAPERS)}
        for paper in passage_vectors.unread(connection, None, limit=PAPERS):
            if of_passages is not None and paper.paper_id not in unread:
                held = passage_vectors.of_paper(connection, of_passages, paper.paper_id)
                assert held is not None
                rows = desk.passage_embedding.files.matrix(of_passages)[held.first : held.first + held.rows]
                assert_made_of(rows, list(passage_vectors.texts(connection, paper)))
    return len(late), len(unread)


def assert_made_of(rows: npt.NDArray[np.float16], texts: list[str]) -> None:
    """That these rows are what the encoder makes of these texts when nobody disturbs it."""
    made = static_encoder().embed(texts)
    assert np.allclose(rows[:, : made.shape[1]].astype(np.float32), made, atol=1e-3)


def test_however_often_it_is_killed_no_paper_has_the_vector_of_another_text(library_home: Path, tmp_path: Path) -> None:
    filled(library_home)
    journal = tmp_path / "journal"
    chance = random.Random(20261122)  # noqa: S311 - moments, not secrets
    missed: list[tuple[int, int]] = []
    with subprocess.Popen(
        [sys.executable, embedding_desk.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for seed in range(KILLS):
            journal.unlink(missing_ok=True)
            program.stdin.write(json.dumps({"home": str(library_home), "told": str(journal), "seed": seed}) + "\n")
            program.stdin.flush()
            pid = int(program.stdout.readline())
            end = time.monotonic() + 60
            while not journal.exists():
                assert time.monotonic() < end, "it ended before it began"
                time.sleep(0.005)
            time.sleep(chance.uniform(0, LONGEST))
            os.kill(pid, signal.SIGKILL)
            assert int(program.stdout.readline()) == -signal.SIGKILL
            desk = open_library(Paths(library_home), digest_on_import=False)
            missed.append(lacking(desk))
            words = LibraryQuery(text="storks", by=SearchBy.WORDS)
            assert set(desk.reading.ids(replace(words, by=SearchBy.BOTH))) >= set(desk.reading.ids(words)) != set()
            desk.close()
        program.stdin.close()
    assert any(papers for papers, _ in missed), "it was killed in the middle"
    assert any(passages for _, passages in missed)
    desk = embedding_desk.desk_of(library_home)
    embedding_desk.made(desk)
    assert lacking(desk) == (0, 0)
    for folder in (desk.paths.vectors, desk.paths.vectors / "passages"):
        assert len(list(folder.glob("*.f16"))) == 1
        assert not list(folder.glob("*.part"))
    desk.close()
