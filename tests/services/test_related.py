"""Which papers are alike: by vectors where there are some, by words until then."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from carrel.domain.paper import Paper
from carrel.domain.related import Among, Facet
from carrel.inference.static_encoder import static_encoder
from carrel.services.carrel import Carrel
from carrel.storage import papers, vectors
from carrel.storage.vectors import VectorFiles
from storage_values import NOW

STORKS = (
    "White storks nest on roofs. However, roofs are becoming rare. We propose a method that counts storks by drones. "
    "Experiments show that drones count storks better than people."
)
MORE_STORKS = (
    "Black storks nest in trees. We introduce a method that counts storks from satellites. "
    "Results show that satellites find more storks than drones."
)
SOME_STORKS = "Storks migrate to Africa in autumn. Their nests on roofs are empty in winter. We count storks by radar."
TOKENS = "Transformers attend to tokens. We propose sparse attention between tokens. It outperforms dense attention."


def added(carrel: Carrel, *abstracts: str, kept: bool = True) -> list[int]:
    with carrel.database.write() as connection:
        return [
            papers.add(connection, Paper(f"Paper {abstract[:12]}", ("Ada Lovelace",), abstract), added=NOW, kept=kept)
            for abstract in abstracts
        ]


def announced(carrel: Carrel, abstract: str, *, shown: bool = True) -> int:
    [paper] = added(carrel, abstract, kept=False)
    with carrel.database.write() as connection:
        connection.execute(
            "INSERT INTO announcements (paper_id, version, day, type, position, from_feed, shown)"
            " VALUES (?, 1, '2026-11-19', 'new', 1, 1, ?)",
            (paper, shown),
        )
    return paper


def give_vectors(carrel: Carrel, only: Sequence[int] | None = None) -> None:
    """Vectors of all papers, or of some, as the encoder would make them: here those that are looked up."""
    with carrel.database.write() as connection:
        texts = [
            text for text in vectors.missing(connection, None, limit=1000) if only is None or text.paper_id in only
        ]
        made = static_encoder().embed([text.text for text in texts]).astype(np.float32)
        known = vectors.serving(connection)
        vector_set = known or vectors.begin(connection, "made", made.shape[1], NOW)
        first = VectorFiles(carrel.paths.vectors).append(vector_set, made.astype("<f2").tobytes())
        vectors.put(connection, vector_set, first, texts)
        vectors.finish(connection, vector_set)


def found(carrel: Carrel, *asked: int, **how: object) -> list[int]:
    return [one.paper_id for one in carrel.relating.related(asked, **how).papers]  # type: ignore[arg-type]


@pytest.fixture(params=["vectors", "words"])
def by_vectors(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "vectors")


def test_what_is_alike_is_found_and_what_is_not_is_left_out(carrel: Carrel, by_vectors: bool) -> None:
    first, second, third, other = added(carrel, STORKS, MORE_STORKS, SOME_STORKS, TOKENS)
    if by_vectors:
        give_vectors(carrel)
    answer = carrel.relating.related([first])
    assert {one.paper_id for one in answer.papers} == {second, third}
    assert answer.by_words is not by_vectors
    assert answer.facets == frozenset(Facet)
    assert all(one.kept and not one.day for one in answer.papers)
    assert found(carrel, other) == []
    assert found(carrel, first, second) == [third], "those that are asked about are not in the answer"
    assert found(carrel, first, limit=1) == [answer.papers[0].paper_id]


def test_the_reason_is_the_closest_sentence_and_shared_topics(carrel: Carrel) -> None:
    first, second = added(carrel, STORKS, f"Nothing is said here of birds at all. {MORE_STORKS}")
    with carrel.database.write() as connection:
        connection.execute('UPDATE papers SET topics = \'["Birds", "Drones"]\' WHERE id = ?', (first,))
        connection.execute('UPDATE papers SET topics = \'["Trees", "Birds"]\' WHERE id = ?', (second,))
    [one] = carrel.relating.related([first]).papers
    assert "storks" in one.sentence
    assert one.topics == ("Birds",)


def test_announced_papers_are_found_too_but_no_hidden_or_passing_ones_nor_trash(
    carrel: Carrel, by_vectors: bool
) -> None:
    first, trashed = added(carrel, STORKS, MORE_STORKS)
    passing = added(carrel, f"{SOME_STORKS} Passing.", kept=False)
    news = announced(carrel, f"{SOME_STORKS} News.")
    hidden = announced(carrel, f"{SOME_STORKS} Hidden.", shown=False)
    kept = added(carrel, f"{SOME_STORKS} Kept.")[0]
    carrel.organising.trash([trashed])
    if by_vectors:
        give_vectors(carrel)
    answer = carrel.relating.related([first])
    assert {one.paper_id: (one.kept, one.day) for one in answer.papers} == {
        news: (False, "2026-11-19"),
        kept: (True, ""),
    }
    assert not {trashed, hidden, *passing} & {one.paper_id for one in answer.papers}
    assert found(carrel, first, among=Among.LIBRARY) == [kept]
    assert found(carrel, first, among=Among.NEWS) == [news]


def test_a_facet_leaves_out_those_of_which_nothing_tells_it(carrel: Carrel, by_vectors: bool) -> None:
    first, second, silent = added(
        carrel, STORKS, MORE_STORKS, "Storks nest on roofs. Roofs are rare, and storks are many."
    )
    if by_vectors:
        give_vectors(carrel)
    assert set(found(carrel, first)) == {second, silent}
    answer = carrel.relating.related([first], facet=Facet.METHOD)
    assert [one.paper_id for one in answer.papers] == [second]
    assert answer.without == 1
    assert "satellites" in answer.papers[0].sentence
    nothing = carrel.relating.related([silent], facet=Facet.METHOD)
    assert not nothing.papers
    assert Facet.METHOD not in nothing.facets


def test_papers_that_come_later_are_found_once_they_have_vectors(carrel: Carrel) -> None:
    first, _ = added(carrel, STORKS, TOKENS)
    give_vectors(carrel)
    assert found(carrel, first) == []
    [late] = added(carrel, MORE_STORKS)
    assert found(carrel, late) == [first], "by words, while it has no vector"
    give_vectors(carrel, [late])
    assert found(carrel, first) == [late]
    assert not carrel.relating.related([late]).by_words


def test_of_very_many_papers_some_stand_for_all_and_none_of_them_is_in_the_answer(
    carrel: Carrel, by_vectors: bool
) -> None:
    asked = added(carrel, *[STORKS] * 400)
    more = announced(carrel, MORE_STORKS)
    if by_vectors:
        give_vectors(carrel)
    few = carrel.relating.related(asked[:200], among=Among.LIBRARY, limit=500)
    assert not few.sampled
    assert len(few.papers) > 1
    many = carrel.relating.related(asked)
    assert many.sampled == 200
    assert [one.paper_id for one in many.papers] == [more]


def test_of_nothing_nothing_is_alike(carrel: Carrel) -> None:
    [empty] = added(carrel, "")
    assert found(carrel) == []
    assert found(carrel, 12345) == []
    assert found(carrel, empty) == []
    give_vectors(carrel)
    assert found(carrel, empty) == []
