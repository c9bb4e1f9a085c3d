"""The closest rows of a matrix, found by their signs and then compared exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from carrel.ranking.nearest import Nearest

Floats = npt.NDArray[np.float32]


def unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Floats = (rows / lengths).astype(np.float32)
    return made


def clustered(count: int, dimension: int, seed: int, *, centres: int = 200, spread: float = 0.8) -> Floats:
    """Vectors around some centres, as texts lie around their subjects."""
    chance = np.random.default_rng(seed)
    middles = chance.standard_normal((centres, dimension))
    apart = spread * chance.standard_normal((count, dimension))
    return unit((middles[chance.integers(centres, size=count)] + apart).astype("f4"))


@pytest.mark.parametrize("dimension", [384, 256, 70])
def test_nearly_all_of_the_closest_are_found_among_many(dimension: int) -> None:
    made = clustered(30_040, dimension, 1)
    rows, vectors = made[40:], made[:40]
    nearest = Nearest(rows.astype(np.float16))
    found = 0
    for vector in vectors:
        exact = np.argsort(-(rows @ vector))[:10]
        there, cosines = nearest.best(vector, 10)
        found += len(set(there.tolist()) & set(exact.tolist()))
        assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)
        assert np.allclose(cosines, rows[there] @ vector, atol=2e-3)
    assert found >= 0.97 * 400


def test_of_few_rows_all_are_compared() -> None:
    rows = clustered(500, 96, 3)
    vector = clustered(1, 96, 4)[0]
    there, _ = Nearest(rows.astype(np.float16)).best(vector, 500)
    assert there.tolist() == np.argsort(-(rows.astype("f2").astype("f4") @ vector), kind="stable").tolist()


def test_only_rows_that_are_allowed_are_found() -> None:
    rows = clustered(20_000, 128, 5)
    vector = rows[7]
    allowed = np.flatnonzero(np.arange(20_000) % 3 == 0)
    nearest = Nearest(rows.astype(np.float16))
    assert nearest.best(vector, 1)[0].tolist() == [7]
    there, _ = nearest.best(vector, 50, allowed)
    assert len(there) == 50
    assert set(there.tolist()) <= set(allowed.tolist())
    assert nearest.best(vector, 5, allowed[:0])[0].tolist() == []
    few = np.flatnonzero(np.arange(20_000) % 4 == 0)[:4500]
    assert set(nearest.best(vector, 50, few)[0].tolist()) <= set(few.tolist()), "few are taken out of the signs first"


def test_of_rows_that_are_equally_far_as_many_as_asked_for_are_found() -> None:
    rows = np.repeat(clustered(2, 64, 6), 10_000, axis=0)
    there, _ = Nearest(rows.astype(np.float16)).best(rows[0], 30)
    assert there.tolist() == list(range(30))


@pytest.mark.parametrize("share", [0.9, 0.2])
def test_rows_that_are_asked_for_are_compared_alike_many_or_few(share: float) -> None:
    rows = clustered(20_000, 128, 5)
    among = np.flatnonzero(np.random.default_rng(6).random(20_000) < share)
    alone, cosines = Nearest(rows[among].astype(np.float16)).best(rows[3], 200)
    there, same = Nearest(rows.astype(np.float16)).best(rows[3], 200, among)
    assert there.tolist() == among[alone].tolist()
    assert np.array_equal(same, cosines)


def test_of_very_many_that_are_asked_for_nearly_all_close_ones_are_found() -> None:
    # Six thousand of each subject, half of them as close as that: three compared for each that is asked for are too few.
    made = clustered(60_015, 256, 8, centres=10, spread=1.0)
    rows, vectors = made[15:].astype(np.float16), made[:15]
    nearest = Nearest(rows)
    found = close = 0
    for vector in vectors:
        cosines = rows.astype(np.float32) @ vector
        wanted = np.argsort(-cosines)[:1500]
        wanted = wanted[cosines[wanted] >= 0.5]
        there, _ = nearest.best(vector, 1500)
        close += len(wanted)
        found += len(np.intersect1d(there, wanted))
    assert close > 15_000
    assert found >= 0.97 * close


def test_a_matrix_without_rows_has_none() -> None:
    there, cosines = Nearest(np.zeros((0, 384), np.float16)).best(np.ones(384, np.float32), 5)
    assert there.tolist() == cosines.tolist() == []
