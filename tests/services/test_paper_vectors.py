"""Which vectors papers are compared by."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from carrel.domain.paper import Paper
from carrel.services.paper_vectors import PaperVectors
from carrel.storage import papers
from carrel.storage.database import Database
from carrel.storage.vectors import Vectors


def test_the_embedders_vectors_serve_once_they_have_nearly_all_papers(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite3")
    with database.write() as connection:
        ids = [
            papers.add(connection, Paper(f"Paper {number}", abstract="Storks nest."), added="2026-11-20T12:00:00Z")
            for number in range(40)
        ]
    made: list[Vectors] = []
    found = PaperVectors(database, lambda: made[-1] if made else None)
    before = found.space(ids)
    assert set(before.rows) == set(ids)
    assert np.allclose(np.linalg.norm(before.of(ids[:3]), axis=1), 1, atol=1e-3)

    def embedded(count: int) -> Vectors:
        # Rows in another order than ids, one of which is nobody's.
        rows = np.array([0, *reversed(ids[:count])], np.int64)
        return Vectors(1, "model", rows, np.tile(rows[:, None], (1, 8)).astype(np.float16))

    made.append(embedded(30))
    assert found.space(ids).close == before.close, "a quarter is missing"
    made.append(embedded(39))
    space = found.space(ids)
    assert space.close != before.close
    assert set(space.rows) == set(ids[:39])
    assert np.allclose(space.of([ids[7]]), 1 / np.sqrt(8), atol=1e-3)
    database.close()
