"""Which vectors papers are compared by."""

from __future__ import annotations

import numpy as np

from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.services.paper_vectors import PaperVectors
from carrel.storage import papers
from made_vectors import give_vectors
from storage_values import NOW


def added(desk: Carrel, count: int) -> list[int]:
    with desk.database.write() as connection:
        return [
            papers.add(connection, Paper(f"Paper {number}", abstract="Storks nest."), added=NOW)
            for number in range(count)
        ]


def test_the_embedders_vectors_serve_once_they_have_nearly_all_papers(desk: Carrel) -> None:
    ids = added(desk, 40)
    found = PaperVectors(desk.database, desk.embedding)
    before = found.space(ids)
    assert set(before.rows) == set(ids)
    assert np.allclose(np.linalg.norm(before.of(ids[:3]), axis=1), 1, atol=1e-3)
    give_vectors(desk, ids[:30])
    assert found.space(ids).close == before.close, "a quarter is missing"
    # In another order than that of ids.
    give_vectors(desk, ids[35:39])
    give_vectors(desk, ids[30:35])
    space = found.space(ids)
    assert space.close != before.close
    assert set(space.rows) == set(ids[:39])
    assert np.allclose(space.of([ids[37], ids[31]]), before.of([ids[37], ids[31]]), atol=1e-3)


def test_a_vector_of_a_changed_text_is_noticed(desk: Carrel) -> None:
    first, _ = added(desk, 2)
    found = PaperVectors(desk.database, desk.embedding)
    unmade = found.state()
    give_vectors(desk)
    made = found.state()
    assert made != unmade
    assert found.state() == made
    before = found.space([first]).of([first])
    with desk.database.write() as connection:
        papers.update(connection, first, Paper("Paper 0", abstract="Interest rates rise."))
    give_vectors(desk)
    assert found.state() != made
    assert not np.allclose(found.space([first]).of([first]), before, atol=0.1)
