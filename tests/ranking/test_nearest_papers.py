"""The papers nearest to a vector, beside those that comparing all of them finds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from carrel.ranking.nearest_papers import NearestPapers

Matrix = npt.NDArray[np.float16]


def clustered(rows: int, seed: int = 7, clusters: int = 60, dimension: int = 384) -> Matrix:
    """Vectors of unit length around so many centres, as papers lie around their subjects."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((clusters, dimension))
    matrix = centres[random.integers(0, clusters, rows)] + 1.2 * random.standard_normal((rows, dimension))
    unit: Matrix = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float16)
    return unit


def all_compared(matrix: Matrix, query: npt.NDArray[np.float32]) -> list[int]:
    """The ten nearest rows."""
    return [int(row) for row in np.argsort(-(matrix.astype(np.float32) @ query), kind="stable")[:10]]


def test_of_thousands_the_ten_nearest_are_found() -> None:
    several = clustered(20_060)
    matrix, queries = several[:20_000], several[20_000:].astype(np.float32)
    nearest = NearestPapers(np.arange(1, 20_001), matrix)
    found = 0
    for query in queries:
        papers, cosines = nearest.best(query, 10)
        found += len(set(all_compared(matrix, query)) & {int(paper) - 1 for paper in papers})
        assert list(cosines) == sorted(cosines, reverse=True)
    assert found >= 0.99 * 600


def test_few_are_compared_one_by_one_whatever_their_signs() -> None:
    matrix = clustered(300)
    query = clustered(1, seed=9)[0].astype(np.float32)
    papers, cosines = NearestPapers(np.arange(1, 301), matrix).best(query, 10)
    assert [int(paper) - 1 for paper in papers] == all_compared(matrix, query)
    assert cosines[0] == pytest.approx(float(matrix[papers[0] - 1].astype(np.float32) @ query), abs=1e-3)


def test_rows_of_nobody_are_not_found_and_others_keep_their_papers() -> None:
    matrix = clustered(200)
    papers = np.arange(500, 700)
    papers[::2] = 0
    nearest = NearestPapers(papers, matrix)
    assert len(nearest) == 100
    found, _ = nearest.best(matrix[4].astype(np.float32), 200)
    assert 0 not in found
    assert len(found) == 100
    assert [int(paper) for paper in nearest.best(matrix[5].astype(np.float32), 1)[0]] == [505]


def test_a_paper_of_several_rows_is_found_by_each() -> None:
    matrix = clustered(9_000)
    papers = np.repeat(np.arange(1, 3_001), 3)
    nearest = NearestPapers(papers, matrix)
    assert len(nearest) == 9_000
    query = matrix[31].astype(np.float32)
    found, _ = nearest.best(query, 9_000, np.array([11, 500, -1, 0, 5_000]))
    assert sorted(found.tolist()) == [11] * 3 + [500] * 3
    assert found[0] == 11
    of, vectors = nearest.vectors_of(np.array([500, 11]))
    assert of.tolist() == [11, 500]
    assert np.array_equal(vectors, matrix[[30, 1_497]].astype(np.float32))


def test_only_allowed_papers_are_found() -> None:
    nearest = NearestPapers(np.arange(1, 9_001), clustered(9_000))
    query = clustered(1, seed=9)[0].astype(np.float32)
    allowed = np.array([5, 77, 8_000, 123_456])
    assert {int(paper) for paper in nearest.best(query, 10, allowed)[0]} == {5, 77, 8_000}
    most = np.arange(1, 9_001, 2)
    assert all(paper % 2 for paper in nearest.best(query, 10, most)[0])


def test_vectors_are_given_of_papers_that_have_one() -> None:
    matrix = clustered(50)
    papers, vectors = NearestPapers(np.arange(50, 0, -1), matrix).vectors_of(np.array([50, 3, 99]))
    assert [int(paper) for paper in papers] == [3, 50]
    assert np.array_equal(vectors, matrix[[47, 0]].astype(np.float32))


def test_nothing_is_near_nothing() -> None:
    empty = NearestPapers(np.zeros(0, np.int64), np.zeros((0, 384), np.float16))
    assert len(empty.best(np.ones(384, np.float32), 5)[0]) == 0
    assert len(empty.vectors_of(np.array([1]))[0]) == 0
    some = NearestPapers(np.arange(1, 4), clustered(3))
    assert len(some.best(np.zeros(384, np.float32), 5)[0]) == 0
    assert len(some.best(np.ones(384, np.float32), 0)[0]) == 0
